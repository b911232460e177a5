/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-place-row-private.h"

#include <glib/gi18n.h>

struct _UiPlaceRow
{
  GtkListBoxRow parent_instance;

  const char *name;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *badge;
};

G_DEFINE_FINAL_TYPE (UiPlaceRow, ui_place_row, GTK_TYPE_LIST_BOX_ROW)

const char *
ui_place_row_get_name (UiPlaceRow *row)
{
  return row->name;
}

void
ui_place_row_count (UiPlaceRow *row, guint count, gboolean attention)
{
  g_autofree char *number = g_strdup_printf ("%u", count);
  g_autofree char *letters = g_strdup_printf (ngettext ("%u letter", "%u letters", count), count);
  const char *heard = attention ? _ ("something needs you") : "";
  g_autofree char *more = g_strjoin (attention ? ", " : "", letters, heard, NULL);

  gtk_label_set_text (row->badge, number);
  gtk_widget_set_visible (GTK_WIDGET (row->badge), count > 0);
  if (attention)
    gtk_widget_add_css_class (GTK_WIDGET (row->badge), "attention");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (row->badge), "attention");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  count > 0 ? more : "", -1);
}

static void
ui_place_row_class_init (UiPlaceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-place-row.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPlaceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, UiPlaceRow, title);
  gtk_widget_class_bind_template_child (widget_class, UiPlaceRow, badge);
}

static void
ui_place_row_init (UiPlaceRow *row)
{
  gtk_widget_init_template (GTK_WIDGET (row));
}

GtkWidget *
ui_place_row_new (const char *name, const char *icon, const char *title)
{
  UiPlaceRow *row = g_object_new (UI_TYPE_PLACE_ROW, NULL);

  row->name = g_intern_string (name);
  gtk_image_set_from_icon_name (row->icon, icon);
  gtk_label_set_text (row->title, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  return GTK_WIDGET (row);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-receipt-person-private.h"

#include <adwaita.h>

#include "ui-wrap-box-private.h"

struct _UiReceiptPerson
{
  GtkListBoxRow parent_instance;

  AdwAvatar *avatar;
  GtkBox *content;
};

G_DEFINE_FINAL_TYPE (UiReceiptPerson, ui_receipt_person, GTK_TYPE_LIST_BOX_ROW)

static GtkWidget *
make_label (const char *text, const char *style_class, gboolean cut)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (cut)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  else
    {
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
    }
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);
  return label;
}

static GtkWidget *
make_who (const UiPersonWords *words)
{
  GtkWidget *who = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_hexpand (who, TRUE);
  gtk_widget_set_valign (who, GTK_ALIGN_CENTER);
  if (words->name != NULL)
    {
      GtkWidget *address = make_label (words->address, "caption", TRUE);

      gtk_widget_add_css_class (address, "dim-label");
      gtk_box_append (GTK_BOX (who), make_label (words->name, NULL, TRUE));
      gtk_box_append (GTK_BOX (who), address);
    }
  else
    gtk_box_append (GTK_BOX (who), make_label (words->address, NULL, TRUE));
  return who;
}

static GtkWidget *
make_result (const UiPersonWords *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *labels = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = g_object_new (GTK_TYPE_IMAGE, "icon-name", words->icon, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_box_append (GTK_BOX (labels), make_label (words->result, words->style_class, FALSE));
  if (words->again != NULL)
    {
      GtkWidget *again = make_label (words->again, "caption", FALSE);

      gtk_widget_add_css_class (again, "numeric");
      gtk_widget_add_css_class (again, words->style_class);
      gtk_box_append (GTK_BOX (labels), again);
    }
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (icon, words->style_class);
  gtk_box_append (GTK_BOX (box), labels);
  gtk_box_append (GTK_BOX (box), icon);
  return box;
}

static void
ui_receipt_person_class_init (UiReceiptPersonClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-receipt-person.ui");
  gtk_widget_class_bind_template_child (widget_class, UiReceiptPerson, avatar);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptPerson, content);
}

static void
ui_receipt_person_init (UiReceiptPerson *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_receipt_person_new (const UiPersonWords *words)
{
  UiReceiptPerson *self = g_object_new (UI_TYPE_RECEIPT_PERSON, NULL);
  GtkWidget *line = ui_wrap_box_new (6);
  g_autofree char *heard = g_strjoin (", ", words->name != NULL ? words->name : words->address,
                                      words->result, words->again, NULL);

  adw_avatar_set_text (self->avatar, words->name != NULL ? words->name : words->address);
  adw_avatar_set_show_initials (self->avatar, words->name != NULL);
  ui_wrap_box_append (UI_WRAP_BOX (line), make_who (words));
  ui_wrap_box_append (UI_WRAP_BOX (line), make_result (words));
  gtk_widget_set_hexpand (line, TRUE);
  gtk_box_append (self->content, line);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), words->address);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, heard,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words->address, -1);
  return GTK_WIDGET (self);
}

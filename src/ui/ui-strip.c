/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One sentence, one button, a way to close it. The words stay in the revealer while it slides
 * shut; what counts as "shown" is whether it is to be revealed. */

#include <glib/gi18n.h>

#include "ui-strip.h"
#include "ui-wrap-box-private.h"

struct _UiStrip
{
  GtkWidget parent_instance;

  /* template */
  GtkRevealer *revealer;
  GtkWidget *band;
  GtkImage *mark;
  GtkLabel *text;
  GtkLabel *place;
  GtkButton *button;
  GtkWidget *close;
};

G_DEFINE_FINAL_TYPE (UiStrip, ui_strip, GTK_TYPE_WIDGET)

enum
{
  ACTIVATED,
  DISMISSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const struct
{
  const char *style;
  const char *icon_name;
} weights[] = {
  [UI_STRIP_INFO] = { "info", "dialog-information-symbolic" },
  [UI_STRIP_WARNING] = { "warning", "dialog-warning-symbolic" },
  [UI_STRIP_ERROR] = { "error", "dialog-error-symbolic" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (weights) == UI_STRIP_ERROR + 1);

static void
on_clicked (UiStrip *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_close (UiStrip *self)
{
  ui_strip_hide (self);
  g_signal_emit (self, signals[DISMISSED], 0);
}

static gboolean
ui_strip_focus (GtkWidget *widget, GtkDirectionType direction)
{
  if (!gtk_revealer_get_reveal_child (UI_STRIP (widget)->revealer))
    return FALSE;
  return GTK_WIDGET_CLASS (ui_strip_parent_class)->focus (widget, direction);
}

static void
ui_strip_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (ui_strip_parent_class)->dispose (object);
}

static void
ui_strip_class_init (UiStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_strip_dispose;
  widget_class->focus = ui_strip_focus;

  signals[ACTIVATED] = g_signal_new ("activated", UI_TYPE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);
  signals[DISMISSED] = g_signal_new ("dismissed", UI_TYPE_STRIP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  g_type_ensure (UI_TYPE_WRAP_BOX);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, UiStrip, revealer);
  gtk_widget_class_bind_template_child (widget_class, UiStrip, band);
  gtk_widget_class_bind_template_child (widget_class, UiStrip, mark);
  gtk_widget_class_bind_template_child (widget_class, UiStrip, text);
  gtk_widget_class_bind_template_child (widget_class, UiStrip, place);
  gtk_widget_class_bind_template_child (widget_class, UiStrip, button);
  gtk_widget_class_bind_template_child (widget_class, UiStrip, close);
  gtk_widget_class_bind_template_callback (widget_class, on_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_close);
}

static void
ui_strip_init (UiStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_object_bind_property (self->revealer, "child-revealed", self, "visible", G_BINDING_DEFAULT);
}

GtkWidget *
ui_strip_new (void)
{
  return g_object_new (UI_TYPE_STRIP, NULL);
}

void
ui_strip_show (UiStrip *strip, UiStripWeight weight, const char *icon_name, const char *text,
               const char *button)
{
  g_return_if_fail (UI_IS_STRIP (strip));
  g_return_if_fail (text != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    gtk_widget_remove_css_class (strip->band, weights[i].style);
  gtk_widget_add_css_class (strip->band, weights[weight].style);
  gtk_image_set_from_icon_name (strip->mark,
                                icon_name != NULL ? icon_name : weights[weight].icon_name);
  gtk_label_set_text (strip->text, text);
  gtk_widget_set_visible (GTK_WIDGET (strip->button), button != NULL);
  gtk_button_set_label (strip->button, button != NULL ? button : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (strip), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (GTK_WIDGET (strip), TRUE);
  gtk_revealer_set_reveal_child (strip->revealer, TRUE);
}

void
ui_strip_set_place (UiStrip *strip, guint place, guint total)
{
  g_return_if_fail (UI_IS_STRIP (strip));

  if (total > 1)
    {
      /* Translators: the first number counts through the notices, the second says how many */
      g_autofree char *words = g_strdup_printf (_ ("%u of %u"), place, total);

      gtk_label_set_text (strip->place, words);
    }
  gtk_widget_set_visible (GTK_WIDGET (strip->place), total > 1);
}

void
ui_strip_hide (UiStrip *strip)
{
  g_return_if_fail (UI_IS_STRIP (strip));
  gtk_revealer_set_reveal_child (strip->revealer, FALSE);
}

const char *
ui_strip_get_text (UiStrip *strip)
{
  g_return_val_if_fail (UI_IS_STRIP (strip), NULL);

  return gtk_revealer_get_reveal_child (strip->revealer) ? gtk_label_get_text (strip->text) : NULL;
}

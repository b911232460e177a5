/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-explanation-private.h"

#include "ui-wrap-box-private.h"

struct _UiExplanation
{
  GtkWidget parent_instance;

  const char *style_class;

  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *about;
  GtkLabel *detail;
  GtkWidget *said_box;
  GtkLabel *said_title;
  GtkLabel *said;
  GtkLabel *digits;
  GtkWidget *buttons;
  GtkButton *first;
  GtkButton *second;
  GtkButton *third;
  GtkButton *fourth;
};

G_DEFINE_FINAL_TYPE (UiExplanation, ui_explanation, GTK_TYPE_WIDGET)

static void
set_label (GtkLabel *label, const char *text)
{
  gboolean visible = text != NULL && *text != '\0';

  gtk_label_set_text (label, visible ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), visible);
}

/* A long word may not make the pane wider than a narrow window. */
static void
set_button (GtkButton *button, const UiExplanationButton *words)
{
  const char *label = words->label;
  const char *action = words->action;
  GtkWidget *child = gtk_label_new (label);

  gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (button, child);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), label != NULL ? action : NULL);
  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  if (label != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);
}

void
ui_explanation_set (UiExplanation *self, const UiExplanationWords *words)
{
  if (self->style_class != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), self->style_class);
  self->style_class = g_intern_string (words->style_class);
  if (self->style_class != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), self->style_class);
  gtk_image_set_from_icon_name (self->icon, words->icon);
  set_label (self->title, words->title);
  set_label (self->about, words->about);
  set_label (self->detail, words->detail);
  set_label (self->said, words->said);
  set_label (self->digits, words->digits);
  gtk_widget_set_visible (GTK_WIDGET (self->said_title), words->said != NULL);
  if (words->said != NULL)
    gtk_widget_add_css_class (self->said_box, "said");
  else
    gtk_widget_remove_css_class (self->said_box, "said");
  gtk_widget_set_visible (self->said_box, words->said != NULL || words->digits != NULL);
  set_button (self->first, &words->buttons[0]);
  set_button (self->second, &words->buttons[1]);
  set_button (self->third, &words->buttons[2]);
  set_button (self->fourth, &words->buttons[3]);
  gtk_widget_set_visible (self->buttons, words->buttons[0].label != NULL);
}

static void
ui_explanation_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_explanation_parent_class)->dispose (object);
}

static void
ui_explanation_class_init (UiExplanationClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (UI_TYPE_WRAP_BOX);
  G_OBJECT_CLASS (klass)->dispose = ui_explanation_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-explanation.ui");
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, icon);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, title);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, about);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, detail);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, said_box);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, said_title);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, said);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, digits);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, buttons);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, first);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, second);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, third);
  gtk_widget_class_bind_template_child (widget_class, UiExplanation, fourth);
}

static void
ui_explanation_init (UiExplanation *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_explanation_new (void)
{
  return g_object_new (UI_TYPE_EXPLANATION, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-switch-private.h"

struct _UiSwitch
{
  GtkWidget parent_instance;

  char *selected;
  GtkToggleButton *first;
};

enum
{
  PROP_SELECTED = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UiSwitch, ui_switch, GTK_TYPE_WIDGET)

static void
on_toggled (GtkToggleButton *button, UiSwitch *self)
{
  const char *name = gtk_widget_get_name (GTK_WIDGET (button));

  if (!gtk_toggle_button_get_active (button) || g_strcmp0 (name, self->selected) == 0)
    return;
  g_free (self->selected);
  self->selected = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED]);
}

/* The chosen word is bold and so a little wider; an unseen bold copy keeps the room for it, or the
 * switch would change its size with the choice. */
static GtkWidget *
make_word (const char *title)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *room = g_object_new (GTK_TYPE_LABEL, "label", title, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (room), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (room, "room");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), room);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), label);
  return overlay;
}

void
ui_switch_add (UiSwitch *self, const char *name, const char *title)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), make_word (title));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  gtk_widget_set_name (button, name);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_hexpand (button, TRUE);
  gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), self->first);
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), self);
  if (self->first == NULL)
    {
      self->first = GTK_TOGGLE_BUTTON (button);
      gtk_toggle_button_set_active (self->first, TRUE);
    }
}

const char *
ui_switch_get_selected (UiSwitch *self)
{
  return self->selected;
}

void
ui_switch_set_selected (UiSwitch *self, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (g_strcmp0 (gtk_widget_get_name (child), name) == 0)
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (child), TRUE);
}

static GtkWidget *
get_chosen (UiSwitch *self)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  while (child != NULL && g_strcmp0 (gtk_widget_get_name (child), self->selected) != 0)
    child = gtk_widget_get_next_sibling (child);
  return child;
}

void
ui_switch_describe (UiSwitch *self, const char *description)
{
  GtkWidget *chosen = get_chosen (self);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (child != chosen)
      gtk_accessible_reset_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
  if (chosen != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (chosen), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    description, -1);
}

/* One stop for Tab; the arrow keys choose. */
static gboolean
ui_switch_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *chosen = get_chosen (UI_SWITCH (widget));
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *next;

  if (chosen == NULL)
    return FALSE;
  if (gtk_widget_get_focus_child (widget) == NULL || !gtk_widget_has_focus (chosen))
    return gtk_widget_grab_focus (chosen);
  if (direction != GTK_DIR_LEFT && direction != GTK_DIR_RIGHT)
    return FALSE;
  next = (direction == GTK_DIR_RIGHT) != rtl ? gtk_widget_get_next_sibling (chosen)
                                             : gtk_widget_get_prev_sibling (chosen);
  if (next != NULL && gtk_widget_grab_focus (next))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (next), TRUE);
  return TRUE;
}

static void
ui_switch_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  UiSwitch *self = UI_SWITCH (object);

  if (id == PROP_SELECTED)
    g_value_set_string (value, self->selected);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ui_switch_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_SELECTED)
    ui_switch_set_selected (UI_SWITCH (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ui_switch_dispose (GObject *object)
{
  UiSwitch *self = UI_SWITCH (object);
  GtkWidget *child;

  self->first = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->selected, g_free);
  G_OBJECT_CLASS (ui_switch_parent_class)->dispose (object);
}

static void
ui_switch_class_init (UiSwitchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->focus = ui_switch_focus;
  object_class->dispose = ui_switch_dispose;
  object_class->get_property = ui_switch_get_property;
  object_class->set_property = ui_switch_set_property;
  properties[PROP_SELECTED] = g_param_spec_string ("selected", NULL, NULL, NULL,
                                                   G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "switcher");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ui_switch_init (UiSwitch *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "inline-switch");
}

GtkWidget *
ui_switch_new (void)
{
  return g_object_new (UI_TYPE_SWITCH, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two things GTK 4.8 does otherwise. Tab visits every row of a list, so that what stands behind a
 * long one is out of reach; here a list is one stop, and Tab goes on to the buttons of its current
 * row. And a widget that passes grab_focus() on to a child is never left backwards: GtkWidget asks
 * it to take the focus once more and takes its "yes" for a move. */

#include "ui-focus-private.h"

struct _UiListStop
{
  GtkWidget parent_instance;

  /* borrowed: a descendant */
  GtkWidget *list;
};

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_LIST,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (UiListStop, ui_list_stop, GTK_TYPE_WIDGET)

static GtkWidget *
get_focus (GtkWidget *widget)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

static GtkWidget *
get_next (GtkWidget *widget, GtkWidget *child, GtkDirectionType direction)
{
  if (direction == GTK_DIR_TAB_BACKWARD)
    return child != NULL ? gtk_widget_get_prev_sibling (child) : gtk_widget_get_last_child (widget);
  return child != NULL ? gtk_widget_get_next_sibling (child) : gtk_widget_get_first_child (widget);
}

gboolean
ui_focus_children (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *at = get_focus (widget);

  if (at == widget || at == NULL || !gtk_widget_is_ancestor (at, widget))
    at = NULL;
  while (at != NULL && gtk_widget_get_parent (at) != widget)
    at = gtk_widget_get_parent (at);
  if (at != NULL && gtk_widget_child_focus (at, direction))
    return TRUE;
  while ((at = get_next (widget, at, direction)) != NULL)
    if (gtk_widget_get_mapped (at) && gtk_widget_child_focus (at, direction))
      return TRUE;
  return FALSE;
}

static gboolean
enter (UiListStop *self, GtkDirectionType direction)
{
  GtkListBoxRow *selected = GTK_IS_LIST_BOX (self->list)
                                ? gtk_list_box_get_selected_row (GTK_LIST_BOX (self->list))
                                : NULL;

  if (!gtk_widget_get_mapped (self->list))
    return FALSE;
  return (selected != NULL && gtk_widget_grab_focus (GTK_WIDGET (selected))) ||
         gtk_widget_child_focus (self->list, direction);
}

static gboolean
ui_list_stop_focus (GtkWidget *widget, GtkDirectionType direction)
{
  UiListStop *self = UI_LIST_STOP (widget);
  GtkWidget *focus = get_focus (widget);
  GtkWidget *row = focus;

  if (self->list == NULL || (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD))
    return ui_focus_children (widget, direction);
  if (focus == self->list)
    return FALSE;
  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->list))
    return enter (self, direction);
  while (gtk_widget_get_parent (row) != self->list)
    row = gtk_widget_get_parent (row);
  return gtk_widget_child_focus (row, direction);
}

static void
ui_list_stop_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_CHILD)
    g_value_set_object (value, gtk_widget_get_first_child (GTK_WIDGET (object)));
  else if (id == PROP_LIST)
    g_value_set_object (value, UI_LIST_STOP (object)->list);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ui_list_stop_set_property (GObject *object, guint id, const GValue *value, GParamSpec *spec)
{
  if (id == PROP_CHILD)
    gtk_widget_set_parent (g_value_get_object (value), GTK_WIDGET (object));
  else if (id == PROP_LIST)
    g_set_weak_pointer (&UI_LIST_STOP (object)->list, g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ui_list_stop_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_weak_pointer (&UI_LIST_STOP (object)->list);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (ui_list_stop_parent_class)->dispose (object);
}

static void
ui_list_stop_compute_expand (GtkWidget *widget, gboolean *across, gboolean *down)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  *across = child != NULL && gtk_widget_compute_expand (child, GTK_ORIENTATION_HORIZONTAL);
  *down = child != NULL && gtk_widget_compute_expand (child, GTK_ORIENTATION_VERTICAL);
}

static void
ui_list_stop_class_init (UiListStopClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_list_stop_dispose;
  object_class->get_property = ui_list_stop_get_property;
  object_class->set_property = ui_list_stop_set_property;
  widget_class->focus = ui_list_stop_focus;
  widget_class->compute_expand = ui_list_stop_compute_expand;
  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_LIST] = g_param_spec_object ("list", NULL, NULL, GTK_TYPE_WIDGET,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
ui_list_stop_init (UiListStop *self)
{
}

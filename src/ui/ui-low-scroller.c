/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GtkScrolledWindow asks its child how high it would like to be without saying how wide it is, so
 * a child that wraps gets one line. Here the child is asked with the width. */

#include "ui-low-scroller-private.h"

struct _UiLowScroller
{
  GtkWidget parent_instance;

  /* borrowed: a child of ours, and a descendant */
  GtkWidget *scroller;
  GtkWidget *child;

  int max_height;
};

G_DEFINE_FINAL_TYPE (UiLowScroller, ui_low_scroller, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_MAX_HEIGHT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
ui_low_scroller_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                         int *natural, int *minimum_baseline, int *natural_baseline)
{
  UiLowScroller *self = UI_LOW_SCROLLER (widget);
  int one_line;

  *minimum = *natural = 0;
  if (self->child == NULL)
    return;
  gtk_widget_measure (self->child, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  gtk_widget_measure (self->child, orientation, -1, &one_line, NULL, NULL, NULL);
  *natural = MIN (*natural, self->max_height);
  *minimum = MIN (one_line, *natural);
}

static void
ui_low_scroller_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UiLowScroller *self = UI_LOW_SCROLLER (widget);

  gtk_widget_measure (self->scroller, GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->scroller, &(GtkAllocation){ 0, 0, width, height }, -1);
}

static GtkSizeRequestMode
ui_low_scroller_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ui_low_scroller_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  UiLowScroller *self = UI_LOW_SCROLLER (object);

  switch (id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_MAX_HEIGHT:
      g_value_set_int (value, self->max_height);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ui_low_scroller_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  UiLowScroller *self = UI_LOW_SCROLLER (object);

  switch (id)
    {
    case PROP_CHILD:
      self->child = g_value_get_object (value);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->child);
      break;
    case PROP_MAX_HEIGHT:
      self->max_height = g_value_get_int (value);
      gtk_widget_queue_resize (GTK_WIDGET (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ui_low_scroller_dispose (GObject *object)
{
  UiLowScroller *self = UI_LOW_SCROLLER (object);

  self->child = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (ui_low_scroller_parent_class)->dispose (object);
}

static void
ui_low_scroller_class_init (UiLowScrollerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_low_scroller_dispose;
  object_class->get_property = ui_low_scroller_get_property;
  object_class->set_property = ui_low_scroller_set_property;
  widget_class->measure = ui_low_scroller_measure;
  widget_class->size_allocate = ui_low_scroller_size_allocate;
  widget_class->get_request_mode = ui_low_scroller_get_request_mode;

  properties[PROP_CHILD] = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_MAX_HEIGHT] = g_param_spec_int ("max-height", NULL, NULL, 0, G_MAXINT, 140,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ui_low_scroller_init (UiLowScroller *self)
{
  self->max_height = 140;
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_focusable (self->scroller, FALSE);
  gtk_widget_add_css_class (self->scroller, "low");
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

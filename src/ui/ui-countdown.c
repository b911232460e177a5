/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drawn in the text colour of the widget. Where animations are off it moves once a second. */

#include "ui-countdown-private.h"

#include <math.h>

struct _UiCountdown
{
  GtkWidget parent_instance;

  gint64 start_us;
  gint64 end_us;
  guint tick;
  guint timer;
};

G_DEFINE_FINAL_TYPE (UiCountdown, ui_countdown, GTK_TYPE_WIDGET)

static double
get_left (UiCountdown *self)
{
  gint64 whole = self->end_us - self->start_us;

  if (whole <= 0)
    return 0;
  return CLAMP ((double) (self->end_us - g_get_real_time ()) / whole, 0, 1);
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gtk_widget_queue_draw (widget);
  if (get_left (UI_COUNTDOWN (widget)) > 0)
    return G_SOURCE_CONTINUE;
  UI_COUNTDOWN (widget)->tick = 0;
  return G_SOURCE_REMOVE;
}

static gboolean
on_second (gpointer user_data)
{
  UiCountdown *self = user_data;

  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (get_left (self) > 0)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  return G_SOURCE_REMOVE;
}

static void
stop (UiCountdown *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_handle_id (&self->timer, g_source_remove);
}

static void
start (UiCountdown *self)
{
  gboolean smooth = TRUE;

  stop (self);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || get_left (self) <= 0)
    return;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &smooth,
                NULL);
  if (smooth)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
  else
    self->timer = g_timeout_add_seconds (1, on_second, self);
}

void
ui_countdown_set (UiCountdown *self, gint64 start_us, gint64 end_us)
{
  if (self->start_us == start_us && self->end_us == end_us)
    return;
  self->start_us = start_us;
  self->end_us = end_us;
  start (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
ui_countdown_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  double size = MIN (width, height);
  double line = size / 8;
  double radius = size / 2 - line;
  double left = get_left (UI_COUNTDOWN (widget));
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  cairo_translate (cr, width / 2.0, height / 2.0);
  cairo_set_line_width (cr, line);
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, colour.alpha * .25);
  cairo_arc (cr, 0, 0, radius, 0, 2 * G_PI);
  cairo_stroke (cr);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_arc_negative (cr, 0, 0, radius, -G_PI_2, -G_PI_2 - left * 2 * G_PI);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
ui_countdown_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (ui_countdown_parent_class)->map (widget);
  start (UI_COUNTDOWN (widget));
}

static void
ui_countdown_unmap (GtkWidget *widget)
{
  stop (UI_COUNTDOWN (widget));
  GTK_WIDGET_CLASS (ui_countdown_parent_class)->unmap (widget);
}

static void
ui_countdown_dispose (GObject *object)
{
  stop (UI_COUNTDOWN (object));
  G_OBJECT_CLASS (ui_countdown_parent_class)->dispose (object);
}

static void
ui_countdown_class_init (UiCountdownClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_countdown_dispose;
  widget_class->snapshot = ui_countdown_snapshot;
  widget_class->map = ui_countdown_map;
  widget_class->unmap = ui_countdown_unmap;
  gtk_widget_class_set_css_name (widget_class, "countdown");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
ui_countdown_init (UiCountdown *self)
{
}

GtkWidget *
ui_countdown_new (void)
{
  return g_object_new (UI_TYPE_COUNTDOWN, NULL);
}

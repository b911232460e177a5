/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-scroll-private.h"

/* The first frame lays it out, the second knows where it is. */
static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  gint64 *first_frame = user_data;
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  GtkAdjustment *adjustment;
  graphene_rect_t bounds;

  if (*first_frame == 0)
    *first_frame = gdk_frame_clock_get_frame_counter (clock);
  if (viewport == NULL)
    return G_SOURCE_REMOVE;
  if (gdk_frame_clock_get_frame_counter (clock) == *first_frame)
    return G_SOURCE_CONTINUE;
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));
  if (gtk_widget_compute_bounds (widget, gtk_viewport_get_child (GTK_VIEWPORT (viewport)), &bounds))
    gtk_adjustment_clamp_page (adjustment, bounds.origin.y, bounds.origin.y + bounds.size.height);
  return G_SOURCE_REMOVE;
}

void
ui_scroll_into_sight (GtkWidget *widget)
{
  gtk_widget_add_tick_callback (widget, on_frame, g_new0 (gint64, 1), g_free);
}

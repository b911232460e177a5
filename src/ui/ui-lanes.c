/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One computation for measuring and placing: the places of the children at a given width. */

#include "ui-lanes-private.h"

#include "ui-wire-lines-private.h"

#define N 3
#define GUTTER 72
#define NARROW_GUTTER 56
#define INDENT 24
#define GAP 6
#define TIME (UI_WIRE_LINES_TIME + UI_WIRE_LINES_GAP)
#define NOTE (UI_WIRE_LINES_NOTE + 2 * UI_WIRE_LINES_GAP)

struct _UiLanes
{
  GtkWidget parent_instance;

  UiLanesKind kind;
  GtkWidget *children[N];
};

G_DEFINE_FINAL_TYPE (UiLanes, ui_lanes, GTK_TYPE_WIDGET)

static gboolean
is_there (UiLanes *self, int i)
{
  return gtk_widget_should_layout (self->children[i]);
}

static int
height_for (UiLanes *self, int i, int width)
{
  int height = 0;

  if (is_there (self, i))
    gtk_widget_measure (self->children[i], GTK_ORIENTATION_VERTICAL, MAX (width, 1), NULL, &height,
                        NULL, NULL);
  return height;
}

/* Sets x and width of each child, and y and height; returns the height of all. */
static int
place_wide (UiLanes *self, int width, GtkAllocation *at)
{
  int side = (width - GUTTER) / 2;
  int height = 0;

  at[0] = (GtkAllocation){ 0, 0, side, 0 };
  at[1] = (GtkAllocation){ side, 0, width - 2 * side, 0 };
  at[2] = (GtkAllocation){ width - side, 0, side, 0 };
  for (int i = 0; i < N; i++)
    {
      at[i].height = height_for (self, i, at[i].width);
      height = MAX (height, at[i].y + at[i].height);
    }
  return height;
}

static int
place_narrow (UiLanes *self, int width, GtkAllocation *at)
{
  int y;

  at[0] = (GtkAllocation){ 0, 0, width - NARROW_GUTTER, 0 };
  at[1] = (GtkAllocation){ width - NARROW_GUTTER, 0, NARROW_GUTTER, 0 };
  at[2] = (GtkAllocation){ INDENT, 0, width - INDENT, 0 };
  for (int i = 0; i < N; i++)
    at[i].height = height_for (self, i, at[i].width);
  y = is_there (self, 0) ? MAX (at[0].height, at[1].height) : 0;
  at[2].y = y > 0 ? y + GAP : 0;
  if (!is_there (self, 2))
    return MAX (y, at[1].height);
  return at[2].y + at[2].height;
}

static int
place_head (UiLanes *self, int width, GtkAllocation *at)
{
  gboolean narrow = width < UI_LANES_NARROW;
  int time = !narrow && is_there (self, 0) ? TIME : 0;
  int note = !narrow && is_there (self, 2) ? NOTE : 0;
  int height = 0;

  at[0] = (GtkAllocation){ 0, 0, time, 0 };
  at[1] = (GtkAllocation){ time, 0, width - time - note, 0 };
  at[2] = (GtkAllocation){ width - UI_WIRE_LINES_NOTE, 0, note > 0 ? UI_WIRE_LINES_NOTE : 0, 0 };
  for (int i = 0; i < N; i++)
    height = MAX (height, at[i].width > 0 ? height_for (self, i, at[i].width) : 0);
  for (int i = 0; i < N; i++)
    at[i].height = height;
  return height;
}

static int
place (UiLanes *self, int width, GtkAllocation *at)
{
  if (self->kind == UI_LANES_HEAD)
    return place_head (self, width, at);
  return width < UI_LANES_NARROW ? place_narrow (self, width, at) : place_wide (self, width, at);
}

static GtkSizeRequestMode
ui_lanes_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ui_lanes_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                  int *natural, int *minimum_baseline, int *natural_baseline)
{
  UiLanes *self = UI_LANES (widget);
  GtkAllocation at[N];

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = place (self, for_size < 0 ? UI_LANES_NARROW : for_size, at);
      return;
    }
  *minimum = 0;
  for (int i = 0; i < N; i++)
    {
      int child = 0;

      if (is_there (self, i))
        gtk_widget_measure (self->children[i], orientation, -1, &child, NULL, NULL, NULL);
      if (self->kind == UI_LANES_TALK)
        *minimum = MAX (*minimum, child + (i == 1 ? 0 : INDENT));
      else if (i == 1)
        *minimum = child;
    }
  if (self->kind == UI_LANES_TALK)
    *minimum += NARROW_GUTTER;
  *natural = MAX (*minimum, UI_LANES_NARROW);
}

static void
ui_lanes_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UiLanes *self = UI_LANES (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation at[N];

  place (self, width, at);
  for (int i = 0; i < N; i++)
    {
      if (!is_there (self, i))
        continue;
      gtk_widget_set_child_visible (self->children[i], at[i].width > 0);
      if (rtl)
        at[i].x = width - at[i].x - at[i].width;
      gtk_widget_size_allocate (self->children[i], &at[i], -1);
    }
}

static void
ui_lanes_dispose (GObject *object)
{
  UiLanes *self = UI_LANES (object);

  for (int i = 0; i < N; i++)
    g_clear_pointer (&self->children[i], gtk_widget_unparent);
  G_OBJECT_CLASS (ui_lanes_parent_class)->dispose (object);
}

static void
ui_lanes_class_init (UiLanesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_lanes_dispose;
  widget_class->get_request_mode = ui_lanes_get_request_mode;
  widget_class->measure = ui_lanes_measure;
  widget_class->size_allocate = ui_lanes_size_allocate;
}

static void
ui_lanes_init (UiLanes *self)
{
}

GtkWidget *
ui_lanes_new (UiLanesKind kind, GtkWidget *first, GtkWidget *second, GtkWidget *third)
{
  UiLanes *self = g_object_new (UI_TYPE_LANES, NULL);
  GtkWidget *children[N] = { first, second, third };

  self->kind = kind;
  for (int i = 0; i < N; i++)
    {
      self->children[i] = children[i];
      gtk_widget_set_parent (children[i], GTK_WIDGET (self));
    }
  return GTK_WIDGET (self);
}

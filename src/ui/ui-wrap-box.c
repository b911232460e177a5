/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GtkFlowBox lays out a grid, in which a short name takes as much room as a long one; libadwaita
 * has a wrapping box from 1.7 on only. One function breaks the lines, for measuring and for
 * allocating alike, so that the two cannot disagree. */

#include "ui-wrap-box-private.h"

struct _UiWrapBox
{
  GtkWidget parent_instance;

  guint spacing;
};

G_DEFINE_FINAL_TYPE (UiWrapBox, ui_wrap_box, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_SPACING,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

typedef struct
{
  GtkWidget *widget;
  int width;
} Placed;

static void
place_line (UiWrapBox *self, GArray *line, int width, int y, int height)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int x = 0;

  for (guint i = 0; i < line->len; i++)
    {
      Placed *placed = &g_array_index (line, Placed, i);
      int child_height;

      gtk_widget_measure (placed->widget, GTK_ORIENTATION_VERTICAL, placed->width, NULL,
                          &child_height, NULL, NULL);
      if (gtk_widget_get_valign (placed->widget) == GTK_ALIGN_FILL)
        child_height = height;
      gtk_widget_size_allocate (placed->widget,
                                &(GtkAllocation){ rtl ? width - x - placed->width : x,
                                                  y + (height - child_height) / 2, placed->width,
                                                  child_height },
                                -1);
      x += placed->width + (int) self->spacing;
    }
}

/* Gives what is left to the expanding child and returns the height the line needs. */
static int
settle_line (GArray *line, int left)
{
  int height = 0;

  for (guint i = 0; i < line->len; i++)
    {
      Placed *placed = &g_array_index (line, Placed, i);
      int natural;

      if (left > 0 && gtk_widget_compute_expand (placed->widget, GTK_ORIENTATION_HORIZONTAL))
        {
          placed->width += left;
          left = 0;
        }
      gtk_widget_measure (placed->widget, GTK_ORIENTATION_VERTICAL, placed->width, NULL, &natural,
                          NULL, NULL);
      height = MAX (height, natural);
    }
  return height;
}

static int
break_lines (UiWrapBox *self, int width, gboolean allocate)
{
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (Placed));
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));
  int used = 0;
  int y = 0;

  while (child != NULL || line->len > 0)
    {
      Placed placed = { child, 0 };
      int min = 0;
      int needed = 0;

      if (child != NULL && !gtk_widget_should_layout (child))
        {
          child = gtk_widget_get_next_sibling (child);
          continue;
        }
      if (child != NULL)
        {
          gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &min, &placed.width, NULL,
                              NULL);
          placed.width = MAX (min, MIN (placed.width, width));
          needed = placed.width + (line->len > 0 ? (int) self->spacing : 0);
        }
      if (child == NULL || (line->len > 0 && used + needed > width))
        {
          int height = settle_line (line, width - used);

          if (allocate)
            place_line (self, line, width, y, height);
          y += height + (int) self->spacing;
          g_array_set_size (line, 0);
          used = 0;
          needed = placed.width;
        }
      if (child == NULL)
        break;
      g_array_append_val (line, placed);
      used += needed;
      child = gtk_widget_get_next_sibling (child);
    }
  return MAX (0, y - (int) self->spacing);
}

static void
ui_wrap_box_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                     int *natural, int *minimum_baseline, int *natural_baseline)
{
  UiWrapBox *self = UI_WRAP_BOX (widget);
  int n = 0;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      *minimum = *natural = break_lines (self, for_size, FALSE);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum;
      int child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, -1, &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = orientation == GTK_ORIENTATION_HORIZONTAL
                     ? *natural + child_natural + (n++ > 0 ? (int) self->spacing : 0)
                     : MAX (*natural, child_natural);
    }
}

static void
ui_wrap_box_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  break_lines (UI_WRAP_BOX (widget), width, TRUE);
}

static GtkSizeRequestMode
ui_wrap_box_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ui_wrap_box_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SPACING:
      g_value_set_uint (value, UI_WRAP_BOX (object)->spacing);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ui_wrap_box_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SPACING:
      UI_WRAP_BOX (object)->spacing = g_value_get_uint (value);
      gtk_widget_queue_resize (GTK_WIDGET (object));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
ui_wrap_box_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_wrap_box_parent_class)->dispose (object);
}

static void
ui_wrap_box_class_init (UiWrapBoxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = ui_wrap_box_dispose;
  object_class->get_property = ui_wrap_box_get_property;
  object_class->set_property = ui_wrap_box_set_property;
  widget_class->measure = ui_wrap_box_measure;
  widget_class->size_allocate = ui_wrap_box_size_allocate;
  widget_class->get_request_mode = ui_wrap_box_get_request_mode;

  properties[PROP_SPACING] = g_param_spec_uint ("spacing", NULL, NULL, 0, 100, 0,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
ui_wrap_box_init (UiWrapBox *self)
{
}

GtkWidget *
ui_wrap_box_new (guint spacing)
{
  return g_object_new (UI_TYPE_WRAP_BOX, "spacing", spacing, NULL);
}

void
ui_wrap_box_append (UiWrapBox *box, GtkWidget *child)
{
  ui_wrap_box_insert_before (box, child, NULL);
}

void
ui_wrap_box_insert_before (UiWrapBox *box, GtkWidget *child, GtkWidget *sibling)
{
  g_return_if_fail (UI_IS_WRAP_BOX (box));
  gtk_widget_insert_before (child, GTK_WIDGET (box), sibling);
}

void
ui_wrap_box_remove (UiWrapBox *box, GtkWidget *child)
{
  g_return_if_fail (gtk_widget_get_parent (child) == GTK_WIDGET (box));
  gtk_widget_unparent (child);
}

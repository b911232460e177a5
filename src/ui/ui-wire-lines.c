/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One computation for measuring and placing, as in ui-lanes.c. The bubble is a widget of its own
 * behind the lines, so that the style sheet draws it. */

#include "ui-wire-lines-private.h"

#include "ui-lanes-private.h"

#define GAP UI_WIRE_LINES_GAP
#define PAD_X 10
#define PAD_Y 6
/* between two notes */
#define NOTE_GAP 4
/* small print and octets on one base line */
#define NOTE_DROP 1

typedef struct
{
  GtkWidget *octets;
  GtkWidget *note;
  GtkAllocation octets_at;
  GtkAllocation note_at;
} Line;

struct _UiWireLines
{
  GtkWidget parent_instance;

  GtkWidget *time;
  GtkWidget *bubble;
  GArray *lines;
  gboolean at_end;
};

G_DEFINE_FINAL_TYPE (UiWireLines, ui_wire_lines, GTK_TYPE_WIDGET)

static int
measure (GtkWidget *child, GtkOrientation orientation, int for_size)
{
  int natural = 0;

  gtk_widget_measure (child, orientation, for_size, NULL, &natural, NULL, NULL);
  return natural;
}

static Line *
get_line (UiWireLines *self, guint index)
{
  return &g_array_index (self->lines, Line, index);
}

/* As wide as the widest line, and in a narrow window as the widest note. */
static int
find_width (UiWireLines *self, int room, gboolean narrow)
{
  int width = 0;

  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = get_line (self, i);

      width = MAX (width, measure (line->octets, GTK_ORIENTATION_HORIZONTAL, -1));
      if (narrow && line->note != NULL)
        width = MAX (width, measure (line->note, GTK_ORIENTATION_HORIZONTAL, -1));
    }
  return CLAMP (width, 1, MAX (room, 1));
}

/* Returns: where the line ends */
static int
place_under (Line *line, int x, int y, int width)
{
  line->octets_at = (GtkAllocation){ x, y, width, 0 };
  line->octets_at.height = measure (line->octets, GTK_ORIENTATION_VERTICAL, width);
  y += line->octets_at.height;
  if (line->note == NULL)
    return y;
  line->note_at = (GtkAllocation){ x, y, width, 0 };
  line->note_at.height = measure (line->note, GTK_ORIENTATION_VERTICAL, width);
  return y + line->note_at.height + NOTE_GAP;
}

/* @note_end: where the note before ends, and then this one */
static int
place_beside (Line *line, int x, int y, int width, int note_x, int *note_end)
{
  if (line->note != NULL && *note_end > 0)
    y = MAX (y, *note_end + NOTE_GAP - NOTE_DROP);
  line->octets_at = (GtkAllocation){ x, y, width, 0 };
  line->octets_at.height = measure (line->octets, GTK_ORIENTATION_VERTICAL, width);
  if (line->note != NULL)
    {
      line->note_at = (GtkAllocation){ note_x, y + NOTE_DROP, UI_WIRE_LINES_NOTE, 0 };
      line->note_at.height = measure (line->note, GTK_ORIENTATION_VERTICAL, UI_WIRE_LINES_NOTE);
      *note_end = line->note_at.y + line->note_at.height;
    }
  return y + line->octets_at.height;
}

/* Returns: the height of all */
static int
place (UiWireLines *self, int width, GtkAllocation *bubble)
{
  gboolean narrow = width < UI_LANES_NARROW;
  int left = UI_WIRE_LINES_TIME + GAP;
  int middle = width - left - (narrow ? 0 : UI_WIRE_LINES_NOTE + 2 * GAP);
  int inner = find_width (self, middle - 2 * PAD_X, narrow);
  int x = self->at_end ? left + middle - inner - PAD_X : left + PAD_X;
  int note_end = 0;
  int y = PAD_Y;

  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = get_line (self, i);

      if (narrow)
        y = place_under (line, x, y, inner);
      else
        y = place_beside (line, x, y, inner, width - UI_WIRE_LINES_NOTE, &note_end);
    }
  *bubble = (GtkAllocation){ x - PAD_X, 0, inner + 2 * PAD_X, y + PAD_Y };
  return MAX (y + PAD_Y, note_end);
}

static GtkSizeRequestMode
ui_wire_lines_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
ui_wire_lines_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                       int *natural, int *minimum_baseline, int *natural_baseline)
{
  UiWireLines *self = UI_WIRE_LINES (widget);
  GtkAllocation bubble;

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = place (self, for_size < 0 ? UI_LANES_NARROW : for_size, &bubble);
      return;
    }
  *minimum = 0;
  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = get_line (self, i);
      int child = 0;

      gtk_widget_measure (line->octets, orientation, -1, &child, NULL, NULL, NULL);
      *minimum = MAX (*minimum, child);
      if (line->note != NULL)
        gtk_widget_measure (line->note, orientation, -1, &child, NULL, NULL, NULL);
      *minimum = MAX (*minimum, child);
    }
  *minimum += UI_WIRE_LINES_TIME + GAP + 2 * PAD_X;
  *natural = MAX (*minimum, UI_LANES_NARROW);
}

static void
allocate (UiWireLines *self, GtkWidget *child, GtkAllocation at, int width)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    at.x = width - at.x - at.width;
  gtk_widget_size_allocate (child, &at, -1);
}

static void
ui_wire_lines_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  UiWireLines *self = UI_WIRE_LINES (widget);
  GtkAllocation bubble;

  place (self, width, &bubble);
  allocate (self, self->bubble, bubble, width);
  allocate (self, self->time,
            (GtkAllocation){ 0, PAD_Y, UI_WIRE_LINES_TIME,
                             measure (self->time, GTK_ORIENTATION_VERTICAL, UI_WIRE_LINES_TIME) },
            width);
  for (guint i = 0; i < self->lines->len; i++)
    {
      Line *line = get_line (self, i);

      allocate (self, line->octets, line->octets_at, width);
      if (line->note != NULL)
        allocate (self, line->note, line->note_at, width);
    }
}

void
ui_wire_lines_clear (UiWireLines *self, const char *style_class, gboolean at_end)
{
  for (guint i = 0; i < self->lines->len; i++)
    {
      gtk_widget_unparent (get_line (self, i)->octets);
      g_clear_pointer (&get_line (self, i)->note, gtk_widget_unparent);
    }
  g_array_set_size (self->lines, 0);
  self->at_end = at_end;
  gtk_widget_set_css_classes (self->bubble, (const char *[]){ "wirebub", style_class, NULL });
}

void
ui_wire_lines_add (UiWireLines *self, GtkWidget *octets, GtkWidget *note)
{
  Line line = { .octets = octets, .note = note };

  gtk_widget_set_parent (octets, GTK_WIDGET (self));
  if (note != NULL)
    gtk_widget_set_parent (note, GTK_WIDGET (self));
  g_array_append_val (self->lines, line);
}

static void
ui_wire_lines_dispose (GObject *object)
{
  UiWireLines *self = UI_WIRE_LINES (object);

  if (self->bubble != NULL)
    ui_wire_lines_clear (self, NULL, FALSE);
  g_clear_pointer (&self->bubble, gtk_widget_unparent);
  g_clear_pointer (&self->time, gtk_widget_unparent);
  G_OBJECT_CLASS (ui_wire_lines_parent_class)->dispose (object);
}

static void
ui_wire_lines_finalize (GObject *object)
{
  g_array_unref (UI_WIRE_LINES (object)->lines);
  G_OBJECT_CLASS (ui_wire_lines_parent_class)->finalize (object);
}

static void
ui_wire_lines_class_init (UiWireLinesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_wire_lines_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_wire_lines_finalize;
  widget_class->get_request_mode = ui_wire_lines_get_request_mode;
  widget_class->measure = ui_wire_lines_measure;
  widget_class->size_allocate = ui_wire_lines_size_allocate;
}

static void
ui_wire_lines_init (UiWireLines *self)
{
  self->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  self->bubble = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_parent (self->bubble, GTK_WIDGET (self));
}

GtkWidget *
ui_wire_lines_new (GtkWidget *time)
{
  UiWireLines *self = g_object_new (UI_TYPE_WIRE_LINES, NULL);

  self->time = time;
  gtk_widget_set_parent (time, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

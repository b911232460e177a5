/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line as it was on the wire: when, which way, its octets, and beside it how they read. The
 * letter itself has several lines in a row, for they went in one go. */

#include "ui-talk-row-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "explain-line.h"
#include "ui-context.h"
#include "ui-wire-lines-private.h"
#include "ui-wire-note-private.h"
#include "ui-words.h"

/* a note's title, before it is cut */
#define MAX_TITLE_LINES 4

struct _UiWireRow
{
  GtkWidget parent_instance;

  GtkWidget *heading;
  GtkWidget *time;
  GtkWidget *way;
  GtkWidget *lines;
};

G_DEFINE_FINAL_TYPE (UiWireRow, ui_wire_row, GTK_TYPE_WIDGET)

static GtkWidget *
make_label (const char *text, const char *style_class, float xalign)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

/* A piece of a line; the line as a whole is what a screen reader is told. */
static GtkWidget *
append_piece (GtkWidget *line, const char *text, const char *style_class)
{
  GtkWidget *piece = g_object_new (GTK_TYPE_LABEL, "label", text, "accessible-role",
                                   GTK_ACCESSIBLE_ROLE_PRESENTATION, "valign", GTK_ALIGN_START,
                                   "xalign", 0.0, NULL);

  gtk_widget_add_css_class (piece, "wire");
  if (style_class != NULL)
    gtk_widget_add_css_class (piece, style_class);
  gtk_box_append (GTK_BOX (line), piece);
  return piece;
}

/* Nothing is to be seen that was not there, a hyphen neither. */
static void
wrap_octets (GtkLabel *octets)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (octets, attributes);
  gtk_label_set_wrap (octets, TRUE);
  gtk_label_set_wrap_mode (octets, strchr (gtk_label_get_text (octets), ' ') != NULL
                                       ? PANGO_WRAP_WORD_CHAR
                                       : PANGO_WRAP_CHAR);
  /* else a bubble that is not stretched becomes the narrowest of its height */
  gtk_label_set_natural_wrap_mode (octets, GTK_NATURAL_WRAP_NONE);
}

/* @dot: whether the first character is a dot that belongs to the protocol */
static GtkWidget *
make_octets (const char *text, gboolean dot, gboolean line_end)
{
  GtkWidget *line = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  GtkWidget *octets;

  if (dot)
    append_piece (line, ".", "dot-octet");
  octets = append_piece (line, dot ? text + 1 : text, NULL);
  wrap_octets (GTK_LABEL (octets));
  if (line_end)
    gtk_widget_set_valign (append_piece (line, "CR LF", "line-end"), GTK_ALIGN_END);
  gtk_accessible_update_property (GTK_ACCESSIBLE (line), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  return line;
}

/* Words of ours in the place of octets. */
static GtkWidget *
make_aside (const char *text, const char *style_class)
{
  GtkWidget *aside = make_label (text, style_class, 0);

  gtk_widget_add_css_class (aside, "soft");
  gtk_label_set_natural_wrap_mode (GTK_LABEL (aside), GTK_NATURAL_WRAP_NONE);
  return aside;
}

static GtkWidget *
make_folded (const MessageWireLine *line)
{
  g_autofree char *text = ui_wire_note_folded (line);

  return make_aside (text, "wire");
}

static GtkWidget *
make_note (const UiWireNote *note)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label;

  if (note->title != NULL)
    {
      label = make_label (note->title, "caption-heading", 0);
      gtk_label_set_lines (GTK_LABEL (label), MAX_TITLE_LINES);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), label);
    }
  if (note->detail != NULL)
    {
      label = make_label (note->detail, "caption", 0);
      gtk_widget_add_css_class (label, "soft");
      gtk_box_append (GTK_BOX (box), label);
    }
  return box;
}

static void
add_line (UiWireRow *row, GtkWidget *octets, const UiWireNote *note)
{
  gboolean any = note->title != NULL || note->detail != NULL;

  ui_wire_lines_add (UI_WIRE_LINES (row->lines), octets, any ? make_note (note) : NULL);
}

static void
clear_lines (UiWireRow *row, const MailLine *line)
{
  gboolean client = line->who == MAIL_WHO_CLIENT;
  gboolean server = line->who == MAIL_WHO_SERVER;
  const char *style_class = client                         ? "you"
                            : server && *line->text == '5' ? "no"
                            : server                       ? "srv"
                                                           : "note";

  ui_wire_lines_clear (UI_WIRE_LINES (row->lines), style_class, server);
  gtk_image_set_from_icon_name (GTK_IMAGE (row->way), client   ? "go-next-symbolic"
                                                      : server ? "go-previous-symbolic"
                                                               : NULL);
  gtk_widget_set_css_classes (row->way,
                              (const char *[]){ client ? "s-accent" : "dim-label", NULL });
}

static void
name_row (UiWireRow *row, const char *name, const char *description)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (row));

  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

/* A note never was on the wire, so it may speak the reader's language. */
static char *
dup_shown (const MailLine *line)
{
  if (line->who == MAIL_WHO_NOTE)
    return explain_line_story (line, ui_context_get_language ());
  return g_strdup (line->text);
}

static void
show_line (UiWireRow *row, const MailLine *line)
{
  gboolean content = (line->flags & MAIL_LINE_CONTENT) != 0;
  gboolean dot = line->who == MAIL_WHO_CLIENT && g_str_equal (line->text, ".");
  const char *who = line->who == MAIL_WHO_CLIENT   ? _ ("You")
                    : line->who == MAIL_WHO_SERVER ? _ ("Server")
                                                   : _ ("Note");
  g_auto (UiWireNote) note = ui_wire_note_for_line (line);
  g_autofree char *shown = dup_shown (line);
  g_autofree char *name = g_strdup_printf ("%s: %s", who, shown);
  g_autofree char *description = g_strjoin (". ",
                                            note.title != NULL    ? note.title
                                            : note.detail != NULL ? note.detail
                                                                  : "",
                                            note.title != NULL ? note.detail : NULL, NULL);

  add_line (row,
            line->who == MAIL_WHO_NOTE ? make_aside (shown, "caption")
                                       : make_octets (shown, dot, !content),
            &note);
  name_row (row, name, description);
}

static void
show_content (UiWireRow *row, gpointer *lines, guint n, gboolean chunk)
{
  guint told = 0;
  g_autofree char *name = g_strdup_printf (
      ngettext ("You: %u line of the letter", "You: %u lines of the letter", n), n);

  for (guint i = 0; i < n; i++)
    {
      MessageWireLine line = *(const MessageWireLine *) lines[i];
      line.text += chunk && line.stuffed ? 1 : 0;
      line.stuffed &= !chunk;
      /* of the dots and of each coding the first is explained */
      guint kind = 1 << (line.stuffed ? MESSAGE_READING_BASE64 + 1 : line.reading);
      g_auto (UiWireNote) note = ui_wire_note_for_content (&line, (told & kind) == 0);

      told |= kind;
      add_line (row,
                line.text != NULL ? make_octets (line.text, line.stuffed, TRUE)
                                  : make_folded (&line),
                &note);
    }
  name_row (row, name, "");
}

void
ui_wire_row_set (UiWireRow *row, UiWireLine *item)
{
  const MailLine *line = ui_wire_line_get (item);
  gboolean begins = ui_wire_line_begins_stage (item);
  g_autofree char *time = g_strdup_printf ("%.3f", line->at_us / 1e6);
  guint n = 0;
  gpointer *content = ui_wire_line_get_content (item, &n);

  ui_stage_heading_set (row->heading, begins ? ui_words_stage (line->stage) : NULL);
  gtk_label_set_text (GTK_LABEL (row->time), time);
  gtk_widget_set_opacity (row->time, ui_wire_line_goes_on (item) ? 0 : 1);
  clear_lines (row, line);
  if (content != NULL)
    show_content (row, content, n, ui_wire_line_is_chunk (item));
  else
    show_line (row, line);
}

static GtkWidget *
make_time (UiWireRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  row->time = make_label (NULL, "caption", 1);
  gtk_label_set_wrap (GTK_LABEL (row->time), FALSE);
  gtk_widget_add_css_class (row->time, "dim-label");
  gtk_widget_add_css_class (row->time, "numeric");
  gtk_widget_set_hexpand (row->time, TRUE);
  row->way = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (row->way), 14);
  gtk_box_append (GTK_BOX (box), row->time);
  gtk_box_append (GTK_BOX (box), row->way);
  return box;
}

static void
ui_wire_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_wire_row_parent_class)->dispose (object);
}

static void
ui_wire_row_class_init (UiWireRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_wire_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
ui_wire_row_init (UiWireRow *row)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (row));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  row->heading = ui_stage_heading_new ();
  row->lines = ui_wire_lines_new (make_time (row));
  gtk_widget_set_parent (row->heading, GTK_WIDGET (row));
  gtk_widget_set_parent (row->lines, GTK_WIDGET (row));
}

GtkWidget *
ui_wire_row_new (void)
{
  return g_object_new (UI_TYPE_WIRE_ROW, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A line as it was on the wire: when, which way, its octets, and beside it how they read. */

#include "ui-talk-row-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "explain-line.h"
#include "mail-text.h"
#include "ui-context.h"
#include "ui-lanes-private.h"
#include "ui-words.h"

struct _UiWireRow
{
  GtkWidget parent_instance;

  GtkWidget *heading;
  GtkWidget *time;
  GtkWidget *way;
  GtkWidget *bubble;
  GtkWidget *octets;
  GtkWidget *line_end;
  GtkWidget *reads;
};

G_DEFINE_FINAL_TYPE (UiWireRow, ui_wire_row, GTK_TYPE_WIDGET)

/* A challenge of a login is base64 (RFC 4954 section 4); what it holds is nearly always text. */
static char *
dup_challenge (const char *text)
{
  gsize length = 0;
  g_autofree guchar *octets = NULL;

  if (!g_str_has_prefix (text, "334 ") || text[4] == '\0')
    return NULL;
  octets = g_base64_decode (text + 4, &length);
  return length > 0 ? mail_text_decode ((const char *) octets, length) : NULL;
}

/* A note never was on the wire, so it may speak the reader's language. */
static char *
dup_shown (const MailLine *line)
{
  if (line->who == MAIL_WHO_NOTE)
    return explain_line_story (line, ui_context_get_language ());
  return g_strdup (line->text);
}

/* The code of a reply of several lines is explained at its last. */
static gboolean
goes_on (const MailLine *line)
{
  return line->who == MAIL_WHO_SERVER && strlen (line->text) > 3 && line->text[3] == '-';
}

static char *
dup_reading (const MailLine *line)
{
  g_autofree char *challenge = NULL;

  if ((line->flags & MAIL_LINE_HIDDEN) != 0)
    return g_strdup (_ ("Secret, hidden before it was written down"));
  if ((line->flags & MAIL_LINE_CONTENT) != 0)
    return g_strdup (_ ("The letter itself; its octets are under Source"));
  if (line->who == MAIL_WHO_NOTE || goes_on (line))
    return NULL;
  if (line->who == MAIL_WHO_CLIENT && strcmp (line->text, ".") == 0)
    return g_strdup (_ ("The final dot. From here on the server is responsible."));
  if (line->who == MAIL_WHO_SERVER)
    challenge = dup_challenge (line->text);
  if (challenge != NULL)
    return g_steal_pointer (&challenge);
  return explain_line_textbook (line, ui_context_get_language ());
}

static void
set_side (UiWireRow *row, const MailLine *line)
{
  gboolean client = line->who == MAIL_WHO_CLIENT;
  gboolean server = line->who == MAIL_WHO_SERVER;
  gboolean no = server && line->text[0] == '5';

  gtk_widget_set_css_classes (row->bubble, (const char *[]){ "wirebub",
                                                             client   ? "you"
                                                             : no     ? "no"
                                                             : server ? "srv"
                                                                      : "note",
                                                             NULL });
  gtk_widget_set_halign (row->bubble, server ? GTK_ALIGN_END : GTK_ALIGN_START);
  gtk_image_set_from_icon_name (GTK_IMAGE (row->way), client   ? "go-next-symbolic"
                                                      : server ? "go-previous-symbolic"
                                                               : NULL);
  if (client)
    gtk_widget_add_css_class (row->way, "s-accent");
  else
    gtk_widget_remove_css_class (row->way, "s-accent");
  gtk_widget_set_visible (row->line_end,
                          line->who != MAIL_WHO_NOTE && (line->flags & MAIL_LINE_CONTENT) == 0);
}

static void
name_row (UiWireRow *row, const MailLine *line, const char *shown, const char *reading)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (row));
  const char *who = line->who == MAIL_WHO_CLIENT   ? _ ("You")
                    : line->who == MAIL_WHO_SERVER ? _ ("Server")
                                                   : _ ("Note");
  g_autofree char *name = g_strdup_printf ("%s: %s", who, shown);

  if (parent != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (parent), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    reading != NULL ? reading : "", -1);
}

void
ui_wire_row_set (UiWireRow *row, const MailLine *line, gboolean begins_stage)
{
  g_autofree char *time = g_strdup_printf ("%.3f", line->at_us / 1e6);
  g_autofree char *shown = dup_shown (line);
  g_autofree char *reading = dup_reading (line);

  ui_stage_heading_set (row->heading, begins_stage ? ui_words_stage (line->stage) : NULL);
  gtk_label_set_text (GTK_LABEL (row->time), time);
  gtk_label_set_text (GTK_LABEL (row->octets), shown);
  gtk_label_set_text (GTK_LABEL (row->reads), reading != NULL ? reading : "");
  gtk_widget_set_visible (row->reads, reading != NULL);
  set_side (row, line);
  name_row (row, line, shown, reading);
}

static GtkWidget *
make_label (const char *style_class, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style_class);
  return label;
}

static GtkWidget *
make_time (UiWireRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);

  gtk_widget_add_css_class (box, "wire-time");
  gtk_widget_set_valign (box, GTK_ALIGN_START);
  row->time = make_label ("caption", 1);
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
make_bubble (UiWireRow *row)
{
  row->bubble = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  row->octets = make_label ("wire", 0);
  /* else a bubble that is not stretched becomes the narrowest of its height */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (row->octets), GTK_NATURAL_WRAP_NONE);
  row->line_end = make_label ("line-end", .5);
  gtk_label_set_text (GTK_LABEL (row->line_end), "CR LF");
  gtk_label_set_wrap (GTK_LABEL (row->line_end), FALSE);
  gtk_widget_set_valign (row->line_end, GTK_ALIGN_END);
  gtk_widget_set_valign (row->bubble, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (row->bubble), row->octets);
  gtk_box_append (GTK_BOX (row->bubble), row->line_end);
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
  gtk_widget_set_parent (row->heading, GTK_WIDGET (row));
  make_bubble (row);
  row->reads = make_label ("caption", 0);
  gtk_widget_add_css_class (row->reads, "reads");
  gtk_widget_set_parent (ui_lanes_new (UI_LANES_WIRE, make_time (row), row->bubble, row->reads),
                         GTK_WIDGET (row));
}

GtkWidget *
ui_wire_row_new (void)
{
  return g_object_new (UI_TYPE_WIRE_ROW, NULL);
}

GtkWidget *
ui_stage_heading_new (void)
{
  GtkWidget *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  for (int i = 0; i < 3; i++)
    {
      GtkWidget *child =
          i == 1 ? gtk_label_new (NULL) : gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

      gtk_widget_add_css_class (child, i == 1 ? "stage" : "hair");
      gtk_widget_set_hexpand (child, i != 1);
      gtk_widget_set_valign (child, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (heading), child);
    }
  gtk_widget_add_css_class (heading, "stage-heading");
  return heading;
}

void
ui_stage_heading_set (GtkWidget *heading, const char *text)
{
  GtkWidget *label = gtk_widget_get_next_sibling (gtk_widget_get_first_child (heading));

  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (heading, text != NULL);
}

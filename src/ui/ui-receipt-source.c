/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A text view lays out what it is given before the next frame, so a long source is unfolded in
 * pieces, each on request; no more than a piece is decoded at once. */

#include "ui-receipt-source-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "mail-text.h"
#include "ui-words.h"

#define PIECE (48 * 1024)

struct _UiReceiptSource
{
  GtkWidget parent_instance;

  GBytes *octets;
  GArray *holes;
  gsize shown;
  guint holes_shown;

  GtkTextView *view;
  GtkButton *more;
};

G_DEFINE_FINAL_TYPE (UiReceiptSource, ui_receipt_source, GTK_TYPE_WIDGET)

/* Lines end in CRLF on the wire; a text view shows the CR as a glyph. */
static void
append_octets (GString *text, const char *octets, gsize length)
{
  const char *end = octets + length;

  while (octets < end)
    {
      const char *newline = memchr (octets, '\n', end - octets);
      gsize line = newline != NULL ? (gsize) (newline - octets) : (gsize) (end - octets);
      gsize shown = newline != NULL && line > 0 && octets[line - 1] == '\r' ? line - 1 : line;
      g_autofree char *decoded = mail_text_decode (octets, shown);

      g_string_append (text, decoded);
      if (newline != NULL)
        g_string_append_c (text, '\n');
      octets += line + (newline != NULL ? 1 : 0);
    }
}

static void
append_hole (GString *text, const MailHole *hole)
{
  guint64 octets = mail_hole_get_encoded_size (hole);
  guint line = hole->line_length > 0 ? hole->line_length : 76;
  g_autofree char *size = ui_words_size (octets);

  /* Translators: stands for an attached file in the source of a letter */
  g_string_append_printf (text, _ ("⋯ %" PRIu64 " lines of an attached file, %s"),
                          octets / (line + 2) + 1, size);
  g_string_append_c (text, '\n');
}

/* Where the piece that begins at what was shown ends: after a line, and before the next file held
 * out. */
static gsize
end_of_piece (UiReceiptSource *self)
{
  gsize size;
  const char *data = g_bytes_get_data (self->octets, &size);
  const char *newline;

  if (size - self->shown <= PIECE)
    return size;
  newline = memchr (data + self->shown + PIECE, '\n', size - self->shown - PIECE);
  return newline != NULL ? (gsize) (newline - data) + 1 : size;
}

static char *
dup_piece (UiReceiptSource *self, gsize end)
{
  const char *data = g_bytes_get_data (self->octets, NULL);
  GString *text = g_string_sized_new (end - self->shown);

  while (self->holes != NULL && self->holes_shown < self->holes->len &&
         g_array_index (self->holes, MailHole, self->holes_shown).place <= end)
    {
      const MailHole *hole = &g_array_index (self->holes, MailHole, self->holes_shown++);

      gsize place = CLAMP (hole->place, self->shown, end);

      append_octets (text, data + self->shown, place - self->shown);
      append_hole (text, hole);
      self->shown = place;
    }
  append_octets (text, data + self->shown, end - self->shown);
  self->shown = end;
  return g_string_free (text, FALSE);
}

static void
show_piece (UiReceiptSource *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->view);
  g_autofree char *piece = dup_piece (self, end_of_piece (self));
  gsize left = g_bytes_get_size (self->octets) - self->shown;
  GtkTextIter iter;

  gtk_text_buffer_get_end_iter (buffer, &iter);
  gtk_text_buffer_insert (buffer, &iter, piece, -1);
  gtk_widget_set_visible (GTK_WIDGET (self->more), left > 0);
  if (left > 0)
    {
      g_autofree char *size = ui_words_size (left);
      g_autofree char *label = g_strdup_printf (_ ("Show More (%s)"), size);

      gtk_button_set_label (self->more, label);
    }
}

static void
on_more (GtkButton *button, UiReceiptSource *self)
{
  show_piece (self);
}

static void
forget (UiReceiptSource *self)
{
  g_clear_pointer (&self->octets, g_bytes_unref);
  g_clear_pointer (&self->holes, g_array_unref);
  self->shown = 0;
  self->holes_shown = 0;
}

void
ui_receipt_source_set (UiReceiptSource *self, GBytes *octets, GArray *holes)
{
  forget (self);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), "", 0);
  gtk_widget_hide (GTK_WIDGET (self->more));
  if (octets == NULL)
    return;
  self->octets = g_bytes_ref (octets);
  self->holes = holes != NULL ? g_array_ref (holes) : NULL;
  show_piece (self);
}

static void
ui_receipt_source_dispose (GObject *object)
{
  GtkWidget *child;

  forget (UI_RECEIPT_SOURCE (object));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_receipt_source_parent_class)->dispose (object);
}

static void
ui_receipt_source_class_init (UiReceiptSourceClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_receipt_source_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-receipt-source.ui");
  gtk_widget_class_bind_template_child (widget_class, UiReceiptSource, view);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptSource, more);
  gtk_widget_class_bind_template_callback (widget_class, on_more);
}

static void
ui_receipt_source_init (UiReceiptSource *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
ui_receipt_source_new (void)
{
  return g_object_new (UI_TYPE_RECEIPT_SOURCE, NULL);
}

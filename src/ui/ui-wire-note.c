/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-wire-note-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "explain-line.h"
#include "mail-text.h"
#include "ui-context.h"
#include "ui-words.h"

void
ui_wire_note_clear (UiWireNote *note)
{
  g_clear_pointer (&note->title, g_free);
  g_clear_pointer (&note->detail, g_free);
}

/* A challenge of a login is base64 (RFC 4954 section 4); what it holds is nearly always text. */
static UiWireNote
note_challenge (const char *coded)
{
  UiWireNote note = { 0 };
  gsize length = 0;
  g_autofree guchar *octets = g_base64_decode (coded, &length);

  if (length == 0)
    return note;
  note.title = mail_text_decode ((const char *) octets, length);
  note.detail =
      g_strdup_printf (ngettext ("base64, %u octet", "base64, %u octets", length), (guint) length);
  return note;
}

/* The code of a reply of several lines is explained at its last. */
static gboolean
goes_on (const MailLine *line)
{
  return line->who == MAIL_WHO_SERVER && strlen (line->text) > 3 && line->text[3] == '-';
}

UiWireNote
ui_wire_note_for_line (const MailLine *line)
{
  UiWireNote note = { 0 };

  if ((line->flags & MAIL_LINE_HIDDEN) != 0)
    note.detail = g_strdup (_ ("Secret, hidden before it was written down"));
  else if ((line->flags & MAIL_LINE_CONTENT) != 0)
    note.detail = g_strdup (_ ("The letter itself; its octets are under Source"));
  else if (line->who == MAIL_WHO_NOTE || goes_on (line))
    return note;
  else if (line->who == MAIL_WHO_CLIENT && strcmp (line->text, ".") == 0)
    note.detail = g_strdup (_ ("The final dot. From here on the server is responsible."));
  else if (line->who == MAIL_WHO_SERVER && g_str_has_prefix (line->text, "334 "))
    note = note_challenge (line->text + 4);
  if (note.title == NULL && note.detail == NULL)
    note.detail = explain_line_textbook (line, ui_context_get_language ());
  return note;
}

static char *
dup_base64_detail (const MessageWireLine *line)
{
  if (line->n_octets >= line->of_octets)
    return g_strdup_printf (ngettext ("base64, %u octet", "base64, %u octets", line->n_octets),
                            (guint) line->n_octets);
  /* Translators: "base64, 57 of 2,214,006 octets": so many of them are shown */
  return g_strdup_printf (_ ("base64, %'" PRIu64 " of %'" PRIu64 " octets"), line->n_octets,
                          line->of_octets);
}

static UiWireNote
note_stuffed (gboolean first)
{
  UiWireNote note = { .title = g_strdup (_ ("Dot-stuffing")) };

  if (first)
    note.detail = g_strdup (_ ("The marked dot is added on the way: a line of one dot would end "
                               "the letter. The server takes it off."));
  return note;
}

UiWireNote
ui_wire_note_for_content (const MessageWireLine *line, gboolean first)
{
  UiWireNote note = { 0 };

  if (line->stuffed)
    return note_stuffed (first);
  note.title = g_strdup (line->reads);
  switch (line->reading)
    {
    case MESSAGE_READING_ITSELF:
      break;
    case MESSAGE_READING_HEADER_END:
      note.detail = g_strdup (_ ("An empty line ends the header."));
      break;
    case MESSAGE_READING_ENCODED_WORD:
      note.detail = first ? g_strdup (_ ("encoded word, RFC 2047")) : NULL;
      break;
    case MESSAGE_READING_PARAMETER:
      note.detail = first ? g_strdup (_ ("encoded parameter, RFC 2231")) : NULL;
      break;
    case MESSAGE_READING_QUOTED_PRINTABLE:
      note.detail = first ? g_strdup (_ ("quoted-printable")) : NULL;
      break;
    case MESSAGE_READING_BASE64:
      note.detail = dup_base64_detail (line);
      break;
    }
  return note;
}

char *
ui_wire_note_folded (const MessageWireLine *line)
{
  g_autofree char *size = ui_words_size (line->folded_size);

  if (line->n_folded == 0)
    /* Translators: octets of a letter that are not shown; the size */
    return g_strdup_printf (_ ("⋯ %s more"), size);
  return g_strdup_printf (
      ngettext ("⋯ %'" PRIu64 " more line, %s", "⋯ %'" PRIu64 " more lines, %s", line->n_folded),
      line->n_folded, size);
}

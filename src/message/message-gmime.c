/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-gmime-private.h"

#include <string.h>

#include "mail-text.h"
#include "message-bounds-private.h"
#include "message-error.h"
#include "message-field-private.h"

#define MAX_LINE (16 * 1024)

void
message_gmime_start (void)
{
  static gsize started;

  if (g_once_init_enter (&started))
    {
      g_mime_init ();
      g_once_init_leave (&started, 1);
    }
}

/* Line ends of old Macintoshes: each is a CR, and the one LF, if any, is what an editor has put
 * behind the last line. Where there are other line ends, a CR is none. */
static gboolean
has_cr_lines (const char *data, gsize size)
{
  return size > 0 && memchr (data, '\n', size - 1) == NULL && memchr (data, '\r', size) != NULL;
}

static char *
dup_lines (const char *data, gsize size)
{
  char *lines = g_memdup2 (data, size);

  for (gsize i = 0; i < size; i++)
    if (lines[i] == '\r')
      lines[i] = '\n';
  return lines;
}

static GMimeMessage *
parse (const char *data, gsize size)
{
  /* of octets over 127 that name no encoding: as in mail_text_decode() */
  static const char *charsets[] = { "utf-8", "gb18030", "iso-8859-1", NULL };
  GMimeParserOptions *options = g_mime_parser_options_new ();
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (data, size);
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message;

  g_mime_parser_options_set_fallback_charsets (options, charsets);
  message = g_mime_parser_construct_message (parser, options);
  g_mime_parser_options_free (options);
  g_object_unref (parser);
  g_object_unref (stream);
  return message;
}

GMimeMessage *
message_gmime_parse (GBytes *octets, GError **error)
{
  gsize size;
  const char *data = g_bytes_get_data (octets, &size);
  g_autofree char *lines = NULL;
  GMimeMessage *message;

  /* no octets at all have no address */
  if (data == NULL)
    data = "";
  /* what Notepad puts before the first field would hide it */
  if (size >= 3 && memcmp (data, "\xEF\xBB\xBF", 3) == 0)
    {
      data += 3;
      size -= 3;
    }
  if (has_cr_lines (data, size))
    data = lines = dup_lines (data, size);
  if (!message_bounds_hold (data, size))
    {
      g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_HOSTILE,
                           "more parts, fields or addresses than a message has");
      return NULL;
    }
  message_gmime_start ();
  message = parse (data, size);
  if (message == NULL)
    g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT, "not a message");
  return message;
}

char *
message_gmime_dup_line (const char *text)
{
  char *line = message_field_dup_line (text);

  if (strlen (line) > MAX_LINE)
    *g_utf8_find_prev_char (line, line + MAX_LINE + 1) = '\0';
  return line;
}

char *
message_gmime_dup_field (GMimeMessage *message, const char *name)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  GMimeHeader *header = g_mime_header_list_get_header (headers, name);
  const char *raw = header != NULL ? g_mime_header_get_raw_value (header) : NULL;
  g_autofree char *unfolded = g_mime_utils_header_unfold (raw != NULL ? raw : "");
  g_autofree char *text = mail_text_decode (unfolded, strlen (unfolded));
  g_autofree char *decoded = g_mime_utils_header_decode_text (NULL, text);

  return message_gmime_dup_line (decoded);
}

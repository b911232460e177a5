/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Decoding is GMime's. A note is short: a reading is cut, and of data that is no text only a name
 * that stands at its beginning is told, as "%PDF-1.7". */

#include "message-reading-private.h"

#include <string.h>

#include "mail-text.h"
#include "message-gmime-private.h"

#define MAX_CHARACTERS 160
/* a file tells its kind within so many octets */
#define MAGIC 16
#define MIN_MAGIC 3

gboolean
message_reading_is_coded (const char *line)
{
  return strstr (line, "=?") != NULL || strstr (line, "*=") != NULL || strstr (line, "*0") != NULL;
}

/* One line, not too long. */
static char *
dup_short (const char *text)
{
  g_autofree char *line = g_strdelimit (g_strdup (text), "\r\n\t", ' ');
  g_autofree char *cut = NULL;

  g_strstrip (line);
  if (g_utf8_strlen (line, -1) <= MAX_CHARACTERS)
    return g_steal_pointer (&line);
  cut = g_utf8_substring (line, 0, MAX_CHARACTERS);
  return g_strconcat (cut, "…", NULL);
}

/* The name of a file, from whichever of the two codings the field has. */
static char *
dup_parameter (const char *name, const char *value)
{
  GMimeContentType *type = NULL;
  GMimeContentDisposition *disposition = NULL;
  const char *found = NULL;
  char *copy;

  if (g_ascii_strcasecmp (name, "Content-Type") == 0)
    {
      type = g_mime_content_type_parse (NULL, value);
      found = type != NULL ? g_mime_content_type_get_parameter (type, "name") : NULL;
    }
  else if (g_ascii_strcasecmp (name, "Content-Disposition") == 0)
    {
      disposition = g_mime_content_disposition_parse (NULL, value);
      found = disposition != NULL
                  ? g_mime_content_disposition_get_parameter (disposition, "filename")
                  : NULL;
    }
  copy = found != NULL ? mail_text_decode (found, strlen (found)) : NULL;
  g_clear_object (&type);
  g_clear_object (&disposition);
  return copy;
}

void
message_reading_set_field (MessageWireLine *line, const char *field)
{
  const char *colon = strchr (field, ':');
  g_autofree char *name = colon != NULL ? g_strndup (field, colon - field) : NULL;
  g_autofree char *parameter = NULL;
  g_autofree char *decoded = NULL;
  g_autofree char *text = NULL;

  if (name == NULL)
    return;
  message_gmime_start ();
  parameter = dup_parameter (g_strstrip (name), colon + 1);
  if (parameter == NULL && strstr (colon, "=?") == NULL)
    return;
  line->reading =
      strstr (colon, "=?") != NULL ? MESSAGE_READING_ENCODED_WORD : MESSAGE_READING_PARAMETER;
  if (parameter == NULL)
    {
      decoded = g_mime_utils_header_decode_text (NULL, colon + 1);
      text = mail_text_decode (decoded, strlen (decoded));
    }
  line->reads = dup_short (parameter != NULL ? parameter : text);
}

static gboolean
is_text (const char *octets, gsize length)
{
  const char *end;

  if (memchr (octets, '\0', length) != NULL)
    return FALSE;
  /* the last character may be cut */
  if (!g_utf8_validate (octets, length, &end) && octets + length - end > 3)
    return FALSE;
  for (const char *c = octets; c < end; c++)
    if ((guchar) *c < 32 && strchr ("\t\r\n", *c) == NULL)
      return FALSE;
  return end > octets;
}

/* The first word of ASCII near the beginning. */
static char *
dup_magic (const guint8 *octets, gsize length)
{
  gsize end = MIN (length, MAGIC);
  gsize from = 0;

  for (gsize i = 0; i <= end; i++)
    {
      if (i < end && octets[i] > 32 && octets[i] < 127)
        continue;
      if (i - from >= MIN_MAGIC || (from == 0 && i + 1 >= MIN_MAGIC))
        return g_strndup ((const char *) octets + from, i - from);
      from = i + 1;
    }
  return NULL;
}

void
message_reading_set_base64 (MessageWireLine *line, const char *coded)
{
  gsize length = 0;
  g_autofree guchar *octets = g_base64_decode (coded, &length);
  const char *end;
  g_autofree char *text = NULL;

  line->reading = MESSAGE_READING_BASE64;
  line->n_octets = length;
  if (!is_text ((const char *) octets, length))
    {
      line->reads = dup_magic (octets, length);
      return;
    }
  g_utf8_validate ((const char *) octets, length, &end);
  text = g_strndup ((const char *) octets, end - (const char *) octets);
  line->reads = dup_short (text);
}

void
message_reading_set_quoted (MessageWireLine *line, const char *coded)
{
  gsize length = strlen (coded);
  g_autofree guchar *octets = g_malloc (length + 4);
  g_autofree char *text = NULL;
  guint32 save = 0;
  int state = 0;

  message_gmime_start ();
  length =
      g_mime_encoding_quoted_decode_step ((const guchar *) coded, length, octets, &state, &save);
  text = mail_text_decode ((const char *) octets, length);
  line->reading = MESSAGE_READING_QUOTED_PRINTABLE;
  line->reads = dup_short (text);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Plain where nothing can happen to it on the way, else quoted-printable or base64, whichever is
 * shorter (RFC 2045 sections 6.7, 6.8). */

#include "message-body-private.h"

#include <string.h>

#define MAX_LINE 76

/* Valid UTF-8, LF line ends, ending in one unless empty. U+FFFE and U+FFFF are no characters. */
static GString *
canonicalise (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *canonical = g_string_sized_new (strlen (valid) + 1);
  const char *p = g_str_has_prefix (valid, "\xEF\xBB\xBF") ? valid + 3 : valid;

  while (*p != '\0')
    {
      gsize run = strcspn (p, "\r\xEF");
      g_string_append_len (canonical, p, run);
      p += run;
      if (*p == '\r')
        {
          g_string_append_c (canonical, '\n');
          p += p[1] == '\n' ? 2 : 1;
        }
      else if (g_str_has_prefix (p, "\xEF\xBF\xBE") || g_str_has_prefix (p, "\xEF\xBF\xBF"))
        {
          g_string_append (canonical, "\xEF\xBF\xBD");
          p += 3;
        }
      else if (*p != '\0')
        g_string_append_c (canonical, *p++);
    }

  if (canonical->len > 0 && canonical->str[canonical->len - 1] != '\n')
    g_string_append_c (canonical, '\n');
  return canonical;
}

/* "From " at a line's start becomes ">From " in mailboxes of the mbox kind; a dot is doubled on the
 * wire and some relays forget to undo that. */
static gboolean
is_fragile_start (const char *line)
{
  return line[0] == '.' || strncmp (line, "From ", 5) == 0;
}

static gboolean
is_plain_line (const char *line, gsize length)
{
  if (length > MAX_LINE || strncmp (line, "From ", 5) == 0)
    return FALSE;
  if (length > 0 && (line[length - 1] == ' ' || line[length - 1] == '\t'))
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if ((line[i] < 32 && line[i] != '\t') || line[i] > 126)
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_plain (const GString *text)
{
  for (const char *line = text->str; *line != '\0';)
    {
      const char *end = strchr (line, '\n');
      if (!is_plain_line (line, end - line))
        return FALSE;
      line = end + 1;
    }
  return TRUE;
}

static gboolean
is_printable_literal (char c)
{
  return (c >= 32 && c <= 126 && c != '=') || c == '\t';
}

/* One line of quoted-printable; soft breaks keep each below the limit and never stand inside an
 * "=XX". */
static void
quote_line (GString *out, const char *line, gsize length)
{
  static const char hex[] = "0123456789ABCDEF";
  gsize column = 0;

  for (gsize i = 0; i < length; i++)
    {
      char c = line[i];
      gboolean last = i + 1 == length;
      gboolean literal = is_printable_literal (c) && !(last && (c == ' ' || c == '\t'));
      if (column + (literal ? 1 : 3) > MAX_LINE - (last ? 0 : 1))
        {
          g_string_append (out, "=\n");
          column = 0;
        }
      /* a soft break makes line starts of its own */
      if (column == 0 && is_fragile_start (line + i))
        literal = FALSE;

      if (literal)
        g_string_append_c (out, c);
      else
        {
          g_string_append_c (out, '=');
          g_string_append_c (out, hex[(guchar) c >> 4]);
          g_string_append_c (out, hex[(guchar) c & 15]);
        }
      column += literal ? 1 : 3;
    }
  g_string_append_c (out, '\n');
}

static GString *
encode_quoted_printable (const GString *text)
{
  GString *out = g_string_sized_new (text->len * 2);

  for (const char *line = text->str; *line != '\0';)
    {
      const char *end = strchr (line, '\n');
      quote_line (out, line, end - line);
      line = end + 1;
    }
  return out;
}

/* RFC 2045 section 6.8: line breaks of text are CRLF before they are encoded */
static GString *
encode_base64 (const GString *text)
{
  g_autoptr (GString) crlf = g_string_sized_new (text->len + text->len / 16);
  for (const char *c = text->str; *c != '\0'; c++)
    {
      if (*c == '\n')
        g_string_append_c (crlf, '\r');
      g_string_append_c (crlf, *c);
    }

  g_autofree char *encoded = g_base64_encode ((const guchar *) crlf->str, crlf->len);
  gsize length = strlen (encoded);
  GString *out = g_string_sized_new (length + length / MAX_LINE + 1);
  for (gsize i = 0; i < length; i += MAX_LINE)
    {
      g_string_append_len (out, encoded + i, MIN (MAX_LINE, length - i));
      g_string_append_c (out, '\n');
    }
  return out;
}

static gsize
count_quoted (const GString *text)
{
  gsize n = 0;

  for (gsize i = 0; i < text->len; i++)
    n += !is_printable_literal (text->str[i]) && text->str[i] != '\n';
  return n;
}

GString *
message_body_encode (const char *text, MessageEncoding *encoding)
{
  g_autoptr (GString) canonical = canonicalise (text);

  if (is_plain (canonical))
    {
      *encoding = MESSAGE_ENCODING_7BIT;
      return g_steal_pointer (&canonical);
    }
  if (canonical->len + 2 * count_quoted (canonical) <= canonical->len / 3 * 4)
    {
      *encoding = MESSAGE_ENCODING_QUOTED_PRINTABLE;
      return encode_quoted_printable (canonical);
    }
  *encoding = MESSAGE_ENCODING_BASE64;
  return encode_base64 (canonical);
}

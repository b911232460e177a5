/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Characters of a text part are decoded here and not by GMime, because what is declared is often
 * wrong and what is not declared is often GB18030. What is not what it says is decoded by how it
 * looks. */

#include "message-charset-private.h"

#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static gboolean
is_declared (const char *charset)
{
  return charset != NULL && *charset != '\0' && g_ascii_strcasecmp (charset, "us-ascii") != 0 &&
         g_ascii_strcasecmp (charset, "unknown-8bit") != 0;
}

/* What calls itself GB2312 holds the rest of GB18030 too, and Latin-1 the quotes of Windows. */
static const char *
widen (const char *charset)
{
  if (g_ascii_strncasecmp (charset, "gb", 2) == 0)
    return "GB18030";
  if (g_ascii_strcasecmp (charset, "iso-8859-1") == 0)
    return "WINDOWS-1252";
  return charset;
}

/* A character cut at the end is left out. */
static char *
convert (const char *octets, gsize size, const char *charset)
{
  gsize n_read, n_written;
  g_autofree char *text = g_convert (octets, size, "UTF-8", charset, &n_read, &n_written, NULL);

  for (gsize i = 0; text != NULL && i < n_written; i++)
    if (text[i] == '\0')
      text[i] = ' ';
  return g_steal_pointer (&text);
}

/* One damaged octet does not make another encoding of a text: it is UTF-8 when it has more
 * characters that only UTF-8 has than faults. */
static char *
read_utf8 (const char *octets, gsize size)
{
  g_autofree char *copy = g_memdup2 (octets, size);
  g_autofree char *text = NULL;
  gsize n_good = 0, n_bad = 0;

  for (gsize i = 0; i < size; i++)
    if (copy[i] == '\0')
      copy[i] = ' ';
  text = g_utf8_make_valid (copy != NULL ? copy : "", size);
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_str_has_prefix (c, REPLACEMENT))
      n_bad++;
    else if ((guchar) *c >= 0x80)
      n_good++;
  return n_bad == 0 || n_good > n_bad ? g_steal_pointer (&text) : NULL;
}

static char *
decode (const char *octets, gsize size, const char *charset)
{
  char *text = NULL;

  if (is_declared (charset))
    {
      text = convert (octets, size, widen (charset));
      if (text == NULL)
        text = convert (octets, size, charset);
    }
  if (text == NULL)
    text = read_utf8 (octets, size);
  if (text == NULL)
    text = convert (octets, size, "GB18030");
  return text != NULL ? text : convert (octets, size, "ISO-8859-1");
}

char *
message_charset_decode (const char *octets, gsize size, const char *charset)
{
  g_autofree char *text = decode (octets, size, charset);
  gsize mark = g_str_has_prefix (text, BYTE_ORDER_MARK) ? strlen (BYTE_ORDER_MARK) : 0;

  return g_strdup (text + mark);
}

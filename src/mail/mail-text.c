/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Octets from a server, made into text that can be shown. The encodings are tried from the one
 * that rejects most to the one that takes everything. A character cut off at the very end (a
 * reply line is kept to a limit) does not spoil the guess: it counts as an error only where
 * nothing before it speaks for the encoding. */

#include "mail-text.h"

#include <string.h>

#include "mail-text-private.h"

#define REPLACEMENT 0xFFFD

gboolean
mail_text_is_unsafe (gunichar character)
{
  if (g_unichar_iscntrl (character) || character == 0x2028 || character == 0x2029)
    return TRUE;
  /* embeddings, overrides and isolates of the bidirectional algorithm */
  return (character >= 0x202A && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069);
}

char *
mail_text_cut (const char *text, gsize limit)
{
  gsize length = strlen (text);

  if (length <= limit)
    return g_strdup (text);
  while (limit > 0 && ((guchar) text[limit] & 0xC0) == 0x80)
    limit--;
  return g_strndup (text, limit);
}

static gboolean
is_ascii (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if ((guchar) text[i] >= 0x80)
      return FALSE;
  return TRUE;
}

static char *
read_utf8 (const char *octets, gsize length)
{
  const char *end;
  gsize rest;

  if (g_utf8_validate_len (octets, length, &end))
    return g_strndup (octets, length);

  rest = length - (gsize) (end - octets);
  if (g_utf8_get_char_validated (end, rest) != (gunichar) -2 || is_ascii (octets, length - rest))
    return NULL;
  return g_strdup_printf ("%.*s\xEF\xBF\xBD", (int) (length - rest), octets);
}

static char *
read_gb18030 (const char *octets, gsize length)
{
  g_autofree char *text = NULL;
  gsize n_read, n_written;

  text = g_convert (octets, length, "UTF-8", "GB18030", &n_read, &n_written, NULL);
  if (text == NULL)
    return NULL;
  if (n_read == length)
    return g_steal_pointer (&text);
  if (is_ascii (text, n_written))
    return NULL;
  return g_strconcat (text, "\xEF\xBF\xBD", NULL);
}

static char *
read_latin1 (const char *octets, gsize length)
{
  GString *text = g_string_sized_new (length + length / 4);

  for (gsize i = 0; i < length; i++)
    g_string_append_unichar (text, (guchar) octets[i]);
  return g_string_free (text, FALSE);
}

static char *
make_safe (const char *text)
{
  GString *safe = g_string_sized_new (strlen (text));

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar character = g_utf8_get_char (p);

      if (character != '\t' && mail_text_is_unsafe (character))
        character = REPLACEMENT;
      g_string_append_unichar (safe, character);
    }
  return g_string_free (safe, FALSE);
}

char *
mail_text_decode (const char *octets, gsize length)
{
  g_autofree char *copy = g_malloc (length + 1);
  g_autofree char *text = NULL;

  /* no reader below takes NUL; another control stands for it until make_safe() */
  for (gsize i = 0; i < length; i++)
    copy[i] = octets[i] != '\0' ? octets[i] : '\x01';
  copy[length] = '\0';

  text = read_utf8 (copy, length);
  if (text == NULL)
    text = read_gb18030 (copy, length);
  if (text == NULL)
    text = read_latin1 (copy, length);
  return make_safe (text);
}

/* Not Hangul: Korean words are parted by blanks. */
static gboolean
is_ideograph (gunichar character)
{
  switch (g_unichar_get_script (character))
    {
    case G_UNICODE_SCRIPT_HAN:
    case G_UNICODE_SCRIPT_HIRAGANA:
    case G_UNICODE_SCRIPT_KATAKANA:
      return TRUE;
    case G_UNICODE_SCRIPT_COMMON:
      return g_unichar_iswide (character);
    default:
      return FALSE;
    }
}

char *
mail_text_close_up (char *text)
{
  gboolean after = FALSE;
  char *to = text;

  for (const char *p = text; *p != '\0';)
    {
      const char *next = g_utf8_next_char (p);

      if (*p == ' ' && after && is_ideograph (g_utf8_get_char (next)))
        p = next;
      after = is_ideograph (g_utf8_get_char (p));
      for (next = g_utf8_next_char (p); p < next; p++)
        *to++ = *p;
    }
  *to = '\0';
  return text;
}

gboolean
mail_text_has_line_break (const char *text)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    switch (g_utf8_get_char (p))
      {
      case '\r':
      case '\n':
      case 0x0085:
      case 0x2028:
      case 0x2029:
        return TRUE;
      }
  return FALSE;
}

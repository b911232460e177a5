/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "transcript.h"

#include <string.h>

static guint8
unescape_one (const char **p)
{
  char c = *(*p)++;

  switch (c)
    {
    case 'r':
      return '\r';
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case '0':
      return '\0';
    case 'x':
      *p += 2;
      return (guint8) (g_ascii_xdigit_value ((*p)[-2]) * 16 + g_ascii_xdigit_value ((*p)[-1]));
    default:
      return (guint8) c;
    }
}

GByteArray *
transcript_unescape (const char *text)
{
  GByteArray *octets = g_byte_array_new ();

  for (const char *p = text; *p != '\0';)
    {
      guint8 octet = (guint8) *p++;

      if (octet == '\\')
        octet = unescape_one (&p);
      g_byte_array_append (octets, &octet, 1);
    }
  return octets;
}

char *
transcript_take_word (char **rest)
{
  char *word = *rest;
  gsize length = strcspn (word, " ");

  *rest = word + length;
  if (**rest == ' ')
    *(*rest)++ = '\0';
  return word;
}

void
transcript_fail (Transcript *transcript, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  for (guint i = 0; i < transcript->shown->len; i++)
    {
      const SmtpEvent *event = g_ptr_array_index (transcript->shown, i);

      g_test_message ("%s: %s", mail_who_to_nick (event->who), event->text);
    }
  g_error ("%s: %s", transcript->where, text);
}

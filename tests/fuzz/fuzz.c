/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "fuzz.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_PIECE 9

static void
on_trap (int number)
{
  abort ();
}

/* GLib's own complaints are findings too. They end in a trap, at which libFuzzer would not keep the
 * input. */
int
LLVMFuzzerInitialize (int *argc, char ***argv)
{
  signal (SIGTRAP, on_trap);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING | G_LOG_LEVEL_ERROR);
  return 0;
}

/* Stands before GLib's own: a letter is the same whenever it is made. */
GDateTime *
g_date_time_new_now_local (void)
{
  return g_date_time_new_utc (2026, 1, 2, 3, 4, 5);
}

/* FNV-1a */
static guint32
hash (const guint8 *octets, gsize length)
{
  guint32 state = 2166136261u;

  for (gsize i = 0; i < length; i++)
    state = (state ^ octets[i]) * 16777619u;
  return state;
}

void
fuzz_begin (const guint8 *octets, gsize length)
{
  g_random_set_seed (hash (octets, length));
}

FuzzCutter
fuzz_cutter_new (const guint8 *octets, gsize length)
{
  return (FuzzCutter){ hash (octets, length) };
}

gsize
fuzz_cutter_next (FuzzCutter *cutter, gsize left)
{
  cutter->state = cutter->state * 1103515245u + 12345u;
  return MIN (left, 1 + (cutter->state >> 16) % LONGEST_PIECE);
}

char *
fuzz_take_field (const guint8 **rest, gsize *left, char separator)
{
  const guint8 *end = *left > 0 ? memchr (*rest, separator, *left) : NULL;
  gsize length = end != NULL ? (gsize) (end - *rest) : *left;
  gsize taken = end != NULL ? length + 1 : length;
  char *field = g_strndup ((const char *) *rest, length);

  *rest += taken;
  *left -= taken;
  return field;
}

char *
fuzz_take_text (const guint8 **rest, gsize *left, char separator)
{
  g_autofree char *field = fuzz_take_field (rest, left, separator);

  return g_utf8_make_valid (field, -1);
}

static guint8
unescape_one (const char **p)
{
  char c = **p;

  if (c == '\0')
    return '\\';
  (*p)++;
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
      if (!g_ascii_isxdigit ((*p)[0]) || !g_ascii_isxdigit ((*p)[1]))
        return 'x';
      *p += 2;
      return (guint8) (g_ascii_xdigit_value ((*p)[-2]) * 16 + g_ascii_xdigit_value ((*p)[-1]));
    default:
      return (guint8) c;
    }
}

GByteArray *
fuzz_unescape (const char *text)
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

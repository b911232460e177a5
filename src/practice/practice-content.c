/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Only CRLF ends a line here: a server that takes a bare LF for one lets a letter smuggle another
 * past servers that do not (RFC 5321 section 2.3.8). */

#include "practice-content-private.h"

#include <string.h>

static const char end_mark[] = ".\r\n";

struct PracticeContent
{
  GByteArray *octets;
  gsize limit;
  guint64 size;
  guint8 last;
  gboolean line_start;
  gboolean clean;
};

PracticeContent *
practice_content_new (gsize limit)
{
  PracticeContent *content = g_new0 (PracticeContent, 1);
  content->octets = g_byte_array_new ();
  content->limit = limit;
  content->line_start = TRUE;
  content->clean = TRUE;
  return content;
}

void
practice_content_free (PracticeContent *content)
{
  if (content == NULL)
    return;

  g_byte_array_unref (content->octets);
  g_free (content);
}

static void
keep (PracticeContent *content, const guint8 *octets, gsize length)
{
  gsize room = content->limit > content->octets->len ? content->limit - content->octets->len : 0;

  content->size += length;
  g_byte_array_append (content->octets, octets, MIN (length, room));
}

/* Whether each line end within one run is whole; @content->last is what came before the run. */
static void
look_for_bare (PracticeContent *content, const guint8 *octets, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if ((octets[i] == '\n') != (content->last == '\r'))
        content->clean = FALSE;
      content->last = octets[i];
    }
}

/* Takes the rest of a line, or all there is of it. */
static gsize
take_run (PracticeContent *content, const guint8 *octets, gsize length)
{
  const guint8 *lf = memchr (octets, '\n', length);
  gsize run = lf != NULL ? (gsize) (lf - octets) + 1 : length;
  guint8 before = run >= 2 ? octets[run - 2] : content->last;

  content->line_start = lf != NULL && before == '\r';
  look_for_bare (content, octets, run);
  keep (content, octets, run);
  return run;
}

gsize
practice_content_feed (PracticeContent *content, const guint8 *octets, gsize length,
                       gboolean *ended)
{
  gsize taken = 0;

  *ended = FALSE;
  while (taken < length)
    {
      gsize left = length - taken;
      const guint8 *p = octets + taken;

      if (content->line_start && *p == '.')
        {
          if (memcmp (p, end_mark, MIN (left, strlen (end_mark))) == 0)
            {
              if (left < strlen (end_mark))
                return taken;
              *ended = TRUE;
              return taken + strlen (end_mark);
            }
          content->line_start = FALSE;
          taken++;
        }
      else
        taken += take_run (content, p, left);
    }
  return taken;
}

guint64
practice_content_get_size (const PracticeContent *content)
{
  return content->size;
}

gboolean
practice_content_is_clean (const PracticeContent *content)
{
  return content->clean;
}

const GByteArray *
practice_content_get_octets (const PracticeContent *content)
{
  return content->octets;
}

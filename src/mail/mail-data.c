/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transparency procedure. Line ends are checked on the way, for a bare CR or LF lets a
 * letter hold a second one for some servers ("SMTP smuggling"). Content runs through here at
 * the speed of memchr(): a copy is broken only where a dot has to be put in. */

#include "mail-data.h"

#include <string.h>

/* The first octet behind the line that begins at @p, NULL at a bare CR or LF. A piece may end
 * in the middle of a line or between CR and LF. */
static const guint8 *
skip_line (MailData *data, const guint8 *p, const guint8 *end)
{
  const guint8 *cr = memchr (p, '\r', end - p);
  const guint8 *stop = cr != NULL ? cr : end;

  if (memchr (p, '\n', stop - p) != NULL)
    return NULL;
  if (cr == NULL || cr + 1 == end)
    {
      data->at_line_start = FALSE;
      data->after_cr = cr != NULL;
      return end;
    }
  data->at_line_start = TRUE;
  data->after_cr = FALSE;
  return cr[1] == '\n' ? cr + 2 : NULL;
}

/* Goes on behind a CR that ended the piece before. */
static const guint8 *
finish_line_end (MailData *data, const guint8 *p, const guint8 *end)
{
  if (!data->after_cr || p == end)
    return p;
  data->after_cr = FALSE;
  data->at_line_start = TRUE;
  return *p == '\n' ? p + 1 : NULL;
}

static guint8 *
copy (guint8 *to, const guint8 *from, const guint8 *end)
{
  memcpy (to, from, end - from);
  return to + (end - from);
}

gsize
mail_data_get_room (gsize length)
{
  /* worst case: every line is a dot alone */
  return length + length / 3 + 2;
}

gboolean
mail_data_encode (MailData *data, const guint8 *octets, gsize length, guint8 *to, gsize *written)
{
  const guint8 *end = octets + length;
  const guint8 *run = octets;
  const guint8 *p = octets;
  guint8 *begin = to;

  *written = 0;
  if (length == 0)
    return TRUE;
  if (memchr (octets, '\0', length) != NULL)
    return FALSE;

  p = finish_line_end (data, p, end);
  while (p != NULL && p < end)
    {
      if (data->at_line_start && *p == '.' && !data->chunk)
        {
          to = copy (to, run, p);
          *to++ = '.';
          run = p;
        }
      p = skip_line (data, p, end);
    }
  if (p == NULL)
    return FALSE;
  to = copy (to, run, end);
  *written = to - begin;
  return TRUE;
}

const char *
mail_data_get_end (const MailData *data)
{
  if (data->after_cr)
    return NULL;
  return data->at_line_start ? ".\r\n" : "\r\n.\r\n";
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Takes content up to its end and undoes transparency: RFC 5321 section 4.5.2. */

#include "support-server-private.h"

/* Where the end of content is looked for: RFC 5321 section 4.5.2. */
typedef enum
{
  AT_LINE_START,
  IN_LINE,
  AFTER_CR,
  AFTER_DOT,
  AFTER_DOT_CR,
} Place;

struct SupportTaker
{
  GByteArray *kept;
  GChecksum *checksum;
  guint64 size;
  Place place;
};

SupportTaker *
support_taker_new (void)
{
  SupportTaker *self = g_new0 (SupportTaker, 1);

  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->kept = g_byte_array_new ();
  self->place = AT_LINE_START;
  return self;
}

void
support_taker_free (SupportTaker *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->kept, g_byte_array_unref);
  g_checksum_free (self->checksum);
  g_free (self);
}

static void
keep (SupportTaker *self, const guint8 *octets, gsize length)
{
  self->size += length;
  g_checksum_update (self->checksum, octets, length);
  if (self->kept != NULL && self->size > SUPPORT_MAX_KEPT)
    g_clear_pointer (&self->kept, g_byte_array_unref);
  if (self->kept != NULL)
    g_byte_array_append (self->kept, octets, (guint) length);
}

/* Returns: whether @octet was the last one of the content's end; a dot that begins a line is
 * dropped unless it ends the content */
static gboolean
take_octet (SupportTaker *self, guint8 octet, gboolean *skip)
{
  Place place = self->place;

  *skip = place == AT_LINE_START && octet == '.';
  if (place == AFTER_DOT_CR && octet == '\n')
    return TRUE;
  if (place == AT_LINE_START && octet == '.')
    self->place = AFTER_DOT;
  else if (octet == '\r')
    self->place = place == AFTER_DOT ? AFTER_DOT_CR : AFTER_CR;
  else
    self->place = octet == '\n' && place == AFTER_CR ? AT_LINE_START : IN_LINE;
  return FALSE;
}

/* The CR of what may be a final dot's line is kept back until it is known not to be one. */
gboolean
support_taker_take (SupportTaker *self, GByteArray *in)
{
  guint begin = 0;

  for (guint i = 0; i < in->len; i++)
    {
      gboolean skip;
      gboolean was_dot_cr = self->place == AFTER_DOT_CR;
      gboolean end = take_octet (self, in->data[i], &skip);
      if (was_dot_cr && !end)
        keep (self, (const guint8 *) "\r", 1);
      if (!skip && !end && self->place != AFTER_DOT_CR)
        continue;
      keep (self, in->data + begin, i - begin);
      begin = i + 1;
      if (end)
        {
          g_byte_array_remove_range (in, 0, begin);
          return TRUE;
        }
    }
  keep (self, in->data + begin, in->len - begin);
  g_byte_array_set_size (in, 0);
  return FALSE;
}

guint64
support_taker_take_octets (SupportTaker *self, GByteArray *in, guint64 length)
{
  guint n = (guint) MIN (length, in->len);

  keep (self, in->data, n);
  g_byte_array_remove_range (in, 0, n);
  return n;
}

SupportContent *
support_taker_end (SupportTaker *self)
{
  SupportContent *content = g_new0 (SupportContent, 1);

  content->size = self->size;
  content->sha256 = g_strdup (g_checksum_get_string (self->checksum));
  if (self->kept != NULL)
    content->octets = g_byte_array_free_to_bytes (g_steal_pointer (&self->kept));
  support_taker_free (self);
  return content;
}

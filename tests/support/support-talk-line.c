/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What comes in, as lines that are judged, and what goes out. */

#include "support-talk-private.h"

#include <string.h>

#define MAX_COMMAND 512

void
support_talk_complain (SupportTalk *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (self->report->complaints, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

gboolean
support_talk_send (SupportTalk *self, const char *octets, gsize length)
{
  gboolean ok = g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), octets,
                                           length, NULL, NULL, NULL);

  self->sent += length;
  self->over |= !ok;
  return ok;
}

gboolean
support_talk_fill (SupportTalk *self)
{
  guint8 octets[16384];
  g_autoptr (GError) error = NULL;
  gssize n = g_input_stream_read (g_io_stream_get_input_stream (self->stream), octets,
                                  sizeof octets, NULL, &error);

  if (n > 0)
    g_byte_array_append (self->in, octets, (guint) n);
  else
    self->over = TRUE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    support_talk_complain (self, "the client neither says anything nor closes");
  return n > 0;
}

gboolean
support_talk_has_more (SupportTalk *self)
{
  GPollableInputStream *in = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (self->stream));

  return self->in->len > 0 ||
         (g_pollable_input_stream_is_readable (in) && support_talk_fill (self));
}

static void
check_line (SupportTalk *self, const guint8 *line, gsize length)
{
  if (length < 2 || line[length - 2] != '\r')
    support_talk_complain (self, "a line that ends in LF alone");
  if (length > MAX_COMMAND)
    support_talk_complain (self, "a command of %" G_GSIZE_FORMAT " octets", length);
  for (gsize i = 0; i + 2 < length; i++)
    if (line[i] < ' ' || line[i] > '~')
      {
        support_talk_complain (self, "octet %u in a command", line[i]);
        return;
      }
}

char *
support_talk_take_line (SupportTalk *self)
{
  guint8 *end;

  while ((end = self->in->len > 0 ? memchr (self->in->data, '\n', self->in->len) : NULL) == NULL)
    if (!support_talk_fill (self))
      return NULL;
  gsize length = (gsize) (end - self->in->data) + 1;
  check_line (self, self->in->data, length);
  char *line = g_strndup ((const char *) self->in->data, length - MIN (length, 2));
  g_byte_array_remove_range (self->in, 0, (guint) length);
  return line;
}

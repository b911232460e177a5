/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support-stream.h"

#define LINE "0123456789012345678901234567890123456789012345678901234567890123456789012345\r\n"

G_STATIC_ASSERT (sizeof LINE == SUPPORT_LINE_LENGTH + 1);

#define SUPPORT_TYPE_STREAM (support_stream_get_type ())
G_DECLARE_FINAL_TYPE (SupportStream, support_stream, SUPPORT, STREAM, GInputStream)

struct _SupportStream
{
  GInputStream parent_instance;

  guint64 place;
  guint64 size;
  gboolean breaks;
};

G_DEFINE_FINAL_TYPE (SupportStream, support_stream, G_TYPE_INPUT_STREAM)

static gssize
support_stream_read (GInputStream *stream, void *buffer, gsize count, GCancellable *cancellable,
                     GError **error)
{
  SupportStream *self = SUPPORT_STREAM (stream);
  guint8 *octets = buffer;
  gsize n = MIN (count, self->size - self->place);

  if (n == 0 && self->breaks)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "the disk is gone");
      return -1;
    }
  for (gsize i = 0; i < n; i++)
    octets[i] = LINE[(self->place + i) % SUPPORT_LINE_LENGTH];
  self->place += n;
  return n;
}

static void
support_stream_class_init (SupportStreamClass *class)
{
  G_INPUT_STREAM_CLASS (class)->read_fn = support_stream_read;
}

static void
support_stream_init (SupportStream *self)
{
}

GInputStream *
support_stream_new (guint64 n_lines)
{
  SupportStream *self = g_object_new (SUPPORT_TYPE_STREAM, NULL);

  self->size = n_lines * SUPPORT_LINE_LENGTH;
  return G_INPUT_STREAM (self);
}

void
support_stream_set_breaks (GInputStream *stream)
{
  SUPPORT_STREAM (stream)->breaks = TRUE;
}

char *
support_stream_sha256 (guint64 n_lines)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint64 i = 0; i < n_lines; i++)
    g_checksum_update (checksum, (const guchar *) LINE, SUPPORT_LINE_LENGTH);
  return g_strdup (g_checksum_get_string (checksum));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-gmime-private.h"

void
message_gmime_start (void)
{
  static gsize started;

  if (g_once_init_enter (&started))
    {
      g_mime_init ();
      g_once_init_leave (&started, 1);
    }
}

GMimeMessage *
message_gmime_parse (GBytes *octets)
{
  gsize size;
  const char *data = g_bytes_get_data (octets, &size);
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeMessage *message;

  message_gmime_start ();
  stream = g_mime_stream_mem_new_with_buffer (size > 0 ? data : "", size);
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, NULL);
  g_object_unref (parser);
  g_object_unref (stream);
  return message;
}

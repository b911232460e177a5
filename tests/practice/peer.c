/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "peer.h"

#include <string.h>

struct Peer
{
  GSocketConnection *connection;
  GIOStream *stream;
  GString *input;
  gboolean ended;
};

static void
on_done (GObject *source, GAsyncResult *result, gpointer place)
{
  *(GAsyncResult **) place = g_object_ref (result);
}

static void
await (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);
}

PracticeServer *
peer_new_server (PracticePersonality personality)
{
  PracticeServer *server = practice_server_new (personality, NULL);
  g_autoptr (GError) error = NULL;

  practice_server_start (server, 0, &error);
  g_assert_no_error (error);
  return server;
}

Peer *
peer_new (PracticeServer *server)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Peer *peer = g_new0 (Peer, 1);

  g_socket_client_connect_to_host_async (client, "127.0.0.1", practice_server_get_port (server),
                                         NULL, on_done, &result);
  await (&result);
  peer->connection = g_socket_client_connect_to_host_finish (client, result, &error);
  g_assert_no_error (error);
  peer->stream = g_object_ref (G_IO_STREAM (peer->connection));
  peer->input = g_string_new (NULL);
  return peer;
}

void
peer_free (Peer *peer)
{
  if (peer == NULL)
    return;

  g_io_stream_close (G_IO_STREAM (peer->connection), NULL, NULL);
  g_object_unref (peer->stream);
  g_object_unref (peer->connection);
  g_string_free (peer->input, TRUE);
  g_free (peer);
}

static gboolean
on_certificate (GTlsConnection *connection, GTlsCertificate *certificate,
                GTlsCertificateFlags errors, gpointer user_data)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
  g_assert_cmpstr (digest, ==, (const char *) user_data);
  /* it signed itself; nothing else is wrong with it */
  g_assert_cmpuint (errors, ==, G_TLS_CERTIFICATE_UNKNOWN_CA);
  return TRUE;
}

void
peer_start_tls (Peer *peer, PracticeServer *server)
{
  g_autoptr (MailEndpoint) endpoint = practice_server_dup_endpoint (server);
  g_autoptr (GSocketConnectable) name = g_network_address_new ("127.0.0.1", endpoint->port);
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  GIOStream *stream = g_tls_client_connection_new (G_IO_STREAM (peer->connection), name, &error);

  g_assert_no_error (error);
  gulong handler = g_signal_connect (stream, "accept-certificate", G_CALLBACK (on_certificate),
                                     endpoint->certificate_sha256);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (stream), G_PRIORITY_DEFAULT, NULL, on_done,
                                    &result);
  await (&result);
  g_tls_connection_handshake_finish (G_TLS_CONNECTION (stream), result, &error);
  g_assert_no_error (error);
  g_signal_handler_disconnect (stream, handler);
  g_object_unref (peer->stream);
  peer->stream = stream;
}

void
peer_write (Peer *peer, const char *octets)
{
  g_autoptr (GAsyncResult) result = NULL;
  GOutputStream *out = g_io_stream_get_output_stream (peer->stream);

  g_output_stream_write_all_async (out, octets, strlen (octets), G_PRIORITY_DEFAULT, NULL, on_done,
                                   &result);
  await (&result);
  g_output_stream_write_all_finish (out, result, NULL, NULL);
}

static void
read_more (Peer *peer)
{
  GInputStream *in = g_io_stream_get_input_stream (peer->stream);
  g_autoptr (GAsyncResult) result = NULL;
  char chunk[4096];

  g_input_stream_read_async (in, chunk, sizeof chunk, G_PRIORITY_DEFAULT, NULL, on_done, &result);
  await (&result);
  gssize n = g_input_stream_read_finish (in, result, NULL);
  if (n > 0)
    g_string_append_len (peer->input, chunk, n);
  else
    peer->ended = TRUE;
}

static char *
take_line (Peer *peer)
{
  char *end;

  while ((end = strstr (peer->input->str, "\r\n")) == NULL && !peer->ended)
    read_more (peer);
  if (end == NULL)
    return NULL;

  gsize length = end - peer->input->str;
  char *line = g_strndup (peer->input->str, length);
  g_string_erase (peer->input, 0, length + 2);
  return line;
}

char *
peer_read (Peer *peer)
{
  g_autoptr (GString) reply = g_string_new (NULL);

  while (TRUE)
    {
      g_autofree char *line = take_line (peer);
      if (line == NULL)
        return NULL;
      if (reply->len > 0)
        g_string_append_c (reply, '\n');
      g_string_append (reply, line);
      g_assert_cmpuint (strlen (line), >, 3);
      if (line[3] == ' ')
        return g_string_free (g_steal_pointer (&reply), FALSE);
    }
}

static void
assert_reply (Peer *peer, const char *expected)
{
  g_autofree char *reply = peer_read (peer);
  g_test_message ("%s", reply);
  g_assert_nonnull (reply);
  if (!g_str_has_prefix (reply, expected))
    g_assert_cmpstr (reply, ==, expected);
}

void
peer_say (Peer *peer, const char *line, const char *reply)
{
  g_autofree char *octets = g_strconcat (line, "\r\n", NULL);

  peer_write (peer, octets);
  assert_reply (peer, reply);
}

void
peer_greet (Peer *peer)
{
  assert_reply (peer, "220 ");
  peer_say (peer, "EHLO [127.0.0.1]", "250");
}

void
peer_mail (Peer *peer, const char *recipient)
{
  g_autofree char *rcpt = g_strdup_printf ("RCPT TO:<%s>", recipient);

  peer_say (peer, "MAIL FROM:<me@practice.test>", "250");
  peer_say (peer, rcpt, "250");
  peer_say (peer, "DATA", "354");
}

void
peer_assert_closed (Peer *peer)
{
  g_autofree char *reply = peer_read (peer);
  g_assert_cmpstr (reply, ==, NULL);
}

GPtrArray *
peer_list (PracticeServer *server)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  practice_server_list_async (server, NULL, on_done, &result);
  await (&result);
  GPtrArray *letters = practice_server_list_finish (server, result, &error);
  g_assert_no_error (error);
  return letters;
}

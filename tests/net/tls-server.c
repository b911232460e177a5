/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tls-server.h"

#include <fcntl.h>

static void
load (TlsServer *server, GTlsCertificate *certificate)
{
  g_autofree char *pem = NULL;
  g_autofree char *key = NULL;

  g_object_get (certificate, "certificate-pem", &pem, "private-key-pem", &key, NULL);
  gnutls_datum_t pem_datum = { (guint8 *) pem, strlen (pem) };
  gnutls_datum_t key_datum = { (guint8 *) key, strlen (key) };
  g_assert_cmpint (gnutls_certificate_allocate_credentials (&server->credentials), ==, 0);
  g_assert_cmpint (gnutls_certificate_set_x509_key_mem (server->credentials, &pem_datum, &key_datum,
                                                        GNUTLS_X509_FMT_PEM),
                   ==, 0);
  g_assert_cmpint (gnutls_session_ticket_key_generate (&server->ticket_key), ==, 0);
}

static void
say (GSocket *socket, gnutls_session_t tls, const char *text)
{
  if (tls != NULL)
    gnutls_record_send (tls, text, strlen (text));
  else
    g_socket_send (socket, text, strlen (text), NULL, NULL);
}

/* Whether another line came; one read is one line here. */
static gboolean
hear (GSocket *socket, gnutls_session_t tls)
{
  char line[512];

  return (tls != NULL ? gnutls_record_recv (tls, line, sizeof line)
                      : g_socket_receive (socket, line, sizeof line, NULL, NULL)) > 0;
}

/* Returns: (nullable): NULL when there was nothing to agree on */
static gnutls_session_t
shake_hands (TlsServer *server, GSocket *socket)
{
  gnutls_session_t tls;
  int rc;

  g_assert_cmpint (gnutls_init (&tls, GNUTLS_SERVER), ==, 0);
  g_assert_cmpint (gnutls_priority_set_direct (
                       tls, server->priority != NULL ? server->priority : "NORMAL", NULL),
                   ==, 0);
  gnutls_credentials_set (tls, GNUTLS_CRD_CERTIFICATE, server->credentials);
  gnutls_session_ticket_enable_server (tls, &server->ticket_key);
  gnutls_transport_set_int (tls, g_socket_get_fd (socket));
  do
    rc = gnutls_handshake (tls);
  while (rc < 0 && !gnutls_error_is_fatal (rc));
  if (rc == 0)
    {
      server->handshakes++;
      return tls;
    }
  gnutls_alert_send_appropriate (tls, rc);
  gnutls_deinit (tls);
  return NULL;
}

static gboolean
serve_one (TlsServer *server, GSocket *socket)
{
  gnutls_session_t tls = NULL;
  gboolean resumed;

  if (server->starttls)
    {
      say (socket, NULL, "220 mail.test ESMTP\r\n");
      hear (socket, NULL);
      say (socket, NULL, "250-mail.test\r\n250 STARTTLS\r\n");
      hear (socket, NULL);
      say (socket, NULL, "220 Go\r\n");
    }
  tls = shake_hands (server, socket);
  if (tls == NULL)
    return FALSE;
  resumed = gnutls_session_is_resumed (tls) != 0;
  if (!server->starttls)
    say (socket, tls, "220 mail.test ESMTP\r\n");
  hear (socket, tls);
  say (socket, tls, "250 mail.test\r\n");
  while (hear (socket, tls))
    say (socket, tls, "221 Bye\r\n");
  gnutls_deinit (tls);
  return resumed;
}

static gpointer
serve (gpointer data)
{
  TlsServer *server = data;

  for (guint i = 0; i < server->n_connections; i++)
    {
      g_autoptr (GSocket) socket = g_socket_accept (server->listener, NULL, NULL);
      int fd = g_socket_get_fd (socket);
      /* a GSocket that blocks only looks as if it did */
      g_assert_cmpint (fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) & ~O_NONBLOCK), ==, 0);
      server->resumed[i] = serve_one (server, socket);
    }
  return NULL;
}

void
tls_server_start (TlsServer *server, GTlsCertificate *certificate)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);

  g_assert_cmpuint (server->n_connections, <=, TLS_SERVER_MAX_CONNECTIONS);
  load (server, certificate);

  server->listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (server->listener, any, FALSE, NULL));
  g_assert_true (g_socket_listen (server->listener, NULL));
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (server->listener, NULL);
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  server->thread = g_thread_new ("server", serve, server);
}

void
tls_server_stop (TlsServer *server)
{
  g_thread_join (server->thread);
  g_clear_object (&server->listener);
  gnutls_certificate_free_credentials (server->credentials);
  gnutls_free (server->ticket_key.data);
}

void
tls_server_use (const TlsServer *server, Fixture *fixture)
{
  fixture->endpoint->port = server->port;
  fixture->endpoint->security = server->starttls ? MAIL_SECURITY_STARTTLS : MAIL_SECURITY_TLS;
}

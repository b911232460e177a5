/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tls-server.h"

#include <fcntl.h>
#include <gnutls/abstract.h>

#define MAX_CHAIN 8

static gnutls_pcert_st
read_certificate (GTlsCertificate *certificate)
{
  g_autofree char *pem = NULL;
  gnutls_pcert_st read;

  g_object_get (certificate, "certificate-pem", &pem, NULL);
  gnutls_datum_t datum = { (guint8 *) pem, strlen (pem) };
  g_assert_cmpint (gnutls_pcert_import_x509_raw (&read, &datum, GNUTLS_X509_FMT_PEM, 0), ==, 0);
  return read;
}

static gnutls_privkey_t
read_key (GTlsCertificate *certificate)
{
  g_autofree char *pem = NULL;
  gnutls_privkey_t key;

  g_object_get (certificate, "private-key-pem", &pem, NULL);
  gnutls_datum_t datum = { (guint8 *) pem, strlen (pem) };
  g_assert_cmpint (gnutls_privkey_init (&key), ==, 0);
  g_assert_cmpint (gnutls_privkey_import_x509_raw (key, &datum, GNUTLS_X509_FMT_PEM, NULL, 0), ==,
                   0);
  return key;
}

/* One by one: a list would be put in order. */
static void
load (TlsServer *server, GTlsCertificate *certificate)
{
  gnutls_pcert_st chain[MAX_CHAIN] = { read_certificate (certificate) };
  guint n = 1;

  for (; server->above != NULL && server->above[n - 1] != NULL; n++)
    {
      g_assert_cmpuint (n, <, MAX_CHAIN);
      chain[n] = read_certificate (server->above[n - 1]);
    }
  g_assert_cmpint (gnutls_certificate_allocate_credentials (&server->credentials), ==, 0);
  /* takes what it is given */
  g_assert_cmpint (gnutls_certificate_set_key (server->credentials, NULL, 0, chain, (int) n,
                                               read_key (certificate)),
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

gboolean
tls_server_meet (Fixture *fixture)
{
  fixture->connected = FALSE;
  fixture->quit = FALSE;
  g_clear_pointer (&fixture->failure, mail_failure_free);
  g_clear_object (&fixture->session);
  fixture->session = net_session_new (fixture->endpoint);
  if (!fixture_connect (fixture))
    return FALSE;
  fixture_quit (fixture);
  return TRUE;
}

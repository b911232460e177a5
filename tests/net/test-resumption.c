/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A second connection to the same server resumes the TLS session of the first. Only the server can
 * tell for sure, so the server here is GnuTLS itself, in a thread of its own. With TLS 1.2 GIO
 * resumes nothing: it asks GnuTLS for the session in the middle of the handshake, which fails. */

#include "net-fixture.h"

#include <fcntl.h>
#include <gnutls/gnutls.h>

#define N_CONNECTIONS 3

typedef struct
{
  GSocket *listener;
  guint16 port;
  gboolean starttls;
  gnutls_certificate_credentials_t credentials;
  gnutls_datum_t ticket_key;
  GThread *thread;
  gboolean resumed[N_CONNECTIONS];
} Server;

static void
load (Server *server, GTlsCertificate *certificate)
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

static gnutls_session_t
shake_hands (Server *server, GSocket *socket)
{
  gnutls_session_t tls;
  int rc;

  g_assert_cmpint (gnutls_init (&tls, GNUTLS_SERVER), ==, 0);
  gnutls_set_default_priority (tls);
  gnutls_credentials_set (tls, GNUTLS_CRD_CERTIFICATE, server->credentials);
  gnutls_session_ticket_enable_server (tls, &server->ticket_key);
  gnutls_transport_set_int (tls, g_socket_get_fd (socket));
  do
    rc = gnutls_handshake (tls);
  while (rc < 0 && !gnutls_error_is_fatal (rc));
  g_assert_cmpint (rc, ==, 0);
  return tls;
}

static gboolean
serve_one (Server *server, GSocket *socket)
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
  Server *server = data;

  for (guint i = 0; i < N_CONNECTIONS; i++)
    {
      g_autoptr (GSocket) socket = g_socket_accept (server->listener, NULL, NULL);
      int fd = g_socket_get_fd (socket);
      /* a GSocket that blocks only looks as if it did */
      g_assert_cmpint (fcntl (fd, F_SETFL, fcntl (fd, F_GETFL) & ~O_NONBLOCK), ==, 0);
      server->resumed[i] = serve_one (server, socket);
    }
  return NULL;
}

static void
server_start (Server *server)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);

  server->listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_bind (server->listener, any, FALSE, NULL));
  g_assert_true (g_socket_listen (server->listener, NULL));
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (server->listener, NULL);
  server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  server->thread = g_thread_new ("server", serve, server);
}

static void
server_stop (Server *server)
{
  g_thread_join (server->thread);
  g_clear_object (&server->listener);
  gnutls_certificate_free_credentials (server->credentials);
  gnutls_free (server->ticket_key.data);
}

static gboolean
connect_once (Fixture *fixture)
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

static void
use_server (Fixture *fixture, const Server *server)
{
  fixture->endpoint->port = server->port;
  fixture->endpoint->security = server->starttls ? MAIL_SECURITY_STARTTLS : MAIL_SECURITY_TLS;
}

static void
test_resumed (Fixture *fixture, gboolean starttls)
{
  Server server = { .starttls = starttls };

  load (&server, support_certificates_get (fixture->certificates, SUPPORT_CERTIFICATE_GOOD));
  server_start (&server);
  use_server (fixture, &server);
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  for (guint i = 0; i < N_CONNECTIONS; i++)
    g_assert_true (connect_once (fixture));
  server_stop (&server);
  g_assert_false (server.resumed[0]);
  for (guint i = 1; i < N_CONNECTIONS; i++)
    g_assert_true (server.resumed[i]);
}

/* A certificate that was accepted is accepted where that was said and nowhere else: a session that
 * is resumed brings no trust with it. */
static void
test_no_trust (Fixture *fixture, gboolean starttls)
{
  Server server = { .starttls = starttls };

  load (&server, support_certificates_get (fixture->certificates, SUPPORT_CERTIFICATE_SELF_SIGNED));
  server_start (&server);
  use_server (fixture, &server);
  fixture->endpoint->certificate_sha256 =
      support_certificates_dup_sha256 (fixture->certificates, SUPPORT_CERTIFICATE_SELF_SIGNED);
  g_assert_true (connect_once (fixture));
  g_assert_true (connect_once (fixture));
  g_clear_pointer (&fixture->endpoint->certificate_sha256, g_free);
  g_assert_false (connect_once (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
  g_assert_cmphex (fixture->failure->certificate_flags, ==, MAIL_CERTIFICATE_UNKNOWN_ISSUER);
  server_stop (&server);
}

/* GIO resumes nothing once g_test_init() was called, so this program reports for itself. */
int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *fixture, gboolean starttls);
    gboolean starttls;
  } rows[] = {
    { "/net/resumption/tls", test_resumed, FALSE },
    { "/net/resumption/starttls", test_resumed, TRUE },
    { "/net/resumption/no-trust", test_no_trust, FALSE },
    { "/net/resumption/no-trust-starttls", test_no_trust, TRUE },
  };

  g_print ("1..%u\n", (guint) G_N_ELEMENTS (rows));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      Fixture fixture = { NULL };
      fixture_set_up (&fixture, NULL);
      rows[i].test (&fixture, rows[i].starttls);
      fixture_tear_down (&fixture, NULL);
      g_print ("ok %u %s\n", i + 1, rows[i].path);
    }
  return 0;
}

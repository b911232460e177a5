/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers that agree to nothing but what is broken (RFC 9325 section 4.1): there is no connection,
 * and nothing is said. */

#include "tls-server.h"

#define OLD "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:-MAC-ALL:+SHA1:"

static void
test_broken (Fixture *fixture, gconstpointer data)
{
  TlsServer server = { .n_connections = 1, .priority = data };

  tls_server_start (&server,
                    support_certificates_get (fixture->certificates, SUPPORT_CERTIFICATE_GOOD));
  tls_server_use (&server, fixture);
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  fixture->session = net_session_new (fixture->endpoint);
  g_assert_false (fixture_connect (fixture));
  g_clear_object (&fixture->session);
  tls_server_stop (&server);
  fixture_assert_failure (fixture, MAIL_FAILURE_TLS, MAIL_STAGE_ENCRYPT);
  g_assert_cmpuint (server.handshakes, ==, 0);
}

/* The same server with a cipher that is good enough, so that the others fail for the right reason.
 */
static void
test_good (Fixture *fixture, gconstpointer data)
{
  TlsServer server = { .n_connections = 1, .priority = data };

  tls_server_start (&server,
                    support_certificates_get (fixture->certificates, SUPPORT_CERTIFICATE_GOOD));
  tls_server_use (&server, fixture);
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  fixture->session = net_session_new (fixture->endpoint);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  tls_server_stop (&server);
  g_assert_cmpuint (server.handshakes, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/net/cipher/aes", Fixture, OLD "+AES-128-CBC", fixture_set_up, test_good,
              fixture_tear_down);
  g_test_add ("/net/cipher/null", Fixture, OLD "+NULL", fixture_set_up, test_broken,
              fixture_tear_down);
  g_test_add ("/net/cipher/rc4", Fixture, OLD "+ARCFOUR-128", fixture_set_up, test_broken,
              fixture_tear_down);
  g_test_add ("/net/cipher/3des", Fixture, OLD "+3DES-CBC", fixture_set_up, test_broken,
              fixture_tear_down);
  return g_test_run ();
}

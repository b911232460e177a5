/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A second connection to the same server resumes the TLS session of the first. Only the server can
 * tell for sure. With TLS 1.2 GIO resumes nothing: it asks GnuTLS for the session in the middle of
 * the handshake, which fails. */

#include "tls-server.h"

static void
test_resumed (Fixture *fixture, gboolean starttls)
{
  TlsServer server = { .starttls = starttls, .n_connections = TLS_SERVER_MAX_CONNECTIONS };

  tls_server_start (&server,
                    support_certificates_get (fixture->certificates, SUPPORT_CERTIFICATE_GOOD));
  tls_server_use (&server, fixture);
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  for (guint i = 0; i < server.n_connections; i++)
    g_assert_true (tls_server_meet (fixture));
  tls_server_stop (&server);
  g_assert_false (server.resumed[0]);
  for (guint i = 1; i < server.n_connections; i++)
    g_assert_true (server.resumed[i]);
}

/* A certificate that was accepted is accepted where that was said and nowhere else: a session that
 * is resumed brings no trust with it. */
static void
test_no_trust (Fixture *fixture, gboolean starttls)
{
  TlsServer server = { .starttls = starttls, .n_connections = TLS_SERVER_MAX_CONNECTIONS };

  tls_server_start (
      &server, support_certificates_get (fixture->certificates, SUPPORT_CERTIFICATE_SELF_SIGNED));
  tls_server_use (&server, fixture);
  fixture->endpoint->certificate_sha256 =
      support_certificates_dup_sha256 (fixture->certificates, SUPPORT_CERTIFICATE_SELF_SIGNED);
  g_assert_true (tls_server_meet (fixture));
  g_assert_true (tls_server_meet (fixture));
  g_clear_pointer (&fixture->endpoint->certificate_sha256, g_free);
  g_assert_false (tls_server_meet (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
  g_assert_cmphex (fixture->failure->certificate_flags, ==, MAIL_CERTIFICATE_UNKNOWN_ISSUER);
  tls_server_stop (&server);
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

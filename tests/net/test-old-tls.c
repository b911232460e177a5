/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Servers that can do no better than TLS 1.1 or 1.0 (RFC 8996). The handshake itself goes well, as
 * it would wherever somebody lets the old versions in again by the environment; which versions the
 * client agrees to is said for the whole process, so this is a program of its own. */

#include "tls-server.h"

#define OLD "NORMAL:-VERS-ALL:+VERS-TLS"

static const struct
{
  const char *path;
  const char *priority;
  const char *detail;
} rows[] = {
  { "/net/tls/1-1", OLD "1.1", "TLS 1.1" },
  { "/net/tls/1-0", OLD "1.0", "TLS 1.0" },
};

static void
test_old (Fixture *fixture, gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  TlsServer server = { .n_connections = 1, .priority = rows[row].priority };

  tls_server_start (&server,
                    support_certificates_get (fixture->certificates, SUPPORT_CERTIFICATE_GOOD));
  tls_server_use (&server, fixture);
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  fixture->session = net_session_new (fixture->endpoint);
  g_assert_false (fixture_connect (fixture));
  g_clear_object (&fixture->session);
  tls_server_stop (&server);
  fixture_assert_failure (fixture, MAIL_FAILURE_TLS, MAIL_STAGE_ENCRYPT);
  g_assert_cmpstr (fixture->failure->detail, ==, rows[row].detail);
}

int
main (int argc, char **argv)
{
  g_setenv ("G_TLS_GNUTLS_PRIORITY", OLD "1.1:+VERS-TLS1.0", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_test_add (rows[i].path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_old,
                fixture_tear_down);
  return g_test_run ();
}

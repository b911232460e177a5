/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that can do no better than TLS 1.1. The priority string is for the whole process, so
 * this is a program of its own. */

#include "net-fixture.h"

static void
test_tls_1_1 (Fixture *fixture, gconstpointer data)
{
  fixture->endpoint->security = MAIL_SECURITY_TLS;
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  fixture_login (fixture, NULL);
  fixture_use (fixture, "tls good\neof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_TLS, MAIL_STAGE_ENCRYPT);
  g_assert_cmpstr (fixture->failure->detail, ==, "TLS 1.1");
  support_server_assert_played (fixture->server);
}

int
main (int argc, char **argv)
{
  g_setenv ("G_TLS_GNUTLS_PRIORITY", "NORMAL:-VERS-ALL:+VERS-TLS1.1", TRUE);
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/net/tls/1-1", test_tls_1_1);
  return g_test_run ();
}

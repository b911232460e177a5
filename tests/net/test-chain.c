/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What servers send along with their certificate: RFC 8446 section 4.4.2 asks clients to make do
 * with any order and with what does not belong to it. What is wrong stays wrong in any order. */

#include "tls-server.h"

typedef enum
{
  END,
  LEAF,
  DEPUTY,
  AUTHORITY,
  STRANGER,
} Link;

typedef struct
{
  const char *path;
  Link above[4];
  gboolean good;
} Chain;

static const Chain chains[] = {
  { "/net/chain/in-order", { DEPUTY }, TRUE },
  { "/net/chain/with-the-anchor", { DEPUTY, AUTHORITY }, TRUE },
  { "/net/chain/out-of-order", { AUTHORITY, DEPUTY }, TRUE },
  { "/net/chain/doubled", { DEPUTY, DEPUTY }, TRUE },
  { "/net/chain/leaf-doubled", { LEAF, DEPUTY }, TRUE },
  { "/net/chain/something-else-between", { STRANGER, DEPUTY }, TRUE },
  { "/net/chain/alone", { END }, FALSE },
  { "/net/chain/only-the-anchor", { AUTHORITY }, FALSE },
  { "/net/chain/only-something-else", { STRANGER }, FALSE },
};

/* Twice: GIO may remember how it put a chain together. */
static void
test_chain (Fixture *fixture, gconstpointer data)
{
  const Chain *chain = data;
  g_autoptr (GTlsCertificate) authority = NULL;
  GTlsCertificate *leaf =
      support_certificates_get (fixture->certificates, SUPPORT_CERTIFICATE_DEPUTY);
  GTlsCertificate *above[G_N_ELEMENTS (chain->above) + 1] = { NULL };
  TlsServer server = { .n_connections = 2, .above = above };

  authority = g_tls_certificate_new_from_file (
      support_certificates_get_ca_file (fixture->certificates), NULL);
  GTlsCertificate *links[] = {
    [LEAF] = leaf,
    [DEPUTY] = g_tls_certificate_get_issuer (leaf),
    [AUTHORITY] = authority,
    [STRANGER] = support_certificates_get (fixture->certificates, SUPPORT_CERTIFICATE_SELF_SIGNED),
  };
  for (guint i = 0; i < G_N_ELEMENTS (chain->above); i++)
    above[i] = links[chain->above[i]];
  tls_server_start (&server, leaf);
  tls_server_use (&server, fixture);
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  for (guint i = 0; i < server.n_connections; i++)
    {
      g_assert_true (tls_server_meet (fixture) == chain->good);
      if (!chain->good)
        g_assert_cmphex (fixture->failure->certificate_flags, ==, MAIL_CERTIFICATE_UNKNOWN_ISSUER);
    }
  g_clear_object (&fixture->session);
  tls_server_stop (&server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (chains); i++)
    g_test_add (chains[i].path, Fixture, &chains[i], fixture_set_up, test_chain, fixture_tear_down);
  return g_test_run ();
}

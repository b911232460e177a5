/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which certificates are good enough to show a secret to, and that a server with another one hears
 * nothing of us. */

#include "net-fixture.h"
#include "support-resolver.h"

#define LOGGED_IN "C: EHLO *\n" WITH_AUTH ("PLAIN") "auth " USER " " SECRET "\n"

typedef struct
{
  const char *path;
  SupportCertificate which;
  const char *host;
  MailCertificateFlags flags; /* 0: good */
} Shown;

#define IDN "\xe9\x82\xae\xe4\xbb\xb6.test"

static const Shown shown[] = {
  { "good", SUPPORT_CERTIFICATE_GOOD, "localhost", 0 },
  { "wrong-host", SUPPORT_CERTIFICATE_WRONG_HOST, "localhost", MAIL_CERTIFICATE_WRONG_HOST },
  { "expired", SUPPORT_CERTIFICATE_EXPIRED, "localhost", MAIL_CERTIFICATE_EXPIRED },
  { "not-yet-valid", SUPPORT_CERTIFICATE_NOT_YET_VALID, "localhost",
    MAIL_CERTIFICATE_NOT_YET_VALID },
  { "self-signed", SUPPORT_CERTIFICATE_SELF_SIGNED, "localhost", MAIL_CERTIFICATE_UNKNOWN_ISSUER },
  { "unknown-ca", SUPPORT_CERTIFICATE_UNKNOWN_CA, "localhost", MAIL_CERTIFICATE_UNKNOWN_ISSUER },
  { "weak-key", SUPPORT_CERTIFICATE_WEAK, "localhost", MAIL_CERTIFICATE_WEAK_KEY },
  { "weak-signature", SUPPORT_CERTIFICATE_SHA_1, "localhost", MAIL_CERTIFICATE_INSECURE },
  { "client-only", SUPPORT_CERTIFICATE_CLIENT_ONLY, "localhost", MAIL_CERTIFICATE_WRONG_PURPOSE },
  /* RFC 9525 section 6.3 */
  { "by-address", SUPPORT_CERTIFICATE_GOOD, "127.0.0.1", 0 },
  { "by-address-not-named", SUPPORT_CERTIFICATE_WRONG_HOST, "127.0.0.1",
    MAIL_CERTIFICATE_WRONG_HOST },
  { "every-name", SUPPORT_CERTIFICATE_EVERY_NAME, "localhost", MAIL_CERTIFICATE_WRONG_HOST },
  { "wildcard", SUPPORT_CERTIFICATE_WILDCARD, "a.example.test", 0 },
  { "wildcard-two-labels", SUPPORT_CERTIFICATE_WILDCARD, "a.b.example.test",
    MAIL_CERTIFICATE_WRONG_HOST },
  { "wildcard-no-label", SUPPORT_CERTIFICATE_WILDCARD, "example.test",
    MAIL_CERTIFICATE_WRONG_HOST },
  { "idn", SUPPORT_CERTIFICATE_IDN, IDN, 0 },
  { "idn-other", SUPPORT_CERTIFICATE_WILDCARD, IDN, MAIL_CERTIFICATE_WRONG_HOST },
  { "many-names", SUPPORT_CERTIFICATE_MANY_NAMES, "localhost", 0 },
  { "deputy", SUPPORT_CERTIFICATE_DEPUTY, "localhost", 0 },
  { "no-deputy", SUPPORT_CERTIFICATE_NO_DEPUTY, "localhost", MAIL_CERTIFICATE_UNKNOWN_ISSUER },
  { "out-of-bounds", SUPPORT_CERTIFICATE_OUT_OF_BOUNDS, "localhost", MAIL_CERTIFICATE_OTHER },
};

static void
use_certificate (Fixture *fixture, const Shown *row, const char *rest)
{
  g_autofree char *script =
      g_strdup_printf ("tls %s\n%s", support_certificate_to_nick (row->which), rest);

  fixture_use_tls (fixture, MAIL_SECURITY_TLS, script);
  g_clear_object (&fixture->session);
  g_free (fixture->endpoint->host);
  fixture->endpoint->host = g_strdup (row->host);
  fixture->session = net_session_new (fixture->endpoint);
}

/* A server that is not to be trusted hears nothing from us but the handshake. */
static void
test_shown (Fixture *fixture, gconstpointer data)
{
  const Shown *row = data;
  g_autofree char *sha256 = support_certificates_dup_sha256 (fixture->certificates, row->which);

  use_certificate (fixture, row,
                   row->flags == 0 ? "S: 220 mail.test ESMTP\n" LOGGED_IN GOODBYE : "eof\n");
  g_assert_true (fixture_connect (fixture) == (row->flags == 0));
  if (row->flags == 0)
    fixture_quit (fixture);
  else
    {
      fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
      g_assert_cmphex (fixture->failure->certificate_flags, ==, row->flags);
      g_assert_cmpstr (fixture->failure->certificate_sha256, ==, sha256);
    }
  support_server_assert_played (fixture->server);
  g_assert_true ((support_server_get_lines (fixture->server)[0] != NULL) == (row->flags == 0));
}

typedef struct
{
  const char *path;
  SupportCertificate accepted;
  MailCertificateFlags flags; /* then */
  const char *shown;
  gboolean trusted;
} Exception;

/* A person accepts one certificate with the faults it has: not another, and not what comes to it
 * later. That host and port are others is up to who keeps the endpoint. */
static const Exception exceptions[] = {
  { "same", SUPPORT_CERTIFICATE_SELF_SIGNED, MAIL_CERTIFICATE_UNKNOWN_ISSUER, "self-signed", TRUE },
  { "same-by-hand", SUPPORT_CERTIFICATE_SELF_SIGNED, 0, "self-signed", TRUE },
  { "another", SUPPORT_CERTIFICATE_EXPIRED, MAIL_CERTIFICATE_UNKNOWN_ISSUER, "self-signed", FALSE },
  { "expired-later", SUPPORT_CERTIFICATE_EXPIRED, MAIL_CERTIFICATE_UNKNOWN_ISSUER, "expired",
    FALSE },
  { "expired-later-by-hand", SUPPORT_CERTIFICATE_EXPIRED, 0, "expired", FALSE },
  { "expired-then", SUPPORT_CERTIFICATE_EXPIRED, MAIL_CERTIFICATE_EXPIRED, "expired", TRUE },
  { "wrong-host", SUPPORT_CERTIFICATE_WRONG_HOST, MAIL_CERTIFICATE_WRONG_HOST, "wrong-host", TRUE },
  { "wrong-host-later", SUPPORT_CERTIFICATE_WRONG_HOST, MAIL_CERTIFICATE_UNKNOWN_ISSUER,
    "wrong-host", FALSE },
  { "weak", SUPPORT_CERTIFICATE_WEAK, MAIL_CERTIFICATE_WEAK_KEY, "weak", TRUE },
  { "client-only", SUPPORT_CERTIFICATE_CLIENT_ONLY, MAIL_CERTIFICATE_WRONG_PURPOSE, "client-only",
    TRUE },
};

static void
test_exception (Fixture *fixture, gconstpointer data)
{
  const Exception *row = data;
  g_autofree char *script =
      row->trusted
          ? g_strdup_printf ("tls %s\nS: 220 mail.test ESMTP\n" LOGGED_IN GOODBYE, row->shown)
          : g_strdup_printf ("tls %s\neof\n", row->shown);

  fixture->endpoint->certificate_sha256 =
      support_certificates_dup_sha256 (fixture->certificates, row->accepted);
  fixture->endpoint->certificate_flags = row->flags;
  fixture_use_tls (fixture, MAIL_SECURITY_TLS, script);
  g_assert_true (fixture_connect (fixture) == row->trusted);
  if (row->trusted)
    fixture_quit (fixture);
  else
    fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_NOTE, "Certificate accepted before") ==
                 row->trusted);
  support_server_assert_played (fixture->server);
}

static void
test_without_ca_file (Fixture *fixture, gconstpointer data)
{
  fixture_prepare_tls (fixture, MAIL_SECURITY_TLS);
  g_clear_pointer (&fixture->endpoint->ca_file, g_free);
  fixture_use (fixture, "tls good\neof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
  g_assert_cmphex (fixture->failure->certificate_flags, ==, MAIL_CERTIFICATE_UNKNOWN_ISSUER);
}

static void
test_no_such_ca_file (Fixture *fixture, gconstpointer data)
{
  fixture_prepare_tls (fixture, MAIL_SECURITY_TLS);
  g_free (fixture->endpoint->ca_file);
  fixture->endpoint->ca_file = g_strdup ("/nonexistent/ca.pem");
  fixture_use (fixture, "tls good\neof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
  g_assert_cmphex (fixture->failure->certificate_flags, ==, MAIL_CERTIFICATE_UNKNOWN_ISSUER);
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_NOTE, "Certificate file /nonexistent/*"));
}

static void
add_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exceptions); i++)
    {
      g_autofree char *path = g_strconcat ("/net/certificate/exception/", exceptions[i].path, NULL);
      g_test_add (path, Fixture, &exceptions[i], fixture_set_up, test_exception, fixture_tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autofree char *path = g_strconcat ("/net/certificate/shown/", shown[i].path, NULL);
      g_test_add (path, Fixture, &shown[i], fixture_set_up, test_shown, fixture_tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (SupportResolver) resolver = support_resolver_new ();

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autofree char *ascii = g_hostname_to_ascii (shown[i].host);
      support_resolver_add_host (resolver, ascii);
    }
  g_resolver_set_default (G_RESOLVER (resolver));
  add_rows ();
  fixture_add ("/net/certificate/without-ca-file", test_without_ca_file);
  fixture_add ("/net/certificate/no-such-ca-file", test_no_such_ca_file);
  return g_test_run ();
}

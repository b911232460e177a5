/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SCRAM tied to the TLS connection it goes through, against libgsasl's server half with what the
 * server's own end of the connection knows. The program runs once for each version of TLS, since
 * the binding is another one. */

#include "net-fixture.h"

#define OFFERS(mechanisms) "tls good\nS: 220 mail.test ESMTP\nC: EHLO *\n" WITH_AUTH (mechanisms)
#define BOUND "bound " USER " " SECRET "\n"
#define UNBOUND "auth " USER " " SECRET "\n"
#define ALL "PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256 SCRAM-SHA-1-PLUS SCRAM-SHA-256-PLUS"

static const char *
binding_type (void)
{
  return g_getenv ("G_TLS_GNUTLS_PRIORITY") != NULL ? "p=tls-unique,," : "p=tls-exporter,,";
}

static void
use_security (Fixture *fixture, MailSecurity security, const char *mechanism, const char *script)
{
  fixture->endpoint->security = security;
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  fixture_login (fixture, mechanism);
  fixture_use (fixture, script);
}

static void
use (Fixture *fixture, const char *mechanism, const char *script)
{
  use_security (fixture, MAIL_SECURITY_TLS, mechanism, script);
}

/* Returns: (transfer full): the initial response that went with "AUTH @mechanism" */
static char *
dup_initial (Fixture *fixture, const char *mechanism)
{
  g_autofree char *prefix = g_strconcat ("AUTH ", mechanism, " ", NULL);

  for (const char *const *line = support_server_get_lines (fixture->server); *line != NULL; line++)
    if (g_str_has_prefix (*line, prefix))
      {
        gsize length;
        g_autofree guchar *octets = g_base64_decode (*line + strlen (prefix), &length);
        return g_strndup ((const char *) octets, length);
      }
  return g_strdup ("");
}

static void
assert_initial (Fixture *fixture, const char *mechanism, const char *header)
{
  g_autofree char *initial = dup_initial (fixture, mechanism);

  g_test_message ("AUTH %s %s", mechanism, initial);
  g_assert_true (g_str_has_prefix (initial, header));
}

static void
test_version (Fixture *fixture, gconstpointer data)
{
  gboolean old = g_getenv ("G_TLS_GNUTLS_PRIORITY") != NULL;

  use (fixture, NULL, OFFERS (ALL) BOUND GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_NOTE, old ? "TLS 1.2, *" : "TLS 1.3, *"));
}

static void
test_bound (Fixture *fixture, gconstpointer data)
{
  const char *mechanism = data;
  g_autofree char *script =
      g_strdup_printf (OFFERS ("PLAIN SCRAM-SHA-1 SCRAM-SHA-256 %s") BOUND GOODBYE, mechanism);

  use (fixture, NULL, script);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
  assert_initial (fixture, mechanism, binding_type ());
  fixture_assert_no_secret (fixture);
}

static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  use (fixture, NULL, OFFERS (ALL) "bound " USER " another-one\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN);
  g_assert_cmpuint (mail_reply_get_code (fixture->failure->reply), ==, 535);
  assert_initial (fixture, "SCRAM-SHA-256-PLUS", binding_type ());
}

static void
test_after_starttls (Fixture *fixture, gconstpointer data)
{
  use_security (fixture, MAIL_SECURITY_STARTTLS, NULL,
                GREETING "S: 250-mail.test\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 Go\n"
                         "tls good\nC: EHLO *\n" WITH_AUTH (ALL) BOUND GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
  assert_initial (fixture, "SCRAM-SHA-256-PLUS", binding_type ());
}

/* A server that offers no -PLUS is told that we could. */
static void
test_not_offered (Fixture *fixture, gconstpointer data)
{
  use (fixture, NULL, OFFERS ("PLAIN SCRAM-SHA-256") UNBOUND GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  assert_initial (fixture, "SCRAM-SHA-256", "y,,");
}

/* Somebody on the way took the -PLUS forms out of the offer: the server notices. */
static void
test_downgrade (Fixture *fixture, gconstpointer data)
{
  use (fixture, NULL, OFFERS ("PLAIN SCRAM-SHA-256") BOUND);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN);
  assert_initial (fixture, "SCRAM-SHA-256", "y,,");
}

/* And somebody who lets them in the offer but takes none: no answer of ours is of use to him. */
static void
test_refused_offer (Fixture *fixture, gconstpointer data)
{
  use (fixture, NULL,
       OFFERS ("SCRAM-SHA-256 SCRAM-SHA-256-PLUS") "C: AUTH SCRAM-SHA-256-PLUS *\n"
                                                   "S: 504 5.5.4 Not this one\n" BOUND);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN);
  assert_initial (fixture, "SCRAM-SHA-256", "y,,");
}

/* "SCRAM-SHA-256" is the name of both forms. */
static void
test_forced (Fixture *fixture, gconstpointer data)
{
  use (fixture, "SCRAM-SHA-256", OFFERS (ALL) BOUND GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  assert_initial (fixture, "SCRAM-SHA-256-PLUS", binding_type ());
}

/* "e=channel-bindings-dont-match": what the server told the mechanism is kept. */
static void
test_mismatch (Fixture *fixture, gconstpointer data)
{
  use (fixture, NULL,
       OFFERS ("SCRAM-SHA-256-PLUS") "C: AUTH SCRAM-SHA-256-PLUS *\n"
                                     "S: 334 ZT1jaGFubmVsLWJpbmRpbmdzLWRvbnQtbWF0Y2g=\n"
                                     "C: \nS: 535 5.7.8 No\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN);
  g_assert_cmpuint (mail_reply_get_code (fixture->failure->reply), ==, 535);
  g_assert_cmpstr (fixture->failure->detail, ==, "channel-bindings-dont-match");
  support_server_assert_played (fixture->server);
}

/* There is no channel to speak of on a clear line, whatever the server offers there. */
static void
test_in_the_clear (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture, GREETING WITH_AUTH (ALL) UNBOUND GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  assert_initial (fixture, "SCRAM-SHA-256", "n,,");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/net/binding/version", test_version);
  g_test_add ("/net/binding/sha-1", Fixture, "SCRAM-SHA-1-PLUS", fixture_set_up, test_bound,
              fixture_tear_down);
  g_test_add ("/net/binding/sha-256", Fixture, "SCRAM-SHA-256-PLUS", fixture_set_up, test_bound,
              fixture_tear_down);
  fixture_add ("/net/binding/wrong", test_wrong);
  fixture_add ("/net/binding/after-starttls", test_after_starttls);
  fixture_add ("/net/binding/not-offered", test_not_offered);
  fixture_add ("/net/binding/downgrade", test_downgrade);
  fixture_add ("/net/binding/refused-offer", test_refused_offer);
  fixture_add ("/net/binding/forced", test_forced);
  fixture_add ("/net/binding/mismatch", test_mismatch);
  fixture_add ("/net/binding/in-the-clear", test_in_the_clear);
  return g_test_run ();
}

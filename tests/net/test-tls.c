/* SPDX-License-Identifier: GPL-3.0-or-later */

/* TLS: what is good enough to show a secret to, and that nothing else is. */

#include "net-fixture.h"
#include "support-resolver.h"

#define LETTER "Subject: Hello\r\n\r\nHello.\r\n"
#define STARTTLS_OFFERED                                                                           \
  "S: 220 mail.test ESMTP\nC: EHLO *\nS: 250-mail.test\nS: 250-AUTH PLAIN\nS: 250 STARTTLS\n"
#define LOGGED_IN "C: EHLO *\n" WITH_AUTH ("PLAIN") "auth " USER " " SECRET "\n"

static void
prepare (Fixture *fixture, MailSecurity security)
{
  g_free (fixture->endpoint->host);
  fixture->endpoint->host = g_strdup ("localhost");
  fixture->endpoint->security = security;
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  fixture_login (fixture, NULL);
}

static void
use_tls (Fixture *fixture, MailSecurity security, const char *script)
{
  prepare (fixture, security);
  fixture_use (fixture, script);
}

static void
test_implicit (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_TLS,
           "tls good\nS: 220 mail.test ESMTP\n" LOGGED_IN ENVELOPE ACCEPTED GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_NOTE, "TLS 1.3, *"));
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_NOTE, "Certificate of CN=localhost, *"));
  fixture_assert_no_secret (fixture);
}

static void
test_starttls (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS,
           STARTTLS_OFFERED
           "C: STARTTLS\nS: 220 Go\ntls good\n" LOGGED_IN ENVELOPE ACCEPTED GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);

  MailConversation *conversation = net_session_get_conversation (fixture->session);
  for (guint i = 0; i < mail_conversation_get_n_lines (conversation); i++)
    {
      const MailLine *line = mail_conversation_get_line (conversation, i);
      if (g_str_has_prefix (line->text, "MAIL"))
        g_assert_true (line->flags & MAIL_LINE_ENCRYPTED);
      if (g_str_equal (line->text, "STARTTLS"))
        g_assert_false (line->flags & MAIL_LINE_ENCRYPTED);
    }
}

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

  use_tls (fixture, MAIL_SECURITY_TLS, script);
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

static void
test_bad_after_starttls (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS,
           STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\ntls expired\neof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
  support_server_assert_played (fixture->server);
  g_assert_cmpuint (g_strv_length ((char **) support_server_get_lines (fixture->server)), ==, 2);
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
  use_tls (fixture, MAIL_SECURITY_TLS, script);
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
  prepare (fixture, MAIL_SECURITY_TLS);
  g_clear_pointer (&fixture->endpoint->ca_file, g_free);
  fixture_use (fixture, "tls good\neof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
  g_assert_cmphex (fixture->failure->certificate_flags, ==, MAIL_CERTIFICATE_UNKNOWN_ISSUER);
}

static void
test_no_such_ca_file (Fixture *fixture, gconstpointer data)
{
  prepare (fixture, MAIL_SECURITY_TLS);
  g_free (fixture->endpoint->ca_file);
  fixture->endpoint->ca_file = g_strdup ("/nonexistent/ca.pem");
  fixture_use (fixture, "tls good\neof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
  g_assert_cmphex (fixture->failure->certificate_flags, ==, MAIL_CERTIFICATE_UNKNOWN_ISSUER);
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_NOTE, "Certificate file /nonexistent/*"));
}

/* What an attacker puts behind the 220 must not be read as the answer to the EHLO in TLS. */
static void
test_injection (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS,
           STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\nS: 250-evil\nS: 250 AUTH PLAIN\neof\n");
  g_assert_false (fixture_connect (fixture));
  g_assert_cmpint (fixture->failure->stage, ==, MAIL_STAGE_ENCRYPT);
  support_server_assert_played (fixture->server);
}

static void
test_injection_fragment (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS,
           STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\nR: 250\neof\n");
  g_assert_false (fixture_connect (fixture));
  g_assert_cmpint (fixture->failure->stage, ==, MAIL_STAGE_ENCRYPT);
  support_server_assert_played (fixture->server);
}

static void
test_not_offered (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS, GREETING WITH_AUTH ("PLAIN") "eof\n");
  g_assert_false (fixture_connect (fixture));
  g_assert_cmpint (fixture->failure->kind, ==, MAIL_FAILURE_NO_TLS);
  fixture_assert_no_secret (fixture);
}

/* What was offered before TLS is forgotten (RFC 3207 section 4.2): a login offered there only is
 * none. */
static void
test_offered_before_only (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS,
           STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\ntls good\nC: EHLO *\n"
                            "S: 250-mail.test\nS: 250 STARTTLS\neof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_NO_MECHANISM, MAIL_STAGE_LOGIN);
  support_server_assert_played (fixture->server);
}

/* 220, then no handshake but more SMTP. */
static void
test_broken_promise (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS,
           STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\ntake 5\nS: 250 mail.test\nclose\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_NO_TLS, MAIL_STAGE_ENCRYPT);
}

static void
test_plain_on_tls_port (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_TLS, "S: 220 mail.test ESMTP\nhang\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_WRONG_SECURITY, MAIL_STAGE_ENCRYPT);
}

static void
test_tls_on_plain_port (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, "R: \\025\\003\\003\nhang\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_WRONG_SECURITY, MAIL_STAGE_GREETING);
}

static void
test_closed_in_handshake (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_TLS, "take 5\nclose\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CLOSED, MAIL_STAGE_ENCRYPT);
}

static void
test_stalled_handshake (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_TLS, "take 5\nhang\n");
  net_session_set_time_limit (fixture->session, 200);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_TIMEOUT, MAIL_STAGE_ENCRYPT);
}

/* No reply to STARTTLS leads to a letter or a login in the clear. */
typedef struct
{
  const char *path;
  const char *reply; /* to STARTTLS */
  MailFailureKind kind;
} Answer;

static const Answer answers[] = {
  { "354", "S: 354 Go ahead\n", MAIL_FAILURE_PROTOCOL },
  { "221", "S: 221 Bye\n", MAIL_FAILURE_PROTOCOL },
  { "250", "S: 250 Ok\n", MAIL_FAILURE_PROTOCOL },
  { "454", "S: 454 4.7.0 Not now\n", MAIL_FAILURE_REPLY },
  { "500", "S: 500 5.5.1 What?\n", MAIL_FAILURE_NO_TLS },
  { "530", "S: 530 5.7.0 No\n", MAIL_FAILURE_NO_TLS },
  { "closed", "close\n", MAIL_FAILURE_CLOSED },
};

static void
test_answer (Fixture *fixture, gconstpointer data)
{
  const Answer *row = data;
  g_autofree char *script = g_strconcat (STARTTLS_OFFERED "C: STARTTLS\n", row->reply, NULL);

  use_tls (fixture, MAIL_SECURITY_STARTTLS, script);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, row->kind, MAIL_STAGE_ENCRYPT);
  for (const char *const *line = support_server_get_lines (fixture->server); *line != NULL; line++)
    g_assert_false (g_str_has_prefix (*line, "AUTH") || g_str_has_prefix (*line, "MAIL"));
  fixture_assert_no_secret (fixture);
}

/* What is offered inside TLS once more is not asked for (RFC 3207 section 4.2). */
static void
test_offered_again (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS,
           STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\ntls good\nC: EHLO *\nS: 250-mail.test\n"
                            "S: 250-STARTTLS\nS: 250 AUTH PLAIN\nauth " USER " " SECRET
                            "\n" GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_refused_inside (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS,
           STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\ntls good\nC: EHLO *\nS: 550 5.7.1 Go away\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_REPLY, MAIL_STAGE_GREETING);
}

static void
add_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exceptions); i++)
    {
      g_autofree char *path = g_strconcat ("/net/tls/exception/", exceptions[i].path, NULL);
      g_test_add (path, Fixture, &exceptions[i], fixture_set_up, test_exception, fixture_tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/net/tls/answer/", answers[i].path, NULL);
      g_test_add (path, Fixture, &answers[i], fixture_set_up, test_answer, fixture_tear_down);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autofree char *path = g_strconcat ("/net/tls/shown/", shown[i].path, NULL);
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
  fixture_add ("/net/tls/implicit", test_implicit);
  fixture_add ("/net/tls/starttls", test_starttls);
  add_rows ();
  fixture_add ("/net/tls/bad-after-starttls", test_bad_after_starttls);
  fixture_add ("/net/tls/without-ca-file", test_without_ca_file);
  fixture_add ("/net/tls/no-such-ca-file", test_no_such_ca_file);
  fixture_add ("/net/tls/injection", test_injection);
  fixture_add ("/net/tls/injection-fragment", test_injection_fragment);
  fixture_add ("/net/tls/not-offered", test_not_offered);
  fixture_add ("/net/tls/offered-before-only", test_offered_before_only);
  fixture_add ("/net/tls/broken-promise", test_broken_promise);
  fixture_add ("/net/tls/plain-on-tls-port", test_plain_on_tls_port);
  fixture_add ("/net/tls/tls-on-plain-port", test_tls_on_plain_port);
  fixture_add ("/net/tls/offered-again", test_offered_again);
  fixture_add ("/net/tls/refused-inside", test_refused_inside);
  fixture_add ("/net/tls/stalled-handshake", test_stalled_handshake);
  fixture_add ("/net/tls/closed-in-handshake", test_closed_in_handshake);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* TLS from the first octet and by STARTTLS, and servers that break it. */

#include "net-fixture.h"

#define LETTER "Subject: Hello\r\n\r\nHello.\r\n"
#define STARTTLS_OFFERED                                                                           \
  "S: 220 mail.test ESMTP\nC: EHLO *\nS: 250-mail.test\nS: 250-AUTH PLAIN\nS: 250 STARTTLS\n"
#define LOGGED_IN "C: EHLO *\n" WITH_AUTH ("PLAIN") "auth " USER " " SECRET "\n"

static void
test_implicit (Fixture *fixture, gconstpointer data)
{
  fixture_use_tls (fixture, MAIL_SECURITY_TLS,
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
  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS,
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

static void
test_bad_after_starttls (Fixture *fixture, gconstpointer data)
{
  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS,
                   STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\ntls expired\neof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
  support_server_assert_played (fixture->server);
  g_assert_cmpuint (g_strv_length ((char **) support_server_get_lines (fixture->server)), ==, 2);
}

/* What an attacker puts behind the 220 must not be read as the answer to the EHLO in TLS. */
static void
test_injection (Fixture *fixture, gconstpointer data)
{
  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS,
                   STARTTLS_OFFERED
                   "C: STARTTLS\nS: 220 Go\nS: 250-evil\nS: 250 AUTH PLAIN\neof\n");
  g_assert_false (fixture_connect (fixture));
  g_assert_cmpint (fixture->failure->stage, ==, MAIL_STAGE_ENCRYPT);
  support_server_assert_played (fixture->server);
}

static void
test_injection_fragment (Fixture *fixture, gconstpointer data)
{
  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS,
                   STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\nR: 250\neof\n");
  g_assert_false (fixture_connect (fixture));
  g_assert_cmpint (fixture->failure->stage, ==, MAIL_STAGE_ENCRYPT);
  support_server_assert_played (fixture->server);
}

static void
test_not_offered (Fixture *fixture, gconstpointer data)
{
  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS, GREETING WITH_AUTH ("PLAIN") "eof\n");
  g_assert_false (fixture_connect (fixture));
  g_assert_cmpint (fixture->failure->kind, ==, MAIL_FAILURE_NO_TLS);
  fixture_assert_no_secret (fixture);
}

/* What was offered before TLS is forgotten (RFC 3207 section 4.2): a login offered there only is
 * none. */
static void
test_offered_before_only (Fixture *fixture, gconstpointer data)
{
  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS,
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
  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS,
                   STARTTLS_OFFERED "C: STARTTLS\nS: 220 Go\ntake 5\nS: 250 mail.test\nclose\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_NO_TLS, MAIL_STAGE_ENCRYPT);
}

static void
test_plain_on_tls_port (Fixture *fixture, gconstpointer data)
{
  fixture_use_tls (fixture, MAIL_SECURITY_TLS, "S: 220 mail.test ESMTP\nhang\n");
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
  fixture_use_tls (fixture, MAIL_SECURITY_TLS, "take 5\nclose\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CLOSED, MAIL_STAGE_ENCRYPT);
}

static void
test_stalled_handshake (Fixture *fixture, gconstpointer data)
{
  fixture_use_tls (fixture, MAIL_SECURITY_TLS, "take 5\nhang\n");
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

  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS, script);
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
  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS,
                   STARTTLS_OFFERED
                   "C: STARTTLS\nS: 220 Go\ntls good\nC: EHLO *\nS: 250-mail.test\n"
                   "S: 250-STARTTLS\nS: 250 AUTH PLAIN\nauth " USER " " SECRET "\n" GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_refused_inside (Fixture *fixture, gconstpointer data)
{
  fixture_use_tls (fixture, MAIL_SECURITY_STARTTLS,
                   STARTTLS_OFFERED
                   "C: STARTTLS\nS: 220 Go\ntls good\nC: EHLO *\nS: 550 5.7.1 Go away\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_REPLY, MAIL_STAGE_GREETING);
}

static void
add_answers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/net/tls/answer/", answers[i].path, NULL);
      g_test_add (path, Fixture, &answers[i], fixture_set_up, test_answer, fixture_tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/net/tls/implicit", test_implicit);
  fixture_add ("/net/tls/starttls", test_starttls);
  add_answers ();
  fixture_add ("/net/tls/bad-after-starttls", test_bad_after_starttls);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session in which the server does what it should. */

#include "net-fixture.h"

#define LETTER "Subject: Hello\r\n\r\n.A dot begins this line.\r\n"

static void
test_one_letter (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_submit (fixture, LETTER);
  g_assert_null (fixture->outcome->failure);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  g_assert_cmpuint (fixture->sent, ==, strlen (LETTER));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);

  const SupportContent *content = support_server_get_content (fixture->server, 0);
  g_autoptr (GBytes) expected = g_bytes_new_static (LETTER, strlen (LETTER));
  g_assert_true (g_bytes_equal (content->octets, expected));
  g_assert_cmpuint (fixture->closed, ==, 0);
}

static void
test_pipelined (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING PIPELINED
               "C: MAIL FROM:<wang@example.test> SIZE=*\nC: RCPT TO:<li@example.test>*\nC: DATA\n"
               "S: 250 Ok\nS: 250 Ok\nS: 354 Go\n" ACCEPTED GOODBYE);
  g_assert_true (fixture_connect (fixture));
  g_assert_cmpuint (net_session_get_offer (fixture->session).size, ==, 40000000);
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_two_letters (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED ENVELOPE ACCEPTED GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);

  g_autoptr (MailConversation) first = net_session_take_conversation (fixture->session);
  g_assert_cmpuint (mail_conversation_get_n_lines (first), >, 0);
  g_assert_cmpuint (mail_conversation_get_n_lines (net_session_get_conversation (fixture->session)),
                    ==, 0);
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_CLIENT, "MAIL FROM:*"));
  g_assert_false (fixture_has_line (fixture, MAIL_WHO_CLIENT, "EHLO*"));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_refused_then_accepted (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP "C: MAIL *\nS: 250 Ok\n"
                                          "C: RCPT *\nS: 550 5.1.1 No such user\n"
                                          "C: RSET\nS: 250 Ok\n" ENVELOPE ACCEPTED GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_REFUSED);
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_conversation (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_submit (fixture, LETTER);
  fixture_quit (fixture);
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_NOTE, "Connected to 127.0.0.1 port *"));
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_SERVER, "220 mail.test ESMTP"));
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_CLIENT, "EHLO *"));
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_CLIENT, "RCPT TO:<li@example.test>*"));
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_SERVER, "250 2.0.0 Ok: queued as 4711"));
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_CLIENT, "QUIT"));

  MailConversation *conversation = net_session_get_conversation (fixture->session);
  gint64 last = 0;
  for (guint i = 0; i < mail_conversation_get_n_lines (conversation); i++)
    {
      const MailLine *line = mail_conversation_get_line (conversation, i);
      g_assert_cmpint (line->at_us, >=, last);
      last = line->at_us;
      g_assert_null (strstr (line->text, "A dot begins"));
    }
}

static gboolean
is_closed (gpointer user_data)
{
  Fixture *fixture = user_data;

  return fixture->closed > 0;
}

static void
iterate_until_closed (Fixture *fixture)
{
  while (!is_closed (fixture))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_421_while_idle (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP "hold\nS: 421 4.4.2 Timeout\nclose\n");
  g_assert_true (fixture_connect (fixture));
  support_server_release (fixture->server);
  iterate_until_closed (fixture);
  g_assert_cmpuint (fixture->closed, ==, 1);
  g_assert_false (net_session_is_ready (fixture->session));
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_SERVER, "421 4.4.2 Timeout"));

  fixture_submit (fixture, LETTER);
  g_assert_nonnull (fixture->outcome->failure);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_closed_while_idle (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP "hold\nclose\n");
  g_assert_true (fixture_connect (fixture));
  support_server_release (fixture->server);
  iterate_until_closed (fixture);
  g_assert_cmpuint (fixture->closed, ==, 1);
}

static void
test_quit_unanswered (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED "C: QUIT\neof\n");
  g_assert_true (fixture_connect (fixture));
  fixture_submit (fixture, LETTER);
  net_session_set_time_limit (fixture->session, 30);
  fixture_quit (fixture);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  support_server_assert_played (fixture->server);
}

static void
test_quit_nonsense (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP "C: QUIT\nR: \\377\\001\\r\\nclose\n");
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP "eof\n");
  g_assert_true (fixture_connect (fixture));
  g_assert_finalize_object (g_steal_pointer (&fixture->session));
  support_server_assert_played (fixture->server);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/net/session/one-letter", test_one_letter);
  fixture_add ("/net/session/pipelined", test_pipelined);
  fixture_add ("/net/session/two-letters", test_two_letters);
  fixture_add ("/net/session/refused-then-accepted", test_refused_then_accepted);
  fixture_add ("/net/session/conversation", test_conversation);
  fixture_add ("/net/session/421-while-idle", test_421_while_idle);
  fixture_add ("/net/session/closed-while-idle", test_closed_while_idle);
  fixture_add ("/net/session/quit-unanswered", test_quit_unanswered);
  fixture_add ("/net/session/quit-nonsense", test_quit_nonsense);
  fixture_add ("/net/session/dropped", test_dropped);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "peer.h"

static void
test_replies (void)
{
  static const char *const replies[][2] = {
    { "friend@practice.test", "250 2.1.5" },       { "anybody@practice.test", "250 2.1.5" },
    { "FRIEND@Practice.Test", "250 2.1.5" },       { "nobody@practice.test", "550 5.1.1" },
    { "full@practice.test", "452 4.2.2" },         { "strict@practice.test", "553 5.7.1" },
    { "friend@example.org", "550 5.7.1" },         { "friend@sub.practice.test", "550 5.7.1" },
    { "\"quoted >\"@practice.test", "250 2.1.5" },
  };
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) peer = peer_new (server);

  peer_greet (peer);
  peer_say (peer, "MAIL FROM:<me@practice.test>", "250 2.1.0");
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autofree char *rcpt = g_strdup_printf ("RCPT TO:<%s>", replies[i][0]);
      peer_say (peer, rcpt, replies[i][1]);
    }
  peer_say (peer, "DATA", "354");
  peer_say (peer, "x\r\n.", "250 2.0.0");

  g_autoptr (GPtrArray) letters = peer_list (server);
  g_assert_cmpuint (letters->len, ==, 1);
  const PracticeLetter *letter = g_ptr_array_index (letters, 0);
  g_assert_cmpuint (g_strv_length (letter->forward_paths), ==, 4);
  g_assert_cmpstr (letter->forward_paths[1], ==, "anybody@practice.test");
}

/* The same letter is told by its sender, recipient and size; another one is refused again. */
static void
test_later (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  static const char *const replies[] = { "451 4.7.1", "250 2.1.5", "451 4.7.1" };

  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (Peer) peer = peer_new (server);
      peer_greet (peer);
      peer_say (peer, "MAIL FROM:<me@practice.test> SIZE=100", "250");
      peer_say (peer, "RCPT TO:<later@practice.test>", replies[i]);
      peer_say (peer, "RSET", "250");
      peer_say (peer, "MAIL FROM:<me@practice.test> SIZE=200", "250");
      peer_say (peer, "RCPT TO:<later@practice.test>", replies[i]);
    }
}

static void
test_hangup (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) peer = peer_new (server);

  peer_greet (peer);
  peer_mail (peer, "hangup@practice.test");
  peer_write (peer, "Subject: x\r\n");
  peer_assert_closed (peer);
  g_autoptr (GPtrArray) letters = peer_list (server);
  g_assert_cmpuint (letters->len, ==, 0);
}

/* The letter did arrive: that is what makes the silence instructive. */
static void
test_silent (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) peer = peer_new (server);

  peer_greet (peer);
  peer_mail (peer, "silent@practice.test");
  peer_write (peer, "Subject: x\r\n\r\n.\r\n");
  peer_assert_closed (peer);
  g_autoptr (GPtrArray) letters = peer_list (server);
  g_assert_cmpuint (letters->len, ==, 1);
}

static void
test_judged_by_content (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) peer = peer_new (server);
  g_autofree char *large = g_strnfill (11000, 'x');
  g_autofree char *content = g_strconcat (large, "\r\n.", NULL);

  peer_greet (peer);
  peer_mail (peer, "spam@practice.test");
  peer_say (peer, "x\r\n.", "554 5.7.1");
  peer_mail (peer, "tiny@practice.test");
  peer_say (peer, "x\r\n.", "250 2.0.0");
  peer_mail (peer, "tiny@practice.test");
  peer_say (peer, content, "552 5.2.3");
  peer_say (peer, "MAIL FROM:<me@practice.test> SIZE=11000", "250");
  peer_say (peer, "RCPT TO:<tiny@practice.test>", "552 5.2.3");
  peer_say (peer, "RCPT TO:<friend@practice.test>", "250");
}

static void
test_slow (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) peer = peer_new (server);

  peer_greet (peer);
  gint64 start = g_get_monotonic_time ();
  peer_write (peer, "MAIL FROM:<me@practice.test>\r\nRCPT TO:<slow@practice.test>\r\nNOOP\r\n");
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *reply = peer_read (peer);
      g_assert_true (g_str_has_prefix (reply, "250 "));
    }
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 1900 * 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/people/replies", test_replies);
  g_test_add_func ("/practice/people/later", test_later);
  g_test_add_func ("/practice/people/hangup", test_hangup);
  g_test_add_func ("/practice/people/silent", test_silent);
  g_test_add_func ("/practice/people/judged-by-content", test_judged_by_content);
  g_test_add_func ("/practice/people/slow", test_slow);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "peer.h"

static void
on_received (PracticeServer *server, PracticeLetter *letter, gpointer user_data)
{
  PracticeLetter **place = user_data;
  g_clear_pointer (place, practice_letter_unref);
  *place = practice_letter_ref (letter);
}

static void
test_letter (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (PracticeLetter) received = NULL;
  g_signal_connect (server, "received", G_CALLBACK (on_received), &received);
  g_autoptr (Peer) peer = peer_new (server);

  peer_greet (peer);
  peer_mail (peer, "friend@practice.test");
  peer_say (peer, "Subject: x\r\n\r\n..dots\r\n.", "250 2.0.0");
  peer_say (peer, "QUIT", "221 2.0.0");
  peer_assert_closed (peer);

  g_autoptr (GPtrArray) letters = peer_list (server);
  g_assert_cmpuint (letters->len, ==, 1);
  PracticeLetter *letter = g_ptr_array_index (letters, 0);
  g_assert_true (letter == received);
  g_assert_cmpstr (letter->reverse_path, ==, "me@practice.test");
  g_assert_cmpstr (letter->forward_paths[0], ==, "friend@practice.test");
  g_assert_null (letter->forward_paths[1]);

  g_autofree char *octets =
      g_strndup (g_bytes_get_data (letter->octets, NULL), g_bytes_get_size (letter->octets));
  g_assert_true (g_str_has_prefix (octets, "Return-Path: <me@practice.test>\r\n"
                                           "Received: from [127.0.0.1] ([127.0.0.1])\r\n"
                                           "\tby practice.test "));
  g_assert_nonnull (strstr (octets, "with ESMTP\r\n"));
  g_assert_true (g_str_has_suffix (octets, "+0000\r\nSubject: x\r\n\r\n.dots\r\n"));
}

static void
assert_letter_by_pieces (gsize piece)
{
  static const char wire[] = "EHLO me.example\r\n"
                             "MAIL FROM:<> BODY=8BITMIME SIZE=20 SMTPUTF8\r\n"
                             "RCPT TO:<朋友@practice.test>\r\n"
                             "DATA\r\n"
                             ".\xC3\xA9\r\n.\r\n"
                             "RSET\r\nNOOP\r\nQUIT\r\n";
  static const char *const replies[] = { "220", "250", "250", "250", "354",
                                         "250", "250", "250", "221" };
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) peer = peer_new (server);

  for (gsize i = 0; i < strlen (wire); i += piece)
    {
      g_autofree char *part = g_strndup (wire + i, piece);
      peer_write (peer, part);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autofree char *reply = peer_read (peer);
      g_assert_nonnull (reply);
      g_assert_cmpint (strncmp (reply, replies[i], 3), ==, 0);
    }
  peer_assert_closed (peer);

  g_autoptr (GPtrArray) letters = peer_list (server);
  g_assert_cmpuint (letters->len, ==, 1);
  const PracticeLetter *letter = g_ptr_array_index (letters, 0);
  g_assert_cmpstr (letter->reverse_path, ==, "");
}

/* Everything at once, and octet by octet: RFC 2920 allows the first, networks do the second. */
static void
test_pieces (void)
{
  assert_letter_by_pieces (1);
  assert_letter_by_pieces (7);
  assert_letter_by_pieces (1000);
}

static void
test_personalities (void)
{
  PracticePersonality personality;
  g_assert_true (practice_personality_from_nick ("lockstep", &personality));
  g_assert_cmpint (personality, ==, PRACTICE_LOCKSTEP);
  g_assert_false (practice_personality_from_nick ("nonsense", &personality));

  g_autoptr (PracticeServer) full = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) a = peer_new (full);
  peer_greet (a);
  peer_say (a, "EHLO x",
            "250-practice.test\n250-PIPELINING\n250-SIZE 52428800\n250-8BITMIME\n250-SMTPUTF8\n"
            "250-ENHANCEDSTATUSCODES\n250 AUTH PLAIN LOGIN");

  g_autoptr (PracticeServer) lockstep = peer_new_server (PRACTICE_LOCKSTEP);
  g_autoptr (Peer) b = peer_new (lockstep);
  peer_greet (b);
  peer_say (b, "EHLO x",
            "250-practice.test\n250-ID\n250-8BITMIME\n250-AUTH PLAIN LOGIN\n250 AUTH=PLAIN LOGIN");
  peer_say (b, "MAIL FROM:<me@practice.test> SIZE=3", "555 Unknown");
  peer_say (b, "MAIL FROM:<me@practice.test> BODY=8BITMIME", "250 Sender");

  g_autoptr (PracticeServer) old = peer_new_server (PRACTICE_OLD);
  g_autoptr (Peer) c = peer_new (old);
  g_autofree char *greeting = peer_read (c);
  g_assert_null (strstr (greeting, "ESMTP"));
  peer_say (c, "EHLO x", "502 Command");
  peer_say (c, "HELO x", "250 practice.test");
  peer_say (c, "AUTH PLAIN", "502");
  peer_mail (c, "friend@practice.test");
  peer_say (c, "x\r\n.", "250 Letter");
  g_autoptr (MailEndpoint) endpoint = practice_server_dup_endpoint (old);
  g_assert_null (endpoint->user);
}

static void
test_login (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) peer = peer_new (server);
  g_autoptr (MailEndpoint) endpoint = practice_server_dup_endpoint (server);
  g_assert_cmpstr (endpoint->user, ==, "practice");

  peer_greet (peer);
  peer_say (peer, "AUTH CRAM-MD5", "504 5.5.4");
  /* \0me\0wrong */
  peer_say (peer, "AUTH PLAIN AG1lAHdyb25n", "535 5.7.8");
  peer_say (peer, "AUTH PLAIN", "334 ");
  peer_say (peer, "*", "501 5.7.0");
  peer_say (peer, "AUTH PLAIN", "334 ");
  peer_say (peer, "not base64!", "501 5.5.2");
  peer_say (peer, "AUTH PLAIN bWU=", "501 5.5.2");
  peer_say (peer, "AUTH PLAIN =", "501 5.5.2");
  peer_say (peer, "AUTH LOGIN", "334 VXNlcm5hbWU6");
  peer_say (peer, "bWU=", "334 UGFzc3dvcmQ6");
  peer_say (peer, "d3Jvbmc=", "535 5.7.8");
  peer_say (peer, "AUTH LOGIN bWU=", "334 UGFzc3dvcmQ6");
  peer_say (peer, "cmlnaHQ=", "235 2.7.0");
  peer_say (peer, "AUTH PLAIN", "503 5.5.1");

  g_autoptr (Peer) other = peer_new (server);
  peer_greet (other);
  peer_say (other, "auth plain AG1lAHJpZ2h0", "235 2.7.0");
  peer_mail (other, "friend@practice.test");
  peer_say (other, "x\r\n.", "250");
  g_autoptr (GPtrArray) letters = peer_list (server);
  const PracticeLetter *letter = g_ptr_array_index (letters, 0);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (letter->octets, NULL),
                                  g_bytes_get_size (letter->octets), "with ESMTPA\r\n"));
}

static void
test_order (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) peer = peer_new (server);

  g_autofree char *greeting = peer_read (peer);
  peer_say (peer, "MAIL FROM:<me@practice.test>", "503 5.5.1");
  peer_say (peer, "EHLO", "501");
  peer_say (peer, "EHLO a b", "501");
  peer_say (peer, "EHLO x", "250");
  peer_say (peer, "RCPT TO:<friend@practice.test>", "503 5.5.1");
  peer_say (peer, "DATA", "503 5.5.1");
  peer_say (peer, "MAIL FROM:me@practice.test", "501 5.5.4");
  peer_say (peer, "MAIL FROM:<me>", "501 5.1.3");
  peer_say (peer, "MAIL FROM:<me@practice.test> FOO=1", "555 5.5.4");
  peer_say (peer, "MAIL FROM:<me@practice.test> SIZE=x", "555 5.5.4");
  peer_say (peer, "MAIL FROM:<me@practice.test> SIZE=52428801", "552 5.3.4");
  peer_say (peer, "MAIL FROM:<\xE6\x88\x91@practice.test>", "553 5.6.7");
  peer_say (peer, "MAIL FROM:<me@practice.test>", "250");
  peer_say (peer, "MAIL FROM:<me@practice.test>", "503 5.5.1");
  peer_say (peer, "DATA", "554 5.5.1");
  peer_say (peer, "RCPT TO:<nobody>", "501 5.1.3");
  peer_say (peer, "RCPT TO:<friend@practice.test> X", "555 5.5.4");
  peer_say (peer, "RSET", "250");
  peer_say (peer, "RCPT TO:<friend@practice.test>", "503");
  peer_say (peer, "VRFY x", "252");
  peer_say (peer, "HELP", "214");
  peer_say (peer, "STARTTLS", "502");
  peer_say (peer, "FOO", "500 5.5.2");
  for (guint i = 0; i < 19; i++)
    peer_say (peer, "", "500 5.5.2");
  peer_say (peer, "FOO", "421 4.7.0");
  peer_assert_closed (peer);
}

static void
test_hostile (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autofree char *line = g_strnfill (20000, 'x');
  g_autoptr (Peer) peer = peer_new (server);

  peer_greet (peer);
  peer_mail (peer, "friend@practice.test");
  peer_say (peer, "a\n.\nb\r\n.", "550 5.6.11");
  peer_write (peer, line);
  g_autofree char *reply = peer_read (peer);
  /* what was not read may make the kernel drop the reply with the connection */
  if (reply != NULL)
    g_assert_true (g_str_has_prefix (reply, "500 5.5.2"));
  g_autoptr (GPtrArray) letters = peer_list (server);
  g_assert_cmpuint (letters->len, ==, 0);
}

static void
test_large (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_LOCKSTEP);
  g_autoptr (Peer) peer = peer_new (server);
  g_autofree char *block = g_strnfill (1024 * 1024, 'x');

  for (gsize i = 1000; i < 1024 * 1024; i += 1000)
    memcpy (block + i - 2, "\r\n", 2);
  peer_greet (peer);
  peer_mail (peer, "friend@practice.test");
  for (guint i = 0; i < 51; i++)
    peer_write (peer, block);
  peer_say (peer, "\r\n.", "552");
  peer_say (peer, "NOOP", "250");
}

static void
test_stop (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) waiting = peer_new (server);
  g_autoptr (Peer) sending = peer_new (server);
  guint16 port = practice_server_get_port (server);

  peer_greet (waiting);
  peer_greet (sending);
  peer_mail (sending, "friend@practice.test");
  practice_server_stop (server);
  peer_assert_closed (waiting);
  peer_assert_closed (sending);

  g_autoptr (GError) error = NULL;
  g_assert_true (practice_server_start (server, port, &error));
  g_assert_no_error (error);
  g_autoptr (Peer) again = peer_new (server);
  peer_greet (again);

  g_autoptr (PracticeServer) second = practice_server_new (PRACTICE_FULL, NULL);
  g_assert_false (practice_server_start (second, port, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE);
}

/* A server that goes while its clients are in the middle of something takes all with it. */
static void
test_unref (void)
{
  PracticeServer *server = peer_new_server (PRACTICE_FULL);
  g_autoptr (Peer) peer = peer_new (server);

  peer_greet (peer);
  peer_mail (peer, "friend@practice.test");
  peer_write (peer, "x\r\n.\r\n");
  g_object_unref (server);
  g_autofree char *reply = peer_read (peer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/server/letter", test_letter);
  g_test_add_func ("/practice/server/pieces", test_pieces);
  g_test_add_func ("/practice/server/personalities", test_personalities);
  g_test_add_func ("/practice/server/login", test_login);
  g_test_add_func ("/practice/server/order", test_order);
  g_test_add_func ("/practice/server/hostile", test_hostile);
  g_test_add_func ("/practice/server/large", test_large);
  g_test_add_func ("/practice/server/stop", test_stop);
  g_test_add_func ("/practice/server/unref", test_unref);
  return g_test_run ();
}

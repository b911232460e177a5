/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "peer.h"

static void
test_implicit (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_TLS);
  g_autoptr (MailEndpoint) endpoint = practice_server_dup_endpoint (server);
  g_autoptr (Peer) peer = peer_new (server);

  g_assert_cmpint (endpoint->security, ==, MAIL_SECURITY_TLS);
  g_assert_cmpuint (strlen (endpoint->certificate_sha256), ==, 64);
  peer_start_tls (peer, server);
  peer_greet (peer);
  peer_mail (peer, "friend@practice.test");
  peer_say (peer, "x\r\n.", "250");

  g_autoptr (GPtrArray) letters = peer_list (server);
  const PracticeLetter *letter = g_ptr_array_index (letters, 0);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (letter->octets, NULL),
                                  g_bytes_get_size (letter->octets), "with ESMTPS\r\n"));
  peer_say (peer, "QUIT", "221");
  peer_assert_closed (peer);
}

static void
test_starttls (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_STARTTLS);
  g_autoptr (Peer) peer = peer_new (server);

  g_autofree char *greeting = peer_read (peer);
  peer_say (peer, "EHLO x",
            "250-practice.test\n250-PIPELINING\n250-SIZE 52428800\n250-8BITMIME\n250-SMTPUTF8\n"
            "250-ENHANCEDSTATUSCODES\n250 STARTTLS");
  peer_say (peer, "AUTH PLAIN AG1lAHJpZ2h0", "530 5.7.0");
  peer_say (peer, "MAIL FROM:<me@practice.test>", "530 5.7.0");
  peer_say (peer, "STARTTLS x", "501");
  peer_say (peer, "STARTTLS", "220");
  peer_start_tls (peer, server);
  /* all that was said before is forgotten */
  peer_say (peer, "MAIL FROM:<me@practice.test>", "503");
  peer_say (peer, "STARTTLS", "502");
  peer_say (peer, "EHLO x",
            "250-practice.test\n250-PIPELINING\n250-SIZE 52428800\n250-8BITMIME\n250-SMTPUTF8\n"
            "250-ENHANCEDSTATUSCODES\n250 AUTH PLAIN LOGIN");
  peer_say (peer, "AUTH PLAIN AG1lAHJpZ2h0", "235");
  peer_mail (peer, "friend@practice.test");
  peer_say (peer, "x\r\n.", "250");
}

/* RFC 3207 section 5: what is smuggled in behind STARTTLS is never answered under TLS */
static void
test_injection (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_STARTTLS);
  g_autoptr (Peer) peer = peer_new (server);

  g_autofree char *greeting = peer_read (peer);
  peer_write (peer, "EHLO x\r\nSTARTTLS\r\nEHLO evil\r\n");
  g_autofree char *offers = peer_read (peer);
  while (offers != NULL && g_str_has_prefix (offers, "250"))
    {
      g_free (offers);
      offers = peer_read (peer);
    }
  if (offers != NULL)
    g_assert_true (g_str_has_prefix (offers, "554"));
  peer_assert_closed (peer);
}

/* Plain words on a TLS port end the connection. */
static void
test_plain_client (void)
{
  g_autoptr (PracticeServer) server = peer_new_server (PRACTICE_TLS);
  g_autoptr (Peer) peer = peer_new (server);

  peer_write (peer, "EHLO x\r\nEHLO x\r\n");
  peer_assert_closed (peer);
}

static void
test_fresh_certificates (void)
{
  g_autoptr (PracticeServer) a = peer_new_server (PRACTICE_TLS);
  g_autoptr (PracticeServer) b = peer_new_server (PRACTICE_TLS);
  g_autoptr (MailEndpoint) a_endpoint = practice_server_dup_endpoint (a);
  g_autoptr (MailEndpoint) b_endpoint = practice_server_dup_endpoint (b);

  g_assert_cmpstr (a_endpoint->certificate_sha256, !=, b_endpoint->certificate_sha256);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/tls/implicit", test_implicit);
  g_test_add_func ("/practice/tls/starttls", test_starttls);
  g_test_add_func ("/practice/tls/injection", test_injection);
  g_test_add_func ("/practice/tls/plain-client", test_plain_client);
  g_test_add_func ("/practice/tls/fresh-certificates", test_fresh_certificates);
  return g_test_run ();
}

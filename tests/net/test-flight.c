/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How often a letter waits for its server, and chunks (RFC 3030) over a real socket. */

#include "net-fixture.h"
#include "support-stream.h"

#define LETTER "Subject: Hello\r\n\r\n.A dot begins this line.\r\n"
#define CHUNKING "S: 250-mail.test\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
#define RECIPIENT "C: MAIL FROM:<wang@example.test>*\nC: RCPT TO:<li@example.test>*\n"
#define TWO_OK "S: 250 2.1.0 Ok\nS: 250 2.1.5 Ok\n"

/* What a server says that answers each command as it comes; one that was sent too early fails. */
#define AUTH_OFFERED "S: 250-mail.test\nS: 250-PIPELINING\nS: 250 AUTH PLAIN\n"
#define LOGIN "auth " USER " " SECRET "\n"
#define FIRST_OK "C: MAIL *\nS: 250 Ok\n"
#define PERSON "C: RCPT *\nS: 250 Ok\n"
#define GO "C: DATA\nS: 354 Go\n"

static void
use_tls (Fixture *fixture, MailSecurity security)
{
  fixture->endpoint->security = security;
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
}

static void
check_round_trips (Fixture *fixture, guint n)
{
  g_assert_true (fixture_connect (fixture));
  fixture_submit (fixture, LETTER);
  g_assert_null (fixture->outcome->failure);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, n);
}

/* reference/smtp.md section 4.9: connection, greeting, EHLO, envelope, content */
static void
test_plain (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING PIPELINED FIRST_OK PERSON GO ACCEPTED);
  check_round_trips (fixture, 5);
}

static void
test_tls (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_TLS);
  fixture_login (fixture, "PLAIN");
  fixture_use (fixture, "tls good\n" GREETING AUTH_OFFERED LOGIN FIRST_OK PERSON GO ACCEPTED);
  check_round_trips (fixture, 7);
}

static void
test_starttls (Fixture *fixture, gconstpointer data)
{
  use_tls (fixture, MAIL_SECURITY_STARTTLS);
  fixture_login (fixture, "PLAIN");
  fixture_use (fixture,
               GREETING "S: 250-mail.test\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 Go\n"
                        "tls good\nC: EHLO *\n" AUTH_OFFERED LOGIN FIRST_OK PERSON GO ACCEPTED);
  check_round_trips (fixture, 9);
}

static MailEnvelope *
envelope_for (guint n)
{
  g_autoptr (MailPath) from = mail_path_parse ("wang@example.test", NULL);
  MailEnvelope *envelope = mail_envelope_new (from);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("r%u@example.test", i);
      g_autoptr (MailPath) path = mail_path_parse (text, NULL);

      mail_envelope_add (envelope, path);
    }
  return envelope;
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->outcome = net_session_submit_finish (NET_SESSION (source), result);
}

static void
test_fifty_recipients (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) script = g_string_new (GREETING PIPELINED FIRST_OK);
  g_autoptr (MailEnvelope) envelope = envelope_for (50);
  g_autoptr (GInputStream) content = g_memory_input_stream_new_from_data (LETTER, -1, NULL);

  for (guint i = 0; i < 50; i++)
    g_string_append (script, PERSON);
  g_string_append (script, GO ACCEPTED);
  fixture_use (fixture, script->str);
  g_assert_true (fixture_connect (fixture));
  net_session_submit_async (fixture->session, envelope, content, strlen (LETTER), NULL,
                            on_submitted, fixture);
  fixture_wait_outcome (fixture);
  g_assert_cmpuint (mail_outcome_count (fixture->outcome, MAIL_RECIPIENT_ACCEPTED), ==, 50);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, 5);
}

/* The second letter of a connection. */
static void
test_warm (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING PIPELINED FIRST_OK PERSON GO ACCEPTED FIRST_OK PERSON GO ACCEPTED);
  check_round_trips (fixture, 5);
  fixture_submit (fixture, LETTER);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, 7);
}

static void
test_warm_chunk (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING CHUNKING FIRST_OK PERSON "chunk\n"
                                                          "S: 250 kept\n" FIRST_OK PERSON "chunk\n"
                                                          "S: 250 kept\n");
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK);
  fixture_submit (fixture, LETTER);
  g_assert_true (fixture->outcome->chunked);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, 5);
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK_AT_ONCE);
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, 6);
}

static void
check_content (Fixture *fixture, guint index, const char *text)
{
  const SupportContent *content = support_server_get_content (fixture->server, index);

  g_assert_cmpmem (g_bytes_get_data (content->octets, NULL), content->size, text, strlen (text));
}

static void
test_chunk (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING CHUNKING RECIPIENT TWO_OK "chunk\nS: 250 kept\n" GOODBYE);
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK);
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  g_assert_cmpuint (fixture->sent, ==, strlen (LETTER));
  check_content (fixture, 0, LETTER);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_chunk_not_offered (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK_AT_ONCE);
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  g_assert_false (fixture->outcome->chunked);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
on_confirm (NetSession *session, const MailOutcome *replies, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->confirms++;
}

static void
begin_text (Fixture *fixture, const char *text)
{
  g_autoptr (GInputStream) content = g_memory_input_stream_new_from_data (text, -1, NULL);

  g_signal_connect (fixture->session, "confirm", G_CALLBACK (on_confirm), fixture);
  fixture_begin_submit (fixture, content, strlen (text));
  while (fixture->confirms == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Of a letter that goes at once nothing at all leaves before the mark, not even MAIL. */
static void
test_at_once_waits (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING CHUNKING RECIPIENT "chunk\n" TWO_OK "S: 250 kept\n" GOODBYE);
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK_AT_ONCE);
  begin_text (fixture, LETTER);
  g_assert_cmpuint (g_strv_length ((GStrv) support_server_get_lines (fixture->server)), ==, 1);
  net_session_confirm (fixture->session, TRUE);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  check_content (fixture, 0, LETTER);
  g_assert_cmpuint (fixture->confirms, ==, 1);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_at_once_not_marked (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING CHUNKING "eof\n");
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK_AT_ONCE);
  begin_text (fixture, LETTER);
  net_session_confirm (fixture->session, FALSE);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture->outcome->failure->kind, ==, MAIL_FAILURE_STORAGE);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  support_server_assert_played (fixture->server);
}

static void
on_mark (SupportServer *server, const char *mark, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* Its FIN is in our socket before the first octet would leave, and no source has told of it yet:
 * there is a last look, so the letter stays here. */
static void
check_gone (Fixture *fixture, gboolean asked)
{
  gboolean gone = FALSE;

  fixture_use (fixture, GREETING CHUNKING "hold\nhalf\nmark gone\ncut\n");
  support_server_set_mark_func (fixture->server, on_mark, &gone);
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK_AT_ONCE);
  if (asked)
    begin_text (fixture, LETTER);
  support_server_release (fixture->server);
  g_assert_true (gone);
  if (asked)
    net_session_confirm (fixture->session, TRUE);
  else
    fixture_submit (fixture, LETTER);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture->outcome->failure->kind, ==, MAIL_FAILURE_CLOSED);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  g_assert_cmpuint (g_strv_length ((GStrv) support_server_get_lines (fixture->server)), ==, 1);
  support_server_assert_played (fixture->server);
}

static void
test_at_once_gone_before (Fixture *fixture, gconstpointer data)
{
  check_gone (fixture, FALSE);
}

static void
test_at_once_gone_while_asking (Fixture *fixture, gconstpointer data)
{
  check_gone (fixture, TRUE);
}

static void
on_confirm_and_quit (NetSession *session, const MailOutcome *replies, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->confirms++;
  net_session_confirm (session, TRUE);
  net_session_quit_async (session, NULL, NULL);
}

/* What is marked goes, and the goodbye after it. */
static void
test_at_once_quit_inside (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING CHUNKING RECIPIENT "chunk\n" TWO_OK "S: 250 kept\n" GOODBYE);
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK_AT_ONCE);
  g_signal_connect (fixture->session, "confirm", G_CALLBACK (on_confirm_and_quit), fixture);
  fixture_submit (fixture, LETTER);
  g_assert_cmpuint (fixture->confirms, ==, 1);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  support_server_assert_played (fixture->server);
}

static void
test_at_once_refused (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING CHUNKING RECIPIENT
               "chunk\nS: 250 Ok\nS: 550 5.1.1 nobody\nS: 503 5.5.1 no recipients\n"
               "C: RSET\nS: 250 Ok\n" GOODBYE);
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK_AT_ONCE);
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_REFUSED);
  g_assert_true (net_session_is_ready (fixture->session));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

/* A large one is out but for its last block, and nothing is committed. */
static void
test_large_chunk_waits (Fixture *fixture, gconstpointer data)
{
  const guint64 n_lines = 4000;
  const guint64 size = n_lines * SUPPORT_LINE_LENGTH;
  g_autoptr (GInputStream) content = support_stream_new (n_lines);
  g_autofree char *sha256 = support_stream_sha256 (n_lines);

  fixture_use (fixture, GREETING CHUNKING RECIPIENT TWO_OK "chunk\nS: 250 kept\n" GOODBYE);
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK);
  g_signal_connect (fixture->session, "confirm", G_CALLBACK (on_confirm), fixture);
  fixture_begin_submit (fixture, content, size);
  while (fixture->confirms == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (fixture->sent, >, 0);
  g_assert_cmpuint (fixture->sent, <, size);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 0);
  net_session_confirm (fixture->session, TRUE);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  g_assert_cmpuint (fixture->sent, ==, size);
  g_assert_cmpstr (support_server_get_content (fixture->server, 0)->sha256, ==, sha256);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

/* A stream that gives less or more than it promised never completes its chunk. */
static void
check_lie (Fixture *fixture, gint difference)
{
  const guint64 n_lines = 2000;
  g_autoptr (GInputStream) content = support_stream_new (n_lines);

  fixture_use (fixture, GREETING CHUNKING RECIPIENT TWO_OK "cut\n");
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK);
  fixture_begin_submit (fixture, content, n_lines * SUPPORT_LINE_LENGTH + difference);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture->outcome->failure->kind, ==, MAIL_FAILURE_CONTENT);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  support_server_assert_played (fixture->server);
}

static void
test_chunk_too_short (Fixture *fixture, gconstpointer data)
{
  check_lie (fixture, 1);
}

static void
test_chunk_too_long (Fixture *fixture, gconstpointer data)
{
  check_lie (fixture, -1);
}

/* Its promise is kept just where a block is full: the end is looked for all the same. */
static void
test_chunk_too_long_behind_full_block (Fixture *fixture, gconstpointer data)
{
  const guint64 size = 2 * (65536 + 1);
  g_autofree char *text = g_strnfill (size, 'x');
  g_autoptr (GInputStream) content = NULL;

  memcpy (text + size - 2, "\r\n", 2);
  content = g_memory_input_stream_new ();
  g_memory_input_stream_add_data (G_MEMORY_INPUT_STREAM (content), text, (gssize) size, NULL);
  g_memory_input_stream_add_data (G_MEMORY_INPUT_STREAM (content), "more\r\n", -1, NULL);
  fixture_use (fixture, GREETING CHUNKING RECIPIENT TWO_OK "cut\n");
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK);
  fixture_begin_submit (fixture, content, size);
  fixture_wait_outcome (fixture);
  g_assert_nonnull (fixture->outcome->failure);
  g_assert_cmpint (fixture->outcome->failure->kind, ==, MAIL_FAILURE_CONTENT);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  support_server_assert_played (fixture->server);
}

static void
test_chunk_unanswered (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING CHUNKING RECIPIENT TWO_OK "chunk\nclose\n");
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK);
  fixture_submit (fixture, LETTER);
  fixture_assert_failure (fixture, MAIL_FAILURE_CLOSED, MAIL_STAGE_LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_UNKNOWN);
}

/* Only what the server has seen whole may be unknown. */
static void
test_chunk_refused_early (Fixture *fixture, gconstpointer data)
{
  const guint64 n_lines = 200000;
  g_autoptr (GInputStream) content = support_stream_new (n_lines);

  fixture_use (fixture, GREETING CHUNKING RECIPIENT TWO_OK
               "C: BDAT *\ntake 1000\nS: 552 5.3.4 too big\ncut\n");
  g_assert_true (fixture_connect (fixture));
  net_session_set_flight (fixture->session, NET_FLIGHT_CHUNK);
  fixture_begin_submit (fixture, content, n_lines * SUPPORT_LINE_LENGTH);
  fixture_wait_outcome (fixture);
  fixture_assert_failure (fixture, MAIL_FAILURE_REPLY, MAIL_STAGE_LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_REFUSED);
  g_assert_cmpuint (fixture->sent, <, n_lines * SUPPORT_LINE_LENGTH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/net/flight/plain", test_plain);
  fixture_add ("/net/flight/tls", test_tls);
  fixture_add ("/net/flight/starttls", test_starttls);
  fixture_add ("/net/flight/fifty-recipients", test_fifty_recipients);
  fixture_add ("/net/flight/warm", test_warm);
  fixture_add ("/net/flight/warm-chunk", test_warm_chunk);
  fixture_add ("/net/flight/chunk", test_chunk);
  fixture_add ("/net/flight/chunk-not-offered", test_chunk_not_offered);
  fixture_add ("/net/flight/at-once-waits", test_at_once_waits);
  fixture_add ("/net/flight/at-once-not-marked", test_at_once_not_marked);
  fixture_add ("/net/flight/at-once-gone-before", test_at_once_gone_before);
  fixture_add ("/net/flight/at-once-gone-while-asking", test_at_once_gone_while_asking);
  fixture_add ("/net/flight/at-once-quit-inside", test_at_once_quit_inside);
  fixture_add ("/net/flight/at-once-refused", test_at_once_refused);
  fixture_add ("/net/flight/large-chunk-waits", test_large_chunk_waits);
  fixture_add ("/net/flight/chunk-too-short", test_chunk_too_short);
  fixture_add ("/net/flight/chunk-too-long", test_chunk_too_long);
  fixture_add ("/net/flight/chunk-too-long-behind-full-block",
               test_chunk_too_long_behind_full_block);
  fixture_add ("/net/flight/chunk-unanswered", test_chunk_unanswered);
  fixture_add ("/net/flight/chunk-refused-early", test_chunk_refused_early);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Content on its way out: the mark before the dot, sizes that lie, streams that break. */

#include "net-fixture.h"
#include "support-stream.h"

#include <sys/resource.h>

#define LETTER "Subject: Hello\r\n\r\nHello.\r\n"
static void
on_confirm (NetSession *session, const MailOutcome *replies, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->confirms++;
  g_assert_cmpuint (replies->results->len, ==, 1);
  g_assert_nonnull (mail_outcome_get (replies, 0)->reply);
  g_assert_cmpint (mail_outcome_get (replies, 0)->state, ==, MAIL_RECIPIENT_PENDING);
}

static void
listen (Fixture *fixture)
{
  g_signal_connect (fixture->session, "confirm", G_CALLBACK (on_confirm), fixture);
}

static void
iterate_until_asked (Fixture *fixture)
{
  while (fixture->confirms == 0)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
set_true (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
begin_text (Fixture *fixture, const char *text, guint64 size)
{
  g_autoptr (GInputStream) content = g_memory_input_stream_new_from_data (text, -1, NULL);

  fixture_begin_submit (fixture, content, size);
}

/* Of a small letter nothing at all has left before the mark. */
static void
test_small_waits (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  listen (fixture);
  g_assert_true (fixture_connect (fixture));
  begin_text (fixture, LETTER, strlen (LETTER));
  iterate_until_asked (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->sent, ==, 0);
  g_assert_null (fixture->outcome);
  net_session_confirm (fixture->session, TRUE);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  g_assert_cmpuint (fixture->confirms, ==, 1);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

/* Of a large one everything but the dot has. */
static void
test_large_waits (Fixture *fixture, gconstpointer data)
{
  const guint64 n_lines = 2000;
  g_autoptr (GInputStream) content = support_stream_new (n_lines);

  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  listen (fixture);
  g_assert_true (fixture_connect (fixture));
  fixture_begin_submit (fixture, content, n_lines * SUPPORT_LINE_LENGTH);
  iterate_until_asked (fixture);
  g_assert_cmpuint (fixture->sent, ==, n_lines * SUPPORT_LINE_LENGTH);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 0);
  net_session_confirm (fixture->session, TRUE);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_mark_failed (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "cut\n");
  listen (fixture);
  g_assert_true (fixture_connect (fixture));
  begin_text (fixture, LETTER, strlen (LETTER));
  iterate_until_asked (fixture);
  net_session_confirm (fixture->session, FALSE);
  fixture_wait_outcome (fixture);
  fixture_assert_failure (fixture, MAIL_FAILURE_STORAGE, MAIL_STAGE_LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  support_server_assert_played (fixture->server);
}

static void
on_confirm_at_once (NetSession *session, const MailOutcome *replies, gpointer user_data)
{
  net_session_confirm (session, TRUE);
}

static void
test_confirmed_inside (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  g_signal_connect (fixture->session, "confirm", G_CALLBACK (on_confirm_at_once), NULL);
  g_assert_true (fixture_connect (fixture));
  fixture_submit (fixture, LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
on_mark (SupportServer *server, const char *mark, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* The server goes while the mark is being made: nothing of the dot has left, so nothing is
 * unknown. */
static void
test_closed_while_asking (Fixture *fixture, gconstpointer data)
{
  gboolean gone = FALSE;

  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "hold\nhalf\nmark gone\ncut\n");
  support_server_set_mark_func (fixture->server, on_mark, &gone);
  listen (fixture);
  g_assert_true (fixture_connect (fixture));
  begin_text (fixture, LETTER, strlen (LETTER));
  iterate_until_asked (fixture);
  support_server_release (fixture->server);
  g_assert_true (gone);
  /* the FIN is in our socket, and nobody has looked yet */
  net_session_confirm (fixture->session, TRUE);
  fixture_wait_outcome (fixture);
  fixture_assert_failure (fixture, MAIL_FAILURE_CLOSED, MAIL_STAGE_LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  support_server_assert_played (fixture->server);
}

/* Half a reply came while the mark was being made: what it says is waited for, and the end of the
 * content with it. */
static void
begin_half_said (Fixture *fixture, const char *rest, guint limit_ms)
{
  g_autofree char *script = g_strconcat (GREETING LOCKSTEP ENVELOPE "hold\nR: 55\n", rest, NULL);

  fixture_use (fixture, script);
  listen (fixture);
  g_assert_true (fixture_connect (fixture));
  begin_text (fixture, LETTER, strlen (LETTER));
  iterate_until_asked (fixture);
  support_server_release (fixture->server);
  net_session_set_time_limit (fixture->session, limit_ms);
  net_session_confirm (fixture->session, TRUE);
}

static void
test_half_said_while_asking (Fixture *fixture, gconstpointer data)
{
  begin_half_said (fixture, "hold\nR: 2 5.3.4 Too big\\r\\n\ncut\n", 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (fixture->outcome);
  support_server_release (fixture->server);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_REFUSED);
  support_server_assert_played (fixture->server);
}

static void
test_never_said_while_asking (Fixture *fixture, gconstpointer data)
{
  begin_half_said (fixture, "cut\n", 50);
  fixture_wait_outcome (fixture);
  fixture_assert_failure (fixture, MAIL_FAILURE_TIMEOUT, MAIL_STAGE_LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  support_server_assert_played (fixture->server);
}

/* The mark is not made yet, so it can still be stopped; what comes of the mark later counts for
 * nothing. */
static void
test_cancelled_while_asking (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "cut\n");
  listen (fixture);
  g_assert_true (fixture_connect (fixture));
  begin_text (fixture, LETTER, strlen (LETTER));
  iterate_until_asked (fixture);
  g_cancellable_cancel (fixture->cancellable);
  fixture_wait_outcome (fixture);
  fixture_assert_failure (fixture, MAIL_FAILURE_CANCELLED, MAIL_STAGE_LETTER);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  net_session_confirm (fixture->session, TRUE);
  support_server_assert_played (fixture->server);
}

/* The clock stands still while the mark is made. */
static void
test_slow_mark (Fixture *fixture, gconstpointer data)
{
  gboolean over = FALSE;

  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  listen (fixture);
  g_assert_true (fixture_connect (fixture));
  net_session_set_time_limit (fixture->session, 20);
  begin_text (fixture, LETTER, strlen (LETTER));
  iterate_until_asked (fixture);
  g_timeout_add (80, (GSourceFunc) set_true, &over);
  fixture_iterate_until (&over);
  net_session_set_time_limit (fixture->session, 0);
  net_session_confirm (fixture->session, TRUE);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_refused_while_asking (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "hold\nS: 552 5.3.4 Too big\nmark said\ncut\n");
  gboolean said = FALSE;
  support_server_set_mark_func (fixture->server, on_mark, &said);
  listen (fixture);
  g_assert_true (fixture_connect (fixture));
  begin_text (fixture, LETTER, strlen (LETTER));
  iterate_until_asked (fixture);
  support_server_release (fixture->server);
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_REFUSED);
  net_session_confirm (fixture->session, TRUE);
  support_server_assert_played (fixture->server);
}

static void
check_content_failure (Fixture *fixture)
{
  fixture_wait_outcome (fixture);
  g_assert_cmpint (fixture->outcome->failure->kind, ==, MAIL_FAILURE_CONTENT);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 0);
}

static void
test_too_short (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "cut\n");
  g_assert_true (fixture_connect (fixture));
  begin_text (fixture, LETTER, strlen (LETTER) + 1);
  check_content_failure (fixture);
}

static void
test_too_long (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "cut\n");
  g_assert_true (fixture_connect (fixture));
  begin_text (fixture, LETTER, strlen (LETTER) - 1);
  check_content_failure (fixture);
}

static void
test_large_too_short (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GInputStream) content = support_stream_new (2000);

  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "cut\n");
  g_assert_true (fixture_connect (fixture));
  fixture_begin_submit (fixture, content, 2001 * SUPPORT_LINE_LENGTH);
  check_content_failure (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_stream_breaks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GInputStream) content = support_stream_new (2000);

  support_stream_set_breaks (content);
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "cut\n");
  g_assert_true (fixture_connect (fixture));
  fixture_begin_submit (fixture, content, 2001 * SUPPORT_LINE_LENGTH);
  check_content_failure (fixture);
  g_assert_cmpstr (fixture->outcome->failure->detail, ==, "the disk is gone");
  support_server_assert_played (fixture->server);
}

/* Exactly at the border between small and large, and beside it. */
static void
test_border (Fixture *fixture, gconstpointer data)
{
  const gsize sizes[] = { 65535, 65536, 65537 };

  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED ENVELOPE ACCEPTED ENVELOPE ACCEPTED);
  g_assert_true (fixture_connect (fixture));
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *text = g_strnfill (sizes[i], 'x');
      for (gsize place = 76; place < sizes[i]; place += 78)
        memcpy (text + place, "\r\n", MIN (2, sizes[i] - place));
      memcpy (text + sizes[i] - 3, "x\r\n", 3);
      fixture_submit (fixture, text);
      g_assert_null (fixture->outcome->failure);
      g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
      const SupportContent *content = support_server_get_content (fixture->server, (guint) i);
      g_autoptr (GBytes) expected = g_bytes_new (text, sizes[i]);
      g_assert_true (g_bytes_equal (content->octets, expected));
    }
  support_server_assert_played (fixture->server);
}

static glong
peak_kib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static void
submit_25_mib (Fixture *fixture)
{
  const guint64 n_lines = 25 * 1024 * 1024 / SUPPORT_LINE_LENGTH;
  g_autoptr (GInputStream) content = support_stream_new (n_lines);
  g_autofree char *sha256 = support_stream_sha256 (n_lines);

  g_assert_true (fixture_connect (fixture));
  glong before = peak_kib ();
  fixture_begin_submit (fixture, content, n_lines * SUPPORT_LINE_LENGTH);
  fixture_wait_outcome (fixture);
  glong after = peak_kib ();
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  g_assert_cmpuint (fixture->sent, ==, n_lines * SUPPORT_LINE_LENGTH);
  /* a sanitizer keeps what was freed */
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (after - before, <, 8 * 1024);
#else
  (void) before;
  (void) after;
#endif
  g_assert_cmpstr (support_server_get_content (fixture->server, 0)->sha256, ==, sha256);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_25_mib (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  submit_25_mib (fixture);
}

static void
test_25_mib_tls (Fixture *fixture, gconstpointer data)
{
  fixture->endpoint->security = MAIL_SECURITY_TLS;
  fixture->endpoint->ca_file = g_strdup (support_certificates_get_ca_file (fixture->certificates));
  fixture_use (fixture, "tls good\n" GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  submit_25_mib (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fixture_add ("/net/letter/small-waits", test_small_waits);
  fixture_add ("/net/letter/large-waits", test_large_waits);
  fixture_add ("/net/letter/mark-failed", test_mark_failed);
  fixture_add ("/net/letter/confirmed-inside", test_confirmed_inside);
  fixture_add ("/net/letter/closed-while-asking", test_closed_while_asking);
  fixture_add ("/net/letter/half-said-while-asking", test_half_said_while_asking);
  fixture_add ("/net/letter/never-said-while-asking", test_never_said_while_asking);
  fixture_add ("/net/letter/cancelled-while-asking", test_cancelled_while_asking);
  fixture_add ("/net/letter/slow-mark", test_slow_mark);
  fixture_add ("/net/letter/refused-while-asking", test_refused_while_asking);
  fixture_add ("/net/letter/too-short", test_too_short);
  fixture_add ("/net/letter/too-long", test_too_long);
  fixture_add ("/net/letter/large-too-short", test_large_too_short);
  fixture_add ("/net/letter/stream-breaks", test_stream_breaks);
  fixture_add ("/net/letter/border", test_border);
  fixture_add ("/net/letter/25-mib", test_25_mib);
  fixture_add ("/net/letter/25-mib-tls", test_25_mib_tls);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Open connections: what a letter over one costs, what ends one, and chunks (RFC 3030), which a
 * server has to earn. Round trips are counted by the server. */

#include "queue-fixture.h"
#include "store-servers.h"

#define ACCEPTED ENVELOPE ONE_PERSON LETTER "S: 250 kept\n"
#define REFUSED ENVELOPE ONE_PERSON "C: DATA\nS: 250 ok\nS: 550 5.1.1 no\nS: 503 no\nC: RSET\n"
#define CHUNKING "S: 220 here\nC: EHLO *\nS: 250-here\nS: 250-PIPELINING\nS: 250 CHUNKING\n"
#define TWO_OK "S: 250 ok\nS: 250 ok\n"
#define CHUNK ENVELOPE ONE_PERSON TWO_OK "chunk\nS: 250 kept\n"
#define AT_ONCE ENVELOPE ONE_PERSON "chunk\n" TWO_OK "S: 250 kept\n"

/* A letter that comes to @shown in one attempt. */
static void
send_until (Fixture *fixture, MailShownState shown)
{
  gint64 id = fixture_enqueue (fixture, "one");
  g_autoptr (StoreLetter) letter = NULL;

  fixture_wait_settled (fixture, 1);
  letter = fixture_get (fixture, id);
  g_assert_cmpint (letter->shown, ==, shown);
  g_assert_cmpuint (letter->attempts, ==, 1);
}

static void
send_one (Fixture *fixture)
{
  send_until (fixture, MAIL_SHOWN_ACCEPTED);
}

/* Opened while the letter is held, so that the letter itself waits twice. */
static void
test_held_letter_finds_it_open (Fixture *fixture, gconstpointer data)
{
  static const char *const han[] = { "han@example.test", NULL };
  gint64 id;
  g_autoptr (StoreLetter) letter = NULL;

  support_server_add_script (fixture->server, GREETING ACCEPTED);
  submission_queue_start (fixture->queue);
  id = fixture_enqueue_held (fixture, "held", han, g_get_real_time () + G_USEC_PER_SEC / 2);
  while (support_server_get_n_round_trips (fixture->server) < 3)
    g_main_context_iteration (NULL, TRUE);
  letter = fixture_get (fixture, id);
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_HELD);

  fixture_wait_settled (fixture, 1);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, 3 + 2);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
}

static void
test_second_letter_reuses_it (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server, GREETING ACCEPTED ACCEPTED);
  submission_queue_start (fixture->queue);
  send_one (fixture);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, 5);
  send_one (fixture);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, 7);
  support_server_assert_played (fixture->server);
}

/* No RSET but after an envelope that was given up. */
static void
test_rset_where_needed (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server, GREETING REFUSED "S: 250 ok\n" ACCEPTED ACCEPTED);
  submission_queue_start (fixture->queue);
  send_until (fixture, MAIL_SHOWN_REFUSED);
  send_one (fixture);
  send_one (fixture);
  support_server_assert_played (fixture->server);
}

/* An idle connection that ends is nobody's failure: the next letter opens another. */
static void
check_quiet_end (Fixture *fixture, const char *end)
{
  g_autofree char *script = g_strconcat (GREETING ACCEPTED "hold\n", end, NULL);

  support_server_add_script (fixture->server, script);
  support_server_add_script (fixture->server, GREETING ACCEPTED);
  submission_queue_start (fixture->queue);
  send_one (fixture);
  support_server_release (fixture->server);
  send_one (fixture);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
}

static void
test_421_while_idle (Fixture *fixture, gconstpointer data)
{
  check_quiet_end (fixture, "S: 421 4.4.2 Timeout\nclose\n");
}

static void
test_eof_while_idle (Fixture *fixture, gconstpointer data)
{
  check_quiet_end (fixture, "close\n");
}

static void
test_rst_while_idle (Fixture *fixture, gconstpointer data)
{
  check_quiet_end (fixture, "rst\n");
}

/* It dies as the letter comes: replaced at once, and that is no attempt. */
static void
check_replaced (Fixture *fixture, const char *end)
{
  g_autofree char *script = g_strconcat (GREETING ACCEPTED, end, NULL);

  support_server_add_script (fixture->server, script);
  support_server_add_script (fixture->server, GREETING ACCEPTED);
  submission_queue_start (fixture->queue);
  send_one (fixture);
  send_one (fixture);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 2);
}

static void
test_dead_one_is_replaced (Fixture *fixture, gconstpointer data)
{
  check_replaced (fixture, "C: MAIL *\nclose\n");
}

static void
test_421_to_mail_is_replaced (Fixture *fixture, gconstpointer data)
{
  check_replaced (fixture, "C: MAIL *\nS: 421 4.4.2 Timeout\nclose\n");
}

static void
test_nonsense_to_mail_is_replaced (Fixture *fixture, gconstpointer data)
{
  check_replaced (fixture, "C: MAIL *\nS: 354 what\nclose\n");
}

/* The letter comes while the RSET behind the one before is still unanswered. */
static void
check_rset (Fixture *fixture, const char *answer)
{
  g_autofree char *script = g_strconcat (GREETING REFUSED "hold\n", answer, NULL);
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id;

  support_server_add_script (fixture->server, script);
  support_server_add_script (fixture->server, GREETING ACCEPTED);
  submission_queue_start (fixture->queue);
  send_until (fixture, MAIL_SHOWN_REFUSED);
  id = fixture_enqueue (fixture, "innocent");
  while (letter == NULL || letter->state != MAIL_LETTER_SENDING)
    {
      g_clear_pointer (&letter, store_letter_unref);
      letter = fixture_get (fixture, id);
    }
  support_server_release (fixture->server);
  fixture_wait_settled (fixture, 1);
  g_clear_pointer (&letter, store_letter_unref);
  letter = fixture_get (fixture, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
  g_assert_cmpuint (letter->attempts, ==, 1);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
}

static void
test_refused_rset_is_replaced (Fixture *fixture, gconstpointer data)
{
  check_rset (fixture, "S: 502 5.5.1 what\neof\n");
}

static void
test_nonsense_to_rset_is_replaced (Fixture *fixture, gconstpointer data)
{
  check_rset (fixture, "S: 354 what\neof\n");
}

/* A second one that dies is an attempt: it was new. */
static void
test_replaced_once (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server, GREETING ACCEPTED "C: MAIL *\nclose\n");
  support_server_add_script (fixture->server, GREETING "C: MAIL *\nclose\n");
  submission_queue_start (fixture->queue);
  send_one (fixture);
  send_until (fixture, MAIL_SHOWN_WAITING);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
}

static void
test_unknown_is_not_replaced (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server,
                             GREETING ACCEPTED ENVELOPE ONE_PERSON LETTER "close\n");
  submission_queue_start (fixture->queue);
  send_one (fixture);
  send_until (fixture, MAIL_SHOWN_UNKNOWN);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
}

/* --- asking --------------------------------------------------------------------------------- */

static void
ask (Fixture *fixture)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (fixture->registry, fixture->account_id);
  g_autoptr (GAsyncResult) result = NULL;

  profile->endpoint->ask_partial = TRUE;
  account_registry_save_async (fixture->registry, profile, NULL, support_await_done, &result);
  g_assert_true (account_registry_save_finish (fixture->registry, support_await (&result), NULL));
}

/* Nothing is sent, and nothing is by itself: a person says who still gets it. */
static void
test_ask_holds_all_back (Fixture *fixture, gconstpointer data)
{
  static const char *const people[] = { "han@example.test", "ghost@example.test", NULL };
  g_autoptr (StoreLetter) letter = NULL;
  g_autoptr (StoreLetter) later = NULL;

  ask (fixture);
  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON
                             "C: RCPT TO:<ghost@example.test>\nS: 250 ok\nS: 250 ok\n"
                             "S: 550 5.1.1 nobody\nC: RSET\nS: 250 ok\n" GOODBYE);
  support_server_add_script (fixture->server,
                             GREETING ENVELOPE ONE_PERSON "S: 250 ok\nS: 250 ok\nC: DATA\n"
                                                          "S: 354 go on\ncontent\nS: 250 kept\n");
  letter = fixture_deliver (fixture, fixture_enqueue_held (fixture, "two", people, 0));
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PAUSED);
  g_assert_cmpint (mail_outcome_get (letter->outcome, 0)->state, ==, MAIL_RECIPIENT_PENDING);
  g_assert_cmpint (mail_outcome_get (letter->outcome, 1)->state, ==, MAIL_RECIPIENT_REFUSED);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 0);

  fixture_command (fixture, letter->id, STORE_COMMAND_RETRY);
  later = fixture_deliver (fixture, letter->id);
  g_assert_cmpint (later->shown, ==, MAIL_SHOWN_PARTLY_ACCEPTED);
}

/* --- chunks --------------------------------------------------------------------------------- */

/* By DATA first; then chunks behind an answered envelope; with trust, in one round trip. */
static void
test_chunks_are_earned (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server, CHUNKING ACCEPTED CHUNK CHUNK CHUNK AT_ONCE AT_ONCE);
  submission_queue_start (fixture->queue);
  send_one (fixture);
  send_one (fixture);
  send_one (fixture);
  send_one (fixture);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, 3 + 4 * 2);
  send_one (fixture);
  send_one (fixture);
  g_assert_cmpuint (support_server_get_n_round_trips (fixture->server), ==, 3 + 4 * 2 + 2);
  support_server_assert_played (fixture->server);
}

/* What was learnt outlives the connection and the process. */
static void
test_chunks_are_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLetter) first = NULL;
  g_autoptr (StoreLetter) second = NULL;
  g_autofree char *directory = g_strdup (fixture->directory);

  support_server_add_script (fixture->server, CHUNKING ACCEPTED GOODBYE);
  support_server_add_script (fixture->server, CHUNKING CHUNK GOODBYE);
  first = fixture_deliver (fixture, fixture_enqueue (fixture, "one"));
  fixture_close (fixture);
  fixture_open (fixture, directory);
  second = fixture_deliver (fixture, fixture_enqueue (fixture, "two"));
  g_assert_cmpint (second->shown, ==, MAIL_SHOWN_ACCEPTED);
  support_server_assert_played (fixture->server);
}

/* A chunk that is refused as a command committed to nothing: DATA over a new connection, the same
 * attempt, and never a chunk again. */
static void
test_refused_chunk (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server, CHUNKING ACCEPTED ENVELOPE ONE_PERSON TWO_OK
                             "chunk\nS: 503 5.5.1 what\n");
  support_server_add_script (fixture->server, CHUNKING ACCEPTED ACCEPTED);
  submission_queue_start (fixture->queue);
  send_one (fixture);
  send_one (fixture);
  send_one (fixture);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
}

/* A spam filter's words are about the letter, not about chunks. */
static void
test_refused_content (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server, CHUNKING ACCEPTED ENVELOPE ONE_PERSON TWO_OK
                             "chunk\nS: 550 5.7.1 spam\nC: RSET\nS: 250 ok\n" CHUNK);
  submission_queue_start (fixture->queue);
  send_one (fixture);
  send_until (fixture, MAIL_SHOWN_REFUSED);
  send_one (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_unanswered_chunk (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server,
                             CHUNKING ACCEPTED ENVELOPE ONE_PERSON TWO_OK "chunk\nclose\n");
  support_server_add_script (fixture->server, CHUNKING ACCEPTED);
  submission_queue_start (fixture->queue);
  send_one (fixture);
  send_until (fixture, MAIL_SHOWN_UNKNOWN);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);

  submission_queue_wake (fixture->queue, fixture->account_id);
  send_one (fixture);
}

static void
trust_chunks (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_servers_set_chunks_async (fixture->database, "127.0.0.1",
                                  support_server_get_port (fixture->server), 1, support_await_done,
                                  &result);
  g_assert_true (
      store_servers_set_chunks_finish (fixture->database, support_await (&result), NULL));
}

/* turns of the main loop before the server closes */
static guint n_turns;

static gboolean
close_soon (gpointer user_data)
{
  Fixture *fixture = user_data;

  if (n_turns-- > 0)
    return G_SOURCE_CONTINUE;
  support_server_release (fixture->server);
  return G_SOURCE_REMOVE;
}

static void
on_mark (SupportServer *server, const char *mark, gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, close_soon, user_data, NULL);
}

/* The server goes while a chunk is being marked, a bit later each time. Either nothing was
 * committed, and the letter goes by DATA in the same attempt; or nobody knows. */
static void
test_closed_while_marking (Fixture *fixture, gconstpointer data)
{
  support_server_set_mark_func (fixture->server, on_mark, fixture);
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (StoreLetter) letter = NULL;

      support_server_add_script (fixture->server,
                                 CHUNKING ENVELOPE ONE_PERSON TWO_OK "mark now\nhold\nclose\n");
      support_server_add_script (fixture->server, GREETING ACCEPTED GOODBYE);
      trust_chunks (fixture);
      n_turns = i;
      letter = fixture_deliver (fixture, fixture_enqueue (fixture, "which"));
      if (letter->shown != MAIL_SHOWN_ACCEPTED)
        g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_UNKNOWN);
      g_assert_cmpuint (letter->attempts, ==, 1);
    }
}

/* Closed ahead of the group: nothing of the last octet left, so it is replaced like any other. */
static void
test_dead_one_at_once (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server,
                             CHUNKING ACCEPTED CHUNK CHUNK CHUNK AT_ONCE "hold\nclose\n");
  support_server_add_script (fixture->server, CHUNKING AT_ONCE);
  submission_queue_start (fixture->queue);
  for (guint i = 0; i < 5; i++)
    send_one (fixture);
  support_server_release (fixture->server);
  send_one (fixture);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/submission/warm/held-letter-finds-it-open", test_held_letter_finds_it_open);
  fixture_add ("/submission/warm/second-letter-reuses-it", test_second_letter_reuses_it);
  fixture_add ("/submission/warm/rset-where-needed", test_rset_where_needed);
  fixture_add ("/submission/warm/421-while-idle", test_421_while_idle);
  fixture_add ("/submission/warm/eof-while-idle", test_eof_while_idle);
  fixture_add ("/submission/warm/rst-while-idle", test_rst_while_idle);
  fixture_add ("/submission/warm/dead-one-is-replaced", test_dead_one_is_replaced);
  fixture_add ("/submission/warm/421-to-mail-is-replaced", test_421_to_mail_is_replaced);
  fixture_add ("/submission/warm/nonsense-to-mail-is-replaced", test_nonsense_to_mail_is_replaced);
  fixture_add ("/submission/warm/refused-rset-is-replaced", test_refused_rset_is_replaced);
  fixture_add ("/submission/warm/nonsense-to-rset-is-replaced", test_nonsense_to_rset_is_replaced);
  fixture_add ("/submission/warm/replaced-once", test_replaced_once);
  fixture_add ("/submission/warm/unknown-is-not-replaced", test_unknown_is_not_replaced);
  fixture_add ("/submission/warm/ask-holds-all-back", test_ask_holds_all_back);
  fixture_add ("/submission/warm/chunks-are-earned", test_chunks_are_earned);
  fixture_add ("/submission/warm/chunks-are-remembered", test_chunks_are_remembered);
  fixture_add ("/submission/warm/refused-chunk", test_refused_chunk);
  fixture_add ("/submission/warm/refused-content", test_refused_content);
  fixture_add ("/submission/warm/unanswered-chunk", test_unanswered_chunk);
  fixture_add ("/submission/warm/closed-while-marking", test_closed_while_marking);
  fixture_add ("/submission/warm/dead-one-at-once", test_dead_one_at_once);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The agent with a real store, over a real socket, against a scripted server. */

#include "queue-fixture.h"

#include "store-lock.h"

/* --- tests ---------------------------------------------------------------------------------- */

static void
test_delivers_one (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLetter) letter = NULL;
  const SupportContent *content;

  support_server_add_script (fixture->server,
                             GREETING ENVELOPE ONE_PERSON LETTER "S: 250 2.0.0 kept\n" GOODBYE);
  letter = fixture_deliver (fixture, fixture_enqueue (fixture, "one"));

  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
  g_assert_cmpuint (letter->attempts, ==, 1);
  g_assert_cmpstr (letter->server, ==, "127.0.0.1");
  g_assert_cmpstr (mail_reply_get_text (letter->outcome->reply), ==, "2.0.0 kept");
  content = support_server_get_content (fixture->server, 0);
  g_assert_cmpmem (g_bytes_get_data (content->octets, NULL), content->size,
                   "Subject: one\r\n\r\nhello\r\n", 23);
  support_server_assert_played (fixture->server);
}

/* The outbox is read at each change, so a reading from before the result may end after it. */
static void
test_delivers_the_last_state (Fixture *fixture, gconstpointer data)
{
  support_server_add_script (fixture->server,
                             GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n" GOODBYE);
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (StoreLetter) letter =
          fixture_deliver (fixture, fixture_enqueue (fixture, "one of many"));

      g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
    }
}

static void
test_refused_and_accepted (Fixture *fixture, gconstpointer data)
{
  static const char *const people[] = { "han@example.test", "ghost@example.test", NULL };
  g_autoptr (StoreLetter) letter = NULL;

  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON
                             "C: RCPT TO:<ghost@example.test>\nC: DATA\nS: 250 ok\nS: 250 ok\n"
                             "S: 550 5.1.1 nobody\nS: 354 go on\ncontent\nS: 250 kept\n" GOODBYE);
  letter = fixture_deliver (fixture, fixture_enqueue_held (fixture, "two", people, 0));

  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PARTLY_ACCEPTED);
  g_assert_cmpint (mail_outcome_get (letter->outcome, 0)->state, ==, MAIL_RECIPIENT_ACCEPTED);
  g_assert_cmpint (mail_outcome_get (letter->outcome, 1)->state, ==, MAIL_RECIPIENT_REFUSED);
  g_assert_cmpuint (mail_reply_get_code (mail_outcome_get (letter->outcome, 1)->reply), ==, 550);
}

static void
test_only_the_deferred_get_it_again (Fixture *fixture, gconstpointer data)
{
  static const char *const people[] = { "han@example.test", "busy@example.test", NULL };
  g_autoptr (StoreLetter) first = NULL;
  g_autoptr (StoreLetter) second = NULL;

  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON
                             "C: RCPT TO:<busy@example.test>\nC: DATA\nS: 250 ok\nS: 250 ok\n"
                             "S: 451 4.3.2 later\nS: 354 go on\ncontent\nS: 250 kept\n" GOODBYE);
  support_server_add_script (fixture->server, GREETING ENVELOPE
                             "C: RCPT TO:<busy@example.test>\n" LETTER "S: 250 kept\n" GOODBYE);

  first = fixture_deliver (fixture, fixture_enqueue_held (fixture, "later", people, 0));
  g_assert_cmpint (first->shown, ==, MAIL_SHOWN_WAITING);
  g_assert_cmpint (first->due_us, >, g_get_real_time ());

  fixture_command (fixture, first->id, STORE_COMMAND_RETRY);
  second = fixture_deliver (fixture, first->id);
  g_assert_cmpint (second->shown, ==, MAIL_SHOWN_ACCEPTED);
  g_assert_cmpuint (second->attempts, ==, 2);
  support_server_assert_played (fixture->server);
}

static void
test_no_answer_to_the_dot_is_unknown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLetter) letter = NULL;
  g_autoptr (GPtrArray) swept = NULL;

  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER "close\n");
  letter = fixture_deliver (fixture, fixture_enqueue (fixture, "unknown"));
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_UNKNOWN);

  swept = fixture_run (fixture);
  g_assert_cmpuint (swept->len, ==, 0);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
}

static void
test_broken_before_the_dot_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLetter) letter = NULL;

  support_server_add_script (fixture->server, GREETING ENVELOPE "close\n");
  letter = fixture_deliver (fixture, fixture_enqueue (fixture, "waits"));

  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_WAITING);
  g_assert_cmpint (letter->outcome->failure->kind, ==, MAIL_FAILURE_CLOSED);
}

/* One connection for all, and what waits for the account does not make a second one. */
static void
test_run_uses_one_connection (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) letters = NULL;

  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER
                             "S: 250 kept\n" ENVELOPE ONE_PERSON LETTER
                             "S: 250 kept\n" ENVELOPE ONE_PERSON LETTER "S: 250 kept\n" GOODBYE);
  for (guint i = 0; i < 3; i++)
    fixture_enqueue (fixture, "one of three");
  letters = fixture_run (fixture);

  g_assert_cmpuint (letters->len, ==, 3);
  for (guint i = 0; i < letters->len; i++)
    g_assert_cmpint (((StoreLetter *) g_ptr_array_index (letters, i))->shown, ==,
                     MAIL_SHOWN_ACCEPTED);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
}

/* When nobody answers, one letter finds out for all. */
static void
test_dead_server_is_asked_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) letters = NULL;

  support_server_add_script (fixture->server, "close\n");
  for (guint i = 0; i < 5; i++)
    fixture_enqueue (fixture, "one of five");
  letters = fixture_run (fixture);

  g_assert_cmpuint (letters->len, ==, 1);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
}

static void
test_steady_queue_sends_what_comes (Fixture *fixture, gconstpointer data)
{
  gint64 soon = g_get_real_time () + 100 * 1000;
  static const char *const han[] = { "han@example.test", NULL };

  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER
                             "S: 250 kept\n" ENVELOPE ONE_PERSON LETTER "S: 250 kept\n");
  submission_queue_start (fixture->queue);
  fixture_enqueue (fixture, "at once");
  fixture_enqueue_held (fixture, "held for a moment", han, soon);
  fixture_wait_settled_in_all (fixture, 2);

  g_assert_cmpint (g_get_real_time (), >=, soon);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 2);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
}

static void
test_locked_account_is_left_alone (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLock) lock = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id = fixture_enqueue (fixture, "whose turn");
  gint64 end;

  lock = store_lock_try (fixture->database, fixture->account_id, NULL);
  g_assert_nonnull (lock);
  support_server_add_script (fixture->server,
                             GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n" GOODBYE);
  submission_queue_deliver_async (fixture->queue, id, NULL, support_await_done, &result);
  end = g_get_monotonic_time () + 500 * 1000;
  while (g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (result);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 0);

  g_clear_pointer (&lock, store_lock_release);
  letter = submission_queue_deliver_finish (fixture->queue, support_await (&result), NULL);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
}

static void
on_mark (SupportServer *server, const char *mark, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (submission_queue_cancel (fixture->queue, 1));
}

static void
test_cancel_before_the_dot (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLetter) letter = NULL;

  support_server_add_script (fixture->server, GREETING ENVELOPE "mark now\nhang\n");
  support_server_set_mark_func (fixture->server, on_mark, fixture);
  letter = fixture_deliver (fixture, fixture_enqueue (fixture, "stop it"));

  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PAUSED);
  g_assert_cmpint (letter->outcome->failure->kind, ==, MAIL_FAILURE_CANCELLED);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 0);
}

static void
test_stop_keeps_it_due (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) stopped = NULL;
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id = fixture_enqueue (fixture, "the program ends");

  support_server_add_script (fixture->server, "hang\n");
  submission_queue_start (fixture->queue);
  while (support_server_get_n_connections (fixture->server) == 0)
    g_main_context_iteration (NULL, TRUE);
  submission_queue_stop_async (fixture->queue, support_await_done, &stopped);
  submission_queue_stop_finish (fixture->queue, support_await (&stopped));

  letter = fixture_get (fixture, id);
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_QUEUED);
  g_assert_false (letter->paused);
  g_assert_cmpint (letter->due_us, <=, g_get_real_time ());
}

static void
test_missing_account_pauses (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id = fixture_enqueue (fixture, "whose");

  account_registry_remove_async (fixture->registry, fixture->account_id, NULL, support_await_done,
                                 &result);
  account_registry_remove_finish (fixture->registry, support_await (&result), NULL);
  letter = fixture_deliver (fixture, id);

  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PAUSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  fixture_add ("/submission/queue/delivers-one", test_delivers_one);
  fixture_add ("/submission/queue/delivers-the-last-state", test_delivers_the_last_state);
  fixture_add ("/submission/queue/refused-and-accepted", test_refused_and_accepted);
  fixture_add ("/submission/queue/only-the-deferred-get-it-again",
               test_only_the_deferred_get_it_again);
  fixture_add ("/submission/queue/no-answer-to-the-dot-is-unknown",
               test_no_answer_to_the_dot_is_unknown);
  fixture_add ("/submission/queue/broken-before-the-dot-waits", test_broken_before_the_dot_waits);
  fixture_add ("/submission/queue/run-uses-one-connection", test_run_uses_one_connection);
  fixture_add ("/submission/queue/dead-server-is-asked-once", test_dead_server_is_asked_once);
  fixture_add ("/submission/queue/steady-queue-sends-what-comes",
               test_steady_queue_sends_what_comes);
  fixture_add ("/submission/queue/locked-account-is-left-alone", test_locked_account_is_left_alone);
  fixture_add ("/submission/queue/cancel-before-the-dot", test_cancel_before_the_dot);
  fixture_add ("/submission/queue/stop-keeps-it-due", test_stop_keeps_it_due);
  fixture_add ("/submission/queue/missing-account-pauses", test_missing_account_pauses);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)

static void
test_claim_is_taken_once (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (StoreLetter) first = store_test_claim_now (test->database);
  g_autoptr (StoreLetter) second = store_test_claim_now (test->database);
  g_autoptr (StoreLetter) third = store_test_claim (test->database, id, G_MAXINT64);

  g_assert_nonnull (first);
  g_assert_cmpint (first->state, ==, MAIL_LETTER_SENDING);
  g_assert_cmpuint (first->attempts, ==, 1);
  g_assert_null (second);
  g_assert_null (third);
}

static void
test_held_letter_waits_for_its_time (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  gint64 until_us = g_get_real_time () + 10 * SECOND_US;

  letter->letter.held_until_us = until_us;
  gint64 id = store_test_add_letter (test->database, &letter->letter, NULL);
  store_test_assert_shown (test->database, id, "held");
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, until_us);
  g_assert_cmpint (store_test_next_due (test->database, "work"), ==, -1);

  g_assert_null (store_test_claim (test->database, 0, until_us - 1));
  g_assert_null (store_test_claim (test->database, id, until_us - 1));
  g_autoptr (StoreLetter) claimed = store_test_claim (test->database, 0, until_us);
  g_assert_nonnull (claimed);
  g_assert_cmpint (claimed->id, ==, id);
}

static void
test_accepted (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);

  store_test_attempt (test->database, id, "accepted accepted", 0);
  store_test_assert_shown (test->database, id, "accepted");
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_DONE);
  g_assert_cmpint (letter->ended_us, >=, letter->created_us);
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, -1);
}

static void
test_later_attempt_concerns_the_open_ones (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 4);
  gint64 next_us = g_get_real_time () + 300 * SECOND_US;

  store_test_attempt (test->database, id, "accepted refused deferred pending", next_us);
  store_test_assert_states (test->database, id, "accepted refused deferred pending");
  store_test_assert_shown (test->database, id, "waiting");
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, next_us);
  g_assert_null (store_test_claim (test->database, id, next_us - 1));

  store_test_attempt (test->database, id, "accepted accepted", 0);
  store_test_assert_states (test->database, id, "accepted refused accepted accepted");
  store_test_assert_shown (test->database, id, "partly-accepted");
}

static void
test_attempt_cannot_change_what_is_decided (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);
  g_autoptr (GError) error = NULL;

  store_test_attempt (test->database, id, "accepted deferred", 1);
  g_autoptr (StoreLetter) letter = store_test_claim (test->database, id, G_MAXINT64);
  g_autoptr (MailOutcome) outcome = mail_outcome_copy (letter->outcome);
  mail_outcome_set (outcome, 0, MAIL_RECIPIENT_REFUSED, NULL);
  mail_outcome_set (outcome, 1, MAIL_RECIPIENT_REFUSED, NULL);
  StoreResult result = { .outcome = outcome };
  g_assert_true (store_test_finish (test->database, id, &result, &error));
  g_assert_no_error (error);
  store_test_assert_states (test->database, id, "accepted refused");
}

static void
test_replies_and_failure_are_kept (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  g_autoptr (MailOutcome) outcome = store_test_outcome (claimed);
  g_autoptr (MailReply) refusal = mail_reply_new (550, "5.1.1 No such user\n查无此人");
  g_autoptr (MailReply) final = mail_reply_new (451, "4.7.1 Later");
  g_autoptr (MailReply) words = mail_reply_new (421, "Bye");
  StoreResult result = { .outcome = outcome,
                         .server = "smtp.example.org",
                         .next_us = 5,
                         .paused = TRUE };

  mail_outcome_set (outcome, 0, MAIL_RECIPIENT_REFUSED, refusal);
  mail_outcome_set (outcome, 1, MAIL_RECIPIENT_DEFERRED, final);
  outcome->reply = mail_reply_ref (final);
  outcome->failure =
      mail_failure_new (MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT, words, "detail");
  outcome->failure->certificate_flags = MAIL_CERTIFICATE_EXPIRED;
  outcome->failure->certificate_sha256 = g_strdup ("abc");
  g_assert_true (store_test_finish (test->database, id, &result, NULL));

  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);
  const MailResult *first = mail_outcome_get (letter->outcome, 0);
  const MailFailure *failure = letter->outcome->failure;
  g_assert_cmpuint (mail_reply_get_code (first->reply), ==, 550);
  g_assert_cmpstr (mail_reply_get_text (first->reply), ==, "5.1.1 No such user\n查无此人");
  g_assert_cmpuint (mail_reply_get_code (letter->outcome->reply), ==, 451);
  g_assert_cmpint (failure->kind, ==, MAIL_FAILURE_CERTIFICATE);
  g_assert_cmpint (failure->stage, ==, MAIL_STAGE_ENCRYPT);
  g_assert_cmpint (failure->certificate_flags, ==, MAIL_CERTIFICATE_EXPIRED);
  g_assert_cmpstr (failure->certificate_sha256, ==, "abc");
  g_assert_cmpstr (failure->detail, ==, "detail");
  g_assert_cmpuint (mail_reply_get_code (failure->reply), ==, 421);
  g_assert_cmpstr (letter->server, ==, "smtp.example.org");
  g_assert_true (letter->paused);
  store_test_assert_shown (test->database, id, "paused");
  g_assert_null (store_test_claim (test->database, 0, G_MAXINT64));
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, -1);
}

static void
test_conversation_of_each_attempt (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (GAsyncResult) result = NULL;

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (StoreLetter) letter = store_test_claim (test->database, id, G_MAXINT64);
      g_autoptr (MailOutcome) outcome = store_test_outcome (letter);
      g_autoptr (MailConversation) conversation = mail_conversation_new ();
      StoreResult store_result = { outcome, conversation, NULL, 1, FALSE };

      mail_conversation_append (conversation, i, MAIL_WHO_CLIENT, MAIL_STAGE_GREETING, 0,
                                i == 0 ? "EHLO one" : "EHLO two");
      mail_outcome_settle (outcome, MAIL_RECIPIENT_DEFERRED, NULL);
      g_assert_true (store_test_finish (test->database, id, &store_result, NULL));
    }

  store_outbox_get_conversation_async (test->database, id, NULL, support_await_done, &result);
  g_autoptr (GPtrArray) conversations =
      store_outbox_get_conversation_finish (test->database, support_await (&result), NULL);
  g_assert_cmpuint (conversations->len, ==, 2);
  g_assert_cmpstr (mail_conversation_get_line (conversations->pdata[0], 0)->text, ==, "EHLO one");
  g_assert_cmpstr (mail_conversation_get_line (conversations->pdata[1], 0)->text, ==, "EHLO two");
}

static void
test_marks_and_results_need_their_state (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);
  g_autoptr (MailOutcome) outcome = store_test_outcome (letter);
  StoreResult store_result = { .outcome = outcome };
  g_autoptr (GError) error = NULL;

  g_assert_false (store_test_mark (test->database, id, outcome, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_STATE);
  g_clear_error (&error);
  g_assert_false (store_test_finish (test->database, id, &store_result, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_STATE);
  g_clear_error (&error);

  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  g_assert_true (store_test_mark (test->database, id, outcome, &error));
  store_test_assert_shown (test->database, id, "confirming");
  g_assert_false (store_test_mark (test->database, id, outcome, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_STATE);
  g_clear_error (&error);

  g_assert_true (store_test_finish (test->database, id, &store_result, &error));
  g_assert_false (store_test_finish (test->database, id, &store_result, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_STATE);
  g_clear_error (&error);

  g_assert_false (store_test_finish (test->database, 999, &store_result, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
}

static void
test_recovers_sending (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);

  store_test_recover (test->database, "work");
  store_test_assert_shown (test->database, id, "sending");
  store_test_recover (test->database, "home");
  store_test_assert_shown (test->database, id, "waiting");
  g_autoptr (StoreLetter) again = store_test_claim_now (test->database);
  g_assert_nonnull (again);
  g_assert_cmpuint (again->attempts, ==, 2);
}

static void
test_recovers_confirming (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  g_autoptr (MailOutcome) outcome = store_test_outcome (claimed);
  g_autoptr (MailReply) reply = mail_reply_new (550, "No");

  mail_outcome_set (outcome, 1, MAIL_RECIPIENT_REFUSED, reply);
  g_assert_true (store_test_mark (test->database, id, outcome, NULL));
  store_test_recover (test->database, "home");
  store_test_assert_states (test->database, id, "unknown refused");
  store_test_assert_shown (test->database, id, "unknown");

  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_DONE);
  g_assert_cmpint (letter->ended_us, >, 0);
  g_assert_null (store_test_claim (test->database, 0, G_MAXINT64));
  g_assert_null (store_test_claim (test->database, id, G_MAXINT64));
}

static void
recover_again (StoreDatabase *database, const char *account_id, guint max_again)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_recover_async (database, account_id, max_again, NULL, support_await_done, &result);
  g_assert_true (store_outbox_recover_finish (database, support_await (&result), NULL));
}

/* For an account whose owner wants that, and as often as that is right. */
static void
test_recovers_to_send_again (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);

  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (StoreLetter) letter = store_test_claim_now (test->database);
      g_autoptr (MailOutcome) outcome = store_test_outcome (letter);

      g_assert_nonnull (letter);
      g_assert_cmpuint (letter->patience.sent_again, ==, i);
      if (i == 0)
        mail_outcome_set (outcome, 1, MAIL_RECIPIENT_REFUSED, NULL);
      g_assert_true (store_test_mark (test->database, id, outcome, NULL));
      recover_again (test->database, "work", 2);
      store_test_assert_shown (test->database, id, "confirming");
      recover_again (test->database, "home", 2);
      store_test_assert_states (test->database, id, i < 2 ? "deferred refused" : "unknown refused");
    }
  store_test_assert_shown (test->database, id, "unknown");
}

static void
test_recovered_letter_goes_on_for_the_deferred (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  g_autoptr (MailOutcome) outcome = store_test_outcome (claimed);

  mail_outcome_set (outcome, 0, MAIL_RECIPIENT_DEFERRED, NULL);
  g_assert_true (store_test_mark (test->database, id, outcome, NULL));
  store_test_recover (test->database, "home");
  store_test_assert_states (test->database, id, "deferred unknown");
  store_test_assert_shown (test->database, id, "unknown");

  store_test_attempt (test->database, id, "accepted", 0);
  store_test_assert_states (test->database, id, "accepted unknown");
  store_test_assert_shown (test->database, id, "unknown");
  g_assert_null (store_test_claim (test->database, id, G_MAXINT64));
}

static void
test_two_claims_one_wins (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  StoreDatabase *other = store_test_open (store);
  GAsyncResult *results[40] = { NULL };
  guint n_claimed = 0;
  gint64 now_us;

  for (int i = 0; i < 10; i++)
    store_test_queue (test->database, 1);
  now_us = g_get_real_time ();

  /* twenty tries on each of two connections for ten letters */
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    store_outbox_claim_async (i % 2 == 0 ? test->database : other, "home", 0, now_us, NULL,
                              support_await_done, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = support_await (&results[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (StoreLetter) letter =
          store_outbox_claim_finish (i % 2 == 0 ? test->database : other, result, &error);

      g_assert_no_error (error);
      n_claimed += letter != NULL ? 1 : 0;
      if (letter != NULL)
        g_assert_cmpuint (letter->attempts, ==, 1);
    }
  g_assert_cmpuint (n_claimed, ==, 10);
  store_test_close (other);
}

static void
test_many_recipients (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (0);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10000; i++)
    {
      g_autofree char *text = g_strdup_printf ("reader-%u@example.org", i);
      g_autoptr (MailPath) path = mail_path_parse (text, NULL);

      mail_envelope_add (letter->envelope, path);
    }
  gint64 id = store_test_add_letter (test->database, &letter->letter, &error);
  g_assert_no_error (error);

  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  g_autoptr (MailOutcome) outcome = store_test_outcome (claimed);
  StoreResult store_result = { .outcome = outcome };
  g_assert_cmpuint (outcome->results->len, ==, 10000);
  mail_outcome_settle (outcome, MAIL_RECIPIENT_ACCEPTED, NULL);
  g_assert_true (store_test_finish (test->database, id, &store_result, &error));
  store_test_assert_shown (test->database, id, "accepted");
}

/* A letter that waits for longer than any may was stored before the clock was set back. */
static void
test_clock_set_back (StoreTest *test, gconstpointer data)
{
  gint64 now_us = g_get_real_time ();
  gint64 id = store_test_queue (test->database, 1);

  store_test_attempt (test->database, id, "deferred", now_us + STORE_LONGEST_WAIT_US);
  g_assert_null (store_test_claim (test->database, 0, now_us));
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==,
                   now_us + STORE_LONGEST_WAIT_US);

  g_autoptr (StoreLetter) letter = store_test_claim (test->database, 0, now_us - SECOND_US);
  g_assert_nonnull (letter);
}

/* A hold for Undo is short; a time that somebody chose is not. */
static void
test_clock_set_back_while_held (StoreTest *test, gconstpointer data)
{
  gint64 now_us = g_get_real_time ();
  gint64 day_us = G_TIME_SPAN_DAY;
  g_autoptr (StoreTestLetter) undo = store_test_letter_new (1);
  g_autoptr (StoreTestLetter) chosen = store_test_letter_new (1);

  undo->letter.held_until_us = now_us + 10 * SECOND_US;
  chosen->letter.send_at_us = now_us + day_us;
  gint64 undo_id = store_test_add_letter (test->database, &undo->letter, NULL);
  gint64 chosen_id = store_test_add_letter (test->database, &chosen->letter, NULL);

  g_assert_null (store_test_claim (test->database, undo_id, now_us));
  g_assert_null (store_test_claim (test->database, chosen_id, now_us - day_us));
  g_autoptr (StoreLetter) letter = store_test_claim (test->database, 0, now_us - day_us);
  g_assert_nonnull (letter);
  g_assert_cmpint (letter->id, ==, undo_id);
}

static void
fail (StoreTest *test, gint64 id, MailFailureKind kind, gint64 next_us)
{
  g_autoptr (StoreLetter) letter = store_test_claim (test->database, id, G_MAXINT64);
  g_autoptr (MailOutcome) outcome = mail_outcome_copy (letter->outcome);
  StoreResult result = { .outcome = outcome, .next_us = next_us };

  outcome->failure = mail_failure_new (kind, MAIL_STAGE_CONNECT, NULL, NULL);
  g_assert_true (store_test_finish (test->database, id, &result, NULL));
}

/* The network is there again: nothing to those whom a server told to wait. */
static void
test_hasten (StoreTest *test, gconstpointer data)
{
  static const MailFailureKind kinds[] = { MAIL_FAILURE_CONNECT, MAIL_FAILURE_LOGIN,
                                           MAIL_FAILURE_REPLY };
  gint64 now_us = g_get_real_time ();
  gint64 later_us = now_us + 600 * SECOND_US;
  gint64 ids[G_N_ELEMENTS (kinds)];
  g_autoptr (GAsyncResult) result = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      ids[i] = store_test_queue (test->database, 1);
      fail (test, ids[i], kinds[i], later_us);
    }
  store_outbox_hasten_async (test->database, "home",
                             (1 << MAIL_FAILURE_CONNECT) | (1 << MAIL_FAILURE_RESOLVE), now_us,
                             NULL, support_await_done, &result);
  g_assert_true (store_outbox_hasten_finish (test->database, support_await (&result), NULL));

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (StoreLetter) letter = store_test_get (test->database, ids[i], NULL);

      g_assert_cmpint (letter->due_us, ==, kinds[i] == MAIL_FAILURE_CONNECT ? now_us : later_us);
    }
}

/* How long it was tried is kept with it, and begun anew by a person. */
static void
test_patience (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (StoreLetter) letter = store_test_claim_now (test->database);
  StoreResult result = { .outcome = letter->outcome,
                         .paused = TRUE,
                         .patience = { .tried_us = 3, .waited_us = 2, .sent_again = 1 } };

  g_assert_true (store_test_finish (test->database, id, &result, NULL));
  g_autoptr (StoreLetter) kept = store_test_get (test->database, id, NULL);
  g_assert_cmpint (kept->patience.tried_us, ==, 3);
  g_assert_cmpint (kept->patience.waited_us, ==, 2);
  g_assert_cmpuint (kept->patience.sent_again, ==, 1);

  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_RETRY, NULL, NULL));
  g_autoptr (StoreLetter) anew = store_test_get (test->database, id, NULL);
  g_assert_cmpint (anew->patience.tried_us, ==, 0);
  g_assert_cmpint (anew->patience.waited_us, ==, 0);
}

/* A table is gone: one error, however many statements needed it. */
static void
test_damaged_while_marking (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (StoreLetter) claimed = store_test_claim (test->database, id, G_MAXINT64);
  g_autoptr (MailOutcome) outcome = store_test_outcome (claimed);
  g_autoptr (GError) error = NULL;

  store_test_sql (test->directory, "ALTER TABLE recipient RENAME TO lost");
  g_assert_false (store_test_mark (test->database, id, outcome, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_IO);
  store_test_sql (test->directory, "ALTER TABLE lost RENAME TO recipient");
  store_test_assert_shown (test->database, id, "sending");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/attempt/claim-is-taken-once", test_claim_is_taken_once);
  store_test_add ("/store/attempt/held-letter-waits-for-its-time",
                  test_held_letter_waits_for_its_time);
  store_test_add ("/store/attempt/accepted", test_accepted);
  store_test_add ("/store/attempt/later-attempt-concerns-the-open-ones",
                  test_later_attempt_concerns_the_open_ones);
  store_test_add ("/store/attempt/attempt-cannot-change-what-is-decided",
                  test_attempt_cannot_change_what_is_decided);
  store_test_add ("/store/attempt/replies-and-failure-are-kept", test_replies_and_failure_are_kept);
  store_test_add ("/store/attempt/conversation-of-each-attempt", test_conversation_of_each_attempt);
  store_test_add ("/store/attempt/marks-and-results-need-their-state",
                  test_marks_and_results_need_their_state);
  store_test_add ("/store/attempt/damaged-while-marking", test_damaged_while_marking);
  store_test_add ("/store/attempt/recovers-sending", test_recovers_sending);
  store_test_add ("/store/attempt/recovers-confirming", test_recovers_confirming);
  store_test_add ("/store/attempt/recovers-to-send-again", test_recovers_to_send_again);
  store_test_add ("/store/attempt/clock-set-back", test_clock_set_back);
  store_test_add ("/store/attempt/clock-set-back-while-held", test_clock_set_back_while_held);
  store_test_add ("/store/attempt/hasten", test_hasten);
  store_test_add ("/store/attempt/patience", test_patience);
  store_test_add ("/store/attempt/recovered-letter-goes-on-for-the-deferred",
                  test_recovered_letter_goes_on_for_the_deferred);
  store_test_add ("/store/attempt/two-claims-one-wins", test_two_claims_one_wins);
  store_test_add ("/store/attempt/many-recipients", test_many_recipients);
  return g_test_run ();
}

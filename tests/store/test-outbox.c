/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#define SECOND_US G_USEC_PER_SEC

static void
assert_shown (StoreDatabase *database, gint64 id, const char *shown)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreLetter) letter = store_test_get (database, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mail_shown_state_to_nick (letter->shown), ==, shown);
}

static void
assert_states (StoreDatabase *database, gint64 id, const char *expected)
{
  g_autofree char *states = store_test_states (database, id);

  g_assert_cmpstr (states, ==, expected);
}

static void
test_added_letter_survives_reopening (StoreTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 before_us = g_get_real_time ();
  gint64 id = store_test_queue (test->database, 3);

  store_test_reopen (test);
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (letter->id, ==, id);
  g_assert_cmpstr (letter->account_id, ==, "home");
  g_assert_cmpstr (letter->message_id, ==, "<1@example.org>");
  g_assert_cmpstr (letter->subject, ==, "Hello");
  g_assert_cmpstr (letter->from, ==, "Me <me@example.org>");
  g_assert_cmpstr (letter->recipients, ==, "a@example.org");
  g_assert_cmpint (letter->created_us, >=, before_us);
  g_assert_cmpint (letter->due_us, ==, letter->created_us);
  g_assert_cmpint (letter->ended_us, ==, 0);
  g_assert_cmpuint (letter->size, ==, strlen ("Subject: Hello\r\n\r\nHello\r\n"));
  g_assert_cmpuint (letter->attempts, ==, 0);
  g_assert_null (letter->server);
  g_assert_cmpstr (mail_path_get_text (letter->reverse_path), ==, "me@example.org");
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_QUEUED);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_QUEUED);
  g_assert_cmpuint (letter->outcome->results->len, ==, 3);
  g_assert_cmpstr (mail_path_get_text (mail_outcome_get (letter->outcome, 2)->path), ==,
                   "c@example.org");
  assert_states (test->database, id, "pending pending pending");
}

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
  assert_shown (test->database, id, "held");
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
  assert_shown (test->database, id, "accepted");
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
  assert_states (test->database, id, "accepted refused deferred pending");
  assert_shown (test->database, id, "waiting");
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, next_us);
  g_assert_null (store_test_claim (test->database, id, next_us - 1));

  store_test_attempt (test->database, id, "accepted accepted", 0);
  assert_states (test->database, id, "accepted refused accepted accepted");
  assert_shown (test->database, id, "partly-accepted");
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
  assert_states (test->database, id, "accepted refused");
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
  assert_shown (test->database, id, "paused");
  g_assert_null (store_test_claim (test->database, 0, G_MAXINT64));
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, -1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/outbox/added-letter-survives-reopening",
                  test_added_letter_survives_reopening);
  store_test_add ("/store/outbox/claim-is-taken-once", test_claim_is_taken_once);
  store_test_add ("/store/outbox/held-letter-waits-for-its-time",
                  test_held_letter_waits_for_its_time);
  store_test_add ("/store/outbox/accepted", test_accepted);
  store_test_add ("/store/outbox/later-attempt-concerns-the-open-ones",
                  test_later_attempt_concerns_the_open_ones);
  store_test_add ("/store/outbox/attempt-cannot-change-what-is-decided",
                  test_attempt_cannot_change_what_is_decided);
  store_test_add ("/store/outbox/replies-and-failure-are-kept", test_replies_and_failure_are_kept);
  return g_test_run ();
}

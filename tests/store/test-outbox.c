/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#include <string.h>

#define SECOND_US ((gint64) G_USEC_PER_SEC)

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

static void
assert_refused (StoreDatabase *database, gint64 id, StoreCommand command)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = store_test_states (database, id);

  g_assert_false (store_test_command (database, id, command, NULL, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_STATE);
  assert_states (database, id, before);
}

static void
assert_commanded (StoreDatabase *database, gint64 id, StoreCommand command)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_test_command (database, id, command, NULL, &error));
  g_assert_no_error (error);
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

  store_outbox_get_conversation_async (test->database, id, NULL, store_test_on_result, &result);
  g_autoptr (GPtrArray) conversations =
      store_outbox_get_conversation_finish (test->database, store_test_wait (&result), NULL);
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
  assert_shown (test->database, id, "confirming");
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
  assert_shown (test->database, id, "sending");
  store_test_recover (test->database, "home");
  assert_shown (test->database, id, "waiting");
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
  assert_states (test->database, id, "unknown refused");
  assert_shown (test->database, id, "unknown");

  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_DONE);
  g_assert_cmpint (letter->ended_us, >, 0);
  g_assert_null (store_test_claim (test->database, 0, G_MAXINT64));
  g_assert_null (store_test_claim (test->database, id, G_MAXINT64));
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
  assert_states (test->database, id, "deferred unknown");
  assert_shown (test->database, id, "unknown");

  store_test_attempt (test->database, id, "accepted", 0);
  assert_states (test->database, id, "accepted unknown");
  assert_shown (test->database, id, "unknown");
  g_assert_null (store_test_claim (test->database, id, G_MAXINT64));
}

static void
test_release (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);

  letter->letter.held_until_us = g_get_real_time () + 3600 * SECOND_US;
  gint64 id = store_test_add_letter (test->database, &letter->letter, NULL);
  assert_refused (test->database, id, STORE_COMMAND_RETRY);
  assert_commanded (test->database, id, STORE_COMMAND_RELEASE);
  assert_shown (test->database, id, "queued");
  assert_refused (test->database, id, STORE_COMMAND_RELEASE);
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  g_assert_nonnull (claimed);
}

static void
test_retry (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);

  store_test_attempt (test->database, id, "deferred", g_get_real_time () + 3600 * SECOND_US);
  g_assert_null (store_test_claim_now (test->database));
  assert_commanded (test->database, id, STORE_COMMAND_RETRY);
  store_test_attempt (test->database, id, "refused", 0);
  assert_refused (test->database, id, STORE_COMMAND_RETRY);
}

static void
test_resume_account (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  g_autoptr (MailOutcome) outcome = store_test_outcome (claimed);
  StoreResult store_result = { .outcome = outcome, .paused = TRUE };
  const char *const accounts[] = { "work", "home" };

  g_assert_true (store_test_finish (test->database, id, &store_result, NULL));
  assert_shown (test->database, id, "paused");
  for (gsize i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      store_outbox_resume_account_async (test->database, accounts[i], NULL, store_test_on_result,
                                         &result);
      g_assert_true (
          store_outbox_resume_account_finish (test->database, store_test_wait (&result), NULL));
      assert_shown (test->database, id, i == 0 ? "paused" : "waiting");
    }
  g_autoptr (StoreLetter) again = store_test_claim_now (test->database);
  g_assert_nonnull (again);
}

static gint64
make_unknown (StoreDatabase *database)
{
  gint64 id = store_test_queue (database, 2);

  store_test_attempt (database, id, "accepted unknown", 0);
  assert_shown (database, id, "unknown");
  return id;
}

static void
test_unknown_is_accepted_by_a_person (StoreTest *test, gconstpointer data)
{
  gint64 id = make_unknown (test->database);

  assert_refused (test->database, id, STORE_COMMAND_RETRY);
  assert_refused (test->database, id, STORE_COMMAND_RELEASE);
  assert_refused (test->database, id, STORE_COMMAND_CANCEL);
  assert_commanded (test->database, id, STORE_COMMAND_ACCEPT);
  assert_states (test->database, id, "accepted accepted");
  assert_shown (test->database, id, "accepted");
  assert_refused (test->database, id, STORE_COMMAND_ACCEPT);
  assert_refused (test->database, id, STORE_COMMAND_AGAIN);
}

static void
test_unknown_is_sent_again_by_a_person (StoreTest *test, gconstpointer data)
{
  gint64 id = make_unknown (test->database);

  g_assert_null (store_test_claim (test->database, id, G_MAXINT64));
  assert_commanded (test->database, id, STORE_COMMAND_AGAIN);
  assert_states (test->database, id, "accepted pending");
  store_test_attempt (test->database, id, "accepted", 0);
  assert_shown (test->database, id, "accepted");
}

static void
test_nothing_stops_a_running_letter (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);

  for (int command = STORE_COMMAND_RELEASE; command <= STORE_COMMAND_DELETE; command++)
    assert_refused (test->database, id, command);
}

static GBytes *
get_draft (StoreDatabase *database, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_get_draft_async (database, id, NULL, store_test_on_result, &result);
  return store_outbox_get_draft_finish (database, store_test_wait (&result), error);
}

static void
save_draft (StoreDatabase *database, const char *id, GBytes *octets, const char *digest)
{
  g_autoptr (StoreDraft) draft = store_draft_new (id);
  g_autoptr (GAsyncResult) result = NULL;
  const char *const digests[] = { digest, NULL };

  draft->octets = g_bytes_ref (octets);
  store_drafts_save_async (database, draft, digest == NULL ? NULL : digests, NULL,
                           store_test_on_result, &result);
  g_assert_true (store_drafts_save_finish (database, store_test_wait (&result), NULL));
}

static StoreDraft *
load_draft (StoreDatabase *database, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_drafts_get_async (database, id, NULL, store_test_on_result, &result);
  return store_drafts_get_finish (database, store_test_wait (&result), error);
}

static void
test_cancel_gives_the_draft_back (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (2);
  g_autoptr (GBytes) octets = g_bytes_new_static ("a draft", 7);
  g_autoptr (GError) error = NULL;
  g_autofree char *draft_id = NULL;

  save_draft (test->database, "d1", octets, "0123");
  letter->letter.draft_id = "d1";
  letter->letter.draft = octets;
  gint64 id = store_test_add_letter (test->database, &letter->letter, &error);
  g_assert_no_error (error);
  g_assert_null (load_draft (test->database, "d1", &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_autoptr (GBytes) kept = get_draft (test->database, id, &error);
  g_assert_true (g_bytes_equal (kept, octets));

  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_CANCEL, &draft_id, &error));
  g_assert_cmpstr (draft_id, ==, "d1");
  g_autoptr (StoreDraft) draft = load_draft (test->database, "d1", &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (draft->octets, octets));
  g_assert_cmpstr (draft->account_id, ==, "home");
  g_assert_cmpstr (draft->subject, ==, "Hello");
  g_assert_null (store_test_get (test->database, id, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_autofree char *digest =
      store_test_sql_text (test->directory, "SELECT digest FROM draft_file WHERE draft_id = 'd1'");
  g_assert_cmpstr (digest, ==, "0123");
}

static void
test_cancel_of_a_ready_message_leaves_nothing (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autofree char *draft_id = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (get_draft (test->database, id, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_CANCEL, &draft_id, NULL));
  g_assert_null (draft_id);
  g_assert_null (store_test_get (test->database, id, NULL));
}

static void
test_cancel_ends_for_those_who_do_not_have_it (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);

  store_test_attempt (test->database, id, "accepted deferred", 1);
  assert_commanded (test->database, id, STORE_COMMAND_CANCEL);
  assert_states (test->database, id, "accepted refused");
  assert_shown (test->database, id, "partly-accepted");
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);
  g_assert_cmpint (letter->outcome->failure->kind, ==, MAIL_FAILURE_CANCELLED);
  assert_refused (test->database, id, STORE_COMMAND_CANCEL);
}

static void
test_refused_letter_becomes_a_draft (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autoptr (GBytes) octets = g_bytes_new_static ("a draft", 7);
  g_autofree char *draft_id = NULL;

  letter->letter.draft = octets;
  gint64 id = store_test_add_letter (test->database, &letter->letter, NULL);
  store_test_attempt (test->database, id, "refused", 0);
  assert_shown (test->database, id, "refused");
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_CANCEL, &draft_id, NULL));
  g_autoptr (StoreDraft) draft = load_draft (test->database, draft_id, NULL);
  g_assert_nonnull (draft);
}

static void
test_delete_is_for_finished_letters (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (GError) error = NULL;

  assert_refused (test->database, id, STORE_COMMAND_DELETE);
  store_test_attempt (test->database, id, "accepted", 0);
  assert_commanded (test->database, id, STORE_COMMAND_DELETE);
  g_assert_null (store_test_get (test->database, id, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (store_test_command (test->database, id, STORE_COMMAND_DELETE, NULL, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_assert_cmpint (store_test_queue (test->database, 1), >, id);
}

static void
test_content_comes_back (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autofree char *path = store_test_write_file (test, "file", "octets", 6);
  g_autoptr (StoreAttachment) attachment = store_test_attach (test->database, path, NULL);
  MailHole hole = store_test_hole (attachment, MAIL_ENCODING_BASE64, 4);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mail_content_add_hole (letter->content, &hole);
  gint64 id = store_test_add_letter (test->database, &letter->letter, &error);
  g_assert_no_error (error);
  store_outbox_get_content_async (test->database, id, NULL, store_test_on_result, &result);
  g_autoptr (MailContent) content =
      store_outbox_get_content_finish (test->database, store_test_wait (&result), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (content->octets, letter->content->octets));
  g_assert_cmpuint (content->holes->len, ==, 1);
  g_assert_cmpstr (g_array_index (content->holes, MailHole, 0).digest, ==, attachment->digest);
  g_autoptr (StoreLetter) stored = store_test_get (test->database, id, NULL);
  g_assert_cmpuint (stored->size, ==, mail_content_get_size (content));
  g_assert_cmpuint (stored->n_attachments, ==, 1);
}

static void
test_missing_file_is_no_letter (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  MailHole hole = { .size = 3, .encoding = MAIL_ENCODING_BASE64, .line_length = 76 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = g_bytes_new_static ("a draft", 7);

  memset (hole.digest, 'a', MAIL_DIGEST_LENGTH);
  mail_content_add_hole (letter->content, &hole);
  save_draft (test->database, "d1", octets, NULL);
  letter->letter.draft_id = "d1";
  g_assert_cmpint (store_test_add_letter (test->database, &letter->letter, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);

  /* nothing changed: the draft is there, no letter is */
  g_autoptr (StoreDraft) draft = load_draft (test->database, "d1", NULL);
  g_assert_nonnull (draft);
  g_autoptr (GPtrArray) letters = store_test_list (test->database, STORE_ALL, NULL, NULL);
  g_assert_cmpuint (letters->len, ==, 0);
}

static void
assert_listed (StoreDatabase *database, StoreFilter filter, const char *account_id,
               const char *expected)
{
  g_autoptr (GPtrArray) letters = store_test_list (database, filter, account_id, NULL);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < letters->len; i++)
    g_string_append_printf (ids, "%" G_GINT64_FORMAT " ", ((StoreLetter *) letters->pdata[i])->id);
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_lists (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) other = store_test_letter_new (1);
  gint64 accepted = store_test_queue (test->database, 1);
  gint64 refused = store_test_queue (test->database, 1);
  gint64 old = store_test_queue (test->database, 1);

  other->letter.account_id = "work";
  store_test_add_letter (test->database, &other->letter, NULL);
  store_test_attempt (test->database, accepted, "accepted", 0);
  store_test_attempt (test->database, refused, "refused", 0);
  store_test_attempt (test->database, old, "accepted", 0);
  store_test_sql (test->directory, "UPDATE letter SET ended_us = 1 WHERE id = 3");

  assert_listed (test->database, STORE_ALL, NULL, "4 3 2 1 ");
  assert_listed (test->database, STORE_ALL, "work", "4 ");
  assert_listed (test->database, STORE_UNFINISHED, NULL, "4 2 ");
  assert_listed (test->database, STORE_ACCEPTED, NULL, "3 1 ");
  assert_listed (test->database, STORE_OUTBOX, NULL, "4 2 1 ");
  assert_listed (test->database, STORE_OUTBOX, "home", "2 1 ");
}

static void
test_pages (StoreTest *test, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  for (int i = 0; i < 5; i++)
    store_test_queue (test->database, 1);
  store_outbox_list_async (test->database, STORE_ALL, NULL, NULL, 1, 2, NULL, store_test_on_result,
                           &result);
  g_autoptr (GPtrArray) letters =
      store_outbox_list_finish (test->database, store_test_wait (&result), NULL);
  g_assert_cmpuint (letters->len, ==, 2);
  g_assert_cmpint (((StoreLetter *) letters->pdata[0])->id, ==, 4);
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
                              store_test_on_result, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = store_test_wait (&results[i]);
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
test_cancelled_before_it_began (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  store_outbox_add_async (test->database, &letter->letter, cancellable, store_test_on_result,
                          &result);
  g_assert_cmpint (store_outbox_add_finish (test->database, store_test_wait (&result), &error), ==,
                   0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_listed (test->database, STORE_ALL, NULL, "");
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
  assert_shown (test->database, id, "accepted");
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
  store_test_add ("/store/outbox/conversation-of-each-attempt", test_conversation_of_each_attempt);
  store_test_add ("/store/outbox/marks-and-results-need-their-state",
                  test_marks_and_results_need_their_state);
  store_test_add ("/store/outbox/recovers-sending", test_recovers_sending);
  store_test_add ("/store/outbox/recovers-confirming", test_recovers_confirming);
  store_test_add ("/store/outbox/recovered-letter-goes-on-for-the-deferred",
                  test_recovered_letter_goes_on_for_the_deferred);
  store_test_add ("/store/outbox/release", test_release);
  store_test_add ("/store/outbox/retry", test_retry);
  store_test_add ("/store/outbox/resume-account", test_resume_account);
  store_test_add ("/store/outbox/unknown-is-accepted-by-a-person",
                  test_unknown_is_accepted_by_a_person);
  store_test_add ("/store/outbox/unknown-is-sent-again-by-a-person",
                  test_unknown_is_sent_again_by_a_person);
  store_test_add ("/store/outbox/nothing-stops-a-running-letter",
                  test_nothing_stops_a_running_letter);
  store_test_add ("/store/outbox/cancel-gives-the-draft-back", test_cancel_gives_the_draft_back);
  store_test_add ("/store/outbox/cancel-of-a-ready-message-leaves-nothing",
                  test_cancel_of_a_ready_message_leaves_nothing);
  store_test_add ("/store/outbox/cancel-ends-for-those-who-do-not-have-it",
                  test_cancel_ends_for_those_who_do_not_have_it);
  store_test_add ("/store/outbox/refused-letter-becomes-a-draft",
                  test_refused_letter_becomes_a_draft);
  store_test_add ("/store/outbox/delete-is-for-finished-letters",
                  test_delete_is_for_finished_letters);
  store_test_add ("/store/outbox/content-comes-back", test_content_comes_back);
  store_test_add ("/store/outbox/missing-file-is-no-letter", test_missing_file_is_no_letter);
  store_test_add ("/store/outbox/lists", test_lists);
  store_test_add ("/store/outbox/pages", test_pages);
  store_test_add ("/store/outbox/two-claims-one-wins", test_two_claims_one_wins);
  store_test_add ("/store/outbox/cancelled-before-it-began", test_cancelled_before_it_began);
  store_test_add ("/store/outbox/many-recipients", test_many_recipients);
  return g_test_run ();
}

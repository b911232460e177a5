/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#define SECOND_US ((gint64) G_USEC_PER_SEC)

static void
assert_refused (StoreDatabase *database, gint64 id, StoreCommand command)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = store_test_states (database, id);

  g_assert_false (store_test_command (database, id, command, NULL, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_STATE);
  store_test_assert_states (database, id, before);
}

static void
assert_commanded (StoreDatabase *database, gint64 id, StoreCommand command)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (store_test_command (database, id, command, NULL, &error));
  g_assert_no_error (error);
}

static void
test_release (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);

  letter->letter.held_until_us = g_get_real_time () + 3600 * SECOND_US;
  gint64 id = store_test_add_letter (test->database, &letter->letter, NULL);
  assert_refused (test->database, id, STORE_COMMAND_RETRY);
  assert_commanded (test->database, id, STORE_COMMAND_RELEASE);
  store_test_assert_shown (test->database, id, "queued");
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
resume_account (StoreTest *test, const char *account_id)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_resume_account_async (test->database, account_id, NULL, support_await_done, &result);
  g_assert_true (
      store_outbox_resume_account_finish (test->database, support_await (&result), NULL));
}

/* Neither time nor a new password sends what a person stopped. */
static void
test_stop (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 3);

  store_test_attempt (test->database, id, "accepted deferred refused",
                      g_get_real_time () + 3600 * SECOND_US);
  assert_commanded (test->database, id, STORE_COMMAND_STOP);
  store_test_assert_shown (test->database, id, "paused");
  store_test_assert_states (test->database, id, "accepted deferred refused");
  assert_refused (test->database, id, STORE_COMMAND_STOP);
  g_autoptr (StoreLetter) stopped = store_test_get (test->database, id, NULL);
  g_assert_cmpint (stopped->outcome->failure->kind, ==, MAIL_FAILURE_CANCELLED);
  resume_account (test, stopped->account_id);
  store_test_assert_shown (test->database, id, "paused");
  g_assert_null (store_test_claim (test->database, id, G_MAXINT64));

  assert_commanded (test->database, id, STORE_COMMAND_RETRY);
  g_autoptr (StoreLetter) waiting = store_test_get (test->database, id, NULL);
  g_assert_null (waiting->outcome->failure);
  store_test_attempt (test->database, id, "accepted", 0);
  store_test_assert_states (test->database, id, "accepted accepted refused");
  store_test_assert_shown (test->database, id, "partly-accepted");
  assert_refused (test->database, id, STORE_COMMAND_STOP);
}

static void
test_stop_before_the_first_attempt (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);

  assert_commanded (test->database, id, STORE_COMMAND_STOP);
  store_test_assert_shown (test->database, id, "paused");
  g_assert_null (store_test_claim_now (test->database));
  assert_commanded (test->database, id, STORE_COMMAND_RETRY);
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  g_assert_nonnull (claimed);
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
  store_test_assert_shown (test->database, id, "paused");
  for (gsize i = 0; i < G_N_ELEMENTS (accounts); i++)
    {
      g_autoptr (GAsyncResult) result = NULL;

      store_outbox_resume_account_async (test->database, accounts[i], NULL, support_await_done,
                                         &result);
      g_assert_true (
          store_outbox_resume_account_finish (test->database, support_await (&result), NULL));
      store_test_assert_shown (test->database, id, i == 0 ? "paused" : "waiting");
    }
  g_autoptr (StoreLetter) again = store_test_claim_now (test->database);
  g_assert_nonnull (again);
}

/* The keyring counts seconds: a code given anew may bear the time at which the old one was refused.
 */
static void
test_resume_forgets_the_refused_login (StoreTest *test, gconstpointer data)
{
  const StoreLogin refused = { .refused_modified_s = 7, .soft_refusals = 2, .size_limit = 5000 };
  g_autoptr (GAsyncResult) set = NULL;
  g_autoptr (GAsyncResult) resumed = NULL;
  g_autoptr (GAsyncResult) got = NULL;
  StoreLogin login;

  store_logins_set_async (test->database, "home", &refused, NULL, support_await_done, &set);
  g_assert_true (store_logins_set_finish (test->database, support_await (&set), NULL));
  store_outbox_resume_account_async (test->database, "home", NULL, support_await_done, &resumed);
  g_assert_true (
      store_outbox_resume_account_finish (test->database, support_await (&resumed), NULL));

  store_logins_get_async (test->database, "home", NULL, support_await_done, &got);
  g_assert_true (store_logins_get_finish (test->database, support_await (&got), &login, NULL));
  g_assert_cmpuint (login.refused_modified_s, ==, 0);
  g_assert_cmpuint (login.soft_refusals, ==, 0);
  g_assert_cmpuint (login.size_limit, ==, 5000);
}

static gint64
make_unknown (StoreDatabase *database)
{
  gint64 id = store_test_queue (database, 2);

  store_test_attempt (database, id, "accepted unknown", 0);
  store_test_assert_shown (database, id, "unknown");
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
  store_test_assert_states (test->database, id, "accepted accepted");
  store_test_assert_shown (test->database, id, "accepted");
  assert_refused (test->database, id, STORE_COMMAND_ACCEPT);
  assert_refused (test->database, id, STORE_COMMAND_AGAIN);
}

static void
test_unknown_is_sent_again_by_a_person (StoreTest *test, gconstpointer data)
{
  gint64 id = make_unknown (test->database);

  g_assert_null (store_test_claim (test->database, id, G_MAXINT64));
  assert_commanded (test->database, id, STORE_COMMAND_AGAIN);
  store_test_assert_states (test->database, id, "accepted pending");
  store_test_attempt (test->database, id, "accepted", 0);
  store_test_assert_shown (test->database, id, "accepted");
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

  store_outbox_get_draft_async (database, id, NULL, support_await_done, &result);
  return store_outbox_get_draft_finish (database, support_await (&result), error);
}

static void
test_cancel_gives_the_draft_back (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (2);
  g_autoptr (GBytes) octets = g_bytes_new_static ("a draft", 7);
  g_autoptr (GError) error = NULL;
  g_autofree char *draft_id = NULL;

  store_test_save_draft (test->database, "d1", octets, "0123");
  letter->letter.draft_id = "d1";
  letter->letter.draft = octets;
  gint64 id = store_test_add_letter (test->database, &letter->letter, &error);
  g_assert_no_error (error);
  g_assert_null (store_test_load_draft (test->database, "d1", &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_autoptr (GBytes) kept = get_draft (test->database, id, &error);
  g_assert_true (g_bytes_equal (kept, octets));

  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_CANCEL, &draft_id, &error));
  g_assert_cmpstr (draft_id, ==, "d1");
  g_autoptr (StoreDraft) draft = store_test_load_draft (test->database, "d1", &error);
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
  store_test_assert_states (test->database, id, "accepted refused");
  store_test_assert_shown (test->database, id, "partly-accepted");
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
  store_test_assert_shown (test->database, id, "refused");
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_CANCEL, &draft_id, NULL));
  g_autoptr (StoreDraft) draft = store_test_load_draft (test->database, draft_id, NULL);
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/command/release", test_release);
  store_test_add ("/store/command/retry", test_retry);
  store_test_add ("/store/command/stop", test_stop);
  store_test_add ("/store/command/stop-before-the-first-attempt",
                  test_stop_before_the_first_attempt);
  store_test_add ("/store/command/resume-account", test_resume_account);
  store_test_add ("/store/command/resume-forgets-the-refused-login",
                  test_resume_forgets_the_refused_login);
  store_test_add ("/store/command/unknown-is-accepted-by-a-person",
                  test_unknown_is_accepted_by_a_person);
  store_test_add ("/store/command/unknown-is-sent-again-by-a-person",
                  test_unknown_is_sent_again_by_a_person);
  store_test_add ("/store/command/nothing-stops-a-running-letter",
                  test_nothing_stops_a_running_letter);
  store_test_add ("/store/command/cancel-gives-the-draft-back", test_cancel_gives_the_draft_back);
  store_test_add ("/store/command/cancel-of-a-ready-message-leaves-nothing",
                  test_cancel_of_a_ready_message_leaves_nothing);
  store_test_add ("/store/command/cancel-ends-for-those-who-do-not-have-it",
                  test_cancel_ends_for_those_who_do_not_have_it);
  store_test_add ("/store/command/refused-letter-becomes-a-draft",
                  test_refused_letter_becomes_a_draft);
  store_test_add ("/store/command/delete-is-for-finished-letters",
                  test_delete_is_for_finished_letters);
  return g_test_run ();
}

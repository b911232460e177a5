/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters with a time of their own: until then, after it, another one. */

#include "store-test.h"

#include <string.h>

#include "mail-date.h"

#define HOUR_US ((gint64) G_TIME_SPAN_HOUR)
#define RENDERED "From: me@example.org\r\nDate: Mon, 1 Jan 2001 00:00:00 +0000\r\n\r\nHello\r\n"

static gint64
add (StoreTest *test, gint64 send_at_us, gboolean written_here)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autoptr (GBytes) octets = g_bytes_new_static (RENDERED, strlen (RENDERED));
  g_autoptr (GBytes) draft = g_bytes_new_static ("draft", 5);
  g_autoptr (MailContent) content = mail_content_new (octets);

  letter->letter.content = content;
  letter->letter.draft = written_here ? draft : NULL;
  letter->letter.send_at_us = send_at_us;
  gint64 id = store_test_add_letter (test->database, &letter->letter, NULL);
  g_assert_cmpint (id, >, 0);
  return id;
}

static char *
dup_octets (StoreDatabase *database, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_get_content_async (database, id, NULL, support_await_done, &result);
  g_autoptr (MailContent) content =
      store_outbox_get_content_finish (database, support_await (&result), NULL);
  return g_strndup (g_bytes_get_data (content->octets, NULL), g_bytes_get_size (content->octets));
}

static char *
dup_dated (gint64 time_us)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autofree char *text = mail_date_to_text (date);

  return g_strdup_printf ("From: me@example.org\r\nDate: %s\r\n\r\nHello\r\n", text);
}

static gboolean
reschedule (StoreDatabase *database, gint64 id, gint64 send_at_us, GBytes *draft, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_reschedule_async (database, id, send_at_us, draft, NULL, support_await_done,
                                 &result);
  return store_outbox_reschedule_finish (database, support_await (&result), error);
}

static GPtrArray *
list_moving (StoreDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_list_moving_async (database, NULL, support_await_done, &result);
  return store_outbox_list_moving_finish (database, support_await (&result), NULL);
}

static void
test_waits_for_its_time (StoreTest *test, gconstpointer data)
{
  gint64 at_us = g_get_real_time () + 20 * HOUR_US;
  gint64 id = add (test, at_us, TRUE);
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);

  store_test_assert_shown (test->database, id, "held");
  g_assert_cmpint (letter->send_at_us, ==, at_us);
  g_assert_cmpint (letter->due_us, ==, at_us);
  g_assert_null (store_test_claim (test->database, 0, at_us - 1));
  g_assert_null (store_test_claim (test->database, id, at_us - 1));
  g_autoptr (StoreLetter) claimed = store_test_claim (test->database, 0, at_us);
  g_assert_nonnull (claimed);
}

/* By itself nothing of the letter changes. */
static void
test_goes_by_itself_a_day_late (StoreTest *test, gconstpointer data)
{
  gint64 at_us = g_get_real_time () + HOUR_US;
  gint64 id = add (test, at_us, TRUE);
  g_autoptr (StoreLetter) claimed = store_test_claim (test->database, 0, at_us + STORE_LATE_US);

  g_assert_nonnull (claimed);
  g_autofree char *octets = dup_octets (test->database, id);
  g_assert_cmpstr (octets, ==, RENDERED);
}

static void
test_asks_when_later_still (StoreTest *test, gconstpointer data)
{
  gint64 now_us = g_get_real_time ();
  gint64 late_us = now_us - STORE_LATE_US - HOUR_US;
  gint64 late = add (test, late_us, TRUE);
  gint64 other = add (test, now_us - HOUR_US, TRUE);
  g_autoptr (StoreLetter) claimed = store_test_claim (test->database, 0, now_us);

  /* the one behind it goes all the same */
  g_assert_cmpint (claimed->id, ==, other);
  store_test_assert_shown (test->database, late, "paused");
  g_assert_null (store_test_claim (test->database, 0, G_MAXINT64));
  g_assert_null (store_test_claim (test->database, late, G_MAXINT64));
  g_autoptr (MailOutcome) outcome = store_test_outcome (claimed);
  StoreResult result = { .outcome = outcome };
  mail_outcome_settle (outcome, MAIL_RECIPIENT_ACCEPTED, NULL);
  g_assert_true (store_test_finish (test->database, other, &result, NULL));
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, -1);

  store_test_reopen (test);
  store_test_assert_shown (test->database, late, "paused");
  g_autoptr (StoreLetter) letter = store_test_get (test->database, late, NULL);
  g_assert_cmpint (letter->send_at_us, ==, late_us);
}

/* A new code or another server is no answer to that question. */
static void
test_resuming_the_account_sends_no_late_letter (StoreTest *test, gconstpointer data)
{
  gint64 now_us = g_get_real_time ();
  gint64 id = add (test, now_us - STORE_LATE_US - HOUR_US, TRUE);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_null (store_test_claim_now (test->database));
  store_outbox_resume_account_async (test->database, "home", NULL, support_await_done, &result);
  g_assert_true (
      store_outbox_resume_account_finish (test->database, support_await (&result), NULL));
  g_assert_null (store_test_claim_now (test->database));
  store_test_assert_shown (test->database, id, "paused");
}

static void
assert_goes_now (StoreTest *test, gint64 id, StoreCommand command)
{
  gint64 before_us = g_get_real_time ();

  g_assert_true (store_test_command (test->database, id, command, NULL, NULL));
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_QUEUED);
  g_assert_false (letter->paused);
  g_assert_cmpint (letter->send_at_us, >=, before_us);
  g_assert_cmpint (letter->send_at_us, <=, g_get_real_time ());

  g_autofree char *octets = dup_octets (test->database, id);
  g_autofree char *expected = dup_dated (letter->send_at_us);
  g_assert_cmpstr (octets, ==, expected);
  g_assert_cmpuint (letter->size, ==, strlen (octets));
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  g_assert_cmpint (claimed->id, ==, id);
}

static void
test_send_now (StoreTest *test, gconstpointer data)
{
  gint64 late_us = g_get_real_time () - STORE_LATE_US - HOUR_US;

  assert_goes_now (test, add (test, g_get_real_time () + 50 * HOUR_US, TRUE),
                   STORE_COMMAND_RELEASE);
  for (int i = 0; i < 2; i++)
    {
      gint64 late = add (test, late_us, TRUE);

      g_assert_null (store_test_claim_now (test->database));
      assert_goes_now (test, late, i == 0 ? STORE_COMMAND_RELEASE : STORE_COMMAND_RETRY);
    }
}

/* Undo's hold is no time that was chosen. */
static void
test_a_short_hold_keeps_its_date (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);

  letter->letter.held_until_us = g_get_real_time () + HOUR_US;
  gint64 id = store_test_add_letter (test->database, &letter->letter, NULL);
  g_autofree char *before = dup_octets (test->database, id);
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_RELEASE, NULL, NULL));
  g_autofree char *after = dup_octets (test->database, id);
  g_assert_cmpstr (before, ==, after);
}

static void
test_another_time (StoreTest *test, gconstpointer data)
{
  gint64 late = add (test, g_get_real_time () - STORE_LATE_US - HOUR_US, TRUE);
  gint64 at_us = g_get_real_time () + 30 * HOUR_US;
  g_autofree char *expected = dup_dated (at_us);
  g_autoptr (GBytes) draft = g_bytes_new_static ("changed", 7);
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_null (store_test_claim_now (test->database));
  g_assert_true (reschedule (test->database, late, at_us, draft, NULL));
  store_test_assert_shown (test->database, late, "held");
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, at_us);
  g_autofree char *octets = dup_octets (test->database, late);
  g_assert_cmpstr (octets, ==, expected);

  store_outbox_get_draft_async (test->database, late, NULL, support_await_done, &result);
  g_autoptr (GBytes) kept =
      store_outbox_get_draft_finish (test->database, support_await (&result), NULL);
  g_assert_true (g_bytes_equal (kept, draft));
}

static void
test_another_time_comes_too_late (StoreTest *test, gconstpointer data)
{
  gint64 at_us = g_get_real_time () + 30 * HOUR_US;
  gint64 id = add (test, at_us, TRUE);
  g_autoptr (StoreLetter) claimed = store_test_claim (test->database, 0, at_us);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (claimed);
  g_assert_false (reschedule (test->database, id, at_us + HOUR_US, NULL, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_STATE);
  g_autofree char *octets = dup_octets (test->database, id);
  g_assert_cmpstr (octets, ==, RENDERED);
}

/* A message that came ready is its author's, Date and all. */
static void
test_ready_message_keeps_its_date (StoreTest *test, gconstpointer data)
{
  gint64 at_us = g_get_real_time () + 30 * HOUR_US;
  gint64 id = add (test, at_us, FALSE);

  g_assert_true (reschedule (test->database, id, at_us + HOUR_US, NULL, NULL));
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_RELEASE, NULL, NULL));
  g_autofree char *octets = dup_octets (test->database, id);
  g_assert_cmpstr (octets, ==, RENDERED);
}

static void
test_becomes_a_draft_again (StoreTest *test, gconstpointer data)
{
  gint64 late = add (test, g_get_real_time () - STORE_LATE_US - HOUR_US, TRUE);
  g_autofree char *draft_id = NULL;

  g_assert_null (store_test_claim_now (test->database));
  g_assert_true (store_test_command (test->database, late, STORE_COMMAND_CANCEL, &draft_id, NULL));
  g_assert_nonnull (draft_id);
}

static void
test_moving (StoreTest *test, gconstpointer data)
{
  gint64 now_us = g_get_real_time ();
  gint64 later = add (test, now_us + 50 * HOUR_US, TRUE);
  gint64 sooner = add (test, now_us + 40 * HOUR_US, TRUE);
  gint64 running = store_test_queue (test->database, 1);
  g_autoptr (StoreLetter) claimed = store_test_claim_now (test->database);
  gint64 queued = store_test_queue (test->database, 1);
  g_autoptr (GPtrArray) moving = list_moving (test->database);
  const StoreMoving *row = NULL;

  g_assert_cmpint (claimed->id, ==, running);
  g_assert_cmpint (queued, >, running);
  g_assert_cmpuint (moving->len, ==, 3);
  row = g_ptr_array_index (moving, 0);
  g_assert_cmpint (row->id, ==, running);
  g_assert_cmpint (row->state, ==, MAIL_LETTER_SENDING);
  g_assert_cmpint (row->send_at_us, ==, 0);
  row = g_ptr_array_index (moving, 1);
  g_assert_cmpint (row->id, ==, sooner);
  g_assert_cmpint (row->send_at_us, ==, now_us + 40 * HOUR_US);
  g_assert_cmpstr (row->account_id, ==, "home");
  g_assert_false (row->paused);
  row = g_ptr_array_index (moving, 2);
  g_assert_cmpint (row->id, ==, later);
}

/* A letter of the version before, held longer than Undo holds, was sent with --at. */
static void
test_before_the_migration (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);

  store_test_close (g_steal_pointer (&test->database));
  store_test_make_old (test->directory, "004");
  store_test_sql (test->directory,
                  "INSERT INTO letter (account_id, message_id, subject, originator, recipients, "
                  "size, n_attachments, created_us, due_us, state) VALUES "
                  "('home', '<1@x>', '', '', '', 0, 0, 1000000, 90000000, 'held'), "
                  "('home', '<2@x>', '', '', '', 0, 0, 1000000, 61000000, 'held'), "
                  "('home', '<3@x>', '', '', '', 0, 0, 1000000, 90000000, 'queued')");
  test->database = store_test_open (store);

  g_autofree char *times = store_test_sql_text (
      test->directory, "SELECT group_concat (send_at_us, ' ') FROM letter ORDER BY id");
  g_assert_cmpstr (times, ==, "90000000 0 0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  store_test_add ("/store/later/waits-for-its-time", test_waits_for_its_time);
  store_test_add ("/store/later/goes-by-itself-a-day-late", test_goes_by_itself_a_day_late);
  store_test_add ("/store/later/asks-when-later-still", test_asks_when_later_still);
  store_test_add ("/store/later/resuming-the-account-sends-no-late-letter",
                  test_resuming_the_account_sends_no_late_letter);
  store_test_add ("/store/later/send-now", test_send_now);
  store_test_add ("/store/later/a-short-hold-keeps-its-date", test_a_short_hold_keeps_its_date);
  store_test_add ("/store/later/another-time", test_another_time);
  store_test_add ("/store/later/another-time-comes-too-late", test_another_time_comes_too_late);
  store_test_add ("/store/later/ready-message-keeps-its-date", test_ready_message_keeps_its_date);
  store_test_add ("/store/later/becomes-a-draft-again", test_becomes_a_draft_again);
  store_test_add ("/store/later/moving", test_moving);
  store_test_add ("/store/later/before-the-migration", test_before_the_migration);
  return g_test_run ();
}

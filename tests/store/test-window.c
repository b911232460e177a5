/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter to many goes in several transactions: each is marked and settled for its own recipients,
 * and a crash in one says nothing of the others. And what a migration must not lose. */

#include "store-servers.h"
#include "store-test.h"

/* the recipients @first to @last of a claimed letter */
static MailOutcome *
make_window (StoreLetter *letter, guint first, guint last)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (letter->reverse_path);

  for (guint i = first; i <= last; i++)
    mail_envelope_add (envelope, mail_outcome_get (letter->outcome, i)->path);
  return mail_outcome_new (envelope);
}

static void
finish_window (StoreTest *test, gint64 id, const MailOutcome *outcome)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_outbox_finish_window_async (test->database, id, outcome, support_await_done, &result);
  store_outbox_finish_window_finish (test->database, support_await (&result), &error);
  g_assert_no_error (error);
}

static void
test_crash_while_confirming (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 5);
  g_autoptr (StoreLetter) letter = store_test_claim_now (test->database);
  g_autoptr (MailOutcome) first = make_window (letter, 0, 1);
  g_autoptr (MailOutcome) second = make_window (letter, 2, 3);

  g_assert_true (store_test_mark (test->database, id, first, NULL));
  mail_outcome_set (first, 0, MAIL_RECIPIENT_ACCEPTED, NULL);
  mail_outcome_set (first, 1, MAIL_RECIPIENT_REFUSED, NULL);
  finish_window (test, id, first);
  store_test_assert_states (test->database, id, "accepted refused pending pending pending");
  store_test_assert_shown (test->database, id, "sending");

  mail_outcome_set (second, 1, MAIL_RECIPIENT_DEFERRED, NULL);
  g_assert_true (store_test_mark (test->database, id, second, NULL));
  store_test_recover (test->database, "home");
  store_test_assert_states (test->database, id, "accepted refused unknown deferred pending");
  store_test_assert_shown (test->database, id, "unknown");

  /* the others still get theirs */
  store_test_attempt (test->database, id, "accepted accepted", 0);
  store_test_assert_states (test->database, id, "accepted refused unknown accepted accepted");
}

static void
test_crash_between_windows (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 3);
  g_autoptr (StoreLetter) letter = store_test_claim_now (test->database);
  g_autoptr (MailOutcome) first = make_window (letter, 0, 1);

  g_assert_true (store_test_mark (test->database, id, first, NULL));
  mail_outcome_settle (first, MAIL_RECIPIENT_ACCEPTED, NULL);
  finish_window (test, id, first);
  store_test_recover (test->database, "home");
  store_test_assert_states (test->database, id, "accepted accepted pending");
  g_assert_cmpint (store_test_next_due (test->database, "home"), >, 0);
}

/* What was unknown and is sent again because a person says so leaves no mark behind. */
static void
test_again_is_unmarked (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);
  g_autoptr (StoreLetter) letter = store_test_claim_now (test->database);
  g_autoptr (MailOutcome) first = make_window (letter, 0, 0);
  g_autoptr (StoreLetter) again = NULL;
  g_autoptr (MailOutcome) second = NULL;

  g_assert_true (store_test_mark (test->database, id, first, NULL));
  store_test_recover (test->database, "home");
  store_test_assert_states (test->database, id, "unknown pending");
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_AGAIN, NULL, NULL));
  again = store_test_claim (test->database, id, G_MAXINT64);
  second = make_window (again, 1, 1);
  g_assert_true (store_test_mark (test->database, id, second, NULL));
  store_test_recover (test->database, "home");
  store_test_assert_states (test->database, id, "pending unknown");
}

static void
test_request_is_kept (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autoptr (StoreLetter) kept = NULL;
  gint64 id;

  letter->envelope->request =
      (MailRequest){ MAIL_NOTIFY_SUCCESS | MAIL_NOTIFY_DELAY, MAIL_RETURN_HEADERS, TRUE };
  id = store_test_add_letter (test->database, &letter->letter, NULL);
  kept = store_test_get (test->database, id, NULL);
  g_assert_cmpint (kept->request.notify, ==, MAIL_NOTIFY_SUCCESS | MAIL_NOTIFY_DELAY);
  g_assert_cmpint (kept->request.ret, ==, MAIL_RETURN_HEADERS);
  g_assert_true (kept->request.require_tls);
}

/* A program of before has no marks for recipients: all of a letter it left confirming are marked.
 */
static void
test_confirming_before_the_migration (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 2);
  g_autoptr (StoreLetter) letter = store_test_claim_now (test->database);
  g_autoptr (MailOutcome) all = make_window (letter, 0, 1);

  g_assert_true (store_test_mark (test->database, id, all, NULL));
  store_test_close (test->database);
  test->database = NULL;
  store_test_sql (test->directory, "DROP TRIGGER draft_versions_with_draft;"
                                   "DROP TRIGGER draft_versions_with_letter;"
                                   "DROP TRIGGER draft_versions_until_accepted;"
                                   "DROP INDEX letter_draft;"
                                   "DROP TABLE draft_version_file; DROP TABLE draft_version;"
                                   "DROP TABLE draft_discarded; DROP TABLE draft_window;");
  store_test_sql (test->directory, "ALTER TABLE recipient DROP COLUMN confirming");
  store_test_sql (test->directory, "ALTER TABLE letter DROP COLUMN notify");
  store_test_sql (test->directory, "ALTER TABLE letter DROP COLUMN ret");
  store_test_sql (test->directory, "ALTER TABLE letter DROP COLUMN require_tls");
  store_test_sql (test->directory, "DROP TABLE server");
  store_test_sql (test->directory, "DROP INDEX letter_moving");
  store_test_sql (test->directory, "DROP INDEX letter_ended; DROP TABLE letter_deleted");
  store_test_sql (test->directory, "ALTER TABLE letter DROP COLUMN send_at_us");
  store_test_sql (test->directory, "PRAGMA user_version = 1");
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  test->database = store_test_open (store);

  store_test_recover (test->database, "home");
  store_test_assert_states (test->database, id, "unknown unknown");
}

static int
get_chunks (StoreTest *test, const char *host, guint16 port)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  int chunks = -9;

  store_servers_get_chunks_async (test->database, host, port, NULL, support_await_done, &result);
  store_servers_get_chunks_finish (test->database, support_await (&result), &chunks, &error);
  g_assert_no_error (error);
  return chunks;
}

static void
set_chunks (StoreTest *test, const char *host, guint16 port, int chunks)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_servers_set_chunks_async (test->database, host, port, chunks, support_await_done, &result);
  store_servers_set_chunks_finish (test->database, support_await (&result), &error);
  g_assert_no_error (error);
}

static void
test_chunks_of_a_server (StoreTest *test, gconstpointer data)
{
  g_assert_cmpint (get_chunks (test, "smtp.example.org", 465), ==, 0);
  set_chunks (test, "smtp.example.org", 465, 2);
  g_assert_cmpint (get_chunks (test, "SMTP.example.org", 465), ==, 2);
  g_assert_cmpint (get_chunks (test, "smtp.example.org", 587), ==, 0);
  set_chunks (test, "smtp.example.org", 465, STORE_CHUNKS_FAILED);
  g_assert_cmpint (get_chunks (test, "smtp.example.org", 465), ==, STORE_CHUNKS_FAILED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/window/crash-while-confirming", test_crash_while_confirming);
  store_test_add ("/store/window/crash-between-windows", test_crash_between_windows);
  store_test_add ("/store/window/again-is-unmarked", test_again_is_unmarked);
  store_test_add ("/store/window/request-is-kept", test_request_is_kept);
  store_test_add ("/store/window/confirming-before-the-migration",
                  test_confirming_before_the_migration);
  store_test_add ("/store/window/chunks-of-a-server", test_chunks_of_a_server);

  return g_test_run ();
}

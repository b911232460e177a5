/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#define LIMIT_S 10

/* Waiting */

static gboolean
on_limit (gpointer user_data)
{
  g_error ("This takes too long");
  return G_SOURCE_REMOVE;
}

void
store_test_until (gboolean (*done) (gpointer data), gpointer data)
{
  guint limit = g_timeout_add_seconds (LIMIT_S, on_limit, NULL);

  while (!done (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
}

char *
store_test_write_file (StoreTest *test, const char *name, const void *octets, gsize length)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (test->directory, name, NULL);

  g_file_set_contents (path, octets, length, &error);
  g_assert_no_error (error);
  return path;
}

/* Opening */

StoreDatabase *
store_test_try_open (const char *directory, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (directory);
  g_autoptr (GAsyncResult) result = NULL;

  store_database_open_async (file, NULL, support_await_done, &result);
  return store_database_open_finish (support_await (&result), error);
}

StoreDatabase *
store_test_open (const char *directory)
{
  g_autoptr (GError) error = NULL;
  StoreDatabase *database = store_test_try_open (directory, &error);

  g_assert_no_error (error);
  g_assert_true (STORE_IS_DATABASE (database));
  return database;
}

void
store_test_close (StoreDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_database_close_async (database, support_await_done, &result);
  store_database_close_finish (database, support_await (&result));
  g_object_unref (database);
}

void
store_test_reopen (StoreTest *test)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);

  store_test_close (test->database);
  test->database = store_test_open (store);
}

void
store_test_set_up (StoreTest *test, gconstpointer data)
{
  test->directory = support_directory_new ();
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);

  test->database = store_test_open (store);
}

void
store_test_tear_down (StoreTest *test, gconstpointer data)
{
  if (test->database != NULL)
    store_test_close (test->database);
  support_directory_free (test->directory);
}

static sqlite3 *
open_sqlite (const char *directory)
{
  sqlite3 *sqlite = NULL;
  g_autofree char *path = g_build_filename (directory, "store", "envoi.db", NULL);

  g_assert_cmpint (sqlite3_open (path, &sqlite), ==, SQLITE_OK);
  sqlite3_busy_timeout (sqlite, LIMIT_S * 1000);
  return sqlite;
}

void
store_test_sql (const char *directory, const char *sql)
{
  sqlite3 *sqlite = open_sqlite (directory);

  if (sqlite3_exec (sqlite, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (sqlite));
  sqlite3_close (sqlite);
}

char *
store_test_sql_text (const char *directory, const char *sql)
{
  sqlite3 *sqlite = open_sqlite (directory);
  sqlite3_stmt *statement = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (sqlite, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  char *text = g_strdup ((const char *) sqlite3_column_text (statement, 0));
  sqlite3_finalize (statement);
  sqlite3_close (sqlite);
  return text;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list_migrations (const char *schema)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) files = g_dir_open (schema, 0, NULL);
  const char *name;

  g_assert_nonnull (files);
  while ((name = g_dir_read_name (files)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

void
store_test_make_old (const char *directory, const char *first)
{
  g_autofree char *schema =
      g_test_build_filename (G_TEST_DIST, "..", "src", "store", "schema", NULL);
  g_autoptr (GPtrArray) names = list_migrations (schema);
  static const char *const files[] = { "envoi.db", "envoi.db-wal", "envoi.db-shm" };
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (directory, "store", files[i], NULL);

      g_unlink (path);
    }
  while (strcmp (g_ptr_array_index (names, n), first) < 0)
    {
      g_autofree char *path = g_build_filename (schema, g_ptr_array_index (names, n++), NULL);
      g_autofree char *sql = NULL;

      g_assert_true (g_file_get_contents (path, &sql, NULL, NULL));
      store_test_sql (directory, sql);
    }
  g_autofree char *version = g_strdup_printf ("PRAGMA user_version = %u", n);
  store_test_sql (directory, version);
}

/* Letters */

StoreTestLetter *
store_test_letter_new (guint n_recipients)
{
  static const char octets[] = "Subject: Hello\r\n\r\nHello\r\n";
  StoreTestLetter *letter = g_new0 (StoreTestLetter, 1);
  g_autoptr (GBytes) bytes = g_bytes_new_static (octets, sizeof octets - 1);
  g_autoptr (MailPath) from = mail_path_parse ("me@example.org", NULL);

  letter->content = mail_content_new (bytes);
  letter->envelope = mail_envelope_new (from);
  for (guint i = 0; i < n_recipients; i++)
    {
      g_autofree char *text = g_strdup_printf ("%c@example.org", 'a' + i);
      g_autoptr (MailPath) path = mail_path_parse (text, NULL);

      g_assert_true (mail_envelope_add (letter->envelope, path));
    }

  letter->letter.account_id = "home";
  letter->letter.content = letter->content;
  letter->letter.envelope = letter->envelope;
  letter->letter.message_id = "<1@example.org>";
  letter->letter.subject = "Hello";
  letter->letter.from = "Me <me@example.org>";
  letter->letter.recipients = "a@example.org";
  return letter;
}

void
store_test_letter_free (StoreTestLetter *letter)
{
  mail_content_free (letter->content);
  mail_envelope_free (letter->envelope);
  g_free (letter);
}

gint64
store_test_add_letter (StoreDatabase *database, const StoreNewLetter *letter, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_add_async (database, letter, NULL, support_await_done, &result);
  return store_outbox_add_finish (database, support_await (&result), error);
}

gint64
store_test_queue (StoreDatabase *database, guint n_recipients)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (n_recipients);
  g_autoptr (GError) error = NULL;
  gint64 id = store_test_add_letter (database, &letter->letter, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

StoreLetter *
store_test_get (StoreDatabase *database, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_get_async (database, id, NULL, support_await_done, &result);
  return store_outbox_get_finish (database, support_await (&result), error);
}

StoreLetter *
store_test_claim (StoreDatabase *database, gint64 id, gint64 now_us)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_outbox_claim_async (database, "home", id, now_us, NULL, support_await_done, &result);
  StoreLetter *letter = store_outbox_claim_finish (database, support_await (&result), &error);
  g_assert_no_error (error);
  return letter;
}

StoreLetter *
store_test_claim_now (StoreDatabase *database)
{
  return store_test_claim (database, 0, g_get_real_time ());
}

MailOutcome *
store_test_outcome (StoreLetter *letter)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (letter->reverse_path);

  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      MailResult *result = mail_outcome_get (letter->outcome, i);

      if (result->state == MAIL_RECIPIENT_PENDING || result->state == MAIL_RECIPIENT_DEFERRED)
        mail_envelope_add (envelope, result->path);
    }

  return mail_outcome_new (envelope);
}

gboolean
store_test_mark (StoreDatabase *database, gint64 id, const MailOutcome *outcome, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_mark_confirming_async (database, id, outcome, support_await_done, &result);
  return store_outbox_mark_confirming_finish (database, support_await (&result), error);
}

gboolean
store_test_finish (StoreDatabase *database, gint64 id, const StoreResult *store_result,
                   GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_finish_attempt_async (database, id, store_result, support_await_done, &result);
  return store_outbox_finish_attempt_finish (database, support_await (&result), error);
}

static void
set_states (MailOutcome *outcome, const char *states)
{
  g_auto (GStrv) words = g_strsplit (states, " ", -1);

  g_assert_cmpuint (outcome->results->len, ==, g_strv_length (words));
  for (guint i = 0; words[i] != NULL; i++)
    {
      MailRecipientState state;

      g_assert_true (mail_recipient_state_from_nick (words[i], &state));
      mail_outcome_set (outcome, i, state, NULL);
    }
}

void
store_test_attempt (StoreDatabase *database, gint64 id, const char *states, gint64 next_us)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreLetter) letter = store_test_claim (database, id, G_MAXINT64);
  g_assert_nonnull (letter);
  g_autoptr (MailOutcome) outcome = store_test_outcome (letter);
  StoreResult store_result = { .outcome = outcome, .next_us = next_us };

  set_states (outcome, states);
  g_assert_true (store_test_finish (database, id, &store_result, &error));
  g_assert_no_error (error);
}

gboolean
store_test_command (StoreDatabase *database, gint64 id, StoreCommand command, char **draft_id,
                    GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_command_async (database, id, command, NULL, support_await_done, &result);
  return store_outbox_command_finish (database, support_await (&result), draft_id, error);
}

GPtrArray *
store_test_list (StoreDatabase *database, StoreFilter filter, const char *account_id,
                 const char *search)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_outbox_list_async (database, filter, account_id, search, 0, 0, NULL, support_await_done,
                           &result);
  GPtrArray *letters = store_outbox_list_finish (database, support_await (&result), &error);
  g_assert_no_error (error);
  return letters;
}

void
store_test_recover (StoreDatabase *database, const char *account_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_outbox_recover_async (database, account_id, 0, NULL, support_await_done, &result);
  g_assert_true (store_outbox_recover_finish (database, support_await (&result), &error));
  g_assert_no_error (error);
}

gint64
store_test_next_due (StoreDatabase *database, const char *account_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_outbox_next_due_async (database, account_id, g_get_real_time (), NULL, support_await_done,
                               &result);
  gint64 due_us = store_outbox_next_due_finish (database, support_await (&result), &error);
  g_assert_no_error (error);
  return due_us;
}

char *
store_test_states (StoreDatabase *database, gint64 id)
{
  g_autoptr (StoreLetter) letter = store_test_get (database, id, NULL);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_assert_nonnull (letter);
  for (guint i = 0; i < letter->outcome->results->len; i++)
    g_ptr_array_add (words, (char *) mail_recipient_state_to_nick (
                                mail_outcome_get (letter->outcome, i)->state));
  g_ptr_array_add (words, NULL);
  return g_strjoinv (" ", (char **) words->pdata);
}

void
store_test_assert_states (StoreDatabase *database, gint64 id, const char *expected)
{
  g_autofree char *states = store_test_states (database, id);

  g_assert_cmpstr (states, ==, expected);
}

void
store_test_assert_shown (StoreDatabase *database, gint64 id, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreLetter) letter = store_test_get (database, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mail_shown_state_to_nick (letter->shown), ==, expected);
}

/* Drafts */

void
store_test_save_draft (StoreDatabase *database, const char *id, GBytes *octets, const char *digest)
{
  g_autoptr (StoreDraft) draft = store_draft_new (id);
  g_autoptr (GAsyncResult) result = NULL;
  const char *const digests[] = { digest, NULL };

  draft->octets = g_bytes_ref (octets);
  store_drafts_save_async (database, draft, digest == NULL ? NULL : digests, NULL,
                           support_await_done, &result);
  g_assert_true (store_drafts_save_finish (database, support_await (&result), NULL));
}

StoreDraft *
store_test_load_draft (StoreDatabase *database, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_drafts_get_async (database, id, NULL, support_await_done, &result);
  return store_drafts_get_finish (database, support_await (&result), error);
}

/* Attachments */

char *
store_test_dup_attached (StoreTest *test, const char *digest)
{
  return g_build_filename (test->directory, "store", "attachments", digest, NULL);
}

StoreAttachment *
store_test_attach (StoreDatabase *database, const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  store_attachments_add_async (database, file, NULL, NULL, NULL, support_await_done, &result);
  return store_attachments_add_finish (database, support_await (&result), error);
}

MailHole
store_test_hole (const StoreAttachment *attachment, MailEncoding encoding, guint64 place)
{
  MailHole hole = {
    .place = place,
    .size = attachment->size,
    .encoding = encoding,
    .line_length = encoding == MAIL_ENCODING_BASE64 ? 76 : 0,
  };

  g_strlcpy (hole.digest, attachment->digest, sizeof hole.digest);
  return hole;
}

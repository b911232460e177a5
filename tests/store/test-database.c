/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-test.h"

static guint
get_mode (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, "store", name, NULL);
  struct stat info;

  if (stat (path, &info) != 0)
    g_error ("%s: %s", path, g_strerror (errno));
  return info.st_mode & 07777;
}

static void
test_files_are_private (gconstpointer data)
{
  static const char *const directories[] = { "", "attachments", "locks" };
  static const char *const log[] = { "envoi.db", "locks/home", "envoi.db-wal", "envoi.db-shm",
                                     NULL };
  static const char *const rollback[] = { "envoi.db", "locks/home", "envoi.db-journal", NULL };
  const char *const *files = store_test_is_on_nfs () ? rollback : log;
  mode_t old_mask = umask (GPOINTER_TO_UINT (data));
  StoreTest test = { 0 };

  store_test_set_up (&test, NULL);
  g_autofree char *path = g_build_filename (test.directory, "file", NULL);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  chmod (path, 0644);
  g_autoptr (StoreAttachment) attachment = store_test_attach (test.database, path, NULL);
  g_autoptr (StoreLock) lock = store_lock_try (test.database, "home", NULL);
  store_test_queue (test.database, 1);

  for (gsize i = 0; i < G_N_ELEMENTS (directories); i++)
    g_assert_cmphex (get_mode (test.directory, directories[i]), ==, 0700);
  for (gsize i = 0; files[i] != NULL; i++)
    g_assert_cmphex (get_mode (test.directory, files[i]), ==, 0600);
  g_autofree char *name = g_build_filename ("attachments", attachment->digest, NULL);
  g_assert_cmphex (get_mode (test.directory, name), ==, 0600);

  umask (old_mask);
  store_test_tear_down (&test, NULL);
}

static void
test_open_directory_is_closed (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  g_autofree char *file = g_build_filename (store, "envoi.db", NULL);

  chmod (store, 0777);
  chmod (file, 0666);
  store_test_reopen (test);
  g_assert_cmphex (get_mode (test->directory, ""), ==, 0700);
  g_assert_cmphex (get_mode (test->directory, "envoi.db"), ==, 0600);
}

static void
test_is_durable (StoreTest *test, gconstpointer data)
{
  g_autofree char *mode = store_test_sql_text (test->directory, "PRAGMA journal_mode");

  g_assert_cmpstr (mode, ==, store_test_is_on_nfs () ? "delete" : "wal");
}

static void
assert_open_fails (StoreTest *test, StoreError code)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (store_test_try_open (store, &error));
  g_assert_error (error, STORE_ERROR, (int) code);
}

static void
close_it (StoreTest *test)
{
  store_test_close (test->database);
  test->database = NULL;
}

static GBytes *
read_database (StoreTest *test)
{
  g_autofree char *path = g_build_filename (test->directory, "store", "envoi.db", NULL);
  char *octets = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &octets, &length, NULL));
  return g_bytes_new_take (octets, length);
}

static void
test_newer_is_left_alone (StoreTest *test, gconstpointer data)
{
  store_test_queue (test->database, 1);
  close_it (test);
  store_test_sql (test->directory, "PRAGMA user_version = 1000");
  g_autoptr (GBytes) before = read_database (test);
  assert_open_fails (test, STORE_ERROR_NEWER);
  g_autoptr (GBytes) after = read_database (test);
  g_assert_true (g_bytes_equal (before, after));
  g_autofree char *version = store_test_sql_text (test->directory, "PRAGMA user_version");
  g_autofree char *letters = store_test_sql_text (test->directory, "SELECT COUNT(*) FROM letter");
  g_assert_cmpstr (version, ==, "1000");
  g_assert_cmpstr (letters, ==, "1");
}

static void
test_another_programs_is_left_alone (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = g_build_filename (test->directory, "store", "envoi.db", NULL);

  close_it (test);
  g_unlink (path);
  store_test_sql (test->directory, "PRAGMA application_id = 7; CREATE TABLE song (name)");
  assert_open_fails (test, STORE_ERROR_DAMAGED);
  g_autofree char *songs = store_test_sql_text (test->directory, "SELECT COUNT (*) FROM song");
  g_assert_cmpstr (songs, ==, "0");
}

static void
test_read_only_directory (void)
{
  g_autoptr (GError) error = NULL;

  /* not even root makes directories there */
  g_assert_null (store_test_try_open ("/sys/envoi-test/store", &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_READ_ONLY);
}

static void
test_directory_without_write_permission (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = g_build_filename (test->directory, "other", NULL);
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      return;
    }

  chmod (test->directory, 0500);
  g_assert_null (store_test_try_open (store, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_READ_ONLY);
  chmod (test->directory, 0700);
}

static void
test_full_disk (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autofree char *large = g_malloc0 (1024 * 1024);
  g_autoptr (GBytes) octets = g_bytes_new_static (large, 1024 * 1024);
  g_autoptr (GError) error = NULL;
  struct rlimit old_limit, limit;

  g_bytes_unref (letter->content->octets);
  letter->content->octets = g_bytes_ref (octets);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old_limit);
  limit = old_limit;
  limit.rlim_cur = 600 * 1024;
  setrlimit (RLIMIT_FSIZE, &limit);
  g_assert_cmpint (store_test_add_letter (test->database, &letter->letter, &error), ==, 0);
  setrlimit (RLIMIT_FSIZE, &old_limit);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_FULL);
  g_clear_error (&error);

  /* and nothing is left of it when there is room again */
  g_assert_cmpint (store_test_add_letter (test->database, &letter->letter, &error), >, 0);
  g_assert_no_error (error);
  g_autoptr (GPtrArray) letters = store_test_list (test->database, STORE_ALL, NULL, NULL);
  g_assert_cmpuint (letters->len, ==, 1);
}

/* Telling what changed */

static void
on_changed (StoreDatabase *database, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

static gboolean
is_positive (gpointer data)
{
  return *(guint *) data > 0;
}

static void
settle (void)
{
  gint64 end_us = g_get_monotonic_time () + 300 * 1000;

  while (g_get_monotonic_time () < end_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static void
test_own_commits_are_told_once (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  GAsyncResult *results[10] = { NULL };
  guint n_changed = 0;

  settle ();
  g_signal_connect (test->database, "changed", G_CALLBACK (on_changed), &n_changed);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    store_outbox_add_async (test->database, &letter->letter, NULL, support_await_done, &results[i]);

  /* the writer works while the context does not turn, and all is told at once */
  g_usleep (200 * 1000);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = support_await (&results[i]);
      g_assert_cmpint (store_outbox_add_finish (test->database, result, NULL), >, 0);
    }
  store_test_until (is_positive, &n_changed);
  settle ();
  g_assert_cmpuint (n_changed, >=, 1);
  g_assert_cmpuint (n_changed, <, 10);
}

static void
test_nothing_changed_is_not_told (StoreTest *test, gconstpointer data)
{
  guint n_changed = 0;

  settle ();
  g_signal_connect (test->database, "changed", G_CALLBACK (on_changed), &n_changed);
  g_assert_null (store_test_claim_now (test->database));
  store_test_recover (test->database, "home");
  g_assert_cmpint (store_test_next_due (test->database, "home"), ==, -1);
  settle ();
  g_assert_cmpuint (n_changed, ==, 0);
}

static void
test_others_commits_are_told (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  StoreDatabase *other = store_test_open (store);
  guint n_changed = 0;

  settle ();
  g_signal_connect (test->database, "changed", G_CALLBACK (on_changed), &n_changed);
  for (guint i = 0; i < 3; i++)
    {
      n_changed = 0;
      gint64 id = store_test_queue (other, 1);
      gint64 start_us = g_get_monotonic_time ();

      store_test_until (is_positive, &n_changed);
      g_assert_cmpint (g_get_monotonic_time () - start_us, <, 500 * 1000);
      g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);
      g_assert_nonnull (letter);
    }
  store_test_close (other);
}

/* Beginning and ending */

static void
test_two_make_it_at_once (void)
{
  char *directory = support_directory_new ();
  g_autofree char *store = g_build_filename (directory, "a", "b", "store", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (store);
  GAsyncResult *results[4] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    store_database_open_async (file, NULL, support_await_done, &results[i]);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GAsyncResult) result = support_await (&results[i]);
      StoreDatabase *database = store_database_open_finish (result, &error);

      g_assert_no_error (error);
      store_test_queue (database, 1);
      store_test_close (database);
    }
  support_directory_free (directory);
}

static void
test_closing_waits_for_what_was_begun (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  GAsyncResult *results[50] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    store_outbox_add_async (test->database, &letter->letter, NULL, support_await_done, &results[i]);
  g_autoptr (StoreDatabase) database = g_object_ref (test->database);
  close_it (test);

  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      g_autoptr (GAsyncResult) result = support_await (&results[i]);
      g_assert_cmpint (store_outbox_add_finish (database, result, NULL), >, 0);
    }
  g_autofree char *n = store_test_sql_text (test->directory, "SELECT COUNT(*) FROM letter");
  g_assert_cmpstr (n, ==, "50");

  g_autoptr (GError) error = NULL;
  g_assert_cmpint (store_test_add_letter (database, &letter->letter, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_IO);
}

static void
test_dropped_while_writing (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);

  /* nobody waits for the result either: its task keeps the database until it is written */
  for (guint i = 0; i < 20; i++)
    store_outbox_add_async (test->database, &letter->letter, NULL, NULL, NULL);
  g_clear_object (&test->database);

  StoreDatabase *database = store_test_open (store);
  for (;;)
    {
      g_autoptr (GPtrArray) letters = store_test_list (database, STORE_ALL, NULL, NULL);
      if (letters->len == 20)
        break;
      g_usleep (1000);
    }
  store_test_close (database);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/store/database/files-are-private/umask-0", GUINT_TO_POINTER (0),
                        test_files_are_private);
  g_test_add_data_func ("/store/database/files-are-private/umask-077", GUINT_TO_POINTER (077),
                        test_files_are_private);
  g_test_add_data_func ("/store/database/files-are-private/umask-0277", GUINT_TO_POINTER (0277),
                        test_files_are_private);
  store_test_add ("/store/database/open-directory-is-closed", test_open_directory_is_closed);
  store_test_add ("/store/database/is-durable", test_is_durable);
  store_test_add ("/store/database/newer-is-left-alone", test_newer_is_left_alone);
  store_test_add ("/store/database/another-programs-is-left-alone",
                  test_another_programs_is_left_alone);
  g_test_add_func ("/store/database/read-only-directory", test_read_only_directory);
  store_test_add ("/store/database/directory-without-write-permission",
                  test_directory_without_write_permission);
  store_test_add ("/store/database/full-disk", test_full_disk);
  store_test_add ("/store/database/own-commits-are-told-once", test_own_commits_are_told_once);
  store_test_add ("/store/database/nothing-changed-is-not-told", test_nothing_changed_is_not_told);
  store_test_add ("/store/database/others-commits-are-told", test_others_commits_are_told);
  g_test_add_func ("/store/database/two-make-it-at-once", test_two_make_it_at_once);
  store_test_add ("/store/database/closing-waits-for-what-was-begun",
                  test_closing_waits_for_what_was_begun);
  store_test_add ("/store/database/dropped-while-writing", test_dropped_while_writing);
  return g_test_run ();
}

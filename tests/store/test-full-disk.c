/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A disk that is really full: a tmpfs of 24 MiB in a mount namespace of our own, in which the test
 * starts itself again. Skipped where the kernel does not let us. */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store-test.h"

#define MOUNT "mount -t tmpfs -o size=24m tmpfs \"$ENVOI_TEST_DISK\""

static void
fill_disk (StoreTest *test)
{
  g_autofree char *path = g_build_filename (test->directory, "filler", NULL);
  g_autofree char *piece = g_malloc0 (4096);
  int fd = open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  while (write (fd, piece, 4096) > 0)
    ;
  close (fd);
}

static gint64
add_large (StoreTest *test, GError **error)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autofree char *octets = g_malloc0 (1000000);

  g_bytes_unref (letter->content->octets);
  letter->content->octets = g_bytes_new_take (g_steal_pointer (&octets), 1000000);
  return store_test_add_letter (test->database, &letter->letter, error);
}

static gboolean
has_ballast (StoreTest *test)
{
  g_autofree char *path = g_build_filename (test->directory, "store", "ballast", NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static void
test_results_are_kept (StoreTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (StoreLetter) letter = store_test_claim_now (test->database);

  g_assert_true (has_ballast (test));
  fill_disk (test);
  g_assert_cmpint (add_large (test, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_FULL);
  g_assert_true (has_ballast (test));

  g_autoptr (MailOutcome) outcome = store_test_outcome (letter);
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  StoreResult result = { .outcome = outcome, .conversation = conversation };
  g_autofree char *text = g_strnfill (4000, 'x');
  for (guint i = 0; i < 500; i++)
    mail_conversation_append (conversation, i, MAIL_WHO_SERVER, MAIL_STAGE_LETTER, 0, text);
  mail_outcome_settle (outcome, MAIL_RECIPIENT_ACCEPTED, NULL);
  g_clear_error (&error);
  g_assert_true (store_test_finish (test->database, id, &result, &error));
  g_assert_no_error (error);
  g_assert_false (has_ballast (test));
  g_autofree char *states = store_test_states (test->database, id);
  g_assert_cmpstr (states, ==, "accepted");
}

static void
test_attaching_fails_whole (StoreTest *test, gconstpointer data)
{
  g_autofree char *path = store_test_write_file (test, "file", "", 0);
  g_autofree char *attachments = g_build_filename (test->directory, "store", "attachments", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (path, 15 * 1024 * 1024), ==, 0);
  g_autoptr (StoreAttachment) first = store_test_attach (test->database, path, &error);
  g_assert_no_error (error);
  fill_disk (test);
  g_assert_cmpint (truncate (path, 1024), ==, 0);
  g_assert_null (store_test_attach (test->database, path, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_FULL);

  g_autoptr (GDir) directory = g_dir_open (attachments, 0, NULL);
  g_assert_cmpstr (g_dir_read_name (directory), ==, first->digest);
  g_assert_null (g_dir_read_name (directory));
}

/* A disk that can only be read */

static void
remount (const char *option)
{
  g_autofree char *command =
      g_strdup_printf ("mount -o remount,%s \"%s\"", option, g_getenv ("ENVOI_TEST_DISK"));
  int status = 1;

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
}

static void
copy_to (StoreTest *test, const char *name, const char *to)
{
  g_autofree char *from = g_build_filename (test->directory, "store", name, NULL);
  g_autofree char *path = g_build_filename (test->directory, to, name, NULL);
  g_autofree char *octets = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (from, &octets, &size, NULL));
  g_assert_true (g_file_set_contents (path, octets, (gssize) size, NULL));
}

static void
assert_only_read (StoreTest *test, const char *name, gint64 id)
{
  g_autofree char *store = g_build_filename (test->directory, name, NULL);
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autoptr (GError) error = NULL;
  StoreDatabase *database = store_test_open (store);

  g_assert_true (store_database_is_read_only (database));
  store_test_assert_shown (database, id, "queued");
  g_assert_cmpint (store_test_add_letter (database, &letter->letter, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_null (store_lock_try (database, "home", &error));
  g_assert_nonnull (error);
  store_test_close (database);
}

static void
test_read_only_disk (StoreTest *test, gconstpointer data)
{
  g_autofree char *killed = g_build_filename (test->directory, "killed", NULL);
  gint64 id = store_test_queue (test->database, 1);

  /* one that was closed, and one whose last letter stands in the log only */
  g_assert_cmpint (g_mkdir (killed, 0700), ==, 0);
  copy_to (test, "envoi.db", "killed");
  if (!store_test_is_on_nfs ())
    copy_to (test, "envoi.db-wal", "killed");
  store_test_close (test->database);
  test->database = NULL;

  remount ("ro");
  assert_only_read (test, "store", id);
  assert_only_read (test, "killed", id);
  remount ("rw");
  test->database = store_test_open (killed);
  g_assert_false (store_database_is_read_only (test->database));
}

/* As a program leaves it that is killed in the midst of a commit: pages are overwritten, and what
 * they were is in the journal. */
static void
copy_half_written (StoreTest *test, const char *to)
{
  g_autofree char *path = g_build_filename (test->directory, "store", "envoi.db", NULL);
  sqlite3 *sqlite = NULL;

  g_assert_cmpint (sqlite3_open (path, &sqlite), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (sqlite,
                                 "PRAGMA cache_size = 1; BEGIN IMMEDIATE;"
                                 "UPDATE letter SET subject = hex (randomblob (100000))",
                                 NULL, NULL, NULL),
                   ==, SQLITE_OK);
  copy_to (test, "envoi.db", to);
  copy_to (test, "envoi.db-journal", to);
  sqlite3_close (sqlite);
}

/* What was not committed must not be shown, and here it cannot be undone. */
static void
test_half_written_on_a_read_only_disk (StoreTest *test, gconstpointer data)
{
  g_autofree char *killed = g_build_filename (test->directory, "killed", NULL);
  g_autoptr (GError) error = NULL;
  gint64 id;

  store_test_set_on_nfs (TRUE);
  store_test_reopen (test);
  id = store_test_queue (test->database, 1);
  store_test_close (g_steal_pointer (&test->database));
  g_assert_cmpint (g_mkdir (killed, 0700), ==, 0);
  copy_half_written (test, "killed");

  remount ("ro");
  g_assert_null (store_test_try_open (killed, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_READ_ONLY);
  remount ("rw");
  test->database = store_test_open (killed);
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);
  g_assert_cmpstr (letter->subject, ==, "Hello");
}

static gboolean
can_mount (void)
{
  g_autofree char *disk = support_directory_new ();
  int status = 1;

  g_setenv ("ENVOI_TEST_DISK", disk, TRUE);
  if (!g_spawn_command_line_sync ("unshare -rm sh -c '" MOUNT "'", NULL, NULL, &status, NULL))
    status = 1;
  g_unsetenv ("ENVOI_TEST_DISK");
  g_rmdir (disk);
  return status == 0;
}

static void
test_skipped (void)
{
  g_test_skip ("a file system cannot be mounted here");
}

static void
start_again (char *argv[])
{
  g_autofree char *disk = support_directory_new ();

  g_setenv ("ENVOI_TEST_DISK", disk, TRUE);
  g_setenv ("TMPDIR", disk, TRUE);
  execlp ("unshare", "unshare", "-rm", "sh", "-c",
          MOUNT " && \"$0\" \"$@\"; status=$?; umount \"$ENVOI_TEST_DISK\"; "
                "rmdir \"$ENVOI_TEST_DISK\"; exit $status",
          argv[0], argv[1], NULL);
  g_error ("unshare is gone");
}

int
main (int argc, char *argv[])
{
  if (g_getenv ("ENVOI_TEST_DISK") == NULL && can_mount ())
    start_again (argv);

  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("ENVOI_TEST_DISK") == NULL)
    g_test_add_func ("/store/full-disk/skipped", test_skipped);
  else
    {
      store_test_add ("/store/full-disk/results-are-kept", test_results_are_kept);
      store_test_add ("/store/full-disk/attaching-fails-whole", test_attaching_fails_whole);
      store_test_add ("/store/full-disk/read-only", test_read_only_disk);
      store_test_add ("/store/full-disk/half-written-and-read-only",
                      test_half_written_on_a_read_only_disk);
    }
  return g_test_run ();
}

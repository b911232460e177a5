/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which journal a store has where, and what a store comes to that is found on another file system
 * than it was. The other tests of the store run with either journal. */

#include "store-journal-private.h"

#include <glib/gstdio.h>
#include <linux/magic.h>
#include <sys/stat.h>

#include "store-damage.h"
#include "store-test-dead.h"

static void
test_file_systems (void)
{
  static const guint32 own[] = { EXT4_SUPER_MAGIC,     XFS_SUPER_MAGIC, BTRFS_SUPER_MAGIC,
                                 F2FS_SUPER_MAGIC,     TMPFS_MAGIC,     OVERLAYFS_SUPER_MAGIC,
                                 0x2fc12fc1 /* ZFS */, 0xca451a4e /* bcachefs */ };
  static const guint32 shared[] = { NFS_SUPER_MAGIC,  SMB_SUPER_MAGIC, CIFS_SUPER_MAGIC,
                                    SMB2_SUPER_MAGIC, AFS_FS_MAGIC,    CEPH_SUPER_MAGIC,
                                    V9FS_MAGIC,       FUSE_SUPER_MAGIC };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    g_assert_cmpint (store_journal_for_file_system (own[i]), ==, STORE_JOURNAL_LOG);
  for (guint i = 0; i < G_N_ELEMENTS (shared); i++)
    g_assert_cmpint (store_journal_for_file_system (shared[i]), ==, STORE_JOURNAL_ROLLBACK);
}

static void
assert_journal (const char *directory, const char *expected)
{
  g_autofree char *mode = store_test_sql_text (directory, "PRAGMA journal_mode");

  g_assert_cmpstr (mode, ==, expected);
}

static void
assert_nothing_is_told (StoreDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_damage_get_async (database, NULL, support_await_done, &result);
  g_autoptr (StoreDamage) damage =
      store_damage_get_finish (database, support_await (&result), &error);
  g_assert_no_error (error);
  g_assert_null (damage);
}

static void
check_moved (const char *directory, gboolean to_nfs)
{
  g_autofree char *store = g_build_filename (directory, "store", NULL);

  store_test_set_on_nfs (to_nfs);
  StoreDatabase *database = store_test_open (store);
  store_test_assert_shown (database, 1, "queued");
  store_test_queue (database, 1);
  assert_journal (directory, to_nfs ? "delete" : "wal");
  assert_nothing_is_told (database);
  store_test_close (database);
}

static void
set_up_on_nfs (StoreTest *test, gconstpointer data)
{
  store_test_set_on_nfs (TRUE);
  store_test_set_up (test, data);
}

static void
tear_down (StoreTest *test, gconstpointer data)
{
  store_test_set_on_nfs (FALSE);
  store_test_tear_down (test, data);
}

/* Made empty at a commit, so that no name has to be synced. */
static void
test_on_nfs (StoreTest *test, gconstpointer data)
{
  g_autofree char *log = g_build_filename (test->directory, "store", "envoi.db-wal", NULL);
  g_autofree char *journal = g_build_filename (test->directory, "store", "envoi.db-journal", NULL);
  struct stat info;

  store_test_queue (test->database, 1);
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  store_test_close (g_steal_pointer (&test->database));
  g_assert_no_errno (stat (journal, &info));
  g_assert_cmpint (info.st_size, ==, 0);
}

static void
test_moved (StoreTest *test, gconstpointer data)
{
  store_test_queue (test->database, 1);
  store_test_close (g_steal_pointer (&test->database));
  check_moved (test->directory, TRUE);
  check_moved (test->directory, FALSE);
  check_moved (test->directory, TRUE);
}

/* What stood in the log alone is there, and nobody misses the log afterwards. */
static void
test_killed_and_moved (StoreTest *test, gconstpointer data)
{
  store_test_queue (test->database, 1);
  char *dead = store_test_copy_dead (test);

  check_moved (dead, TRUE);
  support_directory_free (dead);
}

static void
test_killed_twice (StoreTest *test, gconstpointer data)
{
  store_test_queue (test->database, 1);
  StoreTest dead = { .directory = store_test_copy_dead (test) };
  g_autofree char *store = g_build_filename (dead.directory, "store", NULL);

  store_test_set_on_nfs (TRUE);
  dead.database = store_test_open (store);
  store_test_queue (dead.database, 1);
  char *dead_again = store_test_copy_dead (&dead);
  store_test_tear_down (&dead, NULL);
  check_moved (dead_again, TRUE);
  support_directory_free (dead_again);
}

/* Behind a commit that waits for a long look through it all, whoever begins to read waits too. */
static void
test_reader_waits_as_long (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  g_autoptr (GError) error = NULL;
  StoreGuard *guard = store_guard_take (store, &error);
  gint64 writer_ms = 0;
  gint64 reader_ms = 0;

  g_assert_no_error (error);
  StoreConnection *writer = store_connection_open_writer (store, guard, &error);
  g_assert_no_error (error);
  StoreConnection *reader = store_connection_open_reader (store, guard, &error);
  g_assert_no_error (error);
  g_assert_true (store_read_number (writer, &writer_ms, NULL, "PRAGMA busy_timeout", ""));
  g_assert_true (store_read_number (reader, &reader_ms, NULL, "PRAGMA busy_timeout", ""));
  g_assert_cmpint (writer_ms, >, 10000);
  g_assert_cmpint (reader_ms, ==, writer_ms);
  store_connection_close (reader);
  store_connection_close (writer);
  store_guard_unref (guard);
}

/* A program of before has it open, which knows the log only. */
static void
test_somebody_has_it_open (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  gint64 start_us = g_get_monotonic_time ();

  store_test_set_on_nfs (TRUE);
  StoreDatabase *other = store_test_open (store);
  gint64 id = store_test_queue (other, 1);
  store_test_assert_shown (test->database, id, "queued");
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 5 * G_USEC_PER_SEC);
  assert_journal (test->directory, "wal");
  store_test_close (other);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/journal/file-systems", test_file_systems);
  g_test_add ("/store/journal/on-nfs", StoreTest, NULL, set_up_on_nfs, test_on_nfs, tear_down);
  g_test_add ("/store/journal/reader-waits-as-long", StoreTest, NULL, set_up_on_nfs,
              test_reader_waits_as_long, tear_down);
  g_test_add ("/store/journal/moved", StoreTest, NULL, store_test_set_up, test_moved, tear_down);
  g_test_add ("/store/journal/killed-and-moved", StoreTest, NULL, store_test_set_up,
              test_killed_and_moved, tear_down);
  g_test_add ("/store/journal/killed-twice", StoreTest, NULL, store_test_set_up, test_killed_twice,
              tear_down);
  g_test_add ("/store/journal/somebody-has-it-open", StoreTest, NULL, store_test_set_up,
              test_somebody_has_it_open, tear_down);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store as a process that was killed leaves it, copied while it is open; and the same without
 * what stood last in its write-ahead log. */

#include <glib/gstdio.h>
#include <unistd.h>

#include "store-damage.h"
#include "store-test-dead.h"

/* A letter that waits, from before; another one since, in the log alone. */
static char *
make_dead (StoreTest *test)
{
  store_test_queue (test->database, 1);
  store_test_reopen (test);
  store_test_queue (test->database, 1);
  return store_test_copy_dead (test);
}

static guint
count_unfinished (StoreDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StoreDamage) damage = NULL;

  store_damage_get_async (database, NULL, support_await_done, &result);
  damage = store_damage_get_finish (database, support_await (&result), NULL);
  return damage != NULL ? damage->unfinished : 0;
}

static void
check (char *dead, guint n_letters, const char *shown, guint n_told)
{
  g_autofree char *store = g_build_filename (dead, "store", NULL);
  StoreDatabase *database = store_test_open (store);
  g_autoptr (GPtrArray) letters = store_test_list (database, STORE_ALL, NULL, NULL);

  g_assert_cmpuint (letters->len, ==, n_letters);
  store_test_assert_shown (database, 1, shown);
  g_assert_cmpuint (count_unfinished (database), ==, n_told);
  store_test_close (database);
  support_directory_free (dead);
}

static void
test_whole (StoreTest *test, gconstpointer data)
{
  check (make_dead (test), 2, "queued", 0);
}

static void
test_gone (StoreTest *test, gconstpointer data)
{
  char *dead = make_dead (test);
  g_autofree char *log = g_build_filename (dead, "store", "envoi.db-wal", NULL);

  g_assert_no_errno (g_unlink (log));
  check (dead, 1, "paused", 1);
}

/* The header, and not all of the pages. */
static void
test_cut_short (StoreTest *test, gconstpointer data)
{
  char *dead = make_dead (test);
  g_autofree char *log = g_build_filename (dead, "store", "envoi.db-wal", NULL);

  g_assert_no_errno (truncate (log, 32 + 4096));
  check (dead, 1, "paused", 1);
}

static void
test_header_altered (StoreTest *test, gconstpointer data)
{
  char *dead = make_dead (test);
  g_autofree char *log = g_build_filename (dead, "store", "envoi.db-wal", NULL);
  FILE *file = g_fopen (log, "r+");

  g_assert_no_errno (fseek (file, 16, SEEK_SET));
  g_assert_cmpint (fputs ("xxxx", file), !=, EOF);
  g_assert_no_errno (fclose (file));
  check (dead, 1, "paused", 1);
}

/* It was noticed and could not be written down: the next start notices it again. */
static void
test_doubt_is_not_lost (StoreTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  store_test_sql (test->directory, "ALTER TABLE damage RENAME TO lost");
  char *dead = make_dead (test);
  g_autofree char *store = g_build_filename (dead, "store", NULL);
  g_autofree char *log = g_build_filename (store, "envoi.db-wal", NULL);

  g_assert_no_errno (truncate (log, 32 + 4096));
  g_assert_null (store_test_try_open (store, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_IO);
  store_test_sql (dead, "ALTER TABLE lost RENAME TO damage");
  check (dead, 1, "paused", 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/log/whole", test_whole);
  store_test_add ("/store/log/gone", test_gone);
  store_test_add ("/store/log/cut-short", test_cut_short);
  store_test_add ("/store/log/header-altered", test_header_altered);
  store_test_add ("/store/log/doubt-is-not-lost", test_doubt_is_not_lost);

  return g_test_run ();
}

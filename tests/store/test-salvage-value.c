/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One value that is none any more: a single bit makes NULL of a small number. The row is kept if
 * anything of it can be read, and where it is not, a person is told that something is missing. */

#include "store-damage.h"
#include "store-test.h"

static void
set_up (StoreTest *test, gconstpointer data)
{
  static const char octets[] = "a draft";
  g_autoptr (GBytes) bytes = g_bytes_new_static (octets, sizeof octets - 1);

  store_test_set_up (test, NULL);
  store_test_save_draft (test->database, "d", bytes, NULL);
  store_test_queue (test->database, 1);
  store_test_close (g_steal_pointer (&test->database));
}

/* "table.column" is NULL wherever it stands, and the database is known to be damaged. */
static void
lose (StoreTest *test, const char *place)
{
  g_auto (GStrv) names = g_strsplit (place, ".", 2);
  g_autofree char *allow =
      g_strdup_printf ("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
                       "replace (sql, ' NOT NULL', '') WHERE name = '%s'",
                       names[0]);
  g_autofree char *set = g_strdup_printf ("UPDATE %s SET %s = NULL", names[0], names[1]);
  g_autofree char *mark = g_build_filename (test->directory, "store", "locks", ".store", NULL);

  store_test_sql (test->directory, allow);
  store_test_sql (test->directory, set);
  g_assert_true (g_file_set_contents (mark, "d", 1, NULL));
}

static void
open_again (StoreTest *test)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);

  test->database = store_test_open (store);
}

static void
assert_told (StoreTest *test, guint n_drafts, guint n_letters, gboolean whole)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_damage_get_async (test->database, NULL, support_await_done, &result);
  g_autoptr (StoreDamage) damage =
      store_damage_get_finish (test->database, support_await (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (damage->drafts, ==, n_drafts);
  g_assert_cmpuint (damage->letters, ==, n_letters);
  g_assert_cmpint (damage->whole, ==, whole);
}

static void
test_kept (StoreTest *test, gconstpointer data)
{
  lose (test, data);
  open_again (test);
  assert_told (test, 1, 1, TRUE);
  g_autoptr (StoreLetter) letter = store_test_get (test->database, 1, NULL);
  g_assert_cmpuint (letter->outcome->results->len, ==, 1);
  g_assert_cmpint (letter->shown, !=, MAIL_SHOWN_ACCEPTED);
}

static void
test_given_up (StoreTest *test, gconstpointer data)
{
  lose (test, data);
  open_again (test);
  assert_told (test, 0, 1, FALSE);
}

int
main (int argc, char **argv)
{
  static const char *const kept[] = {
    "letter.account_id", "letter.subject",  "letter.originator", "letter.size",
    "letter.due_us",     "letter.ended_us", "letter.state",      "letter.paused",
    "letter.attempts",   "letter.notify",   "letter.send_at_us", "letter.corrects",
    "recipient.path",    "recipient.state", "draft.subject",     "draft.n_attachments",
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autofree char *path = g_strconcat ("/store/salvage-value/kept/", kept[i], NULL);

      g_test_add (path, StoreTest, kept[i], set_up, test_kept, store_test_tear_down);
    }
  g_test_add ("/store/salvage-value/given-up", StoreTest, "draft.octets", set_up, test_given_up,
              store_test_tear_down);
  return g_test_run ();
}

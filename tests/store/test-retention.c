/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-retention.h"
#include "store-test.h"
#include "store-trash.h"

#define DAY_US (G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC)

static gint64
add_ended (StoreTest *test, const char *states, guint days_ago)
{
  gint64 id = store_test_queue (test->database, 1);
  gint64 ended_us = g_get_real_time () - days_ago * DAY_US;
  g_autofree char *sql = g_strdup_printf ("UPDATE letter SET ended_us = %" G_GINT64_FORMAT
                                          " WHERE id = %" G_GINT64_FORMAT,
                                          ended_us, id);

  store_test_attempt (test->database, id, states, 0);
  store_test_sql (test->directory, sql);
  return id;
}

static gint64
count_old (StoreTest *test, guint days)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_retention_count_async (test->database, g_get_real_time () - days * DAY_US, NULL,
                               support_await_done, &result);
  return store_retention_count_finish (test->database, support_await (&result), NULL);
}

static gint64
apply (StoreTest *test, gint64 before_us)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_retention_apply_async (test->database, before_us, NULL, support_await_done, &result);
  gint64 n = store_retention_apply_finish (test->database, support_await (&result), &error);
  g_assert_no_error (error);
  return n;
}

static gboolean
put (StoreTest *test, const gint64 *ids, guint n_ids, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_trash_put_async (test->database, ids, n_ids, support_await_done, &result);
  return store_trash_put_finish (test->database, support_await (&result), error);
}

static void
restore (StoreTest *test, const gint64 *ids, guint n_ids)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_trash_restore_async (test->database, ids, n_ids, support_await_done, &result);
  g_assert_true (store_trash_restore_finish (test->database, support_await (&result), NULL));
}

static guint
count_listed (StoreTest *test, StoreFilter filter, const char *search)
{
  g_autoptr (GPtrArray) letters = store_test_list (test->database, filter, NULL, search);

  return letters->len;
}

static void
test_by_age (StoreTest *test, gconstpointer data)
{
  gint64 waiting = store_test_queue (test->database, 1);
  gint64 unknown = add_ended (test, "unknown", 400);
  gint64 old = add_ended (test, "accepted", 400);
  gint64 refused = add_ended (test, "refused", 31);
  gint64 young = add_ended (test, "accepted", 29);
  g_autofree char *age =
      g_strdup_printf ("UPDATE letter SET created_us = 1 WHERE id <= %" G_GINT64_FORMAT, old);

  store_test_sql (test->directory, age);
  g_assert_cmpint (count_old (test, 365), ==, 1);
  g_assert_cmpint (count_old (test, 30), ==, 2);
  g_assert_cmpint (apply (test, g_get_real_time () - 30 * DAY_US), ==, 2);
  g_assert_cmpint (apply (test, g_get_real_time () - 30 * DAY_US), ==, 0);
  g_assert_null (store_test_get (test->database, old, NULL));
  g_assert_null (store_test_get (test->database, refused, NULL));
  store_test_assert_shown (test->database, waiting, "queued");
  store_test_assert_shown (test->database, unknown, "unknown");
  store_test_assert_shown (test->database, young, "accepted");
  g_assert_cmpuint (count_listed (test, STORE_ALL, "hello"), ==, 3);
}

static void
test_many (StoreTest *test, gconstpointer data)
{
  for (int i = 0; i < 120; i++)
    add_ended (test, "accepted", 400);
  g_assert_cmpint (count_old (test, 365), ==, 120);
  g_assert_cmpint (apply (test, g_get_real_time () - 365 * DAY_US), ==, 120);
  g_autofree char *left = store_test_sql_text (
      test->directory, "SELECT (SELECT COUNT(*) FROM letter_content) || (SELECT COUNT(*) FROM "
                       "letter_search) || (SELECT COUNT(*) FROM recipient)");
  g_assert_cmpstr (left, ==, "000");
}

static void
test_wrong_clock (StoreTest *test, gconstpointer data)
{
  gint64 id = add_ended (test, "accepted", 1);

  store_test_sql (test->directory, "UPDATE letter SET created_us = 1");
  g_assert_cmpint (apply (test, g_get_real_time ()), ==, 0);
  store_test_assert_shown (test->database, id, "accepted");
}

static void
test_trash (StoreTest *test, gconstpointer data)
{
  const gint64 ids[] = { add_ended (test, "accepted", 1), add_ended (test, "refused", 1) };

  g_assert_true (put (test, ids, 2, NULL));
  g_assert_cmpuint (count_listed (test, STORE_ALL, NULL), ==, 0);
  g_assert_cmpuint (count_listed (test, STORE_OUTBOX, NULL), ==, 0);
  g_assert_cmpuint (count_listed (test, STORE_ALL, "hello"), ==, 0);
  g_assert_cmpint (apply (test, 0), ==, 0);
  store_test_reopen (test);
  g_assert_cmpuint (count_listed (test, STORE_ALL, NULL), ==, 0);
  restore (test, ids, 2);
  g_assert_cmpuint (count_listed (test, STORE_SENT, "hello"), ==, 1);
  g_assert_cmpuint (count_listed (test, STORE_UNFINISHED, NULL), ==, 1);

  g_assert_true (put (test, ids, 1, NULL));
  store_test_sql (test->directory, "UPDATE letter_deleted SET deleted_us = 1");
  g_assert_cmpint (apply (test, 0), ==, 1);
  g_assert_null (store_test_get (test->database, ids[0], NULL));
  restore (test, ids, 2);
  g_assert_cmpuint (count_listed (test, STORE_ALL, NULL), ==, 1);
}

/* All or none. */
static void
test_trash_is_for_finished_letters (StoreTest *test, gconstpointer data)
{
  const gint64 ids[] = { add_ended (test, "accepted", 1), store_test_queue (test->database, 1) };
  const gint64 nobody = 99;
  g_autoptr (GError) error = NULL;

  g_assert_false (put (test, ids, 2, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_STATE);
  g_assert_cmpuint (count_listed (test, STORE_ALL, NULL), ==, 2);
  g_assert_false (put (test, &nobody, 1, NULL));
}

/* A letter that is sent again is shown again, and does not go. */
static void
test_trash_lets_go (StoreTest *test, gconstpointer data)
{
  const gint64 id = add_ended (test, "unknown", 1);

  g_assert_true (put (test, &id, 1, NULL));
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_AGAIN, NULL, NULL));
  g_assert_cmpuint (count_listed (test, STORE_UNFINISHED, NULL), ==, 1);
  g_assert_cmpint (apply (test, 0), ==, 0);
  store_test_assert_shown (test->database, id, "waiting");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/retention/by-age", test_by_age);
  store_test_add ("/store/retention/many", test_many);
  store_test_add ("/store/retention/wrong-clock", test_wrong_clock);
  store_test_add ("/store/trash/there-and-back", test_trash);
  store_test_add ("/store/trash/is-for-finished-letters", test_trash_is_for_finished_letters);
  store_test_add ("/store/trash/lets-go", test_trash_lets_go);

  return g_test_run ();
}

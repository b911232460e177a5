/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter that is not what was written does not go; neither does one to other people. */

#include "store-test.h"

static MailContent *
get_content (StoreTest *test, gint64 id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_get_content_async (test->database, id, NULL, support_await_done, &result);
  return store_outbox_get_content_finish (test->database, support_await (&result), error);
}

static void
test_whole (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 3);
  g_autoptr (GError) error = NULL;
  g_autoptr (MailContent) content = NULL;

  store_test_attempt (test->database, id, "accepted refused deferred", 0);
  content = get_content (test, id, &error);
  g_assert_no_error (error);
}

static void
test_altered (StoreTest *test, gconstpointer sql)
{
  gint64 id = store_test_queue (test->database, 3);
  g_autoptr (GError) error = NULL;

  store_test_sql (test->directory, sql);
  g_assert_null (get_content (test, id, &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_CORRUPT);
}

/* One from before there were seals. */
static void
test_none (StoreTest *test, gconstpointer data)
{
  gint64 id = store_test_queue (test->database, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (MailContent) content = NULL;

  store_test_sql (test->directory, "UPDATE letter_content SET seal = NULL");
  content = get_content (test, id, &error);
  g_assert_no_error (error);
}

static void
add_altered (const char *path, const char *sql)
{
  g_test_add (path, StoreTest, sql, store_test_set_up, test_altered, store_test_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/seal/whole", test_whole);
  store_test_add ("/store/seal/none", test_none);
  add_altered ("/store/seal/octets",
               "UPDATE letter_content SET octets = CAST (octets || 'x' AS BLOB)");
  add_altered ("/store/seal/person",
               "UPDATE recipient SET path = 'x@example.org' WHERE position = 1");
  add_altered ("/store/seal/person-less", "DELETE FROM recipient WHERE position = 2");
  add_altered ("/store/seal/sender", "UPDATE letter SET reverse_path = 'x@example.org'");

  return g_test_run ();
}

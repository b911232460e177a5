/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

static void
save (StoreTest *test, const char *id, const char *octets, const char *subject, gint64 modified_us)
{
  static const char *const digests[] = { "0123", "4567", "0123", NULL };
  g_autoptr (StoreDraft) draft = store_draft_new (id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  draft->octets = g_bytes_new (octets, strlen (octets));
  draft->subject = g_strdup (subject);
  draft->modified_us = modified_us;
  draft->n_attachments = 2;
  store_drafts_save_async (test->database, draft, digests, NULL, support_await_done, &result);
  g_assert_true (store_drafts_save_finish (test->database, support_await (&result), &error));
  g_assert_no_error (error);
}

static StoreDraft *
get (StoreTest *test, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_drafts_get_async (test->database, id, NULL, support_await_done, &result);
  return store_drafts_get_finish (test->database, support_await (&result), error);
}

static void
test_saved_draft_survives (StoreTest *test, gconstpointer data)
{
  gint64 before_us = g_get_real_time ();

  save (test, "d1", "first", NULL, 0);
  save (test, "d1", "second", "早上好", 0);
  store_test_reopen (test);
  g_autoptr (StoreDraft) draft = get (test, "d1", NULL);
  g_assert_cmpmem (g_bytes_get_data (draft->octets, NULL), g_bytes_get_size (draft->octets),
                   "second", 6);
  g_assert_cmpstr (draft->subject, ==, "早上好");
  g_assert_cmpstr (draft->recipients, ==, "");
  g_assert_null (draft->account_id);
  g_assert_cmpint (draft->modified_us, >=, before_us);
  g_assert_cmpuint (draft->n_attachments, ==, 2);
}

static gboolean delete (StoreTest *test, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_drafts_delete_async (test->database, id, NULL, support_await_done, &result);
  return store_drafts_delete_finish (test->database, support_await (&result), NULL);
}

static gboolean
restore (StoreTest *test, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_drafts_restore_async (test->database, id, NULL, support_await_done, &result);
  return store_drafts_restore_finish (test->database, support_await (&result), error);
}

static char *
count (StoreTest *test, const char *table)
{
  g_autofree char *sql = g_strdup_printf ("SELECT COUNT(*) FROM %s", table);

  return store_test_sql_text (test->directory, sql);
}

static guint
count_listed (StoreTest *test)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_drafts_list_async (test->database, NULL, support_await_done, &result);
  g_autoptr (GPtrArray) drafts =
      store_drafts_list_finish (test->database, support_await (&result), NULL);
  return drafts->len;
}

static void
test_deleted_comes_back (StoreTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  save (test, "d1", "x", NULL, 0);
  g_assert_true (delete (test, "d1"));
  g_assert_null (get (test, "d1", &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (count_listed (test), ==, 0);

  g_assert_true (restore (test, "d1", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_listed (test), ==, 1);
  g_autofree char *two = count (test, "draft_file");
  g_assert_cmpstr (two, ==, "2");

  g_assert_true (delete (test, "d1"));
  save (test, "d1", "saved after all", NULL, 0);
  g_assert_cmpuint (count_listed (test), ==, 1);
  g_assert_false (restore (test, "d1", &error));
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
}

static void
test_references_follow_the_draft (StoreTest *test, gconstpointer data)
{
  save (test, "d1", "x", NULL, 0);
  save (test, "d2", "x", NULL, 0);
  g_assert_true (delete (test, "d1"));
  store_test_sql (test->directory, "UPDATE draft_discarded SET discarded_us = 1");
  g_assert_true (delete (test, "d2"));
  g_autofree char *one = count (test, "draft");
  g_assert_cmpstr (one, ==, "1");
  g_autofree char *two = count (test, "draft_file");
  g_assert_cmpstr (two, ==, "2");
  g_assert_false (restore (test, "d1", NULL));
  g_assert_true (restore (test, "d2", NULL));
}

static void
save_open (StoreTest *test, const char *id, const char *view)
{
  g_autoptr (StoreDraft) draft = store_draft_new (id);
  g_autoptr (GAsyncResult) result = NULL;

  draft->octets = g_bytes_new ("x", 1);
  draft->view = view == NULL ? NULL : g_bytes_new (view, strlen (view));
  draft->is_open = TRUE;
  store_drafts_save_async (test->database, draft, NULL, NULL, support_await_done, &result);
  g_assert_true (store_drafts_save_finish (test->database, support_await (&result), NULL));
}

static void
set_window (StoreTest *test, const char *id, const char *view, gboolean is_open)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) octets = view == NULL ? NULL : g_bytes_new (view, strlen (view));

  store_drafts_set_window_async (test->database, id, octets, is_open, NULL, support_await_done,
                                 &result);
  g_assert_true (store_drafts_set_window_finish (test->database, support_await (&result), NULL));
}

static char *
take_open (StoreDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  store_drafts_take_open_async (database, NULL, support_await_done, &result);
  g_auto (GStrv) ids = store_drafts_take_open_finish (database, support_await (&result), &error);
  g_assert_no_error (error);
  return g_strjoinv (" ", ids);
}

/* Closing the store says nothing of windows, as a crash does not. */
static void
assert_taken (StoreTest *test, const char *expected)
{
  store_test_reopen (test);
  g_autofree char *taken = take_open (test->database);
  g_assert_cmpstr (taken, ==, expected);
}

static void
test_open_ones_come_back_once (StoreTest *test, gconstpointer data)
{
  save_open (test, "closed", NULL);
  save_open (test, "first", NULL);
  save_open (test, "second", NULL);
  save_open (test, "gone", NULL);
  set_window (test, "closed", NULL, FALSE);
  g_assert_true (delete (test, "gone"));
  assert_taken (test, "first second");
  save_open (test, "second", NULL);
  assert_taken (test, "second");
  assert_taken (test, "");
  set_window (test, "never saved", NULL, TRUE);
  assert_taken (test, "");
}

static void
test_open_elsewhere (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  g_autofree char *mine = take_open (test->database);

  g_assert_cmpstr (mine, ==, "");
  save_open (test, "mine", NULL);
  StoreDatabase *other = store_test_open (store);
  g_autofree char *others = take_open (other);
  g_assert_cmpstr (others, ==, "");
  store_test_close (other);
  assert_taken (test, "mine");
}

static void
assert_view (StoreTest *test, const char *id, const char *expected)
{
  g_autoptr (StoreDraft) draft = get (test, id, NULL);

  g_assert_cmpmem (g_bytes_get_data (draft->view, NULL), g_bytes_get_size (draft->view), expected,
                   strlen (expected));
}

static void
test_view_is_kept (StoreTest *test, gconstpointer data)
{
  save (test, "plain", "x", NULL, 0);
  g_autoptr (StoreDraft) plain = get (test, "plain", NULL);
  g_assert_null (plain->view);

  save_open (test, "d1", "as saved");
  assert_view (test, "d1", "as saved");
  g_autofree char *before =
      store_test_sql_text (test->directory, "SELECT modified_us FROM draft WHERE id = 'd1'");
  set_window (test, "d1", "as closed", FALSE);
  set_window (test, "d1", NULL, TRUE);
  assert_view (test, "d1", "as closed");
  g_autofree char *after =
      store_test_sql_text (test->directory, "SELECT modified_us FROM draft WHERE id = 'd1'");
  g_assert_cmpstr (after, ==, before);
}

static void
test_newest_first (StoreTest *test, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  save (test, "old", "x", NULL, 1);
  save (test, "new", "x", NULL, 3);
  save (test, "middle", "x", NULL, 2);
  store_drafts_list_async (test->database, NULL, support_await_done, &result);
  g_autoptr (GPtrArray) drafts =
      store_drafts_list_finish (test->database, support_await (&result), NULL);
  g_assert_cmpuint (drafts->len, ==, 3);
  g_assert_cmpstr (((StoreDraft *) drafts->pdata[0])->id, ==, "new");
  g_assert_cmpstr (((StoreDraft *) drafts->pdata[1])->id, ==, "middle");
  g_assert_null (((StoreDraft *) drafts->pdata[0])->octets);
}

static void
test_ids_differ (void)
{
  g_autofree char *a = store_drafts_dup_new_id ();
  g_autofree char *b = store_drafts_dup_new_id ();

  g_assert_cmpstr (a, !=, b);
}

static void
test_logins (StoreTest *test, gconstpointer data)
{
  const StoreLogin logins[] = { { 17, 2, 52428800 }, { 0, 0, 0 } };
  StoreLogin login = { 1, 1, 1 };
  GAsyncResult *result = NULL;

  store_logins_get_async (test->database, "home", NULL, support_await_done, &result);
  g_assert_true (store_logins_get_finish (test->database, support_await (&result), &login, NULL));
  g_assert_cmpuint (login.refused_modified_s, ==, 0);
  g_clear_object (&result);

  for (gsize i = 0; i < G_N_ELEMENTS (logins); i++)
    {
      store_logins_set_async (test->database, "home", &logins[i], NULL, support_await_done,
                              &result);
      g_assert_true (store_logins_set_finish (test->database, support_await (&result), NULL));
      g_clear_object (&result);
      store_test_reopen (test);

      store_logins_get_async (test->database, "home", NULL, support_await_done, &result);
      g_assert_true (
          store_logins_get_finish (test->database, support_await (&result), &login, NULL));
      g_clear_object (&result);
      g_assert_cmpuint (login.refused_modified_s, ==, logins[i].refused_modified_s);
      g_assert_cmpuint (login.soft_refusals, ==, logins[i].soft_refusals);
      g_assert_cmpuint (login.size_limit, ==, logins[i].size_limit);
    }
}

static void
test_lock_has_one_holder (StoreTest *test, gconstpointer data)
{
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  StoreDatabase *other = store_test_open (store);
  g_autoptr (GError) error = NULL;
  StoreLock *lock = store_lock_try (test->database, "home", &error);

  g_assert_nonnull (lock);
  g_assert_null (store_lock_try (test->database, "home", &error));
  g_assert_no_error (error);
  g_assert_null (store_lock_try (other, "home", &error));
  g_assert_no_error (error);
  g_autoptr (StoreLock) second = store_lock_try (other, "work", &error);
  g_assert_nonnull (second);

  store_lock_release (lock);
  g_autoptr (StoreLock) third = store_lock_try (other, "home", &error);
  g_assert_nonnull (third);
  g_autofree char *path = g_build_filename (store, "locks", "home", NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  store_test_close (other);
}

static void
test_lock_wants_an_id (StoreTest *test, gconstpointer data)
{
  static const char *const ids[] = { "", "..", "../home", "a/b", "A", "a b", "é" };

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (store_lock_try (test->database, ids[i], &error));
      g_assert_error (error, STORE_ERROR, STORE_ERROR_IO);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/drafts/saved-draft-survives", test_saved_draft_survives);
  store_test_add ("/store/drafts/deleted-comes-back", test_deleted_comes_back);
  store_test_add ("/store/drafts/open-ones-come-back-once", test_open_ones_come_back_once);
  store_test_add ("/store/drafts/open-elsewhere", test_open_elsewhere);
  store_test_add ("/store/drafts/view-is-kept", test_view_is_kept);
  store_test_add ("/store/drafts/references-follow-the-draft", test_references_follow_the_draft);
  store_test_add ("/store/drafts/newest-first", test_newest_first);
  g_test_add_func ("/store/drafts/ids-differ", test_ids_differ);
  store_test_add ("/store/logins/are-remembered", test_logins);
  store_test_add ("/store/lock/has-one-holder", test_lock_has_one_holder);
  store_test_add ("/store/lock/wants-an-id", test_lock_wants_an_id);
  return g_test_run ();
}

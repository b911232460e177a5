/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-versions.h"

#include <string.h>

#include "store-test.h"

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define HOUR_US (60 * MINUTE_US)
#define START_US (G_GINT64_CONSTANT (1000) * 24 * HOUR_US)

static void
save_octets (StoreTest *test, GBytes *octets, const char *digest, gint64 saved_us, gboolean keeps)
{
  g_autoptr (StoreDraft) draft = store_draft_new ("d1");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *const digests[] = { digest, NULL };

  draft->octets = g_bytes_ref (octets);
  draft->modified_us = saved_us;
  draft->keeps_earlier = keeps;
  store_drafts_save_async (test->database, draft, digests, NULL, support_await_done, &result);
  g_assert_true (store_drafts_save_finish (test->database, support_await (&result), &error));
  g_assert_no_error (error);
}

static void
save (StoreTest *test, const char *text, const char *digest, gint64 saved_us, gboolean keeps)
{
  g_autoptr (GBytes) octets = g_bytes_new (text, strlen (text));

  save_octets (test, octets, digest, saved_us, keeps);
}

static GPtrArray *
list (StoreTest *test)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_versions_list_async (test->database, "d1", NULL, support_await_done, &result);
  return store_versions_list_finish (test->database, support_await (&result), NULL);
}

/* newest first, "c b a" */
static void
assert_versions (StoreTest *test, const char *expected)
{
  g_autoptr (GPtrArray) versions = list (test);
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < versions->len; i++)
    {
      const StoreVersion *version = versions->pdata[i];
      gsize length;
      const char *text = g_bytes_get_data (version->octets, &length);

      g_string_append_printf (texts, "%s%.*s", i > 0 ? " " : "", (int) length, text);
    }
  g_assert_cmpstr (texts->str, ==, expected);
}

static void
assert_text (StoreTest *test, const char *sql, const char *expected)
{
  g_autofree char *text = store_test_sql_text (test->directory, sql);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_what_is_replaced (StoreTest *test, gconstpointer data)
{
  save (test, "a", NULL, START_US, TRUE);
  assert_versions (test, "");
  save (test, "b", NULL, START_US + 1, FALSE);
  assert_versions (test, "");
  save (test, "c", NULL, START_US + 2, TRUE);
  assert_versions (test, "b");
  save (test, "b", NULL, START_US + 3, TRUE);
  store_test_reopen (test);
  assert_versions (test, "c b");

  g_autoptr (GPtrArray) versions = list (test);
  g_assert_cmpint (((StoreVersion *) versions->pdata[0])->saved_us, ==, START_US + 2);
}

/* saved again and again as it is, it is one version */
static void
test_no_version_twice (StoreTest *test, gconstpointer data)
{
  for (int i = 0; i < 4; i++)
    save (test, "same", NULL, START_US + i, TRUE);
  assert_versions (test, "same");
}

static void
test_number_is_bounded (StoreTest *test, gconstpointer data)
{
  for (int i = 0; i <= STORE_VERSIONS_MAX + 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("%d", i);

      save (test, text, NULL, START_US + i, TRUE);
    }
  g_autoptr (GPtrArray) versions = list (test);
  g_assert_cmpuint (versions->len, ==, STORE_VERSIONS_MAX);
  g_assert_cmpint (((StoreVersion *) versions->pdata[0])->saved_us, ==,
                   START_US + STORE_VERSIONS_MAX + 19);
}

static void
test_size_is_bounded (StoreTest *test, gconstpointer data)
{
  gsize size = STORE_VERSIONS_MAX_SIZE / 3;

  for (int i = 0; i < 6; i++)
    {
      g_autofree char *text = g_strnfill (size, (char) ('a' + i));
      g_autoptr (GBytes) octets = g_bytes_new (text, size);

      save_octets (test, octets, NULL, START_US + i, TRUE);
    }
  g_autoptr (GPtrArray) versions = list (test);
  g_assert_cmpuint (versions->len, ==, 3);
}

/* Somebody writes for five hours, a version a minute: old ones are far apart, and there are some
 * from every part of the day. */
static void
test_thins_with_age (StoreTest *test, gconstpointer data)
{
  gint64 now_us = START_US;
  gint64 newer_us;

  for (int i = 0; i < 5 * 60; i++, now_us += MINUTE_US)
    {
      g_autofree char *text = g_strdup_printf ("%d", i);

      save (test, text, NULL, now_us, TRUE);
    }
  g_autoptr (GPtrArray) versions = list (test);
  newer_us = now_us;
  for (guint i = 0; i < versions->len; i++)
    {
      gint64 saved_us = ((StoreVersion *) versions->pdata[i])->saved_us;
      gint64 age_us = now_us - saved_us;

      if (age_us > 2 * HOUR_US)
        g_assert_cmpint (newer_us - saved_us, >=, 20 * MINUTE_US);
      g_assert_cmpint (newer_us - saved_us, <=, 60 * MINUTE_US);
      newer_us = saved_us;
    }
  g_assert_cmpint (now_us - newer_us, >, 4 * HOUR_US);
}

static void delete (StoreTest *test)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_drafts_delete_async (test->database, "d1", NULL, support_await_done, &result);
  g_assert_true (store_drafts_delete_finish (test->database, support_await (&result), NULL));
}

/* Undo gives back versions and their files too. */
static void
test_go_with_the_draft (StoreTest *test, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  save (test, "a", "0123", START_US, FALSE);
  save (test, "b", NULL, START_US + 1, TRUE);
  assert_text (test, "SELECT digest FROM draft_version_file", "0123");
  delete (test);
  store_drafts_restore_async (test->database, "d1", NULL, support_await_done, &result);
  g_assert_true (store_drafts_restore_finish (test->database, support_await (&result), NULL));
  assert_versions (test, "a");

  delete (test);
  store_test_sql (test->directory, "UPDATE draft_discarded SET discarded_us = 1");
  delete (test);
  assert_versions (test, "");
  assert_text (test, "SELECT COUNT(*) FROM draft_version_file", "0");
}

static gint64
send (StoreTest *test)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (2);
  g_autoptr (GBytes) octets = g_bytes_new ("b", 1);
  g_autoptr (GError) error = NULL;

  letter->letter.draft_id = "d1";
  letter->letter.draft = octets;
  gint64 id = store_test_add_letter (test->database, &letter->letter, &error);
  g_assert_no_error (error);
  return id;
}

static void
test_wait_for_undo (StoreTest *test, gconstpointer data)
{
  g_autofree char *draft_id = NULL;

  save (test, "a", "0123", START_US, FALSE);
  save (test, "b", NULL, START_US + 1, TRUE);
  gint64 id = send (test);
  assert_text (test, "SELECT COUNT(*) FROM draft", "0");
  assert_versions (test, "a");
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_CANCEL, &draft_id, NULL));
  g_assert_cmpstr (draft_id, ==, "d1");
  assert_versions (test, "a");
}

static void
test_go_with_the_letter (StoreTest *test, gconstpointer data)
{
  save (test, "a", "0123", START_US, FALSE);
  save (test, "b", NULL, START_US + 1, TRUE);
  gint64 id = send (test);
  store_test_attempt (test->database, id, "accepted refused", 0);
  assert_versions (test, "a");
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_DELETE, NULL, NULL));
  assert_versions (test, "");

  save (test, "a", NULL, START_US, FALSE);
  save (test, "b", NULL, START_US + 1, TRUE);
  id = send (test);
  assert_versions (test, "a");
  store_test_attempt (test->database, id, "accepted accepted", 0);
  assert_versions (test, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/versions/what-is-replaced", test_what_is_replaced);
  store_test_add ("/store/versions/no-version-twice", test_no_version_twice);
  store_test_add ("/store/versions/number-is-bounded", test_number_is_bounded);
  store_test_add ("/store/versions/size-is-bounded", test_size_is_bounded);
  store_test_add ("/store/versions/thins-with-age", test_thins_with_age);
  store_test_add ("/store/versions/go-with-the-draft", test_go_with_the_draft);
  store_test_add ("/store/versions/wait-for-undo", test_wait_for_undo);
  store_test_add ("/store/versions/go-with-the-letter", test_go_with_the_letter);
  return g_test_run ();
}

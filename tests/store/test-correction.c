/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter of which somebody was refused, and what went to them instead. */

#include "store-test.h"

static gint64
add_correction (StoreTest *test, gint64 corrects, const char *draft_id)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autoptr (GBytes) octets = g_bytes_new_static ("a draft", 7);

  letter->letter.corrects = corrects;
  letter->letter.draft_id = draft_id;
  letter->letter.draft = octets;
  letter->letter.recipients = "Zhang";
  return store_test_add_letter (test->database, &letter->letter, NULL);
}

static void
save_draft (StoreTest *test, const char *id, gint64 corrects)
{
  g_autoptr (StoreDraft) draft = store_draft_new (id);
  g_autoptr (GAsyncResult) result = NULL;

  draft->octets = g_bytes_new_static ("a draft", 7);
  draft->corrects = corrects;
  store_drafts_save_async (test->database, draft, NULL, NULL, support_await_done, &result);
  g_assert_true (store_drafts_save_finish (test->database, support_await (&result), NULL));
}

static void
assert_corrected (StoreTest *test, gint64 id, gint64 by, const char *draft_id)
{
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, NULL);

  g_assert_cmpint (letter->corrected_by, ==, by);
  g_assert_cmpstr (letter->corrected_to, ==, by != 0 ? "Zhang" : NULL);
  g_assert_cmpstr (letter->correction_draft_id, ==, draft_id);
}

static gint64
queue_partly_refused (StoreTest *test)
{
  gint64 id = store_test_queue (test->database, 2);

  store_test_attempt (test->database, id, "accepted refused", 0);
  return id;
}

static void
test_letter (StoreTest *test, gconstpointer data)
{
  gint64 id = queue_partly_refused (test);
  gint64 other = queue_partly_refused (test);

  assert_corrected (test, id, 0, NULL);
  add_correction (test, id, NULL);
  gint64 last = add_correction (test, id, NULL);
  add_correction (test, 0, NULL);
  store_test_reopen (test);
  assert_corrected (test, id, last, NULL);
  assert_corrected (test, other, 0, NULL);
}

static void
test_deleted (StoreTest *test, gconstpointer data)
{
  gint64 id = queue_partly_refused (test);
  gint64 second = add_correction (test, id, NULL);

  store_test_attempt (test->database, second, "accepted", 0);
  assert_corrected (test, id, second, NULL);
  g_assert_true (store_test_command (test->database, second, STORE_COMMAND_DELETE, NULL, NULL));
  assert_corrected (test, id, 0, NULL);
}

static gboolean
has_letter (GPtrArray *letters, gint64 id)
{
  for (guint i = 0; i < letters->len; i++)
    if (((StoreLetter *) g_ptr_array_index (letters, i))->id == id)
      return TRUE;
  return FALSE;
}

static void
assert_place (StoreTest *test, gint64 id, StoreFilter filter)
{
  static const StoreFilter filters[] = { STORE_OUTBOX, STORE_SENT };

  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_autoptr (GPtrArray) found = store_test_list (test->database, filters[i], NULL, NULL);
      g_autoptr (GPtrArray) searched = store_test_list (test->database, filters[i], NULL, "hello");

      g_assert_cmpint (has_letter (found, id), ==, filters[i] == filter);
      g_assert_cmpint (has_letter (searched, id), ==, filters[i] == filter);
    }
}

/* The second letter is what is still to be done for the first. */
static void
test_place (StoreTest *test, gconstpointer data)
{
  gint64 id = queue_partly_refused (test);
  gint64 unknown = store_test_queue (test->database, 2);

  store_test_attempt (test->database, unknown, "unknown refused", 0);
  add_correction (test, unknown, NULL);
  assert_place (test, unknown, STORE_OUTBOX);
  assert_place (test, id, STORE_OUTBOX);
  gint64 second = add_correction (test, id, NULL);
  assert_place (test, id, STORE_SENT);
  assert_place (test, second, STORE_OUTBOX);
  store_test_attempt (test->database, second, "refused", 0);
  g_assert_true (store_test_command (test->database, second, STORE_COMMAND_DELETE, NULL, NULL));
  assert_place (test, id, STORE_OUTBOX);
}

/* From the draft to the letter, and back when that is taken back. */
static void
test_draft (StoreTest *test, gconstpointer data)
{
  gint64 id = queue_partly_refused (test);
  g_autofree char *draft_id = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  save_draft (test, "d", id);
  save_draft (test, "other", 0);
  store_test_reopen (test);
  assert_corrected (test, id, 0, "d");
  gint64 second = add_correction (test, id, "d");
  assert_corrected (test, id, second, NULL);
  g_assert_true (
      store_test_command (test->database, second, STORE_COMMAND_CANCEL, &draft_id, NULL));
  assert_corrected (test, id, 0, draft_id);
  store_drafts_delete_async (test->database, draft_id, NULL, support_await_done, &result);
  g_assert_true (store_drafts_delete_finish (test->database, support_await (&result), NULL));
  assert_corrected (test, id, 0, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/correction/letter", test_letter);
  store_test_add ("/store/correction/deleted", test_deleted);
  store_test_add ("/store/correction/place", test_place);
  store_test_add ("/store/correction/draft", test_draft);
  return g_test_run ();
}

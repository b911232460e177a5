/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "store-test.h"

static void
test_added_letter_survives_reopening (StoreTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint64 before_us = g_get_real_time ();
  gint64 id = store_test_queue (test->database, 3);

  store_test_reopen (test);
  g_autoptr (StoreLetter) letter = store_test_get (test->database, id, &error);
  g_assert_no_error (error);
  g_assert_cmpint (letter->id, ==, id);
  g_assert_cmpstr (letter->account_id, ==, "home");
  g_assert_cmpstr (letter->message_id, ==, "<1@example.org>");
  g_assert_cmpstr (letter->subject, ==, "Hello");
  g_assert_cmpstr (letter->from, ==, "Me <me@example.org>");
  g_assert_cmpstr (letter->recipients, ==, "a@example.org");
  g_assert_cmpint (letter->created_us, >=, before_us);
  g_assert_cmpint (letter->due_us, ==, letter->created_us);
  g_assert_cmpint (letter->ended_us, ==, 0);
  g_assert_cmpuint (letter->size, ==, strlen ("Subject: Hello\r\n\r\nHello\r\n"));
  g_assert_cmpuint (letter->attempts, ==, 0);
  g_assert_null (letter->server);
  g_assert_cmpstr (mail_path_get_text (letter->reverse_path), ==, "me@example.org");
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_QUEUED);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_QUEUED);
  g_assert_cmpuint (letter->outcome->results->len, ==, 3);
  g_assert_cmpstr (mail_path_get_text (mail_outcome_get (letter->outcome, 2)->path), ==,
                   "c@example.org");
  store_test_assert_states (test->database, id, "pending pending pending");
}

static void
test_content_comes_back (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autofree char *path = store_test_write_file (test, "file", "octets", 6);
  g_autoptr (StoreAttachment) attachment = store_test_attach (test->database, path, NULL);
  MailHole hole = store_test_hole (attachment, MAIL_ENCODING_BASE64, 4);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  mail_content_add_hole (letter->content, &hole);
  gint64 id = store_test_add_letter (test->database, &letter->letter, &error);
  g_assert_no_error (error);
  store_outbox_get_content_async (test->database, id, NULL, support_await_done, &result);
  g_autoptr (MailContent) content =
      store_outbox_get_content_finish (test->database, support_await (&result), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (content->octets, letter->content->octets));
  g_assert_cmpuint (content->holes->len, ==, 1);
  g_assert_cmpstr (g_array_index (content->holes, MailHole, 0).digest, ==, attachment->digest);
  g_autoptr (StoreLetter) stored = store_test_get (test->database, id, NULL);
  g_assert_cmpuint (stored->size, ==, mail_content_get_size (content));
  g_assert_cmpuint (stored->n_attachments, ==, 1);
}

static void
test_missing_file_is_no_letter (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  MailHole hole = { .size = 3, .encoding = MAIL_ENCODING_BASE64, .line_length = 76 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = g_bytes_new_static ("a draft", 7);

  memset (hole.digest, 'a', MAIL_DIGEST_LENGTH);
  mail_content_add_hole (letter->content, &hole);
  store_test_save_draft (test->database, "d1", octets, NULL);
  letter->letter.draft_id = "d1";
  g_assert_cmpint (store_test_add_letter (test->database, &letter->letter, &error), ==, 0);
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);

  /* nothing changed: the draft is there, no letter is */
  g_autoptr (StoreDraft) draft = store_test_load_draft (test->database, "d1", NULL);
  g_assert_nonnull (draft);
  g_autoptr (GPtrArray) letters = store_test_list (test->database, STORE_ALL, NULL, NULL);
  g_assert_cmpuint (letters->len, ==, 0);
}

static void
assert_listed (StoreDatabase *database, StoreFilter filter, const char *account_id,
               const char *expected)
{
  g_autoptr (GPtrArray) letters = store_test_list (database, filter, account_id, NULL);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < letters->len; i++)
    g_string_append_printf (ids, "%" G_GINT64_FORMAT " ", ((StoreLetter *) letters->pdata[i])->id);
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_lists (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) other = store_test_letter_new (1);
  gint64 accepted = store_test_queue (test->database, 1);
  gint64 refused = store_test_queue (test->database, 1);
  gint64 old = store_test_queue (test->database, 1);

  other->letter.account_id = "work";
  store_test_add_letter (test->database, &other->letter, NULL);
  store_test_attempt (test->database, accepted, "accepted", 0);
  store_test_attempt (test->database, refused, "refused", 0);
  store_test_attempt (test->database, old, "accepted", 0);
  store_test_sql (test->directory, "UPDATE letter SET ended_us = 1 WHERE id = 3");

  assert_listed (test->database, STORE_ALL, NULL, "4 3 2 1 ");
  assert_listed (test->database, STORE_ALL, "work", "4 ");
  assert_listed (test->database, STORE_UNFINISHED, NULL, "4 2 ");
  assert_listed (test->database, STORE_SENT, NULL, "3 1 ");
  assert_listed (test->database, STORE_OUTBOX, NULL, "4 2 1 ");
  assert_listed (test->database, STORE_OUTBOX, "home", "2 1 ");
}

/* A page begins below the last id of the one before, so that a new letter moves nothing. */
static void
test_pages (StoreTest *test, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  for (int i = 0; i < 5; i++)
    store_test_queue (test->database, 1);
  store_outbox_list_async (test->database, STORE_ALL, NULL, NULL, 5, 2, NULL, support_await_done,
                           &result);
  g_autoptr (GPtrArray) letters =
      store_outbox_list_finish (test->database, support_await (&result), NULL);
  g_assert_cmpuint (letters->len, ==, 2);
  g_assert_cmpint (((StoreLetter *) letters->pdata[0])->id, ==, 4);
  g_assert_cmpint (((StoreLetter *) letters->pdata[1])->id, ==, 3);
}

static void
test_ids (StoreTest *test, gconstpointer data)
{
  static const gint64 wanted[] = { 4, 99, 1 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) loaded = NULL;

  for (int i = 0; i < 5; i++)
    store_test_queue (test->database, 1);
  store_outbox_list_ids_async (test->database, STORE_UNFINISHED, "home", "hel", 5, 3, NULL,
                               support_await_done, &result);
  g_autoptr (GArray) ids =
      store_outbox_list_ids_finish (test->database, support_await (&result), NULL);
  g_assert_cmpuint (ids->len, ==, 3);
  g_assert_cmpint (g_array_index (ids, gint64, 0), ==, 4);
  g_assert_cmpint (g_array_index (ids, gint64, 2), ==, 2);
  store_outbox_load_async (test->database, wanted, 3, NULL, support_await_done, &loaded);
  g_autoptr (GPtrArray) letters =
      store_outbox_load_finish (test->database, support_await (&loaded), NULL);
  g_assert_cmpuint (letters->len, ==, 2);
  g_assert_cmpint (((StoreLetter *) letters->pdata[0])->id, ==, 4);
  g_assert_cmpint (((StoreLetter *) letters->pdata[1])->id, ==, 1);
}

static void
test_cancelled_before_it_began (StoreTest *test, gconstpointer data)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  store_outbox_add_async (test->database, &letter->letter, cancellable, support_await_done,
                          &result);
  g_assert_cmpint (store_outbox_add_finish (test->database, support_await (&result), &error), ==,
                   0);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_listed (test->database, STORE_ALL, NULL, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/outbox/added-letter-survives-reopening",
                  test_added_letter_survives_reopening);
  store_test_add ("/store/outbox/content-comes-back", test_content_comes_back);
  store_test_add ("/store/outbox/missing-file-is-no-letter", test_missing_file_is_no_letter);
  store_test_add ("/store/outbox/lists", test_lists);
  store_test_add ("/store/outbox/pages", test_pages);
  store_test_add ("/store/outbox/ids", test_ids);
  store_test_add ("/store/outbox/cancelled-before-it-began", test_cancelled_before_it_began);
  return g_test_run ();
}

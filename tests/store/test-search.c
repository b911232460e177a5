/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-search-private.h"
#include "store-test.h"

static void
test_index (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "" },
    { "Hello, World!", "hello world " },
    { "鸿雁传书", "鸿雁 雁传 传书 书 " },
    { "雁", "雁 " },
    { "寄Envoi信", "寄 envoi 信 " },
    { "Crème Brûlée", "creme brulee " },
    { "Straße", "strasse " },
    { "ＡＢＣ１２３", "abc123 " },
    { "が好き", "が好 好き き " },
    { "me@example.org", "me example org " },
    { "한국어", "한국 국어 어 " },
    { "𠮷野家", "𠮷野 野家 家 " },
    { "bad\xff octets", "bad octets " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = store_search_dup_index (cases[i].text);
      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_query (void)
{
  g_autofree char *words = store_search_dup_query ("Re: hello");
  g_autofree char *chinese = store_search_dup_query ("鸿雁传");
  g_autofree char *pair = store_search_dup_query ("鸿雁");
  g_autofree char *single = store_search_dup_query ("雁");

  g_assert_cmpstr (words, ==, "\"re\"* \"hello\"* ");
  g_assert_cmpstr (chinese, ==, "\"鸿雁 雁传 \" ");
  g_assert_cmpstr (pair, ==, "\"鸿雁 \" ");
  g_assert_cmpstr (single, ==, "\"雁\"* ");
  g_assert_null (store_search_dup_query ("\"*(): ^-"));
}

static void
test_long_words_are_cut_alike (void)
{
  g_autofree char *word = g_strnfill (1000, 'x');
  g_autofree char *index = store_search_dup_index (word);
  g_autofree char *query = store_search_dup_query (word);

  g_assert_cmpuint (strlen (index), ==, 65);
  g_assert_cmpuint (strlen (query), ==, 68);
}

static void
assert_found (StoreTest *test, const char *search, guint expected)
{
  g_autoptr (GPtrArray) letters = store_test_list (test->database, STORE_ALL, NULL, search);

  if (letters->len != expected)
    g_error ("“%s”: %u letters, not %u", search, letters->len, expected);
}

static gint64
add (StoreTest *test)
{
  static const char *const names[] = { "王小明", "", NULL };
  static const char *const files[] = { "预算表 2026.xlsx", NULL };
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (2);

  letter->letter.subject = "Re: 关于年度报告的通知";
  letter->letter.recipients = "王小明";
  letter->letter.recipient_names = names;
  letter->letter.attachment_names = files;
  letter->letter.text = "Dear colleagues, NEAR the river\n请查收附件。";
  return store_test_add_letter (test->database, &letter->letter, NULL);
}

static void
test_finds (StoreTest *test, gconstpointer data)
{
  static const char *const there[] = {
    "关",         "知",      "年度",      "年度报告",  "报告的",        "小明",
    "王小明",     "王",      "明",        "附件",      "预算",          "xlsx",
    "2026",       "COLLEAG", "river",     "dear 附件", "a@example.org", "example",
    "b@example.", "me",      "关于 预算", "re",        "  年度 ",       "“年度”",
  };
  static const char *const not_there[] = {
    "度年", "报通", "colleagues 没有", "告年", "xyz", "小王",
  };

  add (test);
  store_test_queue (test->database, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (there); i++)
    {
      g_autoptr (GPtrArray) letters = store_test_list (test->database, STORE_ALL, NULL, there[i]);
      g_test_message ("%s", there[i]);
      g_assert_cmpuint (letters->len, >, 0);
      g_assert_cmpint (((StoreLetter *) letters->pdata[letters->len - 1])->id, ==, 1);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (not_there); i++)
    assert_found (test, not_there[i], 0);
  assert_found (test, "年度", 1);
  assert_found (test, "", 2);
  assert_found (test, "  ", 2);
}

static void
test_syntax_is_text (StoreTest *test, gconstpointer data)
{
  static const char *const queries[] = {
    "\"",          "*",         "(",         ")",      "^",      ":",        "-",
    "+",           "{",         "}",         "\"\"\"", "'",      "';--",     "\\",
    "NEAR(",       "AND",       "OR",        "NOT",    "a AND",  "subject:", "-subject: x",
    "dear OR xyz", "{subject}", "NEAR(a b)", "\"dear", "dear\"", "ri*ver",   "^dear",
    "%",           "_",         "\xff\xfe",  "𝒳",      "🙂",   "年\"度",   "a\tb",
  };

  add (test);
  for (gsize i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GPtrArray) letters = store_test_list (test->database, STORE_ALL, NULL, queries[i]);
      g_assert_nonnull (letters);
    }
  assert_found (test, "dear OR xyz", 0);
  assert_found (test, "NEAR river", 1);
  assert_found (test, "\"dear", 1);
  assert_found (test, "\"*", 0);
}

static void
test_deleted_letters_words_are_forgotten (StoreTest *test, gconstpointer data)
{
  gint64 id = add (test);

  store_test_attempt (test->database, id, "accepted accepted", 0);
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_DELETE, NULL, NULL));
  assert_found (test, "年度", 0);
  g_autofree char *n = store_test_sql_text (
      test->directory, "SELECT COUNT(*) FROM letter_search WHERE letter_search MATCH '\"年度\"'");
  g_assert_cmpstr (n, ==, "0");
  store_test_sql (test->directory,
                  "INSERT INTO letter_search (letter_search) VALUES ('integrity-check')");
}

/* A question that nobody waits for any more makes room for the next one at once. */
static void
test_cancelled_under_way (StoreTest *test, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) sql = g_string_new ("WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL "
                                          "SELECT i + 1 FROM n WHERE i < 20000) "
                                          "INSERT INTO letter_search (rowid, text) "
                                          "SELECT i, 'river' FROM n");

  store_test_sql (test->directory, sql->str);
  store_outbox_list_ids_async (test->database, STORE_ALL, NULL, "river", 0, 0, cancellable,
                               support_await_done, &result);
  g_cancellable_cancel (cancellable);
  for (int i = 0; i < 200; i++)
    {
      g_autoptr (GAsyncResult) other = NULL;

      store_outbox_list_ids_async (test->database, STORE_ALL, NULL, "river", 0, 0, cancellable,
                                   support_await_done, &other);
      g_assert_null (store_outbox_list_ids_finish (test->database, support_await (&other), &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_error (&error);
    }

  /* it may have come to its end before it was cancelled */
  g_autoptr (GArray) ids =
      store_outbox_list_ids_finish (test->database, support_await (&result), &error);
  if (ids == NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A store from before beginnings were indexed. */
static void
test_migrates (StoreTest *test, gconstpointer data)
{
  gint64 id = add (test);

  store_test_sql (test->directory,
                  "DROP TABLE letter_search; DROP TABLE letter_deleted; DROP INDEX letter_ended;"
                  "ALTER TABLE letter DROP COLUMN tried_us;"
                  "ALTER TABLE letter DROP COLUMN waited_us;"
                  "ALTER TABLE letter DROP COLUMN sent_again;"
                  "ALTER TABLE letter_content DROP COLUMN seal;"
                  "DROP TABLE refused_test;"
                  "DROP TABLE draft_correction; DROP INDEX letter_corrects;"
                  "ALTER TABLE letter DROP COLUMN corrects;"
                  "CREATE VIRTUAL TABLE letter_search USING fts5 (subject, people, text, files, "
                  "content = '', tokenize = 'ascii');"
                  "INSERT INTO letter_search (rowid, subject, people, text, files) "
                  "SELECT letter_id, indexed_subject, indexed_people, indexed_text, indexed_files "
                  "FROM letter_content; PRAGMA user_version = 4");
  store_test_reopen (test);
  assert_found (test, "年", 1);
  assert_found (test, "r", 1);
  assert_found (test, "ri", 1);
  assert_found (test, "年度报告", 1);
  store_test_attempt (test->database, id, "accepted accepted", 0);
  g_assert_true (store_test_command (test->database, id, STORE_COMMAND_DELETE, NULL, NULL));
  assert_found (test, "r", 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/search/index", test_index);
  g_test_add_func ("/store/search/query", test_query);
  g_test_add_func ("/store/search/long-words-are-cut-alike", test_long_words_are_cut_alike);
  store_test_add ("/store/search/finds", test_finds);
  store_test_add ("/store/search/syntax-is-text", test_syntax_is_text);
  store_test_add ("/store/search/deleted-letters-words-are-forgotten",
                  test_deleted_letters_words_are_forgotten);
  store_test_add ("/store/search/cancelled-under-way", test_cancelled_under_way);
  store_test_add ("/store/search/migrates", test_migrates);

  return g_test_run ();
}

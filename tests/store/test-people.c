/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-test.h"

static void
write_to (StoreTest *test, const char *address, const char *name)
{
  g_autoptr (StoreTestLetter) letter = store_test_letter_new (0);
  g_autoptr (MailPath) path = mail_path_parse (address, NULL);
  const char *const names[] = { name, NULL };

  g_assert_nonnull (path);
  mail_envelope_add (letter->envelope, path);
  letter->letter.recipient_names = names;
  g_assert_cmpint (store_test_add_letter (test->database, &letter->letter, NULL), >, 0);
}

static char *
complete (StoreTest *test, const char *text, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) found = g_string_new (NULL);

  store_people_complete_async (test->database, text, limit, NULL, support_await_done, &result);
  g_autoptr (GPtrArray) people =
      store_people_complete_finish (test->database, support_await (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < people->len; i++)
    {
      const StorePerson *person = people->pdata[i];
      g_string_append_printf (found, "%s<%s>", person->name, person->address);
    }
  return g_string_free (g_steal_pointer (&found), FALSE);
}

static void
assert_completes (StoreTest *test, const char *text, const char *expected)
{
  g_autofree char *found = complete (test, text, 10);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_beginnings (StoreTest *test, gconstpointer data)
{
  static const char *const beginnings[] = {
    "l", "li lei", "LEI", "le", "wei", "boss", "BOSS@Ex", "example", "Example.ORG",
  };
  static const char *const others[] = { "i", "ei", "oss", "org", "x", "li  lei", "%", "_", "\xff" };

  write_to (test, "boss@EXAMPLE.org", "Li Lei (Wei)");
  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    assert_completes (test, beginnings[i], "Li Lei (Wei)<boss@example.org>");
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    assert_completes (test, others[i], "");
  assert_completes (test, "", "");
}

static void
test_chinese_names (StoreTest *test, gconstpointer data)
{
  static const char *const beginnings[] = { "王", "王小", "王小明", "小", "小明", "明", "w" };

  write_to (test, "wxm@163.com", "王小明");
  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    assert_completes (test, beginnings[i], "王小明<wxm@163.com>");
  assert_completes (test, "王明", "");
}

static void
test_accents (StoreTest *test, gconstpointer data)
{
  write_to (test, "zoe@example.org", "Zoë Müller");
  assert_completes (test, "zoe m", "Zoë Müller<zoe@example.org>");
  assert_completes (test, "mül", "Zoë Müller<zoe@example.org>");
}

static void
test_latest_name_holds (StoreTest *test, gconstpointer data)
{
  write_to (test, "a@example.org", "Miss Han");
  write_to (test, "a@example.org", "Mrs Li");
  write_to (test, "a@example.org", "");
  assert_completes (test, "a@", "Mrs Li<a@example.org>");
  assert_completes (test, "mrs", "Mrs Li<a@example.org>");
  assert_completes (test, "han", "");
}

static void
test_most_used_first (StoreTest *test, gconstpointer data)
{
  write_to (test, "rare@example.org", "");
  write_to (test, "often@example.org", "");
  write_to (test, "often@example.org", "");
  write_to (test, "formerly@example.org", "");
  assert_completes (test, "example", "<often@example.org><formerly@example.org><rare@example.org>");
  store_test_sql (test->directory, "UPDATE person SET uses = 5, used_us = 1 "
                                   "WHERE address = 'formerly@example.org'");
  assert_completes (test, "example", "<often@example.org><rare@example.org><formerly@example.org>");

  g_autofree char *one = complete (test, "example", 1);
  g_assert_cmpstr (one, ==, "<often@example.org>");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/people/beginnings", test_beginnings);
  store_test_add ("/store/people/chinese-names", test_chinese_names);
  store_test_add ("/store/people/accents", test_accents);
  store_test_add ("/store/people/latest-name-holds", test_latest_name_holds);
  store_test_add ("/store/people/most-used-first", test_most_used_first);
  return g_test_run ();
}

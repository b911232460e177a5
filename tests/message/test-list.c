/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-mailbox.h"

#include <string.h>

/* @seen: entries as "name|address", an entry without an address as "?text", parted by blanks;
 * blanks within are written "_" */
typedef struct
{
  const char *written;
  const char *seen;
} Case;

static const Case cases[] = {
  { "", "" },
  { " \n\t , ; ", "" },
  { "li@163.com", "|li@163.com" },
  { "<li@163.com>", "|li@163.com" },
  { "mailto:li@163.com", "|li@163.com" },
  { "a@b.cn,c@d.cn;e@f.cn", "|a@b.cn |c@d.cn |e@f.cn" },
  { "a@b.cn，c@d.cn；e@f.cn、g@h.cn", "|a@b.cn |c@d.cn |e@f.cn |g@h.cn" },
  { "a@b.cn\nc@d.cn\r\ne@f.cn\rg@h.cn", "|a@b.cn |c@d.cn |e@f.cn |g@h.cn" },
  { "a@b.cn c@d.cn", "|a@b.cn |c@d.cn" },
  { "Li Lei <li@163.com>", "Li_Lei|li@163.com" },
  { "李雷<li@163.com>", "李雷|li@163.com" },
  { "李雷＜li＠163．com＞", "李雷|li@163.com" },
  { "li@163。com", "|li@163.com" },
  { "ｌｉ＠１６３．ｃｏｍ", "|li@163.com" },
  { "李雷（li@163.com）", "李雷|li@163.com" },
  { "li@163.com (Li Lei)", "Li_Lei|li@163.com" },
  { "Li <li@163.com> (work), b@c.cn", "Li|li@163.com |b@c.cn" },
  { "李雷 li@163.com", "李雷|li@163.com" },
  { "li@163.com 李雷", "李雷|li@163.com" },
  { "\"Lei, Li\" <li@163.com>, b@c.cn", "Lei,_Li|li@163.com |b@c.cn" },
  { "\"Li \\\"L\\\" Lei\" <li@163.com>", "Li_\"L\"_Lei|li@163.com" },
  { "'Li Lei' <li@163.com>", "Li_Lei|li@163.com" },
  { "“李雷” <li@163.com>", "李雷|li@163.com" },
  { "Lei, Li <li@163.com>; Han, Mei <han@qq.com>", "Lei,_Li|li@163.com Han,_Mei|han@qq.com" },
  { "zhang, Li <li@163.com>", "?zhang Li|li@163.com" },
  { "A <a@b.cn> B <c@d.cn>", "A|a@b.cn B|c@d.cn" },
  { "Team: a@b.cn, Li <c@d.cn>;", "|a@b.cn Li|c@d.cn" },
  { "undisclosed-recipients:;", "" },
  { "收件人：李雷 <li@163.com>", "李雷|li@163.com" },
  { "《青年》编辑部 <a@b.cn>", "《青年》编辑部|a@b.cn" },
  { "李雷\tli@163.com\n韩梅梅\than@qq.com", "李雷|li@163.com 韩梅梅|han@qq.com" },
  { "1\t李雷\t销售部\tli@163.com\t", "1_李雷_销售部|li@163.com" },
  { "li@163.com\t李雷", "李雷|li@163.com" },
  { "a@b.cn\tc@d.cn", "|a@b.cn |c@d.cn" },
  { "a@b.cn, A@B.CN, Li <a@B.cn>", "Li|a@b.cn |A@B.CN" },
  { "li", "?li" },
  { "li@", "?li@" },
  { "li@163.com.", "|li@163.com" },
  { "Li Lei <li@163.com", "Li_Lei|li@163.com" },
  { "Li <li@@163.com>", "?Li_<li@@163.com>" },
  { "\"Li <li@163.com>, b@c.cn", "Li|li@163.com |b@c.cn" },
  { "\" Li <li@163.com>", "Li|li@163.com" },
  { "“li@163.com”", "|li@163.com" },
  { "【li@163.com】，《b@c.cn》", "|li@163.com |b@c.cn" },
  { "“li@163.com", "?“li@163.com" },
  { "请发给“li@163.com”", "?请发给“li@163.com”" },
  { "“ 李雷 ” <li@163.com>", "李雷|li@163.com" },
  { "a@b.cn\xE2\x80\x8B,\xEF\xBB\xBF c@d.cn", "|a@b.cn |c@d.cn" },
  { "\"li lei\"@163.com", "|\"li_lei\"@163.com" },
  { "用户@例子.中国", "|用户@例子.中国" },
  { "li@[127.0.0.1]", "|li@[127.0.0.1]" },
  { "\"li@163.com\",'han@qq.com'", "|li@163.com |han@qq.com" },
  { "Bob\r\nBcc: x@y.cn", "?Bob |x@y.cn" },
};

static char *
describe (GPtrArray *entries)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++)
    {
      const MessageMailbox *entry = g_ptr_array_index (entries, i);
      g_autofree char *word =
          entry->path != NULL ? g_strdup_printf ("%s|%s", entry->name != NULL ? entry->name : "",
                                                 mail_path_get_text (entry->path))
                              : g_strdup_printf ("?%s", entry->text);
      g_strdelimit (word, " ", '_');
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", word);
    }
  return g_string_free (text, FALSE);
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) entries = message_mailbox_parse_list (cases[i].written);
      g_autofree char *seen = describe (entries);
      g_autofree char *escaped = g_strescape (cases[i].written, NULL);
      g_test_message ("%s", escaped);
      g_assert_cmpstr (seen, ==, cases[i].seen);
    }
}

static void
check_round_trip (const char *name, const char *address)
{
  g_autoptr (MailPath) path = mail_path_parse (address, NULL);
  g_assert_nonnull (path);
  g_autoptr (MessageMailbox) mailbox = message_mailbox_new (name, path);
  g_autofree char *list = g_strconcat ("x@y.cn, ", mailbox->text, ", z@y.cn", NULL);
  g_test_message ("%s", list);
  g_autoptr (GPtrArray) entries = message_mailbox_parse_list (list);
  g_assert_cmpuint (entries->len, ==, 3);
  const MessageMailbox *entry = g_ptr_array_index (entries, 1);
  g_assert_cmpstr (entry->name, ==, name);
  g_assert_true (mail_path_equal (entry->path, path));
}

/* What is written for a mailbox is read as that mailbox. */
static void
test_round_trip (void)
{
  static const char *const names[] = {
    "Li Lei", "Lei, Li",      "a \"b\" c", "back\\slash", "boss@bank.com", "(x)",
    "a.b",    "李雷（北京）", "a，b；c",   "<x>",         "'quoted'",      "Team: A",
    "李、雷", "〈李〉雷",     "“李”雷",    ", \" ＼",     "＂李＂",
  };
  static const char *const addresses[] = {
    "li@163.com",
    "\"a\\\"b\\>\\c\"@d.cn",
    "\"> li\"@163.com",
    "\"<li@163.com>, han\"@qq.com",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    for (gsize k = 0; k < G_N_ELEMENTS (addresses); k++)
      check_round_trip (names[i], addresses[k]);
}

/* A name that nobody has stays readable, and ends between two characters. */
static void
test_long_names (void)
{
  for (gsize length = 160; length < 2000; length += 37)
    {
      g_autofree char *quotes = g_strnfill (length, '"');
      g_autofree char *name = g_strconcat ("a", quotes, "李雷", NULL);
      g_autoptr (MailPath) path = mail_path_parse ("li@163.com", NULL);
      g_autoptr (MessageMailbox) mailbox = message_mailbox_new (name, path);
      g_autofree char *twice = g_strconcat (name, " <li@163.com>", NULL);
      g_autoptr (GPtrArray) entries = message_mailbox_parse_list (twice);

      g_assert_true (g_utf8_validate (mailbox->name, -1, NULL));
      g_assert_cmpuint (strlen (mailbox->name), <=, 500);
      g_assert_true (g_str_has_suffix (mailbox->name, strlen (name) > 500 ? "…" : "李雷"));
      check_round_trip (mailbox->name, "li@163.com");
      g_assert_cmpuint (entries->len, ==, 1);
      g_assert_cmpstr (((MessageMailbox *) g_ptr_array_index (entries, 0))->name, ==,
                       mailbox->name);
    }
}

/* A list of any size and any nonsense takes no more than a moment and loses no "@". */
static void
test_hostile (void)
{
  static const char *const pieces[] = { "<", "\"", "(", "“", "＜", "\\", "@", "a@b,", ":", "\t" };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (guint n = 0; n < 50000; n++)
        g_string_append (text, pieces[i]);
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GPtrArray) entries = message_mailbox_parse_list (text->str);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
      g_assert_nonnull (entries);
    }
}

static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint n = 0; n < 10000; n++)
    g_string_append_printf (text, "收件人%u <user%u@example.org>；", n, n);
  g_autoptr (GPtrArray) entries = message_mailbox_parse_list (text->str);
  g_assert_cmpuint (entries->len, ==, 10000);
}

static void
test_not_utf8 (void)
{
  g_autoptr (GPtrArray) entries = message_mailbox_parse_list ("\xC0\xEE <li@163.com>, \xFF");
  g_assert_cmpuint (entries->len, ==, 2);
  const MessageMailbox *entry = g_ptr_array_index (entries, 0);
  g_assert_true (g_utf8_validate (entry->name, -1, NULL));
  g_assert_cmpstr (mail_path_get_text (entry->path), ==, "li@163.com");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/list/cases", test_cases);
  g_test_add_func ("/message/list/round-trip", test_round_trip);
  g_test_add_func ("/message/list/long-names", test_long_names);
  g_test_add_func ("/message/list/hostile", test_hostile);
  g_test_add_func ("/message/list/many", test_many);
  g_test_add_func ("/message/list/not-utf8", test_not_utf8);
  return g_test_run ();
}

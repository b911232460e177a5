/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-mailbox.h"

static void
assert_suggests (const char *written, const char *meant)
{
  g_autofree char *suggestion = message_mailbox_suggest (written);
  g_assert_cmpstr (suggestion, ==, meant);
}

static void
test_slips (void)
{
  assert_suggests ("li@163.con", "li@163.com");
  assert_suggests ("li@163.cm", "li@163.com");
  assert_suggests ("li@163", "li@163.com");
  assert_suggests ("li@163com", "li@163.com");
  assert_suggests ("li@1663.com", "li@163.com");
  assert_suggests ("li@qq.cmo", "li@qq.com");
  assert_suggests ("li@qq", "li@qq.com");
  assert_suggests ("li@gmial.com", "li@gmail.com");
  assert_suggests ("li@gmai.com", "li@gmail.com");
  assert_suggests ("Li Lei <li@hotmial.com>", "li@hotmail.com");
  assert_suggests ("li@outlok.com", "li@outlook.com");
  assert_suggests ("li@university.edu.con", "li@university.edu.com");
  assert_suggests ("li@FOXMAIL.CON", "li@foxmail.com");
}

static void
test_right_ones (void)
{
  static const char *const right[] = {
    "li@163.com",  "li@126.com", "li@qq.com",  "li@139.com",     "li@189.cn",
    "li@mail.com", "li@188.com", "li@gmx.net", "li@example.org", "li@tsinghua.edu.cn",
    "li@me.com",   "li@live.cn", "li@QQ.com",  "li@ymail.com",   "li@aa.com",
    "li",          "",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (right); i++)
    assert_suggests (right[i], NULL);
}

static void
test_resembles (void)
{
  g_assert_true (message_mailbox_resembles ("zhnag@163.com", "zhang@163.com"));
  g_assert_true (message_mailbox_resembles ("Zhan@163.COM", "zhang@163.com"));
  g_assert_true (message_mailbox_resembles ("zhanng@163.com", "zhang@163.com"));
  g_assert_true (message_mailbox_resembles ("zhamg@163.com", "zhang@163.com"));
  g_assert_false (message_mailbox_resembles ("zhang@163.com", "zhang@163.com"));
  g_assert_false (message_mailbox_resembles ("zhnag@126.com", "zhang@163.com"));
  g_assert_false (message_mailbox_resembles ("wang@163.com", "zhang@163.com"));
  g_assert_false (message_mailbox_resembles ("li@163.com", "li2@163.com"));
  /* another number is another student */
  g_assert_false (message_mailbox_resembles ("2019301@x.edu.cn", "2019302@x.edu.cn"));
  g_assert_false (message_mailbox_resembles ("zhang", "zhang@163.com"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/typo/slips", test_slips);
  g_test_add_func ("/message/typo/right-ones", test_right_ones);
  g_test_add_func ("/message/typo/resembles", test_resembles);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-text.h"

#include <string.h>

typedef struct
{
  const char *name;
  const char *octets;
  gsize length;
  const char *text;
} DecodeCase;

#define OCTETS(literal) literal, sizeof literal - 1

static const DecodeCase decode_cases[] = {
  { "empty", OCTETS (""), "" },
  { "ascii", OCTETS ("2.0.0 Ok"), "2.0.0 Ok" },
  { "tab-is-kept", OCTETS ("a\tb"), "a\tb" },
  { "utf8", OCTETS ("\xE9\x82\xAE\xE4\xBB\xB6"), "邮件" },
  { "gb18030", OCTETS ("\xD3\xCA\xBC\xFE"), "邮件" },
  { "gb18030-four-octets", OCTETS ("\x95\x32\x82\x36"), "𠀀" },
  { "latin1", OCTETS ("Bo\xEEte \xFF"), "Boîte ÿ" },
  { "latin1-at-the-end", OCTETS ("caf\xE9"), "café" },
  { "utf8-cut", OCTETS ("\xE9\x82\xAE\xE4\xBB"), "邮\xEF\xBF\xBD" },
  { "gb18030-cut", OCTETS ("\xD3\xCA\xBC\xFE\xD3"), "邮件\xEF\xBF\xBD" },
  { "nul", OCTETS ("a\0b"),
    "a\xEF\xBF\xBD"
    "b" },
  { "escape", OCTETS ("\x1B[31m"), "\xEF\xBF\xBD[31m" },
  { "line-feed", OCTETS ("a\nb"),
    "a\xEF\xBF\xBD"
    "b" },
  { "bidi-override", OCTETS ("\xE2\x80\xAEmoc"), "\xEF\xBF\xBDmoc" },
  { "line-separator", OCTETS ("\xE2\x80\xA8x"), "\xEF\xBF\xBDx" },
};

static void
test_decode (gconstpointer data)
{
  const DecodeCase *c = data;
  g_autofree char *text = mail_text_decode (c->octets, c->length);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpstr (text, ==, c->text);
}

/* whatever comes, it becomes UTF-8 */
static void
test_every_pair (void)
{
  for (guint i = 0; i <= 0xFFFF; i++)
    {
      const char octets[] = { (char) (i >> 8), (char) i };
      g_autofree char *text = mail_text_decode (octets, sizeof octets);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpuint (strlen (text), >, 0);
    }
}

static void
test_line_break (void)
{
  g_assert_false (mail_text_has_line_break (""));
  g_assert_false (mail_text_has_line_break ("你好\tworld"));
  g_assert_true (mail_text_has_line_break ("a\rb"));
  g_assert_true (mail_text_has_line_break ("a\n"));
  g_assert_true (mail_text_has_line_break ("a\xC2\x85"));
  g_assert_true (mail_text_has_line_break ("\xE2\x80\xA8"));
  g_assert_true (mail_text_has_line_break ("\xE2\x80\xA9"));
}

static void
test_close_up (void)
{
  static const char *const CASES[][2] = {
    { "", "" },
    { "已被 练习服务器 接收", "已被练习服务器接收" },
    { "已被 smtp.163.com 接收", "已被 smtp.163.com 接收" },
    { "收信人是 李雷。", "收信人是李雷。" },
    { "“李雷” 和", "“李雷” 和" },
    { "Accepted by the practice server", "Accepted by the practice server" },
    { "편지 보내기", "편지 보내기" },
    { "信 ", "信 " },
    { " 信", " 信" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (CASES); i++)
    {
      g_autofree char *text = mail_text_close_up (g_strdup (CASES[i][0]));

      g_assert_cmpstr (text, ==, CASES[i][1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (decode_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/mail/text/decode/", decode_cases[i].name, NULL);

      g_test_add_data_func (path, &decode_cases[i], test_decode);
    }
  g_test_add_func ("/mail/text/every-pair", test_every_pair);
  g_test_add_func ("/mail/text/close-up", test_close_up);
  g_test_add_func ("/mail/text/line-break", test_line_break);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-path.h"

#include <string.h>

#include "mail-error.h"

static const char *const good[] = {
  "a@b",
  "li.lei@example.com",
  "li+lists@example.com",
  "!#$%&'*+-/=?^_`{|}~@example.com",
  "\"li lei\"@example.com",
  "\"a\\\"b\\\\\"@example.com",
  "\"\"@example.com",
  "\"a@b\"@example.com",
  "用户@例子.中国",
  "li@例子.中国",
  "li@xn--fsqu00a.xn--fiqs8s",
  "li@[127.0.0.1]",
  "li@[IPv6:2001:db8::1]",
  "li@[ipv6:::1]",
  "li@163.com",
};

static const char *const bad[] = {
  "",
  "@",
  "li",
  "li@",
  "@example.com",
  "li lei@example.com",
  ".li@example.com",
  "li.@example.com",
  "li..lei@example.com",
  "li@example..com",
  "li@.example.com",
  "li@example.com.",
  "li@-example.com",
  "li@example-.com",
  "li@exa_mple.com",
  "li@example.com ",
  " li@example.com",
  "li@@example.com",
  "li@a@example.com",
  "<li@example.com>",
  "li@example.com>",
  "li@example.com> RCPT TO:<x@y",
  "li@example.com\r\nRCPT TO:<x@y>",
  "li@example.com\n",
  "\"li\r\nDATA\"@example.com",
  "\"li\\\r\"@example.com",
  "\"li@example.com",
  "\"li\"x@example.com",
  "\"li\\\"@example.com",
  "\"\\é\"@example.com",
  "\"li\tlei\"@example.com",
  "“li@example.com",
  "li@example.com”",
  "《li@example.com》",
  "li@【example】.com",
  "li,lei@example.com",
  "li;lei@example.com",
  "li(x)@example.com",
  "li@exam\xC2\x85ple.com",
  "l\xC2\x85i@example.com",
  "l\xE2\x80\xA8i@example.com",
  "l\xE2\x80\xAEi@example.com",
  "l\xE3\x80\x80i@example.com",
  "li@ex\xE3\x80\x80"
  "ample.com",
  "li\xFF@example.com",
  "li@[127.0.0.256]",
  "li@[127.0.0.1",
  "li@127.0.0.1]",
  "li@[]",
  "li@[example.com]",
  "li@[IPv6:127.0.0.1]",
  "li@[::1]",
  "li@[IPv6:fe80::1%eth0]",
  "li@[127.0.0.1]x",
  "li@[x:y]",
};

static void
test_good (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MailPath) path = mail_path_parse (good[i], &error);

      g_assert_no_error (error);
      g_assert_cmpstr (mail_path_get_text (path), ==, good[i]);
    }
}

static void
test_bad (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (MailPath) path = mail_path_parse (bad[i], &error);

      if (path != NULL)
        g_test_message ("accepted: %s", bad[i]);
      g_assert_null (path);
      g_assert_error (error, MAIL_ERROR, MAIL_ERROR_ADDRESS);
    }
}

static MailPath *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  MailPath *path = mail_path_parse (text, &error);

  g_assert_no_error (error);
  return path;
}

static void
test_parts (void)
{
  g_autoptr (MailPath) path = parse ("\"a@b\"@Example.COM");

  g_assert_cmpstr (mail_path_get_local_part (path), ==, "\"a@b\"");
  g_assert_cmpstr (mail_path_get_domain (path), ==, "Example.COM");
}

static void
check_limit (guint local_part, guint label, guint n_labels, gboolean fits)
{
  g_autofree char *local = g_strnfill (local_part, 'l');
  g_autofree char *one = g_strnfill (label, 'd');
  GString *text = g_string_new (local);
  g_autoptr (MailPath) path = NULL;

  for (guint i = 0; i < n_labels; i++)
    g_string_append_printf (text, "%c%s", i == 0 ? '@' : '.', one);
  path = mail_path_parse (text->str, NULL);
  g_assert_cmpint (path != NULL, ==, fits);
  g_string_free (text, TRUE);
}

static void
test_limits (void)
{
  check_limit (64, 10, 1, TRUE);
  check_limit (65, 10, 1, FALSE);
  check_limit (1, 63, 1, TRUE);
  check_limit (1, 64, 1, FALSE);
  /* 30 + 1 + 223 and 31 + 1 + 223 */
  check_limit (30, 31, 7, TRUE);
  check_limit (31, 31, 7, FALSE);
}

static void
check_equal (const char *a, const char *b, gboolean equal)
{
  g_autoptr (MailPath) path_a = parse (a);
  g_autoptr (MailPath) path_b = parse (b);

  g_assert_cmpint (mail_path_equal (path_a, path_b), ==, equal);
  if (equal)
    g_assert_cmpuint (mail_path_hash (path_a), ==, mail_path_hash (path_b));
}

static void
test_equal (void)
{
  check_equal ("li@example.com", "li@EXAMPLE.com", TRUE);
  check_equal ("li@例子.中国", "li@xn--fsqu00a.XN--fiqs8s", TRUE);
  check_equal ("li@例子。中国", "li@例子.中国", TRUE);
  check_equal ("li@[IPv6:2001:DB8::1]", "li@[IPV6:2001:db8::1]", TRUE);
  check_equal ("Li@example.com", "li@example.com", FALSE);
  check_equal ("li@example.com", "li@example.org", FALSE);
}

static void
check_wire (const char *text, gboolean smtputf8, const char *wire)
{
  g_autoptr (MailPath) path = parse (text);
  g_autofree char *got = mail_path_dup_wire (path, smtputf8);

  g_assert_cmpstr (got, ==, wire);
}

static void
test_wire (void)
{
  check_wire ("li@Example.com", FALSE, "li@Example.com");
  check_wire ("li@Example.com", TRUE, "li@Example.com");
  check_wire ("li@例子.中国", FALSE, "li@xn--fsqu00a.xn--fiqs8s");
  check_wire ("li@例子。中国", TRUE, "li@例子.中国");
  check_wire ("用户@例子.中国", TRUE, "用户@例子.中国");
  check_wire ("用户@example.com", FALSE, NULL);
}

static void
test_needs_smtputf8 (void)
{
  g_autoptr (MailPath) domain = parse ("li@例子.中国");
  g_autoptr (MailPath) local_part = parse ("用户@example.com");

  g_assert_false (mail_path_needs_smtputf8 (domain));
  g_assert_true (mail_path_needs_smtputf8 (local_part));
}

/* nothing that is accepted can end a command or begin another one */
static void
check_harmless (const char *text)
{
  g_autoptr (MailPath) path = mail_path_parse (text, NULL);
  g_autofree char *wire = NULL;
  gboolean quoted;

  if (path == NULL)
    return;
  wire = mail_path_dup_wire (path, TRUE);
  quoted = wire[0] == '"';
  g_assert_cmpuint (strcspn (wire, "\r\n\t"), ==, strlen (wire));
  if (!quoted)
    g_assert_cmpuint (strcspn (wire, "<> \""), ==, strlen (wire));
  g_assert_cmpuint (strcspn (mail_path_get_domain (path), "<> \"@"), ==,
                    strlen (mail_path_get_domain (path)));
}

static void
test_random (void)
{
  static const char *const pieces[] = {
    "a", "b.c",       "@",     "\"",   "\\",           ".",    "-",
    "<", ">",         " ",     "\r\n", "\xC2\x85",     "例",   "[",
    "]", "127.0.0.1", "IPv6:", "::1",  "\xE2\x80\xAE", "\xFF", "。"
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint n_accepted = 0;

  for (guint i = 0; i < 200000; i++)
    {
      GString *text = g_string_new (NULL);
      g_autoptr (MailPath) path = NULL;

      for (gint n = g_rand_int_range (rand, 1, 9); n > 0; n--)
        g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
      path = mail_path_parse (text->str, NULL);
      n_accepted += path != NULL ? 1 : 0;
      check_harmless (text->str);
      g_string_free (text, TRUE);
    }
  g_assert_cmpuint (n_accepted, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/path/good", test_good);
  g_test_add_func ("/mail/path/bad", test_bad);
  g_test_add_func ("/mail/path/parts", test_parts);
  g_test_add_func ("/mail/path/limits", test_limits);
  g_test_add_func ("/mail/path/equal", test_equal);
  g_test_add_func ("/mail/path/wire", test_wire);
  g_test_add_func ("/mail/path/needs-smtputf8", test_needs_smtputf8);
  g_test_add_func ("/mail/path/random", test_random);
  return g_test_run ();
}

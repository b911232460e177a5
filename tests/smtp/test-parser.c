/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-parser-private.h"

#include <string.h>

/* Feeds in pieces and writes down what happened: a line each, "|" and the line; "=" and the reply
 * in short; "!" at a violation. */
static char *
parse (const char *octets, gsize length, gsize piece)
{
  g_autoptr (SmtpParser) parser = smtp_parser_new ();
  GString *log = g_string_new (NULL);
  SmtpParserResult result = SMTP_PARSER_MORE;

  for (gsize at = 0; at < length && result != SMTP_PARSER_VIOLATION;)
    {
      g_autoptr (MailReply) reply = NULL;
      g_autofree char *line = NULL;
      gsize used = 0;

      result =
          smtp_parser_feed (parser, (const guint8 *) octets + at, MIN (piece, length - at), &used);
      at += used;
      if (result == SMTP_PARSER_LINE || result == SMTP_PARSER_REPLY)
        g_string_append_printf (log, "|%s", smtp_parser_get_line (parser));
      if (result == SMTP_PARSER_VIOLATION)
        g_string_append_c (log, '!');
      if (result != SMTP_PARSER_REPLY)
        continue;
      reply = smtp_parser_steal_reply (parser);
      line = mail_reply_dup_line (reply);
      g_string_append_printf (log, "=%s", line);
      g_assert_true (smtp_parser_is_empty (parser));
    }
  return g_string_free (log, FALSE);
}

static void
check (const char *octets, gsize length, const char *wanted)
{
  for (gsize piece = 1; piece <= length; piece++)
    {
      g_autofree char *log = parse (octets, length, piece);

      g_assert_cmpstr (log, ==, wanted);
    }
}

#define CHECK(octets, wanted) check (octets, sizeof octets - 1, wanted)

static void
test_replies (void)
{
  CHECK ("250 ok\r\n", "|250 ok=250 ok");
  CHECK ("250-a\r\n250-b\r\n250 c\r\n", "|250-a|250-b|250 c=250 a b c");
  CHECK ("250\r\n", "|250=250");
  CHECK ("250 \r\n", "|250 =250");
  CHECK ("250-\r\n250\r\n", "|250-|250=250");
  CHECK ("250 a\r\n354 b\r\n", "|250 a=250 a|354 b=354 b");
  CHECK ("553-x\r\n553\r\n", "|553-x|553=553 x");
}

static void
test_bare_lf (void)
{
  CHECK ("250 a\n250 b\r\n", "|250 a=250 a|250 b=250 b");
  CHECK ("250-a\n250 b\n", "|250-a|250 b=250 a b");
}

static void
test_bare_cr (void)
{
  CHECK ("250 a\rb\r\n", "!");
  CHECK ("250 a\r\r\n", "!");
  CHECK ("\r250 a\r\n", "!");
}

static void
test_garbage (void)
{
  CHECK ("\r\n250 a\r\n", "!");
  CHECK ("hello\r\n250 a\r\n", "!");
  CHECK ("25 ok\r\n", "!");
  CHECK ("2500 ok\r\n", "!");
  CHECK ("099 x\r\n", "!");
  CHECK ("199 x\r\n", "!");
  CHECK ("600 x\r\n", "!");
  CHECK ("250*x\r\n", "!");
  CHECK (" 250 x\r\n", "!");
  CHECK ("2\xEF\xBC\x95\xEF\xBC\x90 x\r\n", "!");
}

static void
test_differing_codes (void)
{
  CHECK ("250-a\r\n251 b\r\n", "|250-a|251 b=251 a b");
  CHECK ("550-a\r\n554 b\r\n", "|550-a|554 b=554 a b");
  CHECK ("220-a\r\n421 b\r\n", "|220-a!");
  CHECK ("250-a\r\n550 b\r\n", "|250-a!");
}

static void
test_nul (void)
{
  CHECK ("250 a\0b\r\n", "|250 a\xEF\xBF\xBD"
                         "b=250 a\xEF\xBF\xBD"
                         "b");
  CHECK ("25\0 a\r\n", "!");
}

static void
test_encodings (void)
{
  CHECK ("535 \xD3\xCA\xBC\xFE\r\n", "|535 邮件=535 邮件");
  CHECK ("535 邮件\r\n", "|535 邮件=535 邮件");
  CHECK ("250 \x1B[2J\r\n", "|250 \xEF\xBF\xBD[2J=250 \xEF\xBF\xBD[2J");
}

static void
test_long_line (void)
{
  g_autofree char *text = g_strnfill (10000, 'x');
  g_autofree char *octets = g_strdup_printf ("250 %s\r\n250 b\r\n", text);
  g_autoptr (SmtpParser) parser = smtp_parser_new ();
  g_autoptr (MailReply) reply = NULL;
  gsize used;

  g_assert_cmpuint (smtp_parser_feed (parser, (guint8 *) octets, strlen (octets), &used), ==,
                    SMTP_PARSER_REPLY);
  g_assert_cmpuint (used, ==, 4 + 10000 + 2);
  reply = smtp_parser_steal_reply (parser);
  g_assert_cmpuint (strlen (mail_reply_get_text (reply)), ==, SMTP_PARSER_MAX_LINE - 4);
}

static void
test_endless_line (void)
{
  g_autofree char *octets = g_strnfill (1 << 20, '2');
  g_autoptr (SmtpParser) parser = smtp_parser_new ();
  gsize at = 0;
  gsize used;

  while (smtp_parser_feed (parser, (guint8 *) octets + at, 512, &used) == SMTP_PARSER_MORE)
    at += used;
  g_assert_cmpuint (at, ==, SMTP_PARSER_MAX_REPLY);
  g_assert_cmpuint (strlen (smtp_parser_get_line (parser)), <=, SMTP_PARSER_MAX_LINE);
}

static void
check_endless (const char *line, guint n_lines)
{
  g_autoptr (SmtpParser) parser = smtp_parser_new ();
  gsize used;

  for (guint i = 0; i < n_lines; i++)
    g_assert_cmpuint (smtp_parser_feed (parser, (guint8 *) line, strlen (line), &used), ==,
                      SMTP_PARSER_LINE);
  g_assert_cmpuint (smtp_parser_feed (parser, (guint8 *) line, strlen (line), &used), ==,
                    SMTP_PARSER_VIOLATION);
  /* and it stays one */
  g_assert_cmpuint (smtp_parser_feed (parser, (guint8 *) "250 a\r\n", 7, &used), ==,
                    SMTP_PARSER_VIOLATION);
  g_assert_null (smtp_parser_steal_reply (parser));
}

static void
test_endless_reply (void)
{
  g_autofree char *text = g_strnfill (994, 'x');
  g_autofree char *long_line = g_strdup_printf ("250-%s\r\n", text);

  check_endless ("250-a\r\n", SMTP_PARSER_MAX_LINES);
  check_endless (long_line, SMTP_PARSER_MAX_REPLY / 1000);
}

/* "250-xxx…" and "250 b" with @length octets in all, and in between what many lines are made of */
static char *
make_reply (gsize length, gboolean many_lines)
{
  g_autofree char *line = g_strnfill (994, 'x');
  GString *octets = g_string_new (NULL);

  for (guint i = 0; many_lines && i < 60; i++)
    g_string_append_printf (octets, "250-%s\r\n", line);
  g_autofree char *rest = g_strnfill (length - octets->len - 6 - 7, 'y');
  g_string_append_printf (octets, "250-%s\r\n250 b\r\n", rest);
  g_assert_cmpuint (octets->len, ==, length);
  return g_string_free (octets, FALSE);
}

static void
check_limit (gsize length, gboolean many_lines, gboolean taken)
{
  const gsize pieces[] = { 1, 2, 3, 61, 1000, 4096, G_MAXINT };
  g_autofree char *octets = make_reply (length, many_lines);
  g_autofree char *first = parse (octets, length, 1);

  g_assert_true (g_str_has_suffix (first, "!") != taken);
  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autofree char *log = parse (octets, length, pieces[i]);
      g_assert_cmpstr (log, ==, first);
    }
}

/* the last octet that fits, and the first that does not, in whatever pieces */
static void
test_limit (void)
{
  check_limit (SMTP_PARSER_MAX_REPLY, FALSE, TRUE);
  check_limit (SMTP_PARSER_MAX_REPLY + 1, FALSE, FALSE);
  check_limit (SMTP_PARSER_MAX_REPLY, TRUE, TRUE);
  check_limit (SMTP_PARSER_MAX_REPLY + 1, TRUE, FALSE);
}

/* of a line that goes over it the same is shown, wherever it was cut */
static void
test_limit_shown (void)
{
  g_autofree char *line = g_strnfill (994, 'x');
  GString *octets = g_string_new (NULL);
  g_autoptr (SmtpParser) one = smtp_parser_new ();
  g_autoptr (SmtpParser) other = smtp_parser_new ();
  gsize used;

  for (guint i = 0; i < SMTP_PARSER_MAX_REPLY / 1000; i++)
    g_string_append_printf (octets, "250-%s\r\n", line);
  g_string_append_printf (octets, "250-%s\r\n", line);
  for (gsize at = 0; at < octets->len; at += used)
    if (smtp_parser_feed (one, (guint8 *) octets->str + at, octets->len - at, &used) ==
        SMTP_PARSER_VIOLATION)
      break;
  for (gsize at = 0; at < octets->len; at += used)
    if (smtp_parser_feed (other, (guint8 *) octets->str + at, 1, &used) == SMTP_PARSER_VIOLATION)
      break;
  g_assert_nonnull (smtp_parser_get_violation (one));
  g_assert_cmpstr (smtp_parser_get_violation (one), ==, smtp_parser_get_violation (other));
  g_assert_cmpstr (smtp_parser_get_line (one), ==, smtp_parser_get_line (other));
  g_string_free (octets, TRUE);
}

static void
test_hide (void)
{
  g_autoptr (SmtpParser) parser = smtp_parser_new ();
  g_autoptr (MailReply) reply = NULL;
  const char *octets = "535 no: hunter2 is not hunter2\r\n";
  gsize used;

  smtp_parser_hide (parser, "hunter2");
  smtp_parser_hide (parser, "no");
  g_assert_cmpuint (smtp_parser_feed (parser, (guint8 *) octets, strlen (octets), &used), ==,
                    SMTP_PARSER_REPLY);
  reply = smtp_parser_steal_reply (parser);
  g_assert_cmpstr (smtp_parser_get_line (parser), ==, "535 no: ●●●●●●●● is not ●●●●●●●●");
  g_assert_cmpstr (mail_reply_get_text (reply), ==, "no: ●●●●●●●● is not ●●●●●●●●");
}

/* a secret across the place where a long line is cut must not leave its head */
static void
test_hide_cut (void)
{
  g_autoptr (SmtpParser) parser = smtp_parser_new ();
  g_autofree char *text = g_strnfill (SMTP_PARSER_MAX_LINE - 4 - 5, 'x');
  g_autofree char *octets = g_strdup_printf ("535 %shunter2\r\n", text);
  gsize used;

  smtp_parser_hide (parser, "hunter2");
  smtp_parser_feed (parser, (guint8 *) octets, strlen (octets), &used);
  g_assert_null (strstr (smtp_parser_get_line (parser), "hunt"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/parser/replies", test_replies);
  g_test_add_func ("/smtp/parser/bare-lf", test_bare_lf);
  g_test_add_func ("/smtp/parser/bare-cr", test_bare_cr);
  g_test_add_func ("/smtp/parser/garbage", test_garbage);
  g_test_add_func ("/smtp/parser/differing-codes", test_differing_codes);
  g_test_add_func ("/smtp/parser/nul", test_nul);
  g_test_add_func ("/smtp/parser/encodings", test_encodings);
  g_test_add_func ("/smtp/parser/long-line", test_long_line);
  g_test_add_func ("/smtp/parser/endless-line", test_endless_line);
  g_test_add_func ("/smtp/parser/endless-reply", test_endless_reply);
  g_test_add_func ("/smtp/parser/limit", test_limit);
  g_test_add_func ("/smtp/parser/limit-shown", test_limit_shown);
  g_test_add_func ("/smtp/parser/hide", test_hide);
  g_test_add_func ("/smtp/parser/hide-cut", test_hide_cut);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "mail-reply.h"

typedef struct
{
  const char *text;
  gsize length;
  const char *code;
} EnhancedCase;

static const EnhancedCase enhanced_cases[] = {
  { "5.1.1 No such user", 5, "5.1.1" },
  { "2.0.0", 5, "2.0.0" },
  { "4.999.999\nmore", 9, "4.999.999" },
  { "5.7.1: refused", 5, "5.7.1" },
  { "4.2.2.", 5, "4.2.2" },
  { "", 0, NULL },
  { "3.1.1 x", 0, NULL },
  { "5.1", 0, NULL },
  { "5.1.x", 0, NULL },
  { "5..1 x", 0, NULL },
  { "5.1000.1 x", 0, NULL },
  { "5.1.1000", 0, NULL },
  { "5.1.1.7 is an address", 0, NULL },
  { "5.1.1b is a version", 0, NULL },
};

static void
test_enhanced (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (enhanced_cases); i++)
    {
      const EnhancedCase *c = &enhanced_cases[i];
      MailEnhancedCode code = { 0 };
      g_autofree char *string = NULL;

      g_test_message ("%s", c->text);
      g_assert_cmpuint (mail_enhanced_code_parse (c->text, &code), ==, c->length);
      string = mail_enhanced_code_to_string (code);
      g_assert_cmpstr (string, ==, c->code);
    }
}

static void
check_reply (guint code, const char *text, const char *enhanced, const char *line)
{
  g_autoptr (MailReply) reply = mail_reply_new (code, text);
  g_autofree char *got_enhanced = mail_enhanced_code_to_string (mail_reply_get_enhanced (reply));
  g_autofree char *got_line = mail_reply_dup_line (reply);

  g_assert_cmpuint (mail_reply_get_code (reply), ==, code);
  g_assert_cmpuint (mail_reply_get_class (reply), ==, code / 100);
  g_assert_cmpstr (mail_reply_get_text (reply), ==, text != NULL ? text : "");
  g_assert_cmpstr (got_enhanced, ==, enhanced);
  g_assert_cmpstr (got_line, ==, line);
}

static void
test_reply (void)
{
  check_reply (250, NULL, NULL, "250");
  check_reply (250, "2.1.0 Ok", "2.1.0", "250 2.1.0 Ok");
  check_reply (354, "End data with <CR><LF>.<CR><LF>", NULL, "354 End data with <CR><LF>.<CR><LF>");
  check_reply (550, "5.1.1 No such user\n5.1.1 Try again", "5.1.1",
               "550 5.1.1 No such user Try again");
  check_reply (550, "first\n\n5.1.1 second", NULL, "550 first 5.1.1 second");
  check_reply (599, "x", NULL, "599 x");
}

/* a class that belies the code is no code (RFC 2034 section 4) */
static void
test_disagreement (void)
{
  check_reply (250, "5.0.0 Ok", NULL, "250 5.0.0 Ok");
}

static gboolean
is_too_many (guint code, const char *text)
{
  g_autoptr (MailReply) reply = mail_reply_new (code, text);

  return mail_reply_is_too_many_recipients (reply);
}

static void
test_too_many_recipients (void)
{
  g_assert_true (is_too_many (452, "4.5.3 Error: too many recipients"));
  g_assert_true (is_too_many (452, "later"));
  g_assert_true (is_too_many (552, "5.5.3 no more"));
  g_assert_true (is_too_many (552, "Too many recipients"));
  g_assert_true (is_too_many (451, "Too many RCPT commands"));
  g_assert_false (is_too_many (452, "4.2.2 mailbox full"));
  g_assert_false (is_too_many (452, "4.3.1 out of memory"));
  g_assert_false (is_too_many (552, "mailbox full"));
  g_assert_false (is_too_many (550, "5.5.3 too many recipients"));
  g_assert_false (is_too_many (451, "4.7.1 greylisted"));
}

static void
test_ref (void)
{
  MailReply *reply = mail_reply_new (421, "x");

  g_assert_true (mail_reply_ref (reply) == reply);
  mail_reply_unref (reply);
  g_assert_cmpuint (mail_reply_get_code (reply), ==, 421);
  mail_reply_unref (reply);
  mail_reply_unref (NULL);
}

/* Cut between characters, and what is short is the same. */
static void
test_shorten (void)
{
  g_autofree char *long_text = g_strnfill (MAIL_REPLY_MAX_TEXT - 1, 'x');
  g_autofree char *longer = g_strconcat ("5.7.1 ", long_text, "\xe9\x82\xae", NULL);
  g_autoptr (MailReply) short_one = mail_reply_new (554, "5.7.1 no");
  g_autoptr (MailReply) same = mail_reply_shorten (short_one);
  g_autoptr (MailReply) long_one = mail_reply_new (554, longer);
  g_autoptr (MailReply) cut = mail_reply_shorten (long_one);

  g_assert_true (same == short_one);
  g_assert_cmpuint (strlen (mail_reply_get_text (cut)), ==, MAIL_REPLY_MAX_TEXT);
  g_assert_cmpuint (mail_reply_get_code (cut), ==, 554);
  g_assert_cmpuint (mail_reply_get_enhanced (cut).subject, ==, 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/reply/shorten", test_shorten);
  g_test_add_func ("/mail/reply/enhanced", test_enhanced);
  g_test_add_func ("/mail/reply/reply", test_reply);
  g_test_add_func ("/mail/reply/disagreement", test_disagreement);
  g_test_add_func ("/mail/reply/too-many-recipients", test_too_many_recipients);
  g_test_add_func ("/mail/reply/ref", test_ref);
  return g_test_run ();
}

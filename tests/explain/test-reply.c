/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which explanation a reply gets. */

#include <string.h>

#include "explain-line.h"
#include "explain-reply.h"
#include "mail-text.h"

#define ANYWHERE -1

typedef struct
{
  const char *name;
  const char *family;
  int stage;
  guint code;
  const char *text;
  const char *title;
  ExplainAction action;
  ExplainRetry retry;
} Case;

static const Case cases[] = {
  /* the table of the user's view */
  { "netease-login", "netease", MAIL_STAGE_LOGIN, 535, "Error: authentication failed",
    "The mail service did not accept the authorization code", EXPLAIN_ACTION_NEW_CODE,
    EXPLAIN_RETRY_AFTER_FIX },
  { "google-app-password", "gmail", MAIL_STAGE_LOGIN, 534,
    "5.7.9 Application-specific password required. For more information, go to\n"
    "5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor",
    "Google asks for an app password", EXPLAIN_ACTION_NEW_CODE, EXPLAIN_RETRY_AFTER_FIX },
  { "login-blocked", "qq", MAIL_STAGE_LOGIN, 535, "Login fail. login frequency limited",
    "Signing in is blocked for a while", EXPLAIN_ACTION_TRY_LATER, EXPLAIN_RETRY_AFTER_FIX },
  { "no-mailbox", NULL, MAIL_STAGE_ENVELOPE, 550, "5.1.1 <a@b.c>: no",
    "This mailbox does not exist", EXPLAIN_ACTION_CORRECT_ADDRESS, EXPLAIN_RETRY_AFTER_FIX },
  { "no-mailbox-in-words", "netease", MAIL_STAGE_ENVELOPE, 550, "User not found: zhnag@163.com",
    "This mailbox does not exist", EXPLAIN_ACTION_CORRECT_ADDRESS, EXPLAIN_RETRY_NEVER },
  { "sender-mismatch", "netease", MAIL_STAGE_ENVELOPE, 553, "Mail from must equal authorized user",
    "The sender must be the account you signed in with", EXPLAIN_ACTION_USE_LOGIN_ADDRESS,
    EXPLAIN_RETRY_AFTER_FIX },
  { "too-large", NULL, MAIL_STAGE_LETTER, 552, "5.3.4 enough", "Too large for this service",
    EXPLAIN_ACTION_MAKE_SMALLER, EXPLAIN_RETRY_AFTER_FIX },
  { "mailbox-full", NULL, MAIL_STAGE_ENVELOPE, 452, "4.2.2 over quota",
    "The recipient's mailbox is full", EXPLAIN_ACTION_TRY_LATER, EXPLAIN_RETRY_LATER },
  { "greylist", NULL, MAIL_STAGE_ENVELOPE, 450, "4.7.1 come back",
    "The server asks us to come back in a few minutes", EXPLAIN_ACTION_TRY_LATER,
    EXPLAIN_RETRY_LATER },
  { "too-fast", "netease", MAIL_STAGE_ENVELOPE, 451, "MI:SFQ 163 smtp1", "Sending too fast",
    EXPLAIN_ACTION_TRY_LATER, EXPLAIN_RETRY_LATER },
  { "spam", "netease", MAIL_STAGE_LETTER, 554, "DT:SPM 163 smtp8,abc",
    "The service took this for advertising", EXPLAIN_ACTION_EDIT, EXPLAIN_RETRY_AFTER_FIX },
  { "quota", "gmail", MAIL_STAGE_LETTER, 550, "5.4.5 Daily user sending limit exceeded.",
    "Today's sending limit is used up", EXPLAIN_ACTION_TRY_LATER, EXPLAIN_RETRY_LATER },
  { "encryption", NULL, MAIL_STAGE_LOGIN, 538, "no", "The server wants encryption first",
    EXPLAIN_ACTION_CHECK_SERVER, EXPLAIN_RETRY_AFTER_FIX },
  { "anything-else", NULL, MAIL_STAGE_GOODBYE, 599, "no", "The server refused this step",
    EXPLAIN_ACTION_SHOW_CONVERSATION, EXPLAIN_RETRY_UNSAID },

  /* order of looking */
  { "words-before-enhanced", NULL, MAIL_STAGE_ENVELOPE, 554, "5.7.1 <x>: Relay access denied",
    "The server does not pass on mail for you", EXPLAIN_ACTION_CHECK_SERVER,
    EXPLAIN_RETRY_AFTER_FIX },
  { "family-before-everywhere", "netease", MAIL_STAGE_LOGIN, 535,
    "5.7.8 Error: authentication failed", "The mail service did not accept the authorization code",
    EXPLAIN_ACTION_NEW_CODE, EXPLAIN_RETRY_AFTER_FIX },
  { "everywhere-in-a-family", "qq", MAIL_STAGE_ENVELOPE, 450, "4.7.1 Greylisted for 5 minutes",
    "The server asks us to come back in a few minutes", EXPLAIN_ACTION_TRY_LATER,
    EXPLAIN_RETRY_LATER },
  { "other-families-do-not-count", NULL, MAIL_STAGE_LETTER, 554, "DT:SPM",
    "The server refused the letter", EXPLAIN_ACTION_EDIT, EXPLAIN_RETRY_AFTER_FIX },
  { "longer-words-first", "gmail", MAIL_STAGE_ENVELOPE, 552,
    "5.2.2 The email account is out of storage space and inactive",
    "The recipient's mailbox is closed", EXPLAIN_ACTION_CORRECT_ADDRESS, EXPLAIN_RETRY_NEVER },
  { "longer-words-first-yahoo", "yahoo", MAIL_STAGE_LOGIN, 535, "5.7.0 (#AUTH005) Too many",
    "The service asks for an app password", EXPLAIN_ACTION_NEW_CODE, EXPLAIN_RETRY_AFTER_FIX },
  { "code-among-equal-words", "netease", MAIL_STAGE_LETTER, 451, "DT:SPM, please try again",
    "The service took this for advertising", EXPLAIN_ACTION_EDIT, EXPLAIN_RETRY_LATER },
  { "enhanced-among-equal-words", NULL, MAIL_STAGE_ENVELOPE, 450,
    "4.1.2 <a@b>: Recipient address rejected: Domain not found",
    "The domain after the @ takes no mail", EXPLAIN_ACTION_CORRECT_ADDRESS,
    EXPLAIN_RETRY_AFTER_FIX },
  { "short-words-need-their-code", "yahoo", MAIL_STAGE_LETTER, 554, "5.6.0 AUTHOR missing",
    "The server did not accept the form of the letter", EXPLAIN_ACTION_SHOW_CONVERSATION,
    EXPLAIN_RETRY_AFTER_FIX },
  { "class-must-agree", NULL, MAIL_STAGE_ENVELOPE, 450, "4.1.1 User unknown, for now",
    "The server could not check this recipient yet", EXPLAIN_ACTION_TRY_LATER,
    EXPLAIN_RETRY_LATER },
  { "vendor-before-registry", "gmail", MAIL_STAGE_LETTER, 550, "5.4.5 no",
    "Today's sending limit is used up", EXPLAIN_ACTION_TRY_LATER, EXPLAIN_RETRY_AFTER_FIX },
  { "registry-elsewhere", NULL, MAIL_STAGE_LETTER, 550, "5.4.5 no",
    "The server is too busy right now", EXPLAIN_ACTION_TRY_LATER, EXPLAIN_RETRY_AFTER_FIX },
  { "enhanced-before-code", NULL, MAIL_STAGE_LETTER, 550, "5.7.23 no",
    "The sender's domain does not vouch for this server", EXPLAIN_ACTION_SHOW_CONVERSATION,
    EXPLAIN_RETRY_AFTER_FIX },
  { "weak-enhanced-after-exact-code", NULL, MAIL_STAGE_LOGIN, 535, "5.7.1 no",
    "The mail service did not accept the user name or password", EXPLAIN_ACTION_ENTER_CODE,
    EXPLAIN_RETRY_AFTER_FIX },
  { "silent-enhanced", NULL, MAIL_STAGE_LOGIN, 535, "5.7.0 no",
    "The mail service did not accept the user name or password", EXPLAIN_ACTION_ENTER_CODE,
    EXPLAIN_RETRY_AFTER_FIX },
  { "unknown-enhanced", NULL, MAIL_STAGE_LETTER, 554, "5.9.99 no", "The server refused the letter",
    EXPLAIN_ACTION_EDIT, EXPLAIN_RETRY_AFTER_FIX },
  { "code-at-the-greeting", NULL, MAIL_STAGE_GREETING, 554, "no",
    "The server refused the network you are in", EXPLAIN_ACTION_TRY_NOW, EXPLAIN_RETRY_AFTER_FIX },
  { "code-at-the-envelope", NULL, MAIL_STAGE_ENVELOPE, 550, "no",
    "The server did not accept this recipient", EXPLAIN_ACTION_CORRECT_ADDRESS,
    EXPLAIN_RETRY_AFTER_FIX },
  { "code-anywhere", NULL, ANYWHERE, 550, "no", "The server refused this step",
    EXPLAIN_ACTION_SHOW_CONVERSATION, EXPLAIN_RETRY_AFTER_FIX },
  { "code-of-a-family", "qq", MAIL_STAGE_LOGIN, 535, "no",
    "The mail service did not accept the authorization code", EXPLAIN_ACTION_NEW_CODE,
    EXPLAIN_RETRY_AFTER_FIX },
  { "unregistered-code", "aliyun", MAIL_STAGE_ENVELOPE, 440, "no",
    "The sender must be the account you signed in with", EXPLAIN_ACTION_USE_LOGIN_ADDRESS,
    EXPLAIN_RETRY_AFTER_FIX },
  { "class-4", NULL, MAIL_STAGE_ENVELOPE, 499, "no", "The server put this off",
    EXPLAIN_ACTION_TRY_LATER, EXPLAIN_RETRY_UNSAID },
  { "class-2", NULL, MAIL_STAGE_LETTER, 299, "authentication failed", "The server agreed",
    EXPLAIN_ACTION_NONE, EXPLAIN_RETRY_UNSAID },
  { "accepted", "netease", MAIL_STAGE_LETTER, 250, "Mail OK queued as smtp1",
    "The server accepted the letter", EXPLAIN_ACTION_NONE, EXPLAIN_RETRY_UNSAID },
  { "accepted-enhanced", NULL, MAIL_STAGE_LETTER, 250, "2.0.0 Ok: queued as 4F",
    "The server accepted the letter", EXPLAIN_ACTION_NONE, EXPLAIN_RETRY_UNSAID },
  { "provider-for-family", "netease-163", MAIL_STAGE_LOGIN, 550, "User has no permission",
    "Sending is switched off for this mailbox", EXPLAIN_ACTION_NEW_CODE, EXPLAIN_RETRY_AFTER_FIX },
  { "unknown-family", "nobody", MAIL_STAGE_ENVELOPE, 550, "5.1.1 no", "This mailbox does not exist",
    EXPLAIN_ACTION_CORRECT_ADDRESS, EXPLAIN_RETRY_AFTER_FIX },
  { "empty-text", NULL, MAIL_STAGE_ENVELOPE, 550, "", "The server did not accept this recipient",
    EXPLAIN_ACTION_CORRECT_ADDRESS, EXPLAIN_RETRY_AFTER_FIX },
};

static void
test_case (gconstpointer data)
{
  const Case *example = data;
  g_autoptr (MailReply) reply = mail_reply_new (example->code, example->text);
  ExplainQuery query = {
    .family = example->family,
    .language = "en_GB.UTF-8",
    .stage = MAX (example->stage, 0),
    .stage_known = example->stage != ANYWHERE,
  };
  g_autoptr (Explanation) explanation = explain_reply (&query, reply);

  g_assert_cmpstr (explanation->title, ==, example->title);
  g_assert_cmpstr (explain_action_to_nick (explanation->action), ==,
                   explain_action_to_nick (example->action));
  g_assert_cmpint (explanation->retry, ==, example->retry);
}

/* As QQ once sent it: 535 Error: 请使用授权码登录, in GBK. */
static void
test_gbk (void)
{
  static const char octets[] =
      "Error: \xc7\xeb\xca\xb9\xd3\xc3\xca\xda\xc8\xa8\xc2\xeb\xb5\xc7\xc2\xbc";
  g_autofree char *text = mail_text_decode (octets, strlen (octets));
  g_autoptr (MailReply) reply = mail_reply_new (535, text);
  ExplainQuery query = { .family = "qq",
                         .language = "zh_CN",
                         .stage = MAIL_STAGE_LOGIN,
                         .stage_known = TRUE };
  g_autoptr (Explanation) explanation = explain_reply (&query, reply);

  g_assert_cmpstr (text, ==, "Error: 请使用授权码登录");
  g_assert_cmpstr (explanation->title, ==, "授权码未被接受");
  g_assert_nonnull (strstr (explanation->detail, "重新生成授权码"));
}

static void
test_languages (void)
{
  static const struct
  {
    const char *language;
    gboolean zh;
  } languages[] = {
    { NULL, FALSE },          { "C", FALSE },      { "en_US", FALSE },
    { "de_DE.UTF-8", FALSE }, { "zh_CN", TRUE },   { "zh_TW", TRUE },
    { "zh", TRUE },           { "ZH-hans", TRUE }, { "", FALSE },
  };
  g_autoptr (MailReply) reply = mail_reply_new (550, "5.1.1 no");

  for (gsize i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      ExplainQuery query = { .language = languages[i].language };
      g_autoptr (Explanation) explanation = explain_reply (&query, reply);

      g_assert_cmpstr (explanation->title, ==,
                       languages[i].zh ? "收件邮箱不存在" : "This mailbox does not exist");
    }
}

static void
test_class_text (void)
{
  g_autoptr (MailReply) known = mail_reply_new (550, "5.1.1 no");
  g_autoptr (MailReply) unknown = mail_reply_new (550, "5.2.99 no");
  g_autoptr (MailReply) plain = mail_reply_new (450, "no");
  ExplainQuery query = { NULL };
  g_autoptr (Explanation) a = explain_reply (&query, known);
  g_autoptr (Explanation) b = explain_reply (&query, unknown);
  g_autoptr (Explanation) c = explain_reply (&query, plain);

  g_assert_cmpstr (a->class_text, ==,
                   "5: a lasting no · 5.1.1: No such mailbox: the part before @ does not exist.");
  g_assert_cmpstr (b->class_text, ==,
                   "5: a lasting no · 5.2.99: Concerns the recipient's mailbox.");
  g_assert_cmpstr (c->class_text, ==, "4: not now");
}

/* Words that leave no hope, in what is said of a reply in both languages. */
static void
assert_hopeful (const char *text, const char *digits)
{
  static const char *const LASTING[] = {
    "efused",  "does not exist",        "No such",      "disabled", "not allowed",
    "may not", "says it takes no mail", "has changed.", "被拒",     "拒绝",
    "不存在",  "没有这个邮箱：",        "停用",         "无权",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (LASTING); i++)
    if (strstr (text, LASTING[i]) != NULL)
      g_error ("%s: “%s” in “%s”", digits, LASTING[i], text);
}

static void
assert_not_for_good (MailStage stage, const char *digits, const char *language)
{
  g_autofree char *text = g_strconcat (digits, " later", NULL);
  g_autofree char *wire = g_strconcat ("499 ", text, NULL);
  g_autoptr (MailReply) reply = mail_reply_new (499, text);
  ExplainQuery query = { .language = language, .stage = stage, .stage_known = TRUE };
  g_autoptr (Explanation) explanation = explain_reply (&query, reply);
  g_autofree char *words = explain_reply_short (&query, reply);
  const MailLine line = { .who = MAIL_WHO_SERVER, .stage = stage, .text = wire };
  g_autofree char *story = explain_line_story (&line, language);
  g_autofree char *textbook = explain_line_textbook (&line, language);
  const char *said[] = {
    explanation->title, explanation->detail, explanation->class_text, words, story, textbook
  };

  for (gsize i = 0; i < G_N_ELEMENTS (said); i++)
    assert_hopeful (said[i], digits);
}

/* "Not now" is never followed by words that were written for a lasting no. */
static void
test_transient (void)
{
  static const MailStage STAGES[] = { MAIL_STAGE_ENVELOPE, MAIL_STAGE_LETTER };

  for (guint subject = 0; subject < 8; subject++)
    for (guint detail = 0; detail <= 33; detail++)
      for (gsize i = 0; i < G_N_ELEMENTS (STAGES); i++)
        {
          g_autofree char *digits = g_strdup_printf ("4.%u.%u", subject, detail);

          assert_not_for_good (STAGES[i], digits, "en");
          assert_not_for_good (STAGES[i], digits, "zh_CN");
        }
}

static void
test_greylisted_digits (void)
{
  g_autoptr (MailReply) reply = mail_reply_new (451, "4.7.1 come back");
  ExplainQuery query = { NULL };
  g_autoptr (Explanation) explanation = explain_reply (&query, reply);

  g_assert_cmpstr (
      explanation->class_text, ==,
      "4: not now · 4.7.1: Put off by policy (a first contact, or much mail at once).");
}

static void
test_short (void)
{
  g_autoptr (MailReply) reply = mail_reply_new (550, "5.1.1 no");
  ExplainQuery query = { NULL };
  g_autofree char *words = explain_reply_short (&query, reply);

  g_assert_cmpstr (words, ==, "no such mailbox");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/explain/reply/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/explain/reply/gbk", test_gbk);
  g_test_add_func ("/explain/reply/languages", test_languages);
  g_test_add_func ("/explain/reply/class-text", test_class_text);
  g_test_add_func ("/explain/reply/transient", test_transient);
  g_test_add_func ("/explain/reply/greylisted-digits", test_greylisted_digits);
  g_test_add_func ("/explain/reply/short", test_short);
  return g_test_run ();
}

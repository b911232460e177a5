/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever a try came to has its words, in both languages. */

#include "explain-try.h"

#include <string.h>

static char *
words (const MailTry *try, const char *language)
{
  ExplainQuery query = { .language = language };

  return explain_try (&query, try);
}

static void
check (MailTry *try)
{
  for (guint state = 0; state < MAIL_N_TRY_STATES; state++)
    {
      g_autofree char *en = NULL;
      g_autofree char *zh = NULL;

      try->state = (MailTryState) state;
      if (state == MAIL_TRY_FAILED && try->failure == NULL)
        try->failure = mail_failure_new (MAIL_FAILURE_CONNECT, MAIL_STAGE_CONNECT, NULL, NULL);
      en = words (try, "en");
      zh = words (try, "zh_CN");
      g_assert_cmpuint (strlen (en), >, 0);
      g_assert_true (g_str_is_ascii (en));
      g_assert_false (g_str_is_ascii (zh));
    }
}

static void
test_every_state (void)
{
  g_autoptr (MailTry) record = mail_try_new_record ("_submissions._tcp.example.org");
  g_autoptr (MailTry) server = mail_try_new_server ("smtp.example.org", 465, MAIL_SECURITY_TLS);
  g_autoptr (MailTry) foreign = mail_try_new_server ("smtp.example.net", 465, MAIL_SECURITY_TLS);

  foreign->is_foreign = TRUE;
  check (record);
  check (server);
  check (foreign);
}

static void
test_words (void)
{
  g_autoptr (MailTry) server = mail_try_new_server ("smtp.example.net", 465, MAIL_SECURITY_TLS);
  g_autofree char *own = NULL;
  g_autofree char *foreign = NULL;

  server->state = MAIL_TRY_FOUND;
  own = words (server, "en");
  g_assert_cmpstr (own, ==, "it answers, encrypted");
  server->is_foreign = TRUE;
  foreign = words (server, "en");
  g_assert_cmpstr (foreign, ==, "it answers, encrypted; it is outside the domain");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/explain/try/every-state", test_every_state);
  g_test_add_func ("/explain/try/words", test_words);
  return g_test_run ();
}

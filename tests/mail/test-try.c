/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-try.h"

static void
test_nicks (void)
{
  for (guint i = 0; i < MAIL_N_TRY_STATES; i++)
    {
      MailTryState state = MAIL_N_TRY_STATES;

      g_assert_true (mail_try_state_from_nick (mail_try_state_to_nick ((MailTryState) i), &state));
      g_assert_cmpuint (state, ==, i);
    }
  g_assert_cmpstr (mail_try_state_to_nick (MAIL_TRY_DECLINED), ==, "declined");
}

static void
test_foreign (void)
{
  MailTryState state = MAIL_TRY_FAILED;

  g_assert_false (mail_try_state_from_nick ("good", &state));
  g_assert_false (mail_try_state_from_nick (NULL, &state));
  g_assert_cmpuint (state, ==, MAIL_TRY_FAILED);
}

static void
test_kinds (void)
{
  g_autoptr (MailTry) record = mail_try_new_record ("_submissions._tcp.example.test");
  g_autoptr (MailTry) server =
      mail_try_new_server ("smtp.example.test", 587, MAIL_SECURITY_STARTTLS);

  g_assert_cmpstr (record->record, ==, "_submissions._tcp.example.test");
  g_assert_null (record->endpoint);
  g_assert_null (server->record);
  g_assert_cmpstr (server->endpoint->host, ==, "smtp.example.test");
  g_assert_cmpuint (server->endpoint->port, ==, 587);
  g_assert_cmpint (server->endpoint->security, ==, MAIL_SECURITY_STARTTLS);
  g_assert_cmpint (server->state, ==, MAIL_TRY_RUNNING);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/try/nicks", test_nicks);
  g_test_add_func ("/mail/try/foreign", test_foreign);
  g_test_add_func ("/mail/try/kinds", test_kinds);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-try.h"

static void
test_nicks (void)
{
  g_autoptr (GHashTable) nicks = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < MAIL_N_TRY_STATES; i++)
    g_assert_true (g_hash_table_add (nicks, (gpointer) mail_try_state_to_nick ((MailTryState) i)));
  g_assert_cmpstr (mail_try_state_to_nick (MAIL_TRY_DECLINED), ==, "declined");
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
  g_test_add_func ("/mail/try/kinds", test_kinds);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-failure.h"

static void
test_copy (void)
{
  g_autoptr (MailReply) reply = mail_reply_new (535, "5.7.8 no");
  MailFailure *failure = mail_failure_new (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, reply, "refused");
  g_autoptr (MailFailure) copy = NULL;

  failure->certificate_flags = MAIL_CERTIFICATE_EXPIRED;
  failure->certificate_sha256 = g_strdup ("ab");
  copy = mail_failure_copy (failure);
  mail_failure_free (failure);

  g_assert_cmpuint (copy->kind, ==, MAIL_FAILURE_LOGIN);
  g_assert_cmpuint (copy->stage, ==, MAIL_STAGE_LOGIN);
  g_assert_cmpuint (mail_reply_get_code (copy->reply), ==, 535);
  g_assert_cmpuint (copy->certificate_flags, ==, MAIL_CERTIFICATE_EXPIRED);
  g_assert_cmpstr (copy->certificate_sha256, ==, "ab");
  g_assert_cmpstr (copy->detail, ==, "refused");
}

static void
test_nicks (void)
{
  MailFailureKind kind;

  for (guint i = 0; i < MAIL_N_FAILURE_KINDS; i++)
    {
      const char *nick = mail_failure_kind_to_nick ((MailFailureKind) i);

      g_assert_true (mail_failure_kind_from_nick (nick, &kind));
      g_assert_cmpuint (kind, ==, i);
    }
  g_assert_false (mail_failure_kind_from_nick ("oops", &kind));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/failure/copy", test_copy);
  g_test_add_func ("/mail/failure/nicks", test_nicks);
  return g_test_run ();
}

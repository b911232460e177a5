/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-stage.h"

static void
test_nicks (void)
{
  for (guint i = 0; i < MAIL_N_STAGES; i++)
    {
      MailStage stage = MAIL_N_STAGES;

      g_assert_true (mail_stage_from_nick (mail_stage_to_nick ((MailStage) i), &stage));
      g_assert_cmpuint (stage, ==, i);
    }
  g_assert_cmpstr (mail_stage_to_nick (MAIL_STAGE_CONNECT), ==, "connect");
  g_assert_cmpstr (mail_stage_to_nick (MAIL_STAGE_GOODBYE), ==, "goodbye");
}

static void
test_foreign (void)
{
  MailStage stage = MAIL_STAGE_LOGIN;

  g_assert_false (mail_stage_from_nick ("Login", &stage));
  g_assert_false (mail_stage_from_nick (NULL, &stage));
  g_assert_cmpuint (stage, ==, MAIL_STAGE_LOGIN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/stage/nicks", test_nicks);
  g_test_add_func ("/mail/stage/foreign", test_foreign);
  return g_test_run ();
}

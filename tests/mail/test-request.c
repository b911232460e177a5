/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-envelope.h"

static void
check_notify (const char *text, const char *written)
{
  MailNotify notify = MAIL_NOTIFY_UNSAID;
  g_autofree char *again = NULL;

  g_assert_true (mail_notify_from_text (text, &notify) == (written != NULL));
  again = mail_notify_to_text (notify);
  g_assert_cmpstr (again, ==, written != NULL ? written : "");
}

static void
test_notify (void)
{
  check_notify ("never", "NEVER");
  check_notify ("delay,Success", "SUCCESS,DELAY");
  check_notify ("success, failure, delay", "SUCCESS,FAILURE,DELAY");
  check_notify ("failure,failure", "FAILURE");
  /* RFC 3461 section 4.1: never stands alone */
  check_notify ("never,success", NULL);
  check_notify ("", NULL);
  check_notify ("success,", NULL);
  check_notify ("always", NULL);
}

static void
test_return (void)
{
  MailReturn ret = MAIL_RETURN_UNSAID;

  g_assert_true (mail_return_from_text ("full", &ret));
  g_assert_cmpstr (mail_return_to_text (ret), ==, "FULL");
  g_assert_true (mail_return_from_text ("HDRS", &ret));
  g_assert_cmpstr (mail_return_to_text (ret), ==, "HDRS");
  g_assert_false (mail_return_from_text ("", &ret));
  g_assert_false (mail_return_from_text ("half", &ret));
  g_assert_cmpint (ret, ==, MAIL_RETURN_HEADERS);
}

static void
test_in_envelope (void)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);
  g_autoptr (MailEnvelope) copy = NULL;

  envelope->request = (MailRequest){ MAIL_NOTIFY_DELAY, MAIL_RETURN_FULL, TRUE };
  envelope->envelope_id = g_strdup ("letter-1");
  copy = mail_envelope_copy (envelope);
  g_assert_cmpint (copy->request.notify, ==, MAIL_NOTIFY_DELAY);
  g_assert_cmpint (copy->request.ret, ==, MAIL_RETURN_FULL);
  g_assert_true (copy->request.require_tls);
  g_assert_cmpstr (copy->envelope_id, ==, "letter-1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/request/notify", test_notify);
  g_test_add_func ("/mail/request/return", test_return);
  g_test_add_func ("/mail/request/in-envelope", test_in_envelope);
  return g_test_run ();
}

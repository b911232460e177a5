/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-outcome.h"

static MailOutcome *
make_outcome (void)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = g_strdup_printf ("r%u@example.com", i);
      g_autoptr (MailPath) path = mail_path_parse (text, NULL);

      mail_envelope_add (envelope, path);
    }
  return mail_outcome_new (envelope);
}

static void
test_new (void)
{
  g_autoptr (MailOutcome) outcome = make_outcome ();

  g_assert_cmpuint (outcome->results->len, ==, 3);
  g_assert_cmpuint (mail_outcome_count (outcome, MAIL_RECIPIENT_PENDING), ==, 3);
  g_assert_cmpstr (mail_path_get_text (mail_outcome_get (outcome, 2)->path), ==, "r2@example.com");
}

static void
test_settle (void)
{
  g_autoptr (MailOutcome) outcome = make_outcome ();
  g_autoptr (MailReply) refused = mail_reply_new (550, NULL);
  g_autoptr (MailReply) accepted = mail_reply_new (250, NULL);

  mail_outcome_set (outcome, 1, MAIL_RECIPIENT_REFUSED, refused);
  mail_outcome_settle (outcome, MAIL_RECIPIENT_ACCEPTED, accepted);

  g_assert_cmpuint (mail_outcome_count (outcome, MAIL_RECIPIENT_ACCEPTED), ==, 2);
  g_assert_true (mail_outcome_get (outcome, 1)->reply == refused);
  g_assert_true (mail_outcome_get (outcome, 0)->reply == accepted);
  /* the same reply again is no reason to free it */
  mail_outcome_set (outcome, 1, MAIL_RECIPIENT_REFUSED, mail_outcome_get (outcome, 1)->reply);
  g_assert_cmpuint (mail_reply_get_code (mail_outcome_get (outcome, 1)->reply), ==, 550);
}

static void
test_copy (void)
{
  MailOutcome *outcome = make_outcome ();
  g_autoptr (MailReply) reply = mail_reply_new (451, "later");
  g_autoptr (MailOutcome) copy = NULL;

  mail_outcome_set (outcome, 0, MAIL_RECIPIENT_DEFERRED, reply);
  outcome->reply = mail_reply_ref (reply);
  outcome->failure = mail_failure_new (MAIL_FAILURE_CLOSED, MAIL_STAGE_LETTER, NULL, NULL);
  copy = mail_outcome_copy (outcome);
  mail_outcome_free (outcome);

  g_assert_cmpuint (copy->results->len, ==, 3);
  g_assert_cmpuint (mail_outcome_get (copy, 0)->state, ==, MAIL_RECIPIENT_DEFERRED);
  g_assert_cmpuint (mail_reply_get_code (copy->reply), ==, 451);
  g_assert_cmpuint (copy->failure->kind, ==, MAIL_FAILURE_CLOSED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/outcome/new", test_new);
  g_test_add_func ("/mail/outcome/settle", test_settle);
  g_test_add_func ("/mail/outcome/copy", test_copy);
  return g_test_run ();
}

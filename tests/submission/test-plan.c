/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which recipients go into which transaction. */

#include "submission-plan-private.h"

static const char *const six[] = { "a@one.test", "b@one.test", "c@two.test",
                                   "d@TWO.test", "e@三.test",  "f@one.test" };

static StoreLetter *
letter_new (void)
{
  StoreLetter *letter = g_atomic_rc_box_new0 (StoreLetter);
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (six); i++)
    {
      g_autoptr (MailPath) path = mail_path_parse (six[i], NULL);

      mail_envelope_add (envelope, path);
    }
  letter->message_id = g_strdup ("<1@example.test>");
  letter->outcome = mail_outcome_new (envelope);
  return letter;
}

/* the local-parts of an envelope, "abc" */
static void
check_next (SubmissionPlan *plan, guint max_recipients, guint max_domains, const char *expected)
{
  g_autoptr (MailEnvelope) envelope = submission_plan_next (plan, max_recipients, max_domains);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; envelope != NULL && i < envelope->forward_paths->len; i++)
    g_string_append (found,
                     mail_path_get_local_part (g_ptr_array_index (envelope->forward_paths, i)));
  g_assert_cmpstr (found->str, ==, expected);
}

static void
check_states (SubmissionPlan *plan, const char *expected)
{
  static const char letters[] = { 'p', 'a', 'r', 'd', 'u' };
  MailOutcome *outcome = submission_plan_get_outcome (plan);
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; i < outcome->results->len; i++)
    g_string_append_c (found, letters[mail_outcome_get (outcome, i)->state]);
  g_assert_cmpstr (found->str, ==, expected);
}

static MailOutcome *
window_new (guint n)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("w%u@example.test", i);
      g_autoptr (MailPath) path = mail_path_parse (text, NULL);

      mail_envelope_add (envelope, path);
    }
  return mail_outcome_new (envelope);
}

static gboolean
take_accepted (SubmissionPlan *plan, guint n)
{
  g_autoptr (MailOutcome) outcome = window_new (n);

  mail_outcome_settle (outcome, MAIL_RECIPIENT_ACCEPTED, NULL);
  return submission_plan_take (plan, outcome, TRUE, TRUE);
}

static void
test_windows (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = submission_plan_new (letter, "netease");

  check_next (plan, 4, 0, "abcd");
  g_assert_true (submission_plan_has_more (plan));
  g_assert_true (take_accepted (plan, 4));
  check_next (plan, 4, 0, "ef");
  g_assert_false (submission_plan_has_more (plan));
  g_assert_false (take_accepted (plan, 2));
  check_states (plan, "aaaaaa");
  g_assert_cmpuint (submission_plan_get_done (plan), ==, 6);
  check_next (plan, 4, 0, "");
}

static void
test_domains (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = submission_plan_new (letter, "netease");

  check_next (plan, 100, 1, "abf");
  g_assert_true (take_accepted (plan, 3));
  check_next (plan, 100, 1, "cd");
  g_assert_true (take_accepted (plan, 2));
  check_next (plan, 100, 1, "e");
  g_assert_false (take_accepted (plan, 1));
}

static void
test_only_who_is_concerned (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = NULL;

  mail_outcome_set (letter->outcome, 0, MAIL_RECIPIENT_ACCEPTED, NULL);
  mail_outcome_set (letter->outcome, 2, MAIL_RECIPIENT_DEFERRED, NULL);
  mail_outcome_set (letter->outcome, 3, MAIL_RECIPIENT_UNKNOWN, NULL);
  mail_outcome_set (letter->outcome, 4, MAIL_RECIPIENT_REFUSED, NULL);
  plan = submission_plan_new (letter, "netease");
  check_next (plan, 100, 0, "bcf");
}

/* The rest goes at once, and the server is not shown so many again. */
static void
test_too_many (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = submission_plan_new (letter, "netease");
  g_autoptr (MailOutcome) outcome = window_new (6);
  g_autoptr (MailReply) reply = mail_reply_new (452, "4.5.3 too many recipients");

  check_next (plan, 100, 0, "abcdef");
  for (guint i = 2; i < 6; i++)
    mail_outcome_set (outcome, i, MAIL_RECIPIENT_DEFERRED, reply);
  mail_outcome_settle (outcome, MAIL_RECIPIENT_ACCEPTED, NULL);
  g_assert_true (submission_plan_take (plan, outcome, TRUE, TRUE));
  check_next (plan, 100, 0, "cd");
  g_assert_true (take_accepted (plan, 2));
  check_next (plan, 100, 0, "ef");
  g_assert_false (take_accepted (plan, 2));
  check_states (plan, "aaaaaa");
}

/* Where even the first is too many, it is not: that would have no end. */
static void
test_too_many_from_the_first (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = submission_plan_new (letter, "netease");
  g_autoptr (MailOutcome) outcome = window_new (6);
  g_autoptr (MailReply) reply = mail_reply_new (452, "4.5.3 too many recipients");

  check_next (plan, 100, 0, "abcdef");
  mail_outcome_settle (outcome, MAIL_RECIPIENT_DEFERRED, reply);
  outcome->failure = mail_failure_new (MAIL_FAILURE_REPLY, MAIL_STAGE_ENVELOPE, reply, NULL);
  g_assert_false (submission_plan_take (plan, outcome, TRUE, TRUE));
  check_states (plan, "dddddd");
}

/* A sender or a content that is refused is not offered a hundred times. */
static void
test_refusal_of_all (void)
{
  static const MailStage stages[] = { MAIL_STAGE_ENVELOPE, MAIL_STAGE_LETTER };

  for (gsize i = 0; i < G_N_ELEMENTS (stages); i++)
    {
      g_autoptr (StoreLetter) letter = letter_new ();
      g_autoptr (SubmissionPlan) plan = submission_plan_new (letter, "netease");
      g_autoptr (MailOutcome) outcome = window_new (2);
      g_autoptr (MailReply) reply = mail_reply_new (554, "5.7.1 no");

      check_next (plan, 2, 0, "ab");
      mail_outcome_settle (outcome, MAIL_RECIPIENT_REFUSED, reply);
      outcome->failure = mail_failure_new (MAIL_FAILURE_REPLY, stages[i], reply, NULL);
      g_assert_false (submission_plan_take (plan, outcome, TRUE, TRUE));
      check_states (plan, "rrrrrr");
    }
}

static void
test_content_refused (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = submission_plan_new (letter, "netease");
  g_autoptr (MailOutcome) outcome = window_new (2);

  check_next (plan, 2, 0, "ab");
  outcome->reply = mail_reply_new (451, "4.3.0 later");
  mail_outcome_settle (outcome, MAIL_RECIPIENT_DEFERRED, outcome->reply);
  g_assert_false (submission_plan_take (plan, outcome, TRUE, TRUE));
  check_states (plan, "dddddd");
}

/* Two people who do not exist say nothing about the others. */
static void
test_window_of_strangers (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = submission_plan_new (letter, "netease");
  g_autoptr (MailOutcome) outcome = window_new (2);
  g_autoptr (MailReply) first = mail_reply_new (550, "5.1.1 a");
  g_autoptr (MailReply) second = mail_reply_new (550, "5.1.1 b");

  check_next (plan, 2, 0, "ab");
  mail_outcome_set (outcome, 0, MAIL_RECIPIENT_REFUSED, first);
  mail_outcome_set (outcome, 1, MAIL_RECIPIENT_REFUSED, second);
  outcome->failure = mail_failure_new (MAIL_FAILURE_REPLY, MAIL_STAGE_ENVELOPE, first, NULL);
  g_assert_true (submission_plan_take (plan, outcome, TRUE, TRUE));
  check_next (plan, 2, 0, "cd");
  g_assert_true (take_accepted (plan, 2));
  g_assert_null (submission_plan_get_outcome (plan)->failure);
  check_states (plan, "rraapp");
}

/* The catalogue knows words that mean the connection, not the letter. */
static void
test_spent_connection (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = submission_plan_new (letter, "netease");
  g_autoptr (MailOutcome) outcome = window_new (2);
  g_autoptr (MailReply) reply = mail_reply_new (451, "MI:DMC 163 smtp5");

  check_next (plan, 2, 0, "ab");
  g_assert_true (take_accepted (plan, 2));
  g_assert_false (submission_plan_wants_connection (plan));
  check_next (plan, 2, 0, "cd");
  mail_outcome_settle (outcome, MAIL_RECIPIENT_DEFERRED, reply);
  outcome->failure = mail_failure_new (MAIL_FAILURE_REPLY, MAIL_STAGE_ENVELOPE, reply, NULL);
  g_assert_true (submission_plan_take (plan, outcome, TRUE, FALSE));
  g_assert_true (submission_plan_wants_connection (plan));
  check_next (plan, 2, 0, "cd");

  /* a connection that had carried nothing cannot have carried too much */
  g_assert_false (submission_plan_take (plan, outcome, TRUE, TRUE));
  g_assert_false (submission_plan_wants_connection (plan));
  check_states (plan, "aadddd");
}

static void
test_lost (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = submission_plan_new (letter, "netease");
  g_autoptr (MailOutcome) outcome = window_new (2);

  check_next (plan, 2, 0, "ab");
  mail_outcome_settle (outcome, MAIL_RECIPIENT_UNKNOWN, NULL);
  outcome->failure = mail_failure_new (MAIL_FAILURE_CLOSED, MAIL_STAGE_LETTER, NULL, NULL);
  g_assert_false (submission_plan_take (plan, outcome, FALSE, TRUE));
  check_states (plan, "uupppp");
}

static void
test_request (void)
{
  g_autoptr (StoreLetter) letter = letter_new ();
  g_autoptr (SubmissionPlan) plan = NULL;
  g_autoptr (MailEnvelope) envelope = NULL;

  letter->request = (MailRequest){ MAIL_NOTIFY_FAILURE, MAIL_RETURN_UNSAID, TRUE };
  plan = submission_plan_new (letter, "netease");
  envelope = submission_plan_next (plan, 2, 0);
  g_assert_cmpint (envelope->request.notify, ==, MAIL_NOTIFY_FAILURE);
  g_assert_true (envelope->request.require_tls);
  g_assert_cmpstr (envelope->envelope_id, ==, "1@example.test");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/submission/plan/windows", test_windows);
  g_test_add_func ("/submission/plan/domains", test_domains);
  g_test_add_func ("/submission/plan/only-who-is-concerned", test_only_who_is_concerned);
  g_test_add_func ("/submission/plan/too-many", test_too_many);
  g_test_add_func ("/submission/plan/too-many-from-the-first", test_too_many_from_the_first);
  g_test_add_func ("/submission/plan/refusal-of-all", test_refusal_of_all);
  g_test_add_func ("/submission/plan/content-refused", test_content_refused);
  g_test_add_func ("/submission/plan/window-of-strangers", test_window_of_strangers);
  g_test_add_func ("/submission/plan/spent-connection", test_spent_connection);
  g_test_add_func ("/submission/plan/lost", test_lost);
  g_test_add_func ("/submission/plan/request", test_request);

  return g_test_run ();
}

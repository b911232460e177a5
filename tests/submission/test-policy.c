/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "submission-policy-private.h"

#define NOW ((gint64) 1000 * 1000 * 1000 * 1000)

static MailEnvelope *
two_people (void)
{
  MailEnvelope *envelope = mail_envelope_new (NULL);
  g_autoptr (MailPath) li = mail_path_parse ("li@example.org", NULL);
  g_autoptr (MailPath) han = mail_path_parse ("han@example.org", NULL);

  mail_envelope_add (envelope, li);
  mail_envelope_add (envelope, han);
  return envelope;
}

static MailOutcome *
new_outcome (void)
{
  g_autoptr (MailEnvelope) envelope = two_people ();

  return mail_outcome_new (envelope);
}

static SubmissionAttempt
nth_attempt (guint n)
{
  return (SubmissionAttempt){ .attempts = n, .now_us = NOW };
}

static SubmissionVerdict
judge_failure (MailFailureKind kind, MailStage stage, guint code, const char *text, guint n)
{
  SubmissionAttempt attempt = nth_attempt (n);
  g_autoptr (MailOutcome) outcome = new_outcome ();
  g_autoptr (MailReply) reply = code != 0 ? mail_reply_new (code, text) : NULL;

  attempt.soft_refusals = n;
  outcome->failure = mail_failure_new (kind, stage, reply, NULL);
  return submission_policy_judge (&attempt, outcome);
}

static void
test_transport_backs_off (void)
{
  static const guint seconds[] = { 30, 60, 120, 300, 600, 1800, 1800, 1800 };

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    {
      SubmissionVerdict verdict =
          judge_failure (MAIL_FAILURE_CONNECT, MAIL_STAGE_CONNECT, 0, NULL, i + 1);

      g_assert_cmpint (verdict.next_us, ==, NOW + seconds[i] * G_TIME_SPAN_SECOND);
      g_assert_false (verdict.paused);
      g_assert_cmpint (verdict.reach, ==, SUBMISSION_REACH_WAIT);
    }
}

static void
test_refused_login_pauses_account (void)
{
  SubmissionVerdict verdict =
      judge_failure (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, 535, "5.7.8 no", 1);

  g_assert_true (verdict.paused);
  g_assert_cmpint (verdict.next_us, ==, 0);
  g_assert_cmpint (verdict.reach, ==, SUBMISSION_REACH_PAUSE);
}

static void
test_soft_login_refusals_end (void)
{
  static const guint minutes[] = { 15, 30, 60 };

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      SubmissionVerdict verdict =
          judge_failure (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, 454, "4.7.0 later", i + 1);

      g_assert_cmpint (verdict.next_us, ==, NOW + minutes[i] * G_TIME_SPAN_MINUTE);
      g_assert_false (verdict.paused);
    }
  g_assert_true (
      judge_failure (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, 454, "4.7.0 later", 4).paused);
}

/* Codes whose class says later, and whose meaning says that a person must act; and the reverse. */
static void
test_login_codes_by_meaning (void)
{
  static const struct
  {
    guint code;
    const char *text;
    gboolean paused;
  } rows[] = {
    { 432, "4.7.12 A password transition is needed", TRUE },
    { 534, "5.7.9 Authentication mechanism is too weak", TRUE },
    { 538, "5.7.11 Encryption required", TRUE },
    { 454, "4.7.0 Temporary authentication failure", FALSE },
    { 421, "4.7.0 Try again later, closing connection", FALSE },
    { 450, "4.7.1 later", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      SubmissionVerdict verdict =
          judge_failure (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, rows[i].code, rows[i].text, 1);

      g_test_message ("%u %s", rows[i].code, rows[i].text);
      g_assert_true (verdict.paused == rows[i].paused);
      g_assert_true (verdict.reach ==
                     (rows[i].paused ? SUBMISSION_REACH_PAUSE : SUBMISSION_REACH_WAIT));
    }
}

static void
test_certificate_pauses_account (void)
{
  SubmissionVerdict verdict =
      judge_failure (MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT, 0, NULL, 1);

  g_assert_true (verdict.paused);
  g_assert_cmpint (verdict.reach, ==, SUBMISSION_REACH_PAUSE);
}

static void
test_missing_file_pauses_letter_only (void)
{
  SubmissionVerdict verdict = judge_failure (MAIL_FAILURE_CONTENT, MAIL_STAGE_LETTER, 0, NULL, 1);

  g_assert_true (verdict.paused);
  g_assert_cmpint (verdict.reach, ==, SUBMISSION_REACH_LETTER);
}

static void
test_greeting_refusal_waits (void)
{
  SubmissionVerdict verdict =
      judge_failure (MAIL_FAILURE_REPLY, MAIL_STAGE_GREETING, 554, "not today", 1);

  g_assert_false (verdict.paused);
  g_assert_cmpint (verdict.next_us, ==, NOW + 5 * G_TIME_SPAN_MINUTE);
}

static void
test_accepted_ends (void)
{
  SubmissionAttempt attempt = nth_attempt (1);
  g_autoptr (MailOutcome) outcome = new_outcome ();
  SubmissionVerdict verdict;

  mail_outcome_settle (outcome, MAIL_RECIPIENT_ACCEPTED, NULL);
  verdict = submission_policy_judge (&attempt, outcome);

  g_assert_cmpint (verdict.next_us, ==, 0);
  g_assert_false (verdict.paused);
}

static void
test_deferred_is_tried_again (void)
{
  static const guint minutes[] = { 5, 15, 30, 60, 240, 240 };
  g_autoptr (MailReply) busy = mail_reply_new (451, "4.3.0 try again");

  for (guint i = 0; i < G_N_ELEMENTS (minutes); i++)
    {
      SubmissionAttempt attempt = nth_attempt (i + 1);
      g_autoptr (MailOutcome) outcome = new_outcome ();
      SubmissionVerdict verdict;

      mail_outcome_set (outcome, 0, MAIL_RECIPIENT_ACCEPTED, NULL);
      mail_outcome_set (outcome, 1, MAIL_RECIPIENT_DEFERRED, busy);
      verdict = submission_policy_judge (&attempt, outcome);

      g_assert_cmpint (verdict.next_us, ==, NOW + minutes[i] * G_TIME_SPAN_MINUTE);
      g_assert_cmpint (verdict.reach, ==, SUBMISSION_REACH_LETTER);
    }
}

/* QQ says 550 when it means "slow down": the catalogue knows, the class does not. */
static void
test_catalogue_beats_class (void)
{
  SubmissionAttempt attempt = nth_attempt (1);
  g_autoptr (MailOutcome) outcome = new_outcome ();
  g_autoptr (MailReply) slow = mail_reply_new (550, "Connection frequency limited");
  SubmissionVerdict verdict;

  attempt.family = "qq";
  mail_outcome_settle (outcome, MAIL_RECIPIENT_REFUSED, slow);
  verdict = submission_policy_judge (&attempt, outcome);

  g_assert_cmpuint (mail_outcome_count (outcome, MAIL_RECIPIENT_DEFERRED), ==, 2);
  g_assert_cmpint (verdict.next_us, >, NOW);
}

static void
test_unknown_is_left_alone (void)
{
  SubmissionAttempt attempt = nth_attempt (1);
  g_autoptr (MailOutcome) outcome = new_outcome ();
  SubmissionVerdict verdict;

  outcome->failure = mail_failure_new (MAIL_FAILURE_CLOSED, MAIL_STAGE_LETTER, NULL, NULL);
  mail_outcome_settle (outcome, MAIL_RECIPIENT_UNKNOWN, NULL);
  verdict = submission_policy_judge (&attempt, outcome);

  g_assert_cmpuint (mail_outcome_count (outcome, MAIL_RECIPIENT_UNKNOWN), ==, 2);
  g_assert_cmpint (verdict.next_us, ==, 0);
  g_assert_false (verdict.paused);
}

/* All refused: nobody's account stops for it. */
static void
test_refused_recipients_concern_the_letter (void)
{
  SubmissionAttempt attempt = nth_attempt (1);
  g_autoptr (MailOutcome) outcome = new_outcome ();
  g_autoptr (MailReply) nobody = mail_reply_new (550, "5.1.1 nobody");
  SubmissionVerdict verdict;

  mail_outcome_settle (outcome, MAIL_RECIPIENT_REFUSED, nobody);
  outcome->failure = mail_failure_new (MAIL_FAILURE_REPLY, MAIL_STAGE_ENVELOPE, nobody, NULL);
  verdict = submission_policy_judge (&attempt, outcome);

  g_assert_cmpint (verdict.reach, ==, SUBMISSION_REACH_LETTER);
  g_assert_false (verdict.paused);
  g_assert_cmpint (verdict.next_us, ==, 0);
}

static void
test_goodbye_in_the_envelope_makes_the_account_wait (void)
{
  SubmissionVerdict verdict =
      judge_failure (MAIL_FAILURE_REPLY, MAIL_STAGE_ENVELOPE, 421, "4.3.2 too busy", 1);

  g_assert_cmpint (verdict.reach, ==, SUBMISSION_REACH_WAIT);
  g_assert_cmpint (verdict.next_us, ==, NOW + 5 * G_TIME_SPAN_MINUTE);
}

static void
test_too_large_is_refused (void)
{
  SubmissionAttempt attempt = nth_attempt (1);
  g_autoptr (MailOutcome) outcome = new_outcome ();

  outcome->failure = mail_failure_new (MAIL_FAILURE_TOO_LARGE, MAIL_STAGE_ENVELOPE, NULL, NULL);
  submission_policy_judge (&attempt, outcome);

  g_assert_cmpuint (mail_outcome_count (outcome, MAIL_RECIPIENT_REFUSED), ==, 2);
}

static void
test_five_days_ask (void)
{
  SubmissionAttempt attempt = nth_attempt (30);
  g_autoptr (MailOutcome) outcome = new_outcome ();
  SubmissionVerdict verdict;

  attempt.patience = (StorePatience){ .tried_us = NOW - 4 * G_TIME_SPAN_HOUR,
                                      .waited_us = SUBMISSION_PATIENCE_US - 4 * G_TIME_SPAN_HOUR };
  outcome->failure = mail_failure_new (MAIL_FAILURE_CONNECT, MAIL_STAGE_CONNECT, NULL, NULL);
  verdict = submission_policy_judge (&attempt, outcome);

  g_assert_true (verdict.paused);
  g_assert_cmpint (verdict.next_us, ==, 0);
  g_assert_cmpint (outcome->failure->kind, ==, MAIL_FAILURE_PATIENCE);
  g_assert_cmpint (outcome->failure->stage, ==, MAIL_STAGE_CONNECT);
  g_assert_cmpuint (mail_outcome_count (outcome, MAIL_RECIPIENT_PENDING), ==, 2);
}

/* The clock was set forward by ten years, or back; the machine was off for a month. */
static void
test_jumps_are_no_patience (void)
{
  static const gint64 gaps[] = { 3650 * G_TIME_SPAN_DAY, -3650 * G_TIME_SPAN_DAY,
                                 30 * G_TIME_SPAN_DAY };
  static const gint64 counted[] = { G_TIME_SPAN_DAY, 0, G_TIME_SPAN_DAY };

  for (guint i = 0; i < G_N_ELEMENTS (gaps); i++)
    {
      SubmissionAttempt attempt = nth_attempt (2);
      g_autoptr (MailOutcome) outcome = new_outcome ();
      SubmissionVerdict verdict;

      attempt.patience.tried_us = NOW - gaps[i];
      outcome->failure = mail_failure_new (MAIL_FAILURE_CONNECT, MAIL_STAGE_CONNECT, NULL, NULL);
      verdict = submission_policy_judge (&attempt, outcome);

      g_assert_false (verdict.paused);
      g_assert_cmpint (verdict.patience.waited_us, ==, counted[i]);
      g_assert_cmpint (verdict.patience.tried_us, ==, NOW);
    }
}

/* Nothing is tried without a network, so that is no patience either. */
static void
test_offline_waits_long (void)
{
  SubmissionAttempt attempt = nth_attempt (1);
  g_autoptr (MailOutcome) outcome = new_outcome ();
  SubmissionVerdict verdict;

  attempt.patience = (StorePatience){ .tried_us = NOW - G_TIME_SPAN_HOUR,
                                      .waited_us = SUBMISSION_PATIENCE_US - 1 };
  outcome->failure = mail_failure_new (MAIL_FAILURE_OFFLINE, MAIL_STAGE_CONNECT, NULL, NULL);
  verdict = submission_policy_judge (&attempt, outcome);

  g_assert_false (verdict.paused);
  g_assert_cmpint (verdict.next_us, ==, NOW + 30 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (verdict.patience.waited_us, ==, SUBMISSION_PATIENCE_US - 1);
}

/* Only those nobody knows of; after a few times nobody gets it again. */
static void
test_sends_again_a_few_times (void)
{
  static const guint minutes[] = { 5, 15, 30 };

  for (guint i = 0; i <= SUBMISSION_MAX_AGAIN; i++)
    {
      SubmissionAttempt attempt = nth_attempt (1);
      g_autoptr (MailOutcome) outcome = new_outcome ();
      SubmissionVerdict verdict;

      attempt.patience.sent_again = i;
      mail_outcome_set (outcome, 0, MAIL_RECIPIENT_UNKNOWN, NULL);
      mail_outcome_set (outcome, 1, MAIL_RECIPIENT_REFUSED, NULL);
      outcome->failure = mail_failure_new (MAIL_FAILURE_CLOSED, MAIL_STAGE_LETTER, NULL, NULL);
      attempt.sent_again = submission_policy_send_again (&attempt.patience, outcome);
      g_assert_cmpint (attempt.sent_again, ==, i < SUBMISSION_MAX_AGAIN);
      verdict = submission_policy_judge (&attempt, outcome);
      g_assert_cmpint (mail_outcome_get (outcome, 1)->state, ==, MAIL_RECIPIENT_REFUSED);
      if (i == SUBMISSION_MAX_AGAIN)
        {
          g_assert_cmpint (mail_outcome_get (outcome, 0)->state, ==, MAIL_RECIPIENT_UNKNOWN);
          g_assert_cmpint (verdict.next_us, ==, 0);
          continue;
        }
      g_assert_cmpint (verdict.next_us, ==, NOW + minutes[i] * G_TIME_SPAN_MINUTE);
      g_assert_cmpuint (verdict.patience.sent_again, ==, i + 1);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/submission/policy/transport-backs-off", test_transport_backs_off);
  g_test_add_func ("/submission/policy/refused-login-pauses-account",
                   test_refused_login_pauses_account);
  g_test_add_func ("/submission/policy/login-codes-by-meaning", test_login_codes_by_meaning);
  g_test_add_func ("/submission/policy/soft-login-refusals-end", test_soft_login_refusals_end);
  g_test_add_func ("/submission/policy/certificate-pauses-account",
                   test_certificate_pauses_account);
  g_test_add_func ("/submission/policy/missing-file-pauses-letter-only",
                   test_missing_file_pauses_letter_only);
  g_test_add_func ("/submission/policy/greeting-refusal-waits", test_greeting_refusal_waits);
  g_test_add_func ("/submission/policy/accepted-ends", test_accepted_ends);
  g_test_add_func ("/submission/policy/deferred-is-tried-again", test_deferred_is_tried_again);
  g_test_add_func ("/submission/policy/catalogue-beats-class", test_catalogue_beats_class);
  g_test_add_func ("/submission/policy/unknown-is-left-alone", test_unknown_is_left_alone);
  g_test_add_func ("/submission/policy/refused-recipients-concern-the-letter",
                   test_refused_recipients_concern_the_letter);
  g_test_add_func ("/submission/policy/goodbye-in-the-envelope-makes-the-account-wait",
                   test_goodbye_in_the_envelope_makes_the_account_wait);
  g_test_add_func ("/submission/policy/too-large-is-refused", test_too_large_is_refused);
  g_test_add_func ("/submission/policy/five-days-ask", test_five_days_ask);
  g_test_add_func ("/submission/policy/jumps-are-no-patience", test_jumps_are_no_patience);
  g_test_add_func ("/submission/policy/offline-waits-long", test_offline_waits_long);
  g_test_add_func ("/submission/policy/sends-again-a-few-times", test_sends_again_a_few_times);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The retry rules. Three things decide, in this order: what a catalogue knows about this very
 * reply, what kind of failure it was, the class of the code (RFC 5321 section 4.5.4.1). Nothing
 * here ever makes an unknown recipient anything else: only a person may. */

#include "submission-policy-private.h"

#include "explain-reply.h"

static const guint transport_s[] = { 30, 60, 120, 300, 600, 1800 };
static const guint refusal_s[] = { 300, 900, 1800, 3600, 4 * 3600 };
static const guint login_s[] = { 900, 1800, 3600 };

/* What counts of the time between two attempts. */
#define LONGEST_GAP_US G_TIME_SPAN_DAY

gint64
submission_policy_get_step (guint nth)
{
  guint step = MIN (MAX (nth, 1), G_N_ELEMENTS (transport_s)) - 1;

  return transport_s[step] * G_TIME_SPAN_SECOND;
}

static gint64
later (const SubmissionAttempt *attempt, const guint *steps, gsize n_steps, guint nth)
{
  guint step = MIN (MAX (nth, 1) - 1, n_steps - 1);

  return attempt->now_us + steps[step] * G_TIME_SPAN_SECOND;
}

#define LATER(attempt, steps, nth) later (attempt, steps, G_N_ELEMENTS (steps), nth)

static ExplainRetry
catalogue_retry (const char *family, MailStage stage, const MailReply *reply)
{
  ExplainQuery query = { .family = family, .language = "en", .stage = stage, .stage_known = TRUE };
  g_autoptr (Explanation) explanation = explain_reply (&query, reply);

  return explanation->retry;
}

/* A few transient codes are final and a few permanent ones are "later": the catalogue knows. */
static void
reclassify (const SubmissionAttempt *attempt, const MailOutcome *outcome, MailResult *result)
{
  MailStage stage = result->reply == outcome->reply ? MAIL_STAGE_LETTER : MAIL_STAGE_ENVELOPE;

  if (result->reply == NULL ||
      (result->state != MAIL_RECIPIENT_REFUSED && result->state != MAIL_RECIPIENT_DEFERRED))
    return;

  switch (catalogue_retry (attempt->family, stage, result->reply))
    {
    case EXPLAIN_RETRY_RECONNECT:
    case EXPLAIN_RETRY_LATER:
      result->state = MAIL_RECIPIENT_DEFERRED;
      break;
    case EXPLAIN_RETRY_AFTER_FIX:
    case EXPLAIN_RETRY_NEVER:
      result->state = MAIL_RECIPIENT_REFUSED;
      break;
    case EXPLAIN_RETRY_UNSAID:
      break;
    }
}

gboolean
submission_policy_wants_connection (const char *family, const MailReply *reply)
{
  return mail_reply_get_class (reply) == MAIL_REPLY_TRANSIENT &&
         catalogue_retry (family, MAIL_STAGE_ENVELOPE, reply) == EXPLAIN_RETRY_RECONNECT;
}

gboolean
submission_policy_is_soft_refusal (const char *family, const MailReply *reply)
{
  if (reply == NULL)
    return FALSE;
  switch (catalogue_retry (family, MAIL_STAGE_LOGIN, reply))
    {
    case EXPLAIN_RETRY_RECONNECT:
    case EXPLAIN_RETRY_LATER:
      return TRUE;
    case EXPLAIN_RETRY_AFTER_FIX:
    case EXPLAIN_RETRY_NEVER:
      return FALSE;
    case EXPLAIN_RETRY_UNSAID:
      break;
    }
  return mail_reply_get_class (reply) == MAIL_REPLY_TRANSIENT;
}

static SubmissionVerdict
judge_login (const SubmissionAttempt *attempt, const MailFailure *failure)
{
  gboolean soft = submission_policy_is_soft_refusal (attempt->family, failure->reply);

  if (!soft || attempt->soft_refusals > G_N_ELEMENTS (login_s))
    return (SubmissionVerdict){ .paused = TRUE, .reach = SUBMISSION_REACH_PAUSE };

  return (SubmissionVerdict){ .next_us = LATER (attempt, login_s, attempt->soft_refusals),
                              .reach = SUBMISSION_REACH_WAIT };
}

/* 421 closes the channel for everybody (RFC 5321 section 3.8); any other reply to MAIL, RCPT or
 * DATA is about this letter. */
static SubmissionVerdict
judge_transaction_reply (const SubmissionAttempt *attempt, const MailReply *reply)
{
  gboolean closing = reply != NULL && mail_reply_get_code (reply) == 421;

  return (SubmissionVerdict){ .next_us = LATER (attempt, refusal_s, attempt->attempts),
                              .reach = closing ? SUBMISSION_REACH_WAIT : SUBMISSION_REACH_LETTER };
}

/* A 5xx greeting is about the site, not about the letter, so it is waited out; a 5xx to EHLO is
 * about us (RFC 5321 section 3.2) and needs a person. */
static SubmissionVerdict
judge_session_reply (const SubmissionAttempt *attempt, const MailFailure *failure)
{
  gboolean permanent =
      failure->reply != NULL && mail_reply_get_class (failure->reply) == MAIL_REPLY_PERMANENT;

  if (failure->stage == MAIL_STAGE_ENVELOPE || failure->stage == MAIL_STAGE_LETTER)
    return judge_transaction_reply (attempt, failure->reply);
  if (permanent && failure->stage != MAIL_STAGE_GREETING)
    return (SubmissionVerdict){ .paused = TRUE, .reach = SUBMISSION_REACH_PAUSE };

  return (SubmissionVerdict){ .next_us = LATER (attempt, refusal_s, attempt->attempts),
                              .reach = SUBMISSION_REACH_WAIT };
}

gboolean
submission_policy_is_network (const MailFailure *failure)
{
  return failure != NULL &&
         (SUBMISSION_NETWORK_KINDS & (G_GUINT64_CONSTANT (1) << failure->kind)) != 0;
}

gboolean
submission_policy_send_again (const StorePatience *patience, MailOutcome *outcome)
{
  gboolean any = FALSE;

  if (patience->sent_again >= SUBMISSION_MAX_AGAIN)
    return FALSE;
  for (guint i = 0; i < outcome->results->len; i++)
    {
      MailResult *result = mail_outcome_get (outcome, i);

      if (result->state != MAIL_RECIPIENT_UNKNOWN)
        continue;
      result->state = MAIL_RECIPIENT_DEFERRED;
      any = TRUE;
    }
  return any;
}

/* Each copy may be one too many, so the next waits as long as if the server had asked to. */
static SubmissionVerdict
judge_transport (const SubmissionAttempt *attempt)
{
  gint64 next_us = attempt->sent_again
                       ? LATER (attempt, refusal_s, attempt->patience.sent_again + 1)
                       : attempt->now_us + submission_policy_get_step (attempt->attempts);

  return (SubmissionVerdict){ .next_us = next_us, .reach = SUBMISSION_REACH_WAIT };
}

static SubmissionVerdict
judge_failure (const SubmissionAttempt *attempt, MailOutcome *outcome)
{
  switch (outcome->failure->kind)
    {
    case MAIL_FAILURE_RESOLVE:
    case MAIL_FAILURE_CONNECT:
    case MAIL_FAILURE_PROXY_UNREACHABLE:
    case MAIL_FAILURE_PROXY_LOGIN:
    case MAIL_FAILURE_PROXY_REFUSED:
    case MAIL_FAILURE_TIMEOUT:
    case MAIL_FAILURE_CLOSED:
    case MAIL_FAILURE_PROTOCOL:
    case MAIL_FAILURE_TLS:
      return judge_transport (attempt);

    /* It is tried all the same, because the system may be wrong; seldom, because it is not. */
    case MAIL_FAILURE_OFFLINE:
      return (SubmissionVerdict){ .next_us = LATER (attempt, transport_s, G_MAXUINT),
                                  .reach = SUBMISSION_REACH_WAIT };

    case MAIL_FAILURE_STORAGE:
      return (SubmissionVerdict){ .next_us = LATER (attempt, transport_s, attempt->attempts) };

    case MAIL_FAILURE_LOGIN:
      return judge_login (attempt, outcome->failure);

    case MAIL_FAILURE_REPLY:
      return judge_session_reply (attempt, outcome->failure);

    case MAIL_FAILURE_CERTIFICATE:
    case MAIL_FAILURE_NO_TLS:
    case MAIL_FAILURE_WRONG_SECURITY:
    case MAIL_FAILURE_NO_MECHANISM:
    case MAIL_FAILURE_NO_SECRET:
      return (SubmissionVerdict){ .paused = TRUE, .reach = SUBMISSION_REACH_PAUSE };

    case MAIL_FAILURE_CANCELLED:
    case MAIL_FAILURE_CONTENT:
    case MAIL_FAILURE_RESTORED:
    case MAIL_FAILURE_PATIENCE:
      return (SubmissionVerdict){ .paused = TRUE };

    case MAIL_FAILURE_TOO_LARGE:
    case MAIL_FAILURE_NEEDS_SMTPUTF8:
    case MAIL_FAILURE_NEEDS_REQUIRETLS:
      mail_outcome_settle (outcome, MAIL_RECIPIENT_REFUSED, outcome->failure->reply);
      return (SubmissionVerdict){ 0 };
    }
  g_return_val_if_reached ((SubmissionVerdict){ .paused = TRUE });
}

/* One reply may be that to thousands, and each is looked up among hundreds. */
static void
reclassify_all (const SubmissionAttempt *attempt, MailOutcome *outcome)
{
  const MailReply *last = NULL;
  MailRecipientState before = MAIL_RECIPIENT_PENDING;
  MailRecipientState after = MAIL_RECIPIENT_PENDING;

  for (guint i = 0; i < outcome->results->len; i++)
    {
      MailResult *result = mail_outcome_get (outcome, i);

      if (result->reply != NULL && result->reply == last && result->state == before)
        {
          result->state = after;
          continue;
        }
      last = result->reply;
      before = result->state;
      reclassify (attempt, outcome, result);
      after = result->state;
    }
}

/* The profile asks: one was refused, so nobody got it. Trying again by itself would send it to the
 * others without the one. */
static gboolean
is_held_back (const SubmissionAttempt *attempt, const MailOutcome *outcome)
{
  const MailFailure *failure = outcome->failure;

  return attempt->ask_partial && failure != NULL && failure->kind == MAIL_FAILURE_REPLY &&
         failure->stage == MAIL_STAGE_ENVELOPE &&
         (failure->reply == NULL || mail_reply_get_code (failure->reply) != 421) &&
         mail_outcome_count (outcome, MAIL_RECIPIENT_REFUSED) > 0;
}

/* Without a network nobody has tried anything. */
static StorePatience
lose_patience (const SubmissionAttempt *attempt, const MailFailure *failure)
{
  StorePatience patience = attempt->patience;
  gboolean offline = failure != NULL && failure->kind == MAIL_FAILURE_OFFLINE;

  if (patience.tried_us != 0 && !offline)
    patience.waited_us += CLAMP (attempt->now_us - patience.tried_us, 0, LONGEST_GAP_US);
  patience.tried_us = attempt->now_us;
  patience.sent_again += attempt->sent_again ? 1 : 0;
  return patience;
}

/* A letter that only some deferred has no failure of its own. */
static MailFailure *
ask (const MailOutcome *outcome)
{
  const MailFailure *last = outcome->failure;
  MailReply *reply = last != NULL ? last->reply : outcome->reply;

  for (guint i = 0; last == NULL && reply == NULL && i < outcome->results->len; i++)
    if (mail_outcome_get (outcome, i)->state == MAIL_RECIPIENT_DEFERRED)
      reply = mail_outcome_get (outcome, i)->reply;
  return mail_failure_new (MAIL_FAILURE_PATIENCE, last != NULL ? last->stage : MAIL_STAGE_ENVELOPE,
                           reply, last != NULL ? last->detail : NULL);
}

SubmissionVerdict
submission_policy_judge (const SubmissionAttempt *attempt, MailOutcome *outcome)
{
  SubmissionVerdict verdict = { 0 };

  reclassify_all (attempt, outcome);

  if (outcome->failure != NULL)
    verdict = judge_failure (attempt, outcome);

  if (mail_outcome_count (outcome, MAIL_RECIPIENT_PENDING) == 0 &&
      mail_outcome_count (outcome, MAIL_RECIPIENT_DEFERRED) == 0)
    return (SubmissionVerdict){ .reach = verdict.reach };

  if (is_held_back (attempt, outcome))
    verdict = (SubmissionVerdict){ .paused = TRUE };

  if (!verdict.paused && verdict.next_us == 0)
    verdict.next_us = LATER (attempt, refusal_s, attempt->attempts);

  verdict.patience = lose_patience (attempt, outcome->failure);
  if (verdict.patience.waited_us >= SUBMISSION_PATIENCE_US && !verdict.paused)
    {
      MailFailure *question = ask (outcome);

      g_clear_pointer (&outcome->failure, mail_failure_free);
      outcome->failure = question;
      verdict.next_us = 0;
      verdict.paused = TRUE;
    }
  return verdict;
}

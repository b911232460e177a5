/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens next: pure functions from what an attempt came to. */

#pragma once

#include "mail-outcome.h"

G_BEGIN_DECLS

/* After five days a person is asked (RFC 5321 section 4.5.4.1 gives up then; we never do). */
#define SUBMISSION_PATIENCE_US (5 * G_TIME_SPAN_DAY)

/**
 * SubmissionReach: how far a verdict reaches
 * @SUBMISSION_REACH_LETTER: this letter only
 * @SUBMISSION_REACH_WAIT: the account waits as long as the letter does
 * @SUBMISSION_REACH_PAUSE: the account stops until a person acts
 */
typedef enum
{
  SUBMISSION_REACH_LETTER,
  SUBMISSION_REACH_WAIT,
  SUBMISSION_REACH_PAUSE,
} SubmissionReach;

/**
 * SubmissionAttempt: what is known when an attempt has ended
 * @family: (nullable): provider family, for the catalogue
 * @attempts: how often the letter was tried, this time included
 * @ask_partial: when some are refused nothing is sent, and a person is asked
 * @soft_refusals: temporary login refusals in a row, this one included
 * @created_us: when the letter became durable
 * @now_us: now, microseconds since 1970
 */
typedef struct
{
  const char *family;
  guint attempts;
  guint soft_refusals;
  gboolean ask_partial;
  gint64 created_us;
  gint64 now_us;
} SubmissionAttempt;

/**
 * SubmissionVerdict:
 * @next_us: when to try again; 0: not by itself
 * @paused: a person must act
 */
typedef struct
{
  gint64 next_us;
  gboolean paused;
  SubmissionReach reach;
} SubmissionVerdict;

/**
 * submission_policy_is_soft_refusal:
 * @family: (nullable): provider family, for the catalogue
 * @reply: (nullable): to a login
 *
 * Returns: whether the same secret may be tried again later; the catalogue knows 4xx that mean a
 *   locked account, or a password to be changed first (432 of RFC 4954 section 6)
 */
gboolean submission_policy_is_soft_refusal (const char *family, const MailReply *reply);

/**
 * submission_policy_judge:
 * @outcome: (inout): recipients a catalogue knows better than their code's class are moved between
 *   refused and deferred; those a local failure ends become refused
 *
 * Returns: what to do with the letter and its account
 */
SubmissionVerdict submission_policy_judge (const SubmissionAttempt *attempt, MailOutcome *outcome);

/**
 * submission_policy_wants_connection:
 * @family: (nullable): provider family
 * @reply: to MAIL or RCPT
 *
 * Returns: whether it says that the connection has carried enough, so that another one would do
 */
gboolean submission_policy_wants_connection (const char *family, const MailReply *reply);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happens next: pure functions from what an attempt came to. */

#pragma once

#include "mail-outcome.h"
#include "store-outbox.h"

G_BEGIN_DECLS

/* After five days a person is asked (RFC 5321 section 4.5.4.1 gives up then; we never do). They are
 * counted from attempt to attempt, a day between two at most: neither a clock that jumps by ten
 * years nor a holiday with the machine switched off is five days of trying. */
#define SUBMISSION_PATIENCE_US (5 * G_TIME_SPAN_DAY)

/* An account may have its letters sent again by itself when nobody knows whether they arrived; but
 * a server that never answers gets a handful of copies, not one every four hours. */
#define SUBMISSION_MAX_AGAIN 3

/* Ways to fail that may end when the network is another one; bits as store_outbox_hasten_async()
 * takes them. Nothing that a server has said is among them, and no login. */
#define SUBMISSION_KIND(kind) (G_GUINT64_CONSTANT (1) << MAIL_FAILURE_##kind)
#define SUBMISSION_NETWORK_KINDS                                                                   \
  (SUBMISSION_KIND (OFFLINE) | SUBMISSION_KIND (RESOLVE) | SUBMISSION_KIND (CONNECT) |             \
   SUBMISSION_KIND (PROXY_UNREACHABLE) | SUBMISSION_KIND (TIMEOUT) | SUBMISSION_KIND (CLOSED))

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
 * @patience: before this attempt
 * @sent_again: whether unknown recipients were made deferred by submission_policy_send_again()
 * @now_us: now, microseconds since 1970
 */
typedef struct
{
  const char *family;
  guint attempts;
  guint soft_refusals;
  gboolean ask_partial;
  gboolean sent_again;
  StorePatience patience;
  gint64 now_us;
} SubmissionAttempt;

/**
 * SubmissionVerdict:
 * @next_us: when to try again; 0: not by itself
 * @paused: a person must act
 * @patience: with this attempt
 */
typedef struct
{
  gint64 next_us;
  gboolean paused;
  SubmissionReach reach;
  StorePatience patience;
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
 * submission_policy_is_network:
 * @failure: (nullable): why an attempt ended
 *
 * Returns: whether another network may change it
 */
gboolean submission_policy_is_network (const MailFailure *failure);

/**
 * submission_policy_get_step:
 * @nth: how often it failed in a row, above 0
 *
 * Returns: how long to wait when no server was reached, microseconds
 */
gint64 submission_policy_get_step (guint nth);

/**
 * submission_policy_send_again: for an account that wants it: unknown recipients of @outcome become
 *   deferred, unless the letter was sent again often enough
 *
 * Returns: whether there were any
 */
gboolean submission_policy_send_again (const StorePatience *patience, MailOutcome *outcome);

/**
 * submission_policy_judge:
 * @outcome: (inout): recipients a catalogue knows better than their code's class are moved between
 *   refused and deferred; those a local failure ends become refused; after five days the failure
 *   becomes MAIL_FAILURE_PATIENCE
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

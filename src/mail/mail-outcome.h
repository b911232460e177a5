/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of one mail transaction: a result for each forward-path. A refusal is data. */

#pragma once

#include "mail-envelope.h"
#include "mail-failure.h"
#include "mail-state.h"

G_BEGIN_DECLS

/**
 * MailResult:
 * @path: the recipient
 * @state: accepted only after the final 2xx; a 250 to RCPT alone leaves it pending
 * @reply: (nullable): the reply that decided @state
 */
typedef struct
{
  MailPath *path;
  MailRecipientState state;
  MailReply *reply;
} MailResult;

/**
 * MailOutcome:
 * @results: (element-type MailResult): one for each forward-path, in the envelope's order
 * @reply: (nullable): the final reply, to the end of the content
 * @failure: (nullable): why the transaction did not come to its end
 * @chunked: the content went as a chunk (BDAT, RFC 3030), whatever came of it
 *
 * Of the two ends after the final dot may have left: a complete reply decides; anything else
 * makes every recipient that was not refused at RCPT MAIL_RECIPIENT_UNKNOWN.
 */
typedef struct
{
  GPtrArray *results;
  MailReply *reply;
  MailFailure *failure;
  gboolean chunked;
} MailOutcome;

/**
 * mail_outcome_new:
 * @envelope: gives a pending result for each forward-path
 *
 * Returns: (transfer full): an outcome in which nothing has happened yet
 */
MailOutcome *mail_outcome_new (const MailEnvelope *envelope);
MailOutcome *mail_outcome_copy (const MailOutcome *outcome);
void mail_outcome_free (MailOutcome *outcome);

/**
 * mail_outcome_get:
 *
 * Returns: (transfer none): the result at @index
 */
MailResult *mail_outcome_get (const MailOutcome *outcome, guint index);

/**
 * mail_outcome_set:
 * @reply: (nullable) (transfer none): what decided it
 */
void
mail_outcome_set (MailOutcome *outcome, guint index, MailRecipientState state, MailReply *reply);

/**
 * mail_outcome_settle:
 * @reply: (nullable) (transfer none): what decided it
 *
 * Gives every recipient that is still pending @state and @reply.
 */
void mail_outcome_settle (MailOutcome *outcome, MailRecipientState state, MailReply *reply);

/**
 * mail_outcome_count:
 *
 * Returns: how many recipients are in @state
 */
guint mail_outcome_count (const MailOutcome *outcome, MailRecipientState state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailOutcome, mail_outcome_free)

G_END_DECLS

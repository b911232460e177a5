/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which recipients of a letter go into which mail transaction. RFC 5321 section 4.5.3.1.8 asks
 * servers for a hundred a transaction, and many take fewer; what is too many goes into the next one
 * at once (section 4.5.3.1.10). No I/O. */

#pragma once

#include "store-outbox.h"

G_BEGIN_DECLS

typedef struct SubmissionPlan SubmissionPlan;

/**
 * submission_plan_new:
 * @family: (nullable): provider family, whose replies say when a connection has carried enough
 *
 * Returns: (transfer full): a plan for those who have not got @letter and were not refused
 */
SubmissionPlan *submission_plan_new (const StoreLetter *letter, const char *family);
void submission_plan_free (SubmissionPlan *plan);

/**
 * submission_plan_next:
 * @max_recipients: above 0
 * @max_domains: domains the recipients may have; 0: any
 *
 * Returns: (transfer full) (nullable): the envelope of the next transaction; NULL when nobody is
 *   left to be tried
 */
MailEnvelope *submission_plan_next (SubmissionPlan *plan, guint max_recipients, guint max_domains);

/**
 * submission_plan_take:
 * @outcome: (transfer none): of the transaction planned last
 * @alive: whether the connection is ready for another letter
 * @fresh: whether it had carried nothing before
 *
 * Adds what the transaction came to.
 *
 * Returns: whether another transaction is to follow at once
 */
gboolean submission_plan_take (SubmissionPlan *plan, const MailOutcome *outcome, gboolean alive,
                               gboolean fresh);

/**
 * submission_plan_wants_connection:
 *
 * Returns: whether the next transaction needs another connection
 */
gboolean submission_plan_wants_connection (const SubmissionPlan *plan);

/**
 * submission_plan_has_more:
 *
 * Returns: whether anybody is left beside those of the transaction planned last
 */
gboolean submission_plan_has_more (const SubmissionPlan *plan);

/**
 * submission_plan_get_done:
 *
 * Returns: recipients whose transaction is over
 */
guint submission_plan_get_done (const SubmissionPlan *plan);

/**
 * submission_plan_get_outcome:
 *
 * Returns: (transfer none): of all transactions so far; those never tried are pending
 */
MailOutcome *submission_plan_get_outcome (SubmissionPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SubmissionPlan, submission_plan_free)

G_END_DECLS

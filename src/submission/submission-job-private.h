/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One attempt for one claimed letter: from the claim to a result that is durable. A letter to many
 * goes in several transactions, over several connections where need be. */

#pragma once

#include "submission-link-private.h"
#include "store-outbox.h"
#include "submission-means-private.h"
#include "submission-policy-private.h"

G_BEGIN_DECLS

#define SUBMISSION_TYPE_JOB (submission_job_get_type ())
G_DECLARE_FINAL_TYPE (SubmissionJob, submission_job, SUBMISSION, JOB, GObject)

/**
 * SubmissionJob::progress: @sent and @total octets of content
 *
 * SubmissionJob::line: @conversation has a new last line
 */

/**
 * submission_job_new:
 * @letter: (transfer none): claimed
 * @route: (transfer full): how it goes
 * @link: (nullable) (transfer full): a connection that is open already
 */
SubmissionJob *submission_job_new (const SubmissionMeans *means, StoreLetter *letter,
                                   SubmissionRoute *route, SubmissionLink *link);

/**
 * submission_job_run_async:
 * @refusal: (nullable) (transfer none): the account cannot be used; the letter gets this failure
 * and nothing is connected
 */
void submission_job_run_async (SubmissionJob *job, const MailFailure *refusal,
                               GAsyncReadyCallback callback, gpointer user_data);

/**
 * submission_job_run_finish:
 *
 * Returns: what the result means for the letter and its account; it is durable
 */
SubmissionVerdict submission_job_run_finish (SubmissionJob *job, GAsyncResult *result);

/**
 * submission_job_cancel:
 * @by_program: whether the program ends, so that the letter stays due; otherwise a person wants it
 *   stopped, and it pauses
 *
 * Returns: FALSE when the final dot may have left, and nobody is left beside
 */
gboolean submission_job_cancel (SubmissionJob *job, gboolean by_program);

/**
 * submission_job_is_confirming:
 *
 * Returns: whether the final dot may have left and its answer is still to come
 */
gboolean submission_job_is_confirming (SubmissionJob *job);

/**
 * submission_job_steal_link:
 *
 * Returns: (transfer full) (nullable): the connection, if it is ready for another letter
 */
SubmissionLink *submission_job_steal_link (SubmissionJob *job);

/**
 * submission_job_get_failure:
 *
 * Returns: (transfer none) (nullable): why the attempt did not come to its end
 */
const MailFailure *submission_job_get_failure (SubmissionJob *job);

/**
 * submission_job_get_letter:
 *
 * Returns: (transfer none): the letter as it was claimed
 */
const StoreLetter *submission_job_get_letter (SubmissionJob *job);

/**
 * submission_job_get_conversation:
 *
 * Returns: (transfer none) (nullable): what is being said
 */
MailConversation *submission_job_get_conversation (SubmissionJob *job);

G_END_DECLS

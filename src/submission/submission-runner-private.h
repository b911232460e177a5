/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The runner of one account: the only thing in this process that connects for it. */

#pragma once

#include "account-registry.h"
#include "mail-endpoint.h"
#include "store-outbox.h"
#include "submission-means-private.h"

G_BEGIN_DECLS

#define SUBMISSION_TYPE_RUNNER (submission_runner_get_type ())
G_DECLARE_FINAL_TYPE (SubmissionRunner, submission_runner, SUBMISSION, RUNNER, GObject)

/**
 * SubmissionRunner::progress, ::line, ::settled, ::paused: as the queue's
 *
 * SubmissionRunner::trouble:
 * @failure: (nullable): as the queue's
 *
 * SubmissionRunner::rest: there is nothing to do now; a timer may wake it
 */

/**
 * SubmissionRouteFunc: how an account's letters go now
 * @route: (out caller-allocates): was all 0
 */
typedef void (*SubmissionRouteFunc) (const char *account_id, SubmissionRoute *route,
                                     gpointer user_data);

SubmissionRunner *submission_runner_new (const SubmissionMeans *means, const char *account_id,
                                         SubmissionRouteFunc find_route, gpointer route_data);

/**
 * submission_runner_set_steady:
 * @steady: whether it goes on taking what becomes due
 */
void submission_runner_set_steady (SubmissionRunner *runner, gboolean steady);

/**
 * submission_runner_sweep: every letter that is due now, once, whatever it costs
 */
void submission_runner_sweep (SubmissionRunner *runner);

/**
 * submission_runner_want: one attempt for this letter if it is due, even while the account
 * waits; ::settled or ::given-up follows
 *
 * SubmissionRunner::given-up:
 * @id: letter that could not be claimed: another process took it, or it is finished
 */
void submission_runner_want (SubmissionRunner *runner, gint64 id);

/**
 * submission_runner_forget: @id is not wanted any more, if it was not claimed yet
 */
void submission_runner_forget (SubmissionRunner *runner, gint64 id);

/**
 * submission_runner_wake: looks at the outbox anew
 */
void submission_runner_wake (SubmissionRunner *runner);

/**
 * submission_runner_warm: opens a connection for a letter that is still held, if nobody has to be
 * asked for it
 */
void submission_runner_warm (SubmissionRunner *runner);

/**
 * submission_runner_resume: the profile or its secret changed: what was paused for them is due
 * again
 */
void submission_runner_resume (SubmissionRunner *runner);

/**
 * submission_runner_network_changed: no letter goes over a connection of before
 */
void submission_runner_network_changed (SubmissionRunner *runner);

/**
 * submission_runner_network_found: there is another network: what could not be reached is tried
 */
void submission_runner_network_found (SubmissionRunner *runner);

/**
 * submission_runner_keyring_opened: an account that was paused for want of its secret is so no more
 */
void submission_runner_keyring_opened (SubmissionRunner *runner);

/**
 * submission_runner_stop: begins nothing new, cancels what can be cancelled; ::rest follows
 */
void submission_runner_stop (SubmissionRunner *runner);

/**
 * submission_runner_cancel:
 *
 * Returns: whether @id was running and its final dot not begun
 */
gboolean submission_runner_cancel (SubmissionRunner *runner, gint64 id);

/**
 * submission_runner_is_confirming:
 *
 * Returns: whether the final dot of its letter may have left
 */
gboolean submission_runner_is_confirming (SubmissionRunner *runner);

/**
 * submission_runner_has:
 *
 * Returns: whether @id is in this runner's hands: claimed, and its result not durable yet
 */
gboolean submission_runner_has (SubmissionRunner *runner, gint64 id);

/**
 * submission_runner_get_trouble:
 *
 * Returns: (transfer none) (nullable): why the store cannot be used for this account's letters
 */
const GError *submission_runner_get_trouble (SubmissionRunner *runner);

/**
 * submission_runner_is_resting:
 *
 * Returns: whether nothing is under way
 */
gboolean submission_runner_is_resting (SubmissionRunner *runner);

/**
 * submission_runner_get_next:
 *
 * Returns: when the next letter is due, microseconds since 1970, -1 when none is
 */
gint64 submission_runner_get_next (SubmissionRunner *runner);

/**
 * submission_runner_get_conversation:
 *
 * Returns: (transfer none) (nullable): what is being said about @id
 */
MailConversation *submission_runner_get_conversation (SubmissionRunner *runner, gint64 id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The agent that takes queued letters to a final outcome: one runner an account, which holds the
 * account's lock, claims what is due, submits it over one connection and records the result. */

#pragma once

#include "account-registry.h"
#include "mail-endpoint.h"
#include "store-database.h"
#include "store-outbox.h"

G_BEGIN_DECLS

#define SUBMISSION_TYPE_QUEUE (submission_queue_get_type ())
G_DECLARE_FINAL_TYPE (SubmissionQueue, submission_queue, SUBMISSION, QUEUE, GObject)

/**
 * SubmissionQueue::progress:
 * @id: letter
 * @sent: octets of content the kernel has taken
 * @total: octets of content
 *
 * SubmissionQueue::line:
 * @id: letter
 * @conversation: (type gpointer): the running MailConversation, whose last line is new
 *
 * SubmissionQueue::settled:
 * @id: letter whose attempt ended; its result is durable
 *
 * SubmissionQueue::paused:
 * @account_id: account that stopped
 * @failure: (type gpointer): the MailFailure that stopped it
 *
 * SubmissionQueue::trouble:
 * @account_id: account whose letters cannot be taken from the store, or brought back to it; they
 *   keep their places, and it is tried again
 * @failure: (type gpointer) (nullable): a MailFailure; NULL: it is over
 *
 * SubmissionQueue::idle: nothing is held, due or running any more
 */

/**
 * SubmissionCosts: what sending may cost beside time
 * @SUBMISSION_COST_METERED: money, because somebody counts the octets of this network
 * @SUBMISSION_COST_POWER: power, while the computer saves it
 */
typedef enum
{
  SUBMISSION_COST_METERED = 1 << 0,
  SUBMISSION_COST_POWER = 1 << 1,
} SubmissionCosts;

/**
 * SubmissionQueue::costs-changed: what submission_queue_get_costs() returns did
 */

/**
 * submission_queue_new:
 *
 * Returns: (transfer full): a queue that does nothing until submission_queue_start() or
 *   submission_queue_run_async()
 */
SubmissionQueue *submission_queue_new (StoreDatabase *database, AccountRegistry *registry);

/**
 * submission_queue_set_practice:
 * @endpoint: (nullable) (transfer none): where the practice server listens; NULL: it does not run,
 * so the practice account's letters wait
 */
void submission_queue_set_practice (SubmissionQueue *queue, const MailEndpoint *endpoint);

/**
 * submission_queue_set_timeout:
 * @seconds: every phase's wait, the final reply's too, before the profile's; 0: the profile's
 */
void submission_queue_set_timeout (SubmissionQueue *queue, guint seconds);

/**
 * submission_queue_avoid:
 * @costs: while there are any of these no letter goes by itself, but the practice account's; one
 *   that submission_queue_deliver_async() is asked for does. At first 0
 */
void submission_queue_avoid (SubmissionQueue *queue, SubmissionCosts costs);

/**
 * submission_queue_get_costs:
 *
 * Returns: for which of the avoided ones letters wait now
 */
SubmissionCosts submission_queue_get_costs (SubmissionQueue *queue);

/**
 * submission_queue_send_anyway: every letter that is due now goes, whatever it costs
 */
void submission_queue_send_anyway (SubmissionQueue *queue);

/**
 * submission_queue_start: takes whatever is due, now and as it becomes due, until stopped
 */
void submission_queue_start (SubmissionQueue *queue);

/**
 * submission_queue_stop_async: begins nothing new; letters before their final dot are cancelled and
 * stay queued, those being confirmed are waited for
 */
void submission_queue_stop_async (SubmissionQueue *queue, GAsyncReadyCallback callback,
                                  gpointer user_data);
void submission_queue_stop_finish (SubmissionQueue *queue, GAsyncResult *result);

/**
 * submission_queue_enqueue_async:
 * @letter: borrowed for the call
 *
 * store_outbox_add_async(), and the account's runner is woken; while the letter is held for Undo a
 * connection is opened, so that the letter itself finds it ready.
 */
void submission_queue_enqueue_async (SubmissionQueue *queue, const StoreNewLetter *letter,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * submission_queue_enqueue_finish:
 *
 * Returns: the letter's id, or 0 with @error set and nothing changed
 */
gint64
submission_queue_enqueue_finish (SubmissionQueue *queue, GAsyncResult *result, GError **error);

/**
 * submission_queue_deliver_async:
 * @id: letter
 *
 * One attempt for one letter that is due (STORE_COMMAND_RETRY and _RELEASE make it so), whether or
 * not the queue was started and even while the account waits after a failure. Another process that
 * holds the account's lock delivers it instead; then its result is waited for.
 */
void submission_queue_deliver_async (SubmissionQueue *queue, gint64 id, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);

/**
 * submission_queue_deliver_finish:
 *
 * Returns: (transfer full): the letter after the attempt; NULL with @error set when nothing could
 * be known
 */
StoreLetter *
submission_queue_deliver_finish (SubmissionQueue *queue, GAsyncResult *result, GError **error);

/**
 * submission_queue_run_async: every letter due now once, then ends
 */
void submission_queue_run_async (SubmissionQueue *queue, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);

/**
 * submission_queue_run_finish:
 *
 * Returns: (transfer container) (element-type StoreLetter): the letters tried, or NULL with @error
 * set
 */
GPtrArray *
submission_queue_run_finish (SubmissionQueue *queue, GAsyncResult *result, GError **error);

/**
 * submission_queue_cancel:
 *
 * Stops the letter's attempt if its final dot was not begun; it stays queued, paused.
 *
 * Returns: whether it was still possible
 */
gboolean submission_queue_cancel (SubmissionQueue *queue, gint64 id);

/**
 * submission_queue_is_busy:
 *
 * Returns: whether anything is held, due or running, so that the process should stay
 */
gboolean submission_queue_is_busy (SubmissionQueue *queue);

/**
 * submission_queue_is_confirming:
 *
 * Returns: whether the final dot of a letter was begun here and its answer is still to come: to end
 *   now would leave the letter unknown
 */
gboolean submission_queue_is_confirming (SubmissionQueue *queue);

/**
 * submission_queue_wake:
 * @account_id: (nullable): account whose profile or secret changed; NULL: all
 *
 * Looks at the outbox anew; a pause for a failed login ends if the keyring item was modified since.
 */
void submission_queue_wake (SubmissionQueue *queue, const char *account_id);

/**
 * submission_queue_get_conversation:
 *
 * Returns: (transfer none) (nullable): the running conversation about @id, while it is being sent
 */
MailConversation *submission_queue_get_conversation (SubmissionQueue *queue, gint64 id);

G_END_DECLS

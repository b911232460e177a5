/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the queue's files share. */

#pragma once

#include "submission-queue.h"
#include "submission-runner-private.h"

G_BEGIN_DECLS

struct _SubmissionQueue
{
  GObject parent_instance;

  StoreDatabase *database;
  SubmissionClock *clock;
  SubmissionGate *gate;
  SubmissionNetwork *network;
  SubmissionCostWatch *costs;
  AccountRegistry *registry;
  MailEndpoint *practice;
  guint timeout_s;
  gboolean steady;

  GHashTable *runners;
  /* GTasks: waits for one letter; waits for all to rest */
  GPtrArray *deliveries;
  GPtrArray *ends;
};

/**
 * submission_queue_set_clock:
 * @clock: (transfer none): what the queue takes for the time from now on; nothing was asked of it
 * yet
 */
void submission_queue_set_clock (SubmissionQueue *queue, SubmissionClock *clock);

/**
 * submission_queue_set_network_monitor:
 * @monitor: (transfer none): instead of the system's; after submission_queue_set_clock(), and
 * nothing was asked of the queue yet
 */
void submission_queue_set_network_monitor (SubmissionQueue *queue, GNetworkMonitor *monitor);

/**
 * submission_queue_set_cost_watch:
 * @watch: (transfer none): instead of the system's; nothing was asked of the queue yet
 */
void submission_queue_set_cost_watch (SubmissionQueue *queue, SubmissionCostWatch *watch);

typedef void (*SubmissionRunnerFunc) (SubmissionRunner *runner);

/**
 * submission_queue_get_runner:
 *
 * Returns: (transfer none): the account's runner, made when first asked for
 */
SubmissionRunner *submission_queue_get_runner (SubmissionQueue *queue, const char *account_id);

/**
 * submission_queue_peek_runner:
 *
 * Returns: (transfer none) (nullable): the account's runner, if there is one
 */
SubmissionRunner *submission_queue_peek_runner (SubmissionQueue *queue, const char *account_id);

/**
 * submission_queue_for_each_account: calls @func with the runner of each account, the practice
 * account's too where its server runs
 */
void submission_queue_for_each_account (SubmissionQueue *queue, SubmissionRunnerFunc func);

/**
 * submission_queue_for_each_runner: those that were asked for
 */
void submission_queue_for_each_runner (SubmissionQueue *queue, SubmissionRunnerFunc func);
void submission_queue_free_runner (gpointer runner);

/**
 * submission_queue_watch_keyring: goes on by itself when the keyring opens
 */
void submission_queue_watch_keyring (SubmissionQueue *queue);

/**
 * submission_queue_end_later: ends the tasks in @ends once all runners rest
 */
void submission_queue_end_later (SubmissionQueue *queue);

/**
 * submission_queue_settle_deliveries: our own runner is done with @id
 */
void submission_queue_settle_deliveries (SubmissionQueue *queue, gint64 id);

/**
 * submission_queue_fail_deliveries: our own runner could not take @id, because of the store
 */
void submission_queue_fail_deliveries (SubmissionQueue *queue, gint64 id, const GError *error);

/**
 * submission_queue_look_at_deliveries: the outbox changed
 */
void submission_queue_look_at_deliveries (SubmissionQueue *queue);

G_END_DECLS

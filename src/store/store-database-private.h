/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * store_task_new:
 * @job: (transfer full): its arguments, and room for what it finds
 *
 * Cancelling is looked at before the job begins, and meanwhile if it only reads; what was committed
 * is reported.
 */
GTask *
store_task_new (StoreDatabase *database, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data, gpointer job, GDestroyNotify free_job);

/**
 * store_database_write:
 * @tag: the function that begins the operation
 * @task: (transfer full): returns TRUE once @run's transaction is durable
 */
void store_database_write (GTask *task, gpointer tag, StoreRun run);

/**
 * store_database_write_surely: as store_database_write(), and when the disk is full it drops the
 *   ballast and tries once more
 */
void store_database_write_surely (GTask *task, gpointer tag, StoreRun run);

/**
 * store_database_read:
 * @task: (transfer full): returns TRUE once @run has read what it wanted
 */
void store_database_read (GTask *task, gpointer tag, StoreRun run);

/**
 * store_task_finish:
 *
 * Returns: (transfer none) (nullable): the job of a task that succeeded
 */
gpointer
store_task_finish (StoreDatabase *database, GAsyncResult *result, gpointer tag, GError **error);

const char *store_database_peek_path (StoreDatabase *database);

G_END_DECLS

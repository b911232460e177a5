/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

typedef struct StoreWorker StoreWorker;

/**
 * StoreRunner: does one job on the worker's thread and returns @task
 * @task: (transfer none): its task data belong to the job
 */
typedef void (*StoreRunner) (StoreConnection *connection, GTask *task, StoreRun run);

/**
 * store_worker_new:
 * @connection: (transfer full): used and closed on the thread
 */
StoreWorker *store_worker_new (const char *name, StoreConnection *connection, StoreRunner runner);

/**
 * store_worker_push:
 * @task: (transfer full): jobs run in the order they were pushed
 */
void store_worker_push (StoreWorker *worker, GTask *task, StoreRun run);

/**
 * store_worker_stop:
 * @stopped: (nullable) (scope async): called on the thread after the last job, the connection being
 *   closed
 *
 * Does not wait; the worker is gone for the caller.
 */
void store_worker_stop (StoreWorker *worker, GDestroyNotify stopped, gpointer user_data);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * StoreJobKind:
 * @STORE_JOB_READ: a read transaction
 * @STORE_JOB_WRITE: a write transaction
 * @STORE_JOB_WRITE_SURELY: one for which room is made when the disk is full
 * @STORE_JOB_CHECK: look whether another process wrote
 */
typedef enum
{
  STORE_JOB_READ,
  STORE_JOB_WRITE,
  STORE_JOB_WRITE_SURELY,
  STORE_JOB_CHECK,
} StoreJobKind;

/**
 * StoreJob:
 * @task: returned by whoever does the job; its task data are what @run gets
 * @run: (nullable): what to do in the transaction
 */
typedef struct
{
  StoreJobKind kind;
  GTask *task;
  StoreRun run;
} StoreJob;

/**
 * StoreRunner: does one job, on the worker's thread
 */
typedef void (*StoreRunner) (StoreConnection *connection, const StoreJob *job);

typedef struct StoreWorker StoreWorker;

/**
 * store_worker_new:
 * @connection: (transfer full): used and closed on the thread
 */
StoreWorker *store_worker_new (const char *name, StoreConnection *connection, StoreRunner runner);

/**
 * store_worker_push:
 * @task: (transfer full): jobs run in the order they were pushed
 */
void store_worker_push (StoreWorker *worker, StoreJobKind kind, GTask *task, StoreRun run);

/**
 * store_worker_stop:
 * @stopped: (nullable) (scope async): called on the thread after the last job, the connection being
 *   closed
 *
 * Does not wait; the worker is gone for the caller.
 */
void store_worker_stop (StoreWorker *worker, GDestroyNotify stopped, gpointer user_data);

G_END_DECLS

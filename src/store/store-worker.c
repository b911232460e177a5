/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A thread with a queue and one SQLite connection. It ends after the job that was pushed last, and
 * is never joined: the last reference to a database may be dropped on this very thread, by a job's
 * task. */

#include "store-worker-private.h"

struct StoreWorker
{
  GAsyncQueue *queue;
  StoreConnection *connection;
  StoreRunner runner;
  GDestroyNotify stopped;
  gpointer stopped_data;
};

static gpointer
work (gpointer data)
{
  StoreWorker *worker = data;

  for (;;)
    {
      g_autofree StoreJob *job = g_async_queue_pop (worker->queue);
      if (job->task == NULL)
        break;

      worker->runner (worker->connection, job);
      g_object_unref (job->task);
    }

  store_connection_close (worker->connection);
  if (worker->stopped != NULL)
    worker->stopped (worker->stopped_data);
  g_async_queue_unref (worker->queue);
  g_free (worker);
  return NULL;
}

StoreWorker *
store_worker_new (const char *name, StoreConnection *connection, StoreRunner runner)
{
  StoreWorker *worker = g_new0 (StoreWorker, 1);

  worker->queue = g_async_queue_new ();
  worker->connection = connection;
  worker->runner = runner;
  g_thread_unref (g_thread_new (name, work, worker));
  return worker;
}

void
store_worker_push (StoreWorker *worker, StoreJobKind kind, GTask *task, StoreRun run)
{
  StoreJob *job = g_new0 (StoreJob, 1);

  job->kind = kind;
  job->task = task;
  job->run = run;
  g_async_queue_push (worker->queue, job);
}

void
store_worker_stop (StoreWorker *worker, GDestroyNotify stopped, gpointer user_data)
{
  worker->stopped = stopped;
  worker->stopped_data = user_data;
  g_async_queue_push (worker->queue, g_new0 (StoreJob, 1));
}

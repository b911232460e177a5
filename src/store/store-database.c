/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The database as an object: opens it off the main loop, and hands jobs to its two threads. */

#include "store-database.h"

#include "store-ballast-private.h"
#include "store-check-private.h"
#include "store-collect-private.h"
#include "store-database-private.h"
#include "store-news-private.h"
#include "store-open-private.h"
#include "store-watch-private.h"
#include "store-worker-private.h"

struct _StoreDatabase
{
  GObject parent_instance;

  GFile *directory;
  char *path;
  StoreNews *news;
  StoreWorker *writer;
  StoreWorker *reader;
  StoreWatch *watch;
  StoreChecker *checker;
  gboolean read_only;
};

G_DEFINE_FINAL_TYPE (StoreDatabase, store_database, G_TYPE_OBJECT)

static void
store_database_dispose (GObject *object)
{
  StoreDatabase *self = STORE_DATABASE (object);
  StoreWorker *writer = g_steal_pointer (&self->writer);
  StoreWorker *reader = g_steal_pointer (&self->reader);

  g_clear_pointer (&self->watch, store_watch_free);
  if (self->checker != NULL)
    store_checker_stop (g_steal_pointer (&self->checker), NULL, NULL);
  if (writer != NULL)
    store_worker_stop (writer, NULL, NULL);
  if (reader != NULL)
    store_worker_stop (reader, NULL, NULL);

  G_OBJECT_CLASS (store_database_parent_class)->dispose (object);
}

static void
store_database_finalize (GObject *object)
{
  StoreDatabase *self = STORE_DATABASE (object);

  g_clear_object (&self->directory);
  g_free (self->path);
  store_news_free (self->news);

  G_OBJECT_CLASS (store_database_parent_class)->finalize (object);
}

static void
store_database_class_init (StoreDatabaseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = store_database_dispose;
  object_class->finalize = store_database_finalize;

  g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
  g_signal_new ("damaged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
store_database_init (StoreDatabase *self)
{
  self->news = store_news_new (self);
}

/* Jobs */

static gboolean
write_once (StoreConnection *connection, const StoreJob *job, GError **error)
{
  StoreDatabase *self = g_task_get_source_object (job->task);
  gboolean changed = FALSE;

  if (connection->read_only)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_READ_ONLY,
                           "The store was opened to be read only");
      return FALSE;
    }
  if (!store_connection_write (connection, job->run, g_task_get_task_data (job->task), &changed,
                               error))
    return FALSE;

  if (changed)
    store_news_tell_changed (self->news);
  return TRUE;
}

/* What happened to a letter must be written even where no room is left. */
static gboolean
write_surely (StoreConnection *connection, const StoreJob *job, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (write_once (connection, job, &local_error))
    return TRUE;

  if (g_error_matches (local_error, STORE_ERROR, STORE_ERROR_FULL) &&
      store_ballast_drop (connection->directory))
    return write_once (connection, job, error);

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

static gboolean
do_job (StoreConnection *connection, const StoreJob *job, GError **error)
{
  StoreDatabase *self = g_task_get_source_object (job->task);

  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), error))
    return FALSE;

  switch (job->kind)
    {
    case STORE_JOB_READ:
      return store_connection_read (connection, job->run, g_task_get_task_data (job->task),
                                    g_task_get_cancellable (job->task), error);
    case STORE_JOB_WRITE:
      return write_once (connection, job, error);
    case STORE_JOB_WRITE_SURELY:
      return write_surely (connection, job, error);
    case STORE_JOB_CHECK:
      store_news_look (self->news, connection);
      return TRUE;
    }

  g_return_val_if_reached (FALSE);
}

static void
run_job (StoreConnection *connection, const StoreJob *job)
{
  StoreDatabase *self = g_task_get_source_object (job->task);
  GError *error = NULL;

  gboolean done = do_job (connection, job, &error);

  if (connection->damaged)
    store_news_tell_damaged (self->news);
  if (done)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_error (job->task, error);
}

GTask *
store_task_new (StoreDatabase *database, GCancellable *cancellable, GAsyncReadyCallback callback,
                gpointer user_data, gpointer job, GDestroyNotify free_job)
{
  GTask *task = g_task_new (database, cancellable, callback, user_data);

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, job, free_job);
  return task;
}

static void
push (StoreWorker *worker, StoreJobKind kind, GTask *task, gpointer tag, StoreRun run)
{
  g_task_set_source_tag (task, tag);
  if (worker != NULL)
    {
      store_worker_push (worker, kind, task, run);
      return;
    }

  g_task_return_new_error (task, STORE_ERROR, STORE_ERROR_IO, "The database is closed");
  g_object_unref (task);
}

void
store_database_read (GTask *task, gpointer tag, StoreRun run)
{
  StoreDatabase *self = g_task_get_source_object (task);

  push (self->reader, STORE_JOB_READ, task, tag, run);
}

void
store_database_write (GTask *task, gpointer tag, StoreRun run)
{
  StoreDatabase *self = g_task_get_source_object (task);

  push (self->writer, STORE_JOB_WRITE, task, tag, run);
}

void
store_database_write_surely (GTask *task, gpointer tag, StoreRun run)
{
  StoreDatabase *self = g_task_get_source_object (task);

  push (self->writer, STORE_JOB_WRITE_SURELY, task, tag, run);
}

gpointer
store_task_finish (StoreDatabase *database, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, database), NULL);
  g_return_val_if_fail (g_task_get_source_tag (G_TASK (result)) == tag, NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_task_get_task_data (G_TASK (result));
}

static void
check (StoreDatabase *self)
{
  push (self->writer, STORE_JOB_CHECK, g_task_new (self, NULL, NULL, NULL), check, NULL);
}

/* Opening and closing */

static void
open_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StoreOpened *opened = task_data;
  GError *error = NULL;

  if (store_open (opened, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
store_database_open_async (GFile *directory, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  StoreOpened *opened = g_new0 (StoreOpened, 1);

  opened->path = g_file_get_path (directory);
  g_task_set_source_tag (task, store_database_open_async);
  g_task_set_task_data (task, opened, (GDestroyNotify) store_opened_free);

  if (opened->path == NULL)
    g_task_return_new_error (task, STORE_ERROR, STORE_ERROR_IO, "The directory is not local");
  else
    g_task_run_in_thread (task, open_in_thread);
}

static void
on_check_damaged (StoreDatabase *self)
{
  store_news_tell_damaged (self->news);
}

StoreDatabase *
store_database_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, store_database_open_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  StoreOpened *opened = g_task_get_task_data (G_TASK (result));
  StoreDatabase *self = g_object_new (STORE_TYPE_DATABASE, NULL);
  gboolean shared = opened->writer->shared;

  self->path = g_steal_pointer (&opened->path);
  self->directory = g_file_new_for_path (self->path);
  self->writer = store_worker_new ("store-writer", g_steal_pointer (&opened->writer), run_job);
  self->reader = store_worker_new ("store-reader", g_steal_pointer (&opened->reader), run_job);
  self->read_only = opened->read_only;
  if (self->read_only)
    return self;

  self->watch = store_watch_new (self, check, shared);
  self->checker =
      store_checker_new (self, g_steal_pointer (&opened->guard), opened->unclean, on_check_damaged);
  check (self);
  store_collect_async (self, g_get_real_time (), NULL, NULL);
  return self;
}

GFile *
store_database_get_directory (StoreDatabase *database)
{
  return database->directory;
}

gboolean
store_database_is_read_only (StoreDatabase *database)
{
  return database->read_only;
}

const char *
store_database_peek_path (StoreDatabase *database)
{
  return database->path;
}

static void
on_writer_stopped (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_task_return_boolean (task, TRUE);
}

/* The writer last: whoever closes last writes the log into the database. */
static void
on_reader_stopped (gpointer user_data)
{
  GTask *task = user_data;

  store_worker_stop (g_task_get_task_data (task), on_writer_stopped, task);
}

static void
on_checker_stopped (gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StoreDatabase *self = g_task_get_source_object (task);
  StoreWorker *reader = g_steal_pointer (&self->reader);

  if (reader != NULL)
    store_worker_stop (reader, on_reader_stopped, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

void
store_database_close_async (StoreDatabase *database, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = g_task_new (database, NULL, callback, user_data);
  StoreChecker *checker = g_steal_pointer (&database->checker);

  g_task_set_source_tag (task, store_database_close_async);
  g_task_set_task_data (task, g_steal_pointer (&database->writer), NULL);
  g_clear_pointer (&database->watch, store_watch_free);

  if (checker != NULL)
    store_checker_stop (checker, on_checker_stopped, task);
  else
    on_checker_stopped (task);
}

void
store_database_close_finish (StoreDatabase *database, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, database));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

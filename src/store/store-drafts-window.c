/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which drafts are open in a window, and how the window was. What is marked open while no program
 * with windows lives was closed by a crash. Whether one lives is a lock's to say: each holds a
 * shared one for as long as it has the store open, and marks are believed to be the dead's only by
 * who gets it alone. */

#include "store-drafts-private.h"
#include "store-lock-private.h"

#define LOCK_DATA "store-windows-lock"

gboolean
store_drafts_write_window (StoreConnection *connection, const char *id, GBytes *view,
                           gboolean is_open, GError **error)
{
  return store_execute (connection, error,
                        "INSERT INTO draft_window (draft_id, view, opened) "
                        "SELECT id, ?, ? FROM draft WHERE id = ? "
                        "ON CONFLICT (draft_id) DO UPDATE SET "
                        "view = COALESCE (excluded.view, view), opened = excluded.opened",
                        "bis", view, is_open ? 1 : 0, id);
}

typedef struct
{
  char *id;
  GBytes *view;
  gboolean is_open;
} WindowJob;

static void
window_job_free (WindowJob *job)
{
  g_free (job->id);
  g_clear_pointer (&job->view, g_bytes_unref);
  g_free (job);
}

static gboolean
run_set_window (StoreConnection *connection, gpointer data, GError **error)
{
  const WindowJob *job = data;

  return store_drafts_write_window (connection, job->id, job->view, job->is_open, error);
}

void
store_drafts_set_window_async (StoreDatabase *database, const char *id, GBytes *view,
                               gboolean is_open, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  WindowJob *job = g_new0 (WindowJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) window_job_free);

  job->id = g_strdup (id);
  job->view = view == NULL ? NULL : g_bytes_ref (view);
  job->is_open = is_open;
  store_database_write (task, store_drafts_set_window_async, run_set_window);
}

gboolean
store_drafts_set_window_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_drafts_set_window_async, error) != NULL;
}

/* After a crash */

typedef struct
{
  StoreLock *lock;
  gboolean has_lock;
  GStrv ids;
} TakeJob;

static void
take_job_free (TakeJob *job)
{
  store_lock_release (job->lock);
  g_strfreev (job->ids);
  g_free (job);
}

static GStrv
load_open (StoreConnection *connection, GError **error)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  StoreStep step;
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error,
                   "SELECT id FROM draft_window JOIN draft ON id = draft_id "
                   "WHERE opened = 1 AND id NOT IN (SELECT draft_id FROM draft_discarded) "
                   "ORDER BY modified_us",
                   "");

  while ((step = store_step (row, error)) == STORE_STEP_ROW)
    g_strv_builder_add (ids, store_column_text (row, 0));
  return step == STORE_STEP_DONE ? g_strv_builder_end (ids) : NULL;
}

static gboolean
run_take_open (StoreConnection *connection, gpointer data, GError **error)
{
  TakeJob *job = data;
  gboolean alone = FALSE;

  /* the second try of a transaction has the first one's lock */
  if (job->lock == NULL && !job->has_lock)
    job->lock = store_lock_windows (connection->directory, &alone, error);
  else
    alone = job->lock != NULL;
  if (job->lock == NULL && !job->has_lock)
    return FALSE;
  if (!store_drafts_purge (connection, error))
    return FALSE;

  g_clear_pointer (&job->ids, g_strfreev);
  if (!alone)
    {
      job->ids = g_new0 (char *, 1);
      return TRUE;
    }
  job->ids = load_open (connection, error);
  return job->ids != NULL &&
         store_execute (connection, error,
                        "UPDATE draft_window SET opened = CASE opened WHEN 1 THEN 2 ELSE 0 END "
                        "WHERE opened != 0",
                        "");
}

void
store_drafts_take_open_async (StoreDatabase *database, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  TakeJob *job = g_new0 (TakeJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) take_job_free);

  job->has_lock = g_object_get_data (G_OBJECT (database), LOCK_DATA) != NULL;
  store_database_write (task, store_drafts_take_open_async, run_take_open);
}

GStrv
store_drafts_take_open_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  TakeJob *job = store_task_finish (database, result, store_drafts_take_open_async, error);

  if (job == NULL)
    return NULL;
  if (job->lock != NULL)
    {
      store_lock_share (job->lock);
      g_object_set_data_full (G_OBJECT (database), LOCK_DATA, g_steal_pointer (&job->lock),
                              (GDestroyNotify) store_lock_release);
    }
  return g_steal_pointer (&job->ids);
}

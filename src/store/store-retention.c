/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-retention.h"

#include "store-database-private.h"
#include "store-outbox-private.h"

/* letters a transaction */
#define BATCH 50
#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define YEAR_US (366 * 24 * HOUR_US)

/* ?1: ended before; ?2: deleted before */
#define OLD                                                                                        \
  "state = 'done' AND ended_us > 0 AND ended_us < ?1 AND NOT EXISTS "                              \
  "(SELECT 1 FROM recipient WHERE letter_id = letter.id AND recipient.state = 'unknown')"

typedef struct
{
  gint64 before_us;
  gint64 n;
  guint n_now;
} RetentionJob;

static RetentionJob *
job_new (gint64 before_us, gint64 n)
{
  RetentionJob *job = g_new0 (RetentionJob, 1);

  job->before_us = before_us;
  job->n = n;
  return job;
}

static gboolean
run_count (StoreConnection *connection, gpointer data, GError **error)
{
  RetentionJob *job = data;

  return store_read_number (connection, &job->n, error,
                            "SELECT COUNT(*) FROM letter WHERE " OLD
                            " AND id NOT IN (SELECT letter_id FROM letter_deleted)",
                            "l", job->before_us);
}

void
store_retention_count_async (StoreDatabase *database, gint64 before_us, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_read (
      store_task_new (database, cancellable, callback, user_data, job_new (before_us, 0), g_free),
      store_retention_count_async, run_count);
}

gint64
store_retention_count_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  RetentionJob *job = store_task_finish (database, result, store_retention_count_async, error);

  return job == NULL ? -1 : job->n;
}

/* Letters go for good */

static gboolean
is_clock_right (StoreConnection *connection, gint64 now_us)
{
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, NULL, "SELECT created_us FROM letter ORDER BY id DESC LIMIT 1", "");

  return store_step (row, NULL) == STORE_STEP_ROW &&
         now_us - sqlite3_column_int64 (row, 0) < YEAR_US;
}

static GArray *
find (StoreConnection *connection, const RetentionJob *job, GError **error)
{
  gint64 now_us = g_get_real_time ();
  gint64 before_us = is_clock_right (connection, now_us) ? job->before_us : 0;
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error,
      "SELECT letter_id FROM letter_deleted JOIN letter ON id = letter_id "
      "WHERE state = 'done' AND deleted_us NOT BETWEEN ?2 AND ?4 UNION "
      "SELECT * FROM (SELECT id FROM letter WHERE " OLD " ORDER BY ended_us LIMIT ?3) LIMIT ?3",
      "llil", before_us, now_us - HOUR_US, BATCH, now_us);

  return store_list_numbers (row, error);
}

static gboolean
run_apply (StoreConnection *connection, gpointer data, GError **error)
{
  RetentionJob *job = data;
  g_autoptr (GArray) ids = find (connection, job, error);

  if (ids == NULL)
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    if (!store_outbox_delete_letter (connection, g_array_index (ids, gint64, i), error))
      return FALSE;

  job->n_now = ids->len;
  return TRUE;
}

static void apply_batch (GTask *task);

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  RetentionJob *all = g_task_get_task_data (task);
  RetentionJob *job = store_task_finish (STORE_DATABASE (source), result, apply_batch, &error);

  if (job == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  all->n += job->n_now;
  if (job->n_now == BATCH)
    apply_batch (g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

static void
apply_batch (GTask *task)
{
  const RetentionJob *all = g_task_get_task_data (task);

  store_database_write (store_task_new (g_task_get_source_object (task),
                                        g_task_get_cancellable (task), on_applied, task,
                                        job_new (all->before_us, 0), g_free),
                        apply_batch, run_apply);
}

void
store_retention_apply_async (StoreDatabase *database, gint64 before_us, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task =
      store_task_new (database, cancellable, callback, user_data, job_new (before_us, 0), g_free);

  g_task_set_source_tag (task, store_retention_apply_async);
  apply_batch (task);
}

gint64
store_retention_apply_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  RetentionJob *job = store_task_finish (database, result, store_retention_apply_async, error);

  return job == NULL ? -1 : job->n;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-damage.h"

#include "store-database-private.h"
#include "store-salvage-private.h"

typedef struct
{
  gint64 id;
  StoreDamage *damage;
} DamageJob;

void
store_damage_free (StoreDamage *damage)
{
  g_free (damage->file);
  g_free (damage);
}

static void
damage_job_free (DamageJob *job)
{
  g_clear_pointer (&job->damage, store_damage_free);
  g_free (job);
}

gboolean
store_damage_write (StoreConnection *connection, const char *file, gboolean whole, GError **error)
{
  return store_execute (
      connection, error,
      "INSERT INTO damage (found_us, file, whole, drafts, letters, unfinished) "
      "SELECT ?, ?, ?, (SELECT COUNT (*) FROM draft), (SELECT COUNT (*) FROM letter), "
      "(SELECT COUNT (*) FROM letter WHERE state != 'done')",
      "lsi", g_get_real_time (), file, whole ? 1 : 0);
}

static gboolean
run_get (StoreConnection *connection, gpointer data, GError **error)
{
  DamageJob *job = data;
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error,
                   "SELECT id, found_us, file, whole, drafts, letters, unfinished FROM damage "
                   "WHERE told = 0 ORDER BY id DESC LIMIT 1",
                   "");
  StoreStep step = store_step (row, error);

  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE;

  job->damage = g_new0 (StoreDamage, 1);
  job->damage->id = sqlite3_column_int64 (row, 0);
  job->damage->found_us = sqlite3_column_int64 (row, 1);
  job->damage->file = store_column_dup_text (row, 2);
  job->damage->whole = sqlite3_column_int (row, 3);
  job->damage->drafts = (guint) sqlite3_column_int (row, 4);
  job->damage->letters = (guint) sqlite3_column_int (row, 5);
  job->damage->unfinished = (guint) sqlite3_column_int (row, 6);
  return TRUE;
}

void
store_damage_get_async (StoreDatabase *database, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = store_task_new (database, cancellable, callback, user_data, g_new0 (DamageJob, 1),
                                (GDestroyNotify) damage_job_free);

  store_database_read (task, store_damage_get_async, run_get);
}

StoreDamage *
store_damage_get_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  DamageJob *job = store_task_finish (database, result, store_damage_get_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->damage);
}

/* those before it were not told by themselves, and are old news */
static gboolean
run_set_told (StoreConnection *connection, gpointer data, GError **error)
{
  DamageJob *job = data;

  return store_execute (connection, error, "UPDATE damage SET told = 1 WHERE id <= ?", "l",
                        job->id);
}

void
store_damage_set_told_async (StoreDatabase *database, gint64 id, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  DamageJob *job = g_new0 (DamageJob, 1);

  job->id = id;
  store_database_write (
      store_task_new (database, NULL, callback, user_data, job, (GDestroyNotify) damage_job_free),
      store_damage_set_told_async, run_set_told);
}

gboolean
store_damage_set_told_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_damage_set_told_async, error) != NULL;
}

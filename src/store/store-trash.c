/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-trash.h"

#include "store-database-private.h"

static GTask *
task_new (StoreDatabase *database, const gint64 *ids, guint n_ids, GAsyncReadyCallback callback,
          gpointer user_data)
{
  GArray *job = g_array_sized_new (FALSE, FALSE, sizeof *ids, n_ids);

  g_array_append_vals (job, ids, n_ids);
  return store_task_new (database, NULL, callback, user_data, job, (GDestroyNotify) g_array_unref);
}

static gboolean
run_put (StoreConnection *connection, gpointer data, GError **error)
{
  const GArray *ids = data;
  gint64 now_us = g_get_real_time ();

  for (guint i = 0; i < ids->len; i++)
    if (!store_execute_one (connection, error,
                            "INSERT OR REPLACE INTO letter_deleted (letter_id, deleted_us) "
                            "SELECT id, ? FROM letter WHERE id = ? AND state = 'done'",
                            "ll", now_us, g_array_index (ids, gint64, i)))
      return FALSE;

  return TRUE;
}

void
store_trash_put_async (StoreDatabase *database, const gint64 *ids, guint n_ids,
                       GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_write_surely (task_new (database, ids, n_ids, callback, user_data),
                               store_trash_put_async, run_put);
}

gboolean
store_trash_put_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_trash_put_async, error) != NULL;
}

static gboolean
run_restore (StoreConnection *connection, gpointer data, GError **error)
{
  const GArray *ids = data;

  for (guint i = 0; i < ids->len; i++)
    if (!store_execute (connection, error, "DELETE FROM letter_deleted WHERE letter_id = ?", "l",
                        g_array_index (ids, gint64, i)))
      return FALSE;

  return TRUE;
}

void
store_trash_restore_async (StoreDatabase *database, const gint64 *ids, guint n_ids,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_write_surely (task_new (database, ids, n_ids, callback, user_data),
                               store_trash_restore_async, run_restore);
}

gboolean
store_trash_restore_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_trash_restore_async, error) != NULL;
}

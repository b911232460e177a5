/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-servers.h"

#include "store-database-private.h"

typedef struct
{
  char *host;
  guint16 port;
  int chunks;
} ServerJob;

static void
server_job_free (ServerJob *job)
{
  g_free (job->host);
  g_free (job);
}

static GTask *
server_task_new (StoreDatabase *database, const char *host, guint16 port, int chunks,
                 GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  ServerJob *job = g_new0 (ServerJob, 1);

  job->host = g_ascii_strdown (host, -1);
  job->port = port;
  job->chunks = chunks;
  return store_task_new (database, cancellable, callback, user_data, job,
                         (GDestroyNotify) server_job_free);
}

static gboolean
run_get (StoreConnection *connection, gpointer data, GError **error)
{
  ServerJob *job = data;
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error, "SELECT chunks FROM server WHERE host = ? AND port = ?", "si",
                   job->host, (int) job->port);
  if (row == NULL)
    return FALSE;

  StoreStep step = store_step (row, error);
  if (step == STORE_STEP_ROW)
    job->chunks = sqlite3_column_int (row, 0);
  return step != STORE_STEP_FAILED;
}

void
store_servers_get_chunks_async (StoreDatabase *database, const char *host, guint16 port,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  store_database_read (server_task_new (database, host, port, 0, cancellable, callback, user_data),
                       store_servers_get_chunks_async, run_get);
}

gboolean
store_servers_get_chunks_finish (StoreDatabase *database, GAsyncResult *result, int *chunks,
                                 GError **error)
{
  ServerJob *job = store_task_finish (database, result, store_servers_get_chunks_async, error);

  if (job != NULL)
    *chunks = job->chunks;
  return job != NULL;
}

static gboolean
run_set (StoreConnection *connection, gpointer data, GError **error)
{
  ServerJob *job = data;

  return store_execute (connection, error,
                        "INSERT INTO server (host, port, chunks) VALUES (?, ?, ?) "
                        "ON CONFLICT (host, port) DO UPDATE SET chunks = excluded.chunks",
                        "sii", job->host, (int) job->port, job->chunks);
}

void
store_servers_set_chunks_async (StoreDatabase *database, const char *host, guint16 port, int chunks,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_write (server_task_new (database, host, port, chunks, NULL, callback, user_data),
                        store_servers_set_chunks_async, run_set);
}

gboolean
store_servers_set_chunks_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_servers_set_chunks_async, error) != NULL;
}

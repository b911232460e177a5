/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-servers.h"

#include "store-database-private.h"

typedef struct
{
  char *host;
  guint16 port;
  gint64 chunks;
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

  return store_read_number (connection, &job->chunks, error,
                            "SELECT chunks FROM server WHERE host = ? AND port = ?", "si",
                            job->host, (int) job->port);
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
    *chunks = (int) job->chunks;
  return job != NULL;
}

static gboolean
run_set (StoreConnection *connection, gpointer data, GError **error)
{
  ServerJob *job = data;

  return store_execute (connection, error,
                        "INSERT INTO server (host, port, chunks) VALUES (?, ?, ?) "
                        "ON CONFLICT (host, port) DO UPDATE SET chunks = excluded.chunks",
                        "sil", job->host, (int) job->port, job->chunks);
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

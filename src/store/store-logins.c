/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-logins.h"

#include "store-database-private.h"

typedef struct
{
  char *account_id;
  StoreLogin login;
} LoginJob;

static void
login_job_free (LoginJob *job)
{
  g_free (job->account_id);
  g_free (job);
}

static GTask *
login_task_new (StoreDatabase *database, const char *account_id, const StoreLogin *login,
                GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  LoginJob *job = g_new0 (LoginJob, 1);

  job->account_id = g_strdup (account_id);
  if (login != NULL)
    job->login = *login;
  return store_task_new (database, cancellable, callback, user_data, job,
                         (GDestroyNotify) login_job_free);
}

static gboolean
run_get (StoreConnection *connection, gpointer data, GError **error)
{
  LoginJob *job = data;
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error,
                   "SELECT refused_modified_s, soft_refusals, size_limit FROM login "
                   "WHERE account_id = ?",
                   "s", job->account_id);
  if (row == NULL)
    return FALSE;

  StoreStep step = store_step (row, error);
  if (step == STORE_STEP_ROW)
    {
      job->login.refused_modified_s = sqlite3_column_int64 (row, 0);
      job->login.soft_refusals = sqlite3_column_int (row, 1);
      job->login.size_limit = sqlite3_column_int64 (row, 2);
    }

  return step != STORE_STEP_FAILED;
}

void
store_logins_get_async (StoreDatabase *database, const char *account_id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_read (
      login_task_new (database, account_id, NULL, cancellable, callback, user_data),
      store_logins_get_async, run_get);
}

gboolean
store_logins_get_finish (StoreDatabase *database, GAsyncResult *result, StoreLogin *login,
                         GError **error)
{
  LoginJob *job = store_task_finish (database, result, store_logins_get_async, error);

  if (job != NULL)
    *login = job->login;
  return job != NULL;
}

/* Nothing is written where nothing differs: each letter that is sent says this again, and a commit
 * costs a wait for the disk. */
static gboolean
run_set (StoreConnection *connection, gpointer data, GError **error)
{
  LoginJob *job = data;

  return store_execute (
      connection, error,
      "INSERT INTO login (account_id, refused_modified_s, soft_refusals, size_limit) "
      "VALUES (?, ?, ?, ?) ON CONFLICT (account_id) DO UPDATE "
      "SET refused_modified_s = excluded.refused_modified_s, "
      "soft_refusals = excluded.soft_refusals, size_limit = excluded.size_limit "
      "WHERE (refused_modified_s, soft_refusals, size_limit) != "
      "(excluded.refused_modified_s, excluded.soft_refusals, excluded.size_limit)",
      "slil", job->account_id, (gint64) job->login.refused_modified_s,
      (int) job->login.soft_refusals, (gint64) job->login.size_limit);
}

void
store_logins_set_async (StoreDatabase *database, const char *account_id, const StoreLogin *login,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_write (
      login_task_new (database, account_id, login, cancellable, callback, user_data),
      store_logins_set_async, run_set);
}

gboolean
store_logins_set_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_logins_set_async, error) != NULL;
}

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

/* --- tests that were refused --- */

typedef struct
{
  char *login;
  guint nth;
  gint64 at_us;
} RefusalJob;

static void
refusal_job_free (RefusalJob *job)
{
  g_free (job->login);
  g_free (job);
}

static GTask *
refusal_task_new (StoreDatabase *database, const char *login, guint nth, GCancellable *cancellable,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  RefusalJob *job = g_new0 (RefusalJob, 1);

  job->login = g_strdup (login);
  job->nth = nth;
  return store_task_new (database, cancellable, callback, user_data, job,
                         (GDestroyNotify) refusal_job_free);
}

static gboolean
run_add_refusal (StoreConnection *connection, gpointer data, GError **error)
{
  RefusalJob *job = data;
  gint64 now_us = g_get_real_time ();

  return store_execute (connection, error, "DELETE FROM refused_test WHERE refused_us < ?", "l",
                        now_us - G_TIME_SPAN_DAY) &&
         store_execute (connection, error,
                        "INSERT INTO refused_test (login, refused_us) VALUES (?, ?)", "sl",
                        job->login, now_us);
}

void
store_logins_add_refusal_async (StoreDatabase *database, const char *login,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  store_database_write (refusal_task_new (database, login, 0, cancellable, callback, user_data),
                        store_logins_add_refusal_async, run_add_refusal);
}

gboolean
store_logins_add_refusal_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_logins_add_refusal_async, error) != NULL;
}

/* Not those of a time to come: the clock was set back, and nobody shall wait for that. */
static gboolean
run_get_refusal (StoreConnection *connection, gpointer data, GError **error)
{
  RefusalJob *job = data;

  return store_read_number (connection, &job->at_us, error,
                            "SELECT refused_us FROM refused_test WHERE login = ? "
                            "AND refused_us <= ? ORDER BY refused_us DESC LIMIT 1 OFFSET ?",
                            "sll", job->login, g_get_real_time (), (gint64) job->nth - 1);
}

void
store_logins_get_refusal_async (StoreDatabase *database, const char *login, guint nth,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  store_database_read (refusal_task_new (database, login, nth, cancellable, callback, user_data),
                       store_logins_get_refusal_async, run_get_refusal);
}

gboolean
store_logins_get_refusal_finish (StoreDatabase *database, GAsyncResult *result, gint64 *at_us,
                                 GError **error)
{
  RefusalJob *job = store_task_finish (database, result, store_logins_get_refusal_async, error);

  if (job != NULL)
    *at_us = job->at_us;
  return job != NULL;
}

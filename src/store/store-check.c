/* SPDX-License-Identifier: GPL-3.0-or-later */

/* PRAGMA quick_check reads every page, which takes seconds where there is much: so not on the way
 * to the first window, with a connection of its own, and ended when the store is closed. What it
 * finds is put right by the next who has the store alone. */

#include "store-check-private.h"

#include "store-database-private.h"

/* the window is there by then; programs that come and go are gone */
#define DELAY_MS 5000
#define INTERVAL_US (G_GINT64_CONSTANT (7) * 24 * 3600 * G_USEC_PER_SEC)

struct StoreChecker
{
  StoreGuard *guard;
  StoreCheckerDamaged damaged;
  gboolean unclean;
  GSource *timer;
  GCancellable *cancellable;

  gboolean running;
  gboolean stopping;
  GDestroyNotify stopped;
  gpointer stopped_data;
};

static void
checker_free (StoreChecker *checker)
{
  if (checker->timer != NULL)
    g_source_destroy (checker->timer);
  g_clear_pointer (&checker->timer, g_source_unref);
  store_guard_unref (checker->guard);
  g_object_unref (checker->cancellable);
  g_free (checker);
}

/* Returns whether that was the end of the checker. */
static gboolean
rest (StoreChecker *checker)
{
  GDestroyNotify stopped = checker->stopped;
  gpointer stopped_data = checker->stopped_data;

  checker->running = FALSE;
  if (!checker->stopping)
    return FALSE;

  checker_free (checker);
  if (stopped != NULL)
    stopped (stopped_data);
  return TRUE;
}

/* Whether it is time */

typedef struct
{
  gint64 checked_us;
} TimeJob;

static gboolean
run_get_time (StoreConnection *connection, gpointer data, GError **error)
{
  TimeJob *job = data;

  return store_read_number (connection, &job->checked_us, error, "SELECT checked_us FROM upkeep",
                            "");
}

static gboolean
run_set_time (StoreConnection *connection, gpointer data, GError **error)
{
  return store_execute (connection, error, "UPDATE upkeep SET checked_us = ?", "l",
                        g_get_real_time ());
}

/* The check */

static gboolean
run_check (StoreConnection *connection, gpointer data, GError **error)
{
  gboolean *whole = data;
  g_autoptr (sqlite3_stmt) row = store_query (connection, error, "PRAGMA quick_check (1)", "");

  if (store_step (row, error) != STORE_STEP_ROW)
    return FALSE;
  *whole = g_strcmp0 (store_column_text (row, 0), "ok") == 0;
  return TRUE;
}

static void
check_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StoreChecker *checker = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreConnection) connection = NULL;
  gboolean whole = TRUE;

  connection =
      store_connection_open_reader (store_database_peek_path (source), checker->guard, &error);
  if (connection != NULL &&
      store_connection_read (connection, run_check, &whole, cancellable, &error) && !whole)
    {
      store_guard_mark_damaged (checker->guard);
      g_set_error_literal (&error, STORE_ERROR, STORE_ERROR_DAMAGED, "quick_check found a fault");
    }

  g_clear_pointer (&connection, store_connection_close);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StoreChecker *checker = user_data;
  StoreDatabase *database = STORE_DATABASE (source);
  g_autoptr (GError) error = NULL;
  gboolean whole = g_task_propagate_boolean (G_TASK (result), &error);

  if (rest (checker))
    return;
  if (whole)
    store_database_write (store_task_new (database, NULL, NULL, NULL, NULL, NULL), run_set_time,
                          run_set_time);
  else if (g_error_matches (error, STORE_ERROR, STORE_ERROR_DAMAGED))
    checker->damaged (database);
}

static void
on_time (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StoreChecker *checker = user_data;
  TimeJob *job = store_task_finish (STORE_DATABASE (source), result, run_get_time, NULL);
  gint64 age_us = job == NULL ? 0 : g_get_real_time () - job->checked_us;

  /* a clock that was set back must not stop it for years */
  if (!g_cancellable_is_cancelled (checker->cancellable) && job != NULL &&
      (checker->unclean || age_us > INTERVAL_US || age_us < 0))
    {
      g_autoptr (GTask) task = g_task_new (source, checker->cancellable, on_checked, checker);

      g_task_set_task_data (task, checker, NULL);
      g_task_run_in_thread (task, check_in_thread);
      return;
    }

  rest (checker);
}

/* Weakly: a job's task may be what keeps the database alive, so that it goes away on a worker's
 * thread, and the checker with it. */
typedef struct
{
  GWeakRef database;
  StoreChecker *checker;
} CheckerRef;

static void
checker_ref_free (gpointer data)
{
  CheckerRef *ref = data;

  g_weak_ref_clear (&ref->database);
  g_free (ref);
}

static gboolean
on_delay (gpointer user_data)
{
  CheckerRef *ref = user_data;
  g_autoptr (StoreDatabase) database = g_weak_ref_get (&ref->database);

  if (database == NULL)
    return G_SOURCE_REMOVE;

  ref->checker->running = TRUE;
  store_database_read (
      store_task_new (database, NULL, on_time, ref->checker, g_new0 (TimeJob, 1), g_free),
      run_get_time, run_get_time);
  return G_SOURCE_REMOVE;
}

StoreChecker *
store_checker_new (StoreDatabase *database, StoreGuard *guard, gboolean unclean,
                   StoreCheckerDamaged damaged)
{
  StoreChecker *checker = g_new0 (StoreChecker, 1);
  CheckerRef *ref = g_new0 (CheckerRef, 1);

  g_weak_ref_init (&ref->database, database);
  ref->checker = checker;
  checker->guard = guard;
  checker->damaged = damaged;
  checker->unclean = unclean;
  checker->cancellable = g_cancellable_new ();
  checker->timer = g_timeout_source_new (DELAY_MS);
  g_source_set_callback (checker->timer, on_delay, ref, checker_ref_free);
  g_source_attach (checker->timer, g_main_context_get_thread_default ());
  return checker;
}

void
store_checker_stop (StoreChecker *checker, GDestroyNotify stopped, gpointer user_data)
{
  g_cancellable_cancel (checker->cancellable);
  if (!checker->running)
    {
      checker_free (checker);
      if (stopped != NULL)
        stopped (user_data);
      return;
    }

  checker->stopping = TRUE;
  checker->stopped = stopped;
  checker->stopped_data = user_data;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Works one after the other; each leaves what the file then held, so that of two results that wait
 * for the main loop only the newer one is taken. */

#include "account-shelf-private.h"

struct _AccountShelf
{
  GFile *location;
  GMutex working;
  AccountFile *latest;
};

static void
shelf_clear (gpointer data)
{
  AccountShelf *shelf = data;

  g_object_unref (shelf->location);
  g_mutex_clear (&shelf->working);
  account_file_free (shelf->latest);
}

AccountShelf *
account_shelf_ref (AccountShelf *shelf)
{
  return g_atomic_rc_box_acquire (shelf);
}

void
account_shelf_unref (AccountShelf *shelf)
{
  g_atomic_rc_box_release_full (shelf, shelf_clear);
}

AccountShelf *
account_shelf_new (GFile *location)
{
  AccountShelf *shelf = g_atomic_rc_box_new0 (AccountShelf);

  shelf->location = g_object_ref (location);
  g_mutex_init (&shelf->working);
  return shelf;
}

GFile *
account_shelf_get_location (AccountShelf *shelf)
{
  return shelf->location;
}

AccountFile *
account_shelf_take (AccountShelf *shelf)
{
  AccountFile *latest = NULL;

  g_mutex_lock (&shelf->working);
  latest = g_steal_pointer (&shelf->latest);
  g_mutex_unlock (&shelf->working);
  return latest;
}

typedef struct
{
  AccountShelf *shelf;
  AccountWork work;
  gpointer data;
  GDestroyNotify free_data;
} Job;

static void
job_free (Job *job)
{
  if (job->free_data != NULL)
    job->free_data (job->data);
  account_shelf_unref (job->shelf);
  g_free (job);
}

static void
job_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  AccountShelf *shelf = job->shelf;
  GError *error = NULL;
  AccountFile *file = NULL;

  g_mutex_lock (&shelf->working);
  file = job->work (shelf->location, job->data, cancellable, &error);
  if (file != NULL)
    {
      g_clear_pointer (&shelf->latest, account_file_free);
      shelf->latest = file;
    }
  g_mutex_unlock (&shelf->working);
  if (file != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
account_shelf_run (AccountShelf *shelf, GTask *task, AccountWork work, gpointer data,
                   GDestroyNotify free_data)
{
  Job *job = g_new0 (Job, 1);

  job->shelf = account_shelf_ref (shelf);
  job->work = work;
  job->data = data;
  job->free_data = free_data;
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, job_worker);
}

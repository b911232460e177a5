/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files under attachments/ that nobody refers to any more, or never did because the program ended
 * before its draft was saved. Looked for on the reader's thread, so that it delays no letter; taken
 * away inside a write transaction, so that nobody can come to refer to one meanwhile. */

#include "store-collect-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-database-private.h"
#include "store-error-private.h"

#define HOUR_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)
#define MIN_AGE_US (36 * HOUR_US)
#define INTERVAL_US (24 * HOUR_US)

typedef struct
{
  gint64 now_us;
  gint64 unknown_until_us;
  GPtrArray *names;
  int n_removed;
} CollectJob;

static void
collect_job_free (CollectJob *job)
{
  g_ptr_array_unref (job->names);
  g_free (job);
}

static gboolean
is_old (int directory, const char *name, const CollectJob *job)
{
  struct stat info;

  if (fstatat (directory, name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG (info.st_mode))
    return FALSE;

  gint64 changed_us = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC;
  return changed_us > job->unknown_until_us && job->now_us - changed_us > MIN_AGE_US;
}

/* Returns FALSE with @error set. */
static gboolean
is_referred_to (StoreConnection *connection, const char *name, gboolean *referred, GError **error)
{
  gint64 found = FALSE;

  if (!store_read_number (connection, &found, error,
                          "SELECT EXISTS (SELECT 1 FROM letter_file WHERE digest = ?1) "
                          "OR EXISTS (SELECT 1 FROM draft_file WHERE digest = ?1) "
                          "OR EXISTS (SELECT 1 FROM draft_version_file WHERE digest = ?1)",
                          "s", name))
    return FALSE;

  *referred = found != FALSE;
  return TRUE;
}

static gboolean
was_done_lately (StoreConnection *connection, gint64 now_us)
{
  gint64 ended_us = G_MAXINT64;

  store_read_number (connection, &ended_us, NULL, "SELECT ended_us FROM collection", "");
  /* a clock that was set back must not stop it for years */
  return ended_us <= now_us && now_us - ended_us < INTERVAL_US;
}

/* Where not all of a damaged database could be read, nobody knows what it referred to. */
static gint64
get_unknown_until (StoreConnection *connection)
{
  gint64 found_us = 0;

  store_read_number (connection, &found_us, NULL,
                     "SELECT MAX (found_us) FROM damage WHERE whole = 0", "");
  return found_us;
}

static int
open_attachments (StoreConnection *connection, GError **error)
{
  g_autofree char *path = g_build_filename (connection->directory, "attachments", NULL);
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    store_set_errno_error (error, errno, "Cannot open %s", path);
  return fd;
}

static gboolean
find_in_directory (StoreConnection *connection, CollectJob *job, int fd, GDir *directory,
                   GError **error)
{
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      gboolean referred;

      if (!is_old (fd, name, job))
        continue;
      if (!is_referred_to (connection, name, &referred, error))
        return FALSE;
      if (!referred)
        g_ptr_array_add (job->names, g_strdup (name));
    }

  return TRUE;
}

static gboolean
run_find (StoreConnection *connection, gpointer data, GError **error)
{
  CollectJob *job = data;
  g_autofree char *path = g_build_filename (connection->directory, "attachments", NULL);

  if (was_done_lately (connection, job->now_us))
    {
      job->now_us = 0;
      return TRUE;
    }

  job->unknown_until_us = get_unknown_until (connection);
  g_autoptr (GDir) directory = g_dir_open (path, 0, error);
  int fd = directory == NULL ? -1 : open_attachments (connection, error);
  if (fd < 0)
    return FALSE;

  gboolean found = find_in_directory (connection, job, fd, directory, error);
  close (fd);
  return found;
}

static gboolean
remove_names (StoreConnection *connection, CollectJob *job, int fd, GError **error)
{
  for (guint i = 0; i < job->names->len; i++)
    {
      const char *name = g_ptr_array_index (job->names, i);
      gboolean referred;

      if (!is_referred_to (connection, name, &referred, error))
        return FALSE;
      if (!referred && is_old (fd, name, job) && unlinkat (fd, name, 0) == 0)
        job->n_removed++;
    }

  return TRUE;
}

/* The directory is locked against files that are being renamed into it. */
static gboolean
lock_and_remove (StoreConnection *connection, CollectJob *job, GError **error)
{
  int fd = open_attachments (connection, error);
  if (fd < 0)
    return FALSE;

  gboolean locked = flock (fd, LOCK_EX) == 0;
  if (!locked)
    store_set_errno_error (error, errno, "Cannot lock the attachments");

  gboolean removed = locked && remove_names (connection, job, fd, error);
  close (fd);
  return removed;
}

static gboolean
run_remove (StoreConnection *connection, gpointer data, GError **error)
{
  CollectJob *job = data;

  return (job->names->len == 0 || lock_and_remove (connection, job, error)) &&
         store_execute (connection, error,
                        "INSERT OR REPLACE INTO collection (id, ended_us) VALUES (1, ?)", "l",
                        job->now_us);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StoreDatabase *database = STORE_DATABASE (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  CollectJob *job = store_task_finish (database, result, run_find, &error);

  if (job == NULL)
    g_task_return_error (task, error);
  else if (job->now_us == 0)
    g_task_return_boolean (task, TRUE);
  else
    {
      CollectJob *next = g_task_get_task_data (task);

      next->unknown_until_us = job->unknown_until_us;
      g_ptr_array_extend_and_steal (next->names, g_steal_pointer (&job->names));
      job->names = g_ptr_array_new ();
      store_database_write (g_steal_pointer (&task), store_collect_async, run_remove);
    }
}

static CollectJob *
collect_job_new (gint64 now_us)
{
  CollectJob *job = g_new0 (CollectJob, 1);

  job->now_us = now_us;
  job->names = g_ptr_array_new_with_free_func (g_free);
  return job;
}

void
store_collect_async (StoreDatabase *database, gint64 now_us, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = store_task_new (database, NULL, callback, user_data, collect_job_new (now_us),
                                (GDestroyNotify) collect_job_free);
  GTask *find = store_task_new (database, NULL, on_found, task, collect_job_new (now_us),
                                (GDestroyNotify) collect_job_free);

  g_task_set_source_tag (task, store_collect_async);
  store_database_read (find, run_find, run_find);
}

int
store_collect_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  CollectJob *job = store_task_finish (database, result, store_collect_async, error);

  return job == NULL ? -1 : job->n_removed;
}

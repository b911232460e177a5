/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking files in. The file that is read is the one whose descriptor was examined: a name can come
 * to mean another file at any moment, a FIFO would wait for ever, a device has no end. */

#include "store-attachments.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "store-database-private.h"
#include "store-error-private.h"
#include "store-intake-private.h"
#include "store-outbox-private.h"

#define PROGRESS_US (100 * 1000)

typedef struct
{
  char *path;
  GBytes *octets;
  StoreProgress progress;
  gpointer progress_data;
} AddJob;

/* one copying, on its thread */
typedef struct
{
  GTask *task;
  AddJob *job;
  int fd;
  struct stat before;
  StoreIntake *intake;
  gint64 told_us;
} Copying;

void
store_attachment_free (StoreAttachment *attachment)
{
  g_free (attachment);
}

static void
add_job_free (AddJob *job)
{
  g_free (job->path);
  g_bytes_unref (job->octets);
  g_free (job);
}

/* Progress */

typedef struct
{
  GTask *task;
  guint64 done;
  guint64 total;
} Progress;

static void
progress_free (Progress *progress)
{
  g_object_unref (progress->task);
  g_free (progress);
}

static gboolean
on_progress (gpointer user_data)
{
  Progress *progress = user_data;
  AddJob *job = g_task_get_task_data (progress->task);

  job->progress (progress->done, progress->total, job->progress_data);
  return G_SOURCE_REMOVE;
}

/* A source and not g_main_context_invoke(), which may call on this thread. It has the task's
 * priority, so the last progress is told before the task returns. */
static void
tell_progress (Copying *copying, guint64 done)
{
  gint64 now_us = g_get_monotonic_time ();

  if (copying->job->progress == NULL || now_us - copying->told_us < PROGRESS_US)
    return;

  Progress *progress = g_new0 (Progress, 1);
  progress->task = g_object_ref (copying->task);
  progress->done = done;
  progress->total = copying->before.st_size;

  g_autoptr (GSource) source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (copying->task));
  g_source_set_callback (source, on_progress, progress, (GDestroyNotify) progress_free);
  g_source_attach (source, g_task_get_context (copying->task));
  copying->told_us = now_us;
}

/* Copying */

static gboolean
set_source_error (GError **error, StoreError code, const char *path, int number)
{
  g_autofree char *name = g_filename_display_basename (path);

  switch (code)
    {
    case STORE_ERROR_NOT_REGULAR:
      g_set_error (error, STORE_ERROR, code, "“%s” is not a file that can be attached", name);
      break;
    case STORE_ERROR_CHANGED:
      g_set_error (error, STORE_ERROR, code, "“%s” changed while it was copied", name);
      break;
    case STORE_ERROR_FULL:
      g_set_error (error, STORE_ERROR, code, "There is no room for “%s”", name);
      break;
    default:
      g_set_error (error, STORE_ERROR, code, "“%s” cannot be read: %s", name, g_strerror (number));
      break;
    }

  return FALSE;
}

/* Looked at before opening too, because opening alone does something to some devices. */
static gboolean
open_source (Copying *copying, GError **error)
{
  const char *path = copying->job->path;

  if (stat (path, &copying->before) != 0)
    return set_source_error (error, STORE_ERROR_UNREADABLE, path, errno);
  if (!S_ISREG (copying->before.st_mode))
    return set_source_error (error, STORE_ERROR_NOT_REGULAR, path, 0);

  copying->fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (copying->fd < 0 || fstat (copying->fd, &copying->before) != 0)
    return set_source_error (error, STORE_ERROR_UNREADABLE, path, errno);
  if (!S_ISREG (copying->before.st_mode))
    return set_source_error (error, STORE_ERROR_NOT_REGULAR, path, 0);

  posix_fadvise (copying->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return TRUE;
}

static gboolean
check_room (Copying *copying, GError **error)
{
  struct statvfs room;
  guint64 size = copying->before.st_size;

  if (fstatvfs (store_intake_get_fd (copying->intake), &room) == 0 &&
      (guint64) room.f_bavail * room.f_frsize < size)
    return set_source_error (error, STORE_ERROR_FULL, copying->job->path, 0);

  return TRUE;
}

/* A clone is read where it is: it cannot change under the reading. */
static gboolean
copy_pieces (Copying *copying, gboolean cloned, GError **error)
{
  g_autofree guint8 *piece = g_malloc (STORE_PIECE);
  GCancellable *cancellable = g_task_get_cancellable (copying->task);
  int from = cloned ? store_intake_get_fd (copying->intake) : copying->fd;
  guint64 size = copying->before.st_size;
  guint64 done = 0;

  for (;;)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      gssize n = pread (from, piece, STORE_PIECE, done);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return set_source_error (error, STORE_ERROR_UNREADABLE, copying->job->path, errno);
      if (n == 0 && done == size)
        return TRUE;
      if (n == 0 || done + n > size)
        return set_source_error (error, STORE_ERROR_CHANGED, copying->job->path, 0);

      store_intake_note (copying->intake, piece, n);
      if (!cloned && !store_intake_write (copying->intake, piece, n, error))
        return FALSE;
      done += n;
      tell_progress (copying, done);
    }
}

static gboolean
is_unchanged (const struct stat *a, const struct stat *b)
{
  return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static gboolean
copy (Copying *copying, StoreAttachment *attachment, GError **error)
{
  struct stat after;
  gboolean cloned = store_intake_clone (copying->intake, copying->fd);

  if ((!cloned && !check_room (copying, error)) || !copy_pieces (copying, cloned, error))
    return FALSE;

  if (fstat (copying->fd, &after) != 0 || !is_unchanged (&copying->before, &after))
    return set_source_error (error, STORE_ERROR_CHANGED, copying->job->path, 0);

  return store_intake_finish (copying->intake, attachment, error);
}

static void
add_file (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StoreDatabase *database = source;
  Copying copying = { .task = task, .job = task_data, .fd = -1 };
  g_autoptr (StoreAttachment) attachment = g_new0 (StoreAttachment, 1);
  GError *error = NULL;

  copying.told_us = g_get_monotonic_time ();
  if (open_source (&copying, &error))
    copying.intake = store_intake_new (store_database_peek_path (database), &error);

  if (copying.intake != NULL && copy (&copying, attachment, &error))
    g_task_return_pointer (task, g_steal_pointer (&attachment),
                           (GDestroyNotify) store_attachment_free);
  else
    g_task_return_error (task, error);

  store_intake_free (copying.intake);
  if (copying.fd >= 0)
    close (copying.fd);
}

void
store_attachments_add_async (StoreDatabase *database, GFile *file, StoreProgress progress,
                             gpointer progress_data, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  AddJob *job = g_new0 (AddJob, 1);
  g_autoptr (GTask) task = store_task_new (database, cancellable, callback, user_data, job,
                                           (GDestroyNotify) add_job_free);

  job->path = g_file_get_path (file);
  job->progress = progress;
  job->progress_data = progress_data;
  g_task_set_source_tag (task, store_attachments_add_async);

  if (job->path != NULL)
    {
      g_task_run_in_thread (task, add_file);
      return;
    }

  g_autofree char *uri = g_file_get_uri (file);
  g_task_return_new_error (task, STORE_ERROR, STORE_ERROR_UNREADABLE, "%s is not a local file",
                           uri);
}

static void
add_bytes (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  StoreDatabase *database = source;
  AddJob *job = task_data;
  gsize size;
  const guint8 *octets = g_bytes_get_data (job->octets, &size);
  g_autoptr (StoreAttachment) attachment = g_new0 (StoreAttachment, 1);
  GError *error = NULL;
  g_autoptr (StoreIntake) intake = store_intake_new (store_database_peek_path (database), &error);

  if (intake != NULL)
    store_intake_note (intake, octets, size);

  if (intake != NULL && store_intake_write (intake, octets, size, &error) &&
      store_intake_finish (intake, attachment, &error))
    g_task_return_pointer (task, g_steal_pointer (&attachment),
                           (GDestroyNotify) store_attachment_free);
  else
    g_task_return_error (task, error);
}

void
store_attachments_add_bytes_async (StoreDatabase *database, GBytes *octets,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  AddJob *job = g_new0 (AddJob, 1);
  g_autoptr (GTask) task = store_task_new (database, cancellable, callback, user_data, job,
                                           (GDestroyNotify) add_job_free);

  job->octets = g_bytes_ref (octets);
  g_task_set_source_tag (task, store_attachments_add_async);
  g_task_run_in_thread (task, add_bytes);
}

StoreAttachment *
store_attachments_add_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, database), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, store_attachments_add_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* What is there */

static char *
dup_path (const char *directory, const char *digest)
{
  return g_build_filename (directory, "attachments", digest, NULL);
}

gboolean
store_attachments_check (const char *directory, const char *digest, guint64 size, GError **error)
{
  g_autofree char *path = dup_path (directory, digest);
  struct stat info;

  if (stat (path, &info) == 0 && S_ISREG (info.st_mode) && (guint64) info.st_size == size)
    return TRUE;

  g_set_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "The attachment %s is not there", digest);
  return FALSE;
}

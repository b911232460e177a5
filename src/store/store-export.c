/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The file is written beside its place and renamed into it, by GIO, which knows the places that are
 * not local too. A local one is synced before it is closed: who sees the file may delete the
 * letter. */

#include "store-export.h"

#include <errno.h>
#include <gio/gfiledescriptorbased.h>
#include <unistd.h>

#include "store-attachments.h"
#include "store-error-private.h"

typedef struct
{
  MailContent *content;
  GFile *file;
} ExportJob;

static void
export_job_free (ExportJob *job)
{
  mail_content_free (job->content);
  g_object_unref (job->file);
  g_free (job);
}

static gboolean
sync_stream (GOutputStream *stream, GError **error)
{
  if (!G_IS_FILE_DESCRIPTOR_BASED (stream) ||
      fsync (g_file_descriptor_based_get_fd (G_FILE_DESCRIPTOR_BASED (stream))) == 0)
    return TRUE;

  store_set_errno_error (error, errno, "Cannot sync the file");
  return FALSE;
}

/* Closing it cancelled leaves what was there before. */
static gboolean
write_file (GOutputStream *to, GInputStream *from, GCancellable *cancellable, GError **error)
{
  g_autoptr (GCancellable) abandoned = g_cancellable_new ();

  if (g_output_stream_splice (to, from, G_OUTPUT_STREAM_SPLICE_NONE, cancellable, error) >= 0 &&
      g_output_stream_flush (to, cancellable, error) && sync_stream (to, error))
    return g_output_stream_close (to, cancellable, error);

  g_cancellable_cancel (abandoned);
  g_output_stream_close (to, abandoned, NULL);
  return FALSE;
}

static void
export_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ExportJob *job = data;
  GError *error = NULL;
  gboolean there = g_file_query_exists (job->file, NULL);
  g_autoptr (GInputStream) from = store_content_open (source, job->content);
  g_autoptr (GFileOutputStream) to =
      g_file_replace (job->file, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, &error);

  if (to != NULL && write_file (G_OUTPUT_STREAM (to), from, cancellable, &error))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (to != NULL && !there)
    g_file_delete (job->file, NULL, NULL);
  g_task_return_error (task, error);
}

void
store_export_async (StoreDatabase *database, const MailContent *content, GFile *file,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (database, cancellable, callback, user_data);
  ExportJob *job = g_new0 (ExportJob, 1);

  job->content = mail_content_copy (content);
  job->file = g_object_ref (file);
  g_task_set_source_tag (task, store_export_async);
  g_task_set_task_data (task, job, (GDestroyNotify) export_job_free);
  g_task_run_in_thread (task, export_in_thread);
}

gboolean
store_export_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, database), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

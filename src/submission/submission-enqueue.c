/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a letter that was written to one that is durable, and to a connection that is open when its
 * time for Undo is over. */

#include "submission-queue-private.h"

/* A letter that is being added. */
typedef struct
{
  char *account_id;
  gboolean later;
} Adding;

static void
adding_free (gpointer data)
{
  Adding *adding = data;

  g_free (adding->account_id);
  g_free (adding);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SubmissionQueue *self = g_task_get_source_object (task);
  const Adding *adding = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 id = store_outbox_add_finish (self->database, result, &error);

  if (id == 0)
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->steady)
    {
      SubmissionRunner *runner = submission_queue_get_runner (self, adding->account_id);

      submission_runner_wake (runner);
      if (!adding->later)
        submission_runner_warm (runner);
    }
  g_task_return_pointer (task, g_memdup2 (&id, sizeof id), g_free);
}

void
submission_queue_enqueue_async (SubmissionQueue *self, const StoreNewLetter *letter,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Adding *adding = g_new0 (Adding, 1);

  g_task_set_source_tag (task, submission_queue_enqueue_async);
  /* What is durable must be said to be durable, whatever was cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  adding->account_id = g_strdup (letter->account_id);
  adding->later = letter->send_at_us > 0;
  g_task_set_task_data (task, adding, adding_free);
  store_outbox_add_async (self->database, letter, cancellable, on_added, task);
}

gint64
submission_queue_enqueue_finish (SubmissionQueue *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = g_task_propagate_pointer (G_TASK (result), error);

  return id != NULL ? *id : 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every letter that is due now, once: the terminal's `outbox run`. */

#include "submission-queue-private.h"

typedef struct
{
  GArray *ids;
  GPtrArray *letters;
  gulong handler;
} Sweep;

static void
sweep_free (gpointer data)
{
  Sweep *sweep = data;

  g_array_unref (sweep->ids);
  g_clear_pointer (&sweep->letters, g_ptr_array_unref);
  g_free (sweep);
}

static void
on_sweep_settled (SubmissionQueue *self, gint64 id, Sweep *sweep)
{
  g_array_append_val (sweep->ids, id);
}

static void fetch_next (GTask *task);

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionQueue *self = g_task_get_source_object (task);
  Sweep *sweep = g_task_get_task_data (task);
  GError *error = NULL;
  StoreLetter *letter = store_outbox_get_finish (self->database, result, &error);

  if (letter == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_ptr_array_add (sweep->letters, letter);
  fetch_next (task);
}

static void
fetch_next (GTask *task)
{
  SubmissionQueue *self = g_task_get_source_object (task);
  Sweep *sweep = g_task_get_task_data (task);

  if (sweep->letters->len == sweep->ids->len)
    {
      g_task_return_pointer (task, g_steal_pointer (&sweep->letters),
                             (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  store_outbox_get_async (self->database, g_array_index (sweep->ids, gint64, sweep->letters->len),
                          NULL, on_fetched, task);
}

static void
on_swept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Sweep *sweep = g_task_get_task_data (task);

  g_task_propagate_boolean (G_TASK (result), NULL);
  g_signal_handler_disconnect (source, sweep->handler);
  fetch_next (task);
}

void
submission_queue_run_async (SubmissionQueue *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Sweep *sweep = g_new0 (Sweep, 1);

  g_task_set_source_tag (task, submission_queue_run_async);
  sweep->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sweep->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) store_letter_unref);
  sweep->handler = g_signal_connect (self, "settled", G_CALLBACK (on_sweep_settled), sweep);
  g_task_set_task_data (task, sweep, sweep_free);
  g_ptr_array_add (self->ends, g_task_new (self, NULL, on_swept, task));
  submission_queue_for_each_account (self, submission_runner_sweep);
  submission_queue_end_later (self);
}

GPtrArray *
submission_queue_run_finish (SubmissionQueue *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Waiting for one letter. It may be delivered by another process that holds the account's lock, so
 * a wait looks at the outbox whenever that changes, and not only at our own runner. */

#include "submission-queue-private.h"

/* attempts: how often it had been tried when the wait began; settled: our own runner is done. */
typedef struct
{
  gint64 id;
  char *account_id;
  guint attempts;
  gboolean settled;
  gboolean asking;
  gboolean stale;
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_free (delivery->account_id);
  g_free (delivery);
}

/* Our own runner says itself when it is done. */
static gboolean
is_over (SubmissionQueue *self, const Delivery *delivery, const StoreLetter *letter)
{
  SubmissionRunner *runner = submission_queue_peek_runner (self, delivery->account_id);

  if (delivery->settled)
    return TRUE;
  if (runner != NULL && submission_runner_has (runner, delivery->id))
    return FALSE;
  switch (letter->state)
    {
    case MAIL_LETTER_DONE:
      return TRUE;
    case MAIL_LETTER_HELD:
    case MAIL_LETTER_QUEUED:
      return letter->attempts > delivery->attempts;
    case MAIL_LETTER_SENDING:
    case MAIL_LETTER_CONFIRMING:
      return FALSE;
    }
  g_return_val_if_reached (TRUE);
}

static void
delivery_end (SubmissionQueue *self, GTask *task, StoreLetter *letter, GError *error)
{
  Delivery *delivery = g_task_get_task_data (task);
  SubmissionRunner *runner = submission_queue_peek_runner (self, delivery->account_id);

  if (runner != NULL)
    submission_runner_forget (runner, delivery->id);
  g_object_ref (task);
  g_ptr_array_remove (self->deliveries, task);
  if (letter != NULL)
    g_task_return_pointer (task, letter, (GDestroyNotify) store_letter_unref);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void look_at_delivery (SubmissionQueue *self, GTask *task);

/* What was read before the last change may be older than the result: it is read once more. */
static void
on_delivery_seen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SubmissionQueue *self = g_task_get_source_object (task);
  Delivery *delivery = g_task_get_task_data (task);
  g_autoptr (StoreLetter) letter = NULL;
  g_autoptr (GError) error = NULL;

  delivery->asking = FALSE;
  letter = store_outbox_get_finish (self->database, result, &error);
  if (!g_ptr_array_find (self->deliveries, task, NULL))
    return;
  if (delivery->stale)
    {
      look_at_delivery (self, task);
      return;
    }
  if (letter == NULL)
    delivery_end (self, task, NULL, g_steal_pointer (&error));
  else if (is_over (self, delivery, letter))
    delivery_end (self, task, g_steal_pointer (&letter), NULL);
}

static void
look_at_delivery (SubmissionQueue *self, GTask *task)
{
  Delivery *delivery = g_task_get_task_data (task);

  delivery->stale = delivery->asking;
  if (delivery->asking)
    return;
  delivery->asking = TRUE;
  store_outbox_get_async (self->database, delivery->id, NULL, on_delivery_seen,
                          g_object_ref (task));
}

void
submission_queue_settle_deliveries (SubmissionQueue *self, gint64 id)
{
  for (guint i = 0; i < self->deliveries->len; i++)
    {
      GTask *task = g_ptr_array_index (self->deliveries, i);
      Delivery *delivery = g_task_get_task_data (task);

      if (delivery->id != id)
        continue;
      delivery->settled = TRUE;
      look_at_delivery (self, task);
    }
}

void
submission_queue_fail_deliveries (SubmissionQueue *self, gint64 id, const GError *error)
{
  for (guint i = self->deliveries->len; i > 0; i--)
    {
      GTask *task = g_ptr_array_index (self->deliveries, i - 1);
      Delivery *delivery = g_task_get_task_data (task);

      if (delivery->id == id)
        delivery_end (self, task, NULL, g_error_copy (error));
    }
}

void
submission_queue_look_at_deliveries (SubmissionQueue *self)
{
  for (guint i = 0; i < self->deliveries->len; i++)
    look_at_delivery (self, g_ptr_array_index (self->deliveries, i));
}

static void
on_delivery_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SubmissionQueue *self = g_task_get_source_object (task);
  Delivery *delivery = g_task_get_task_data (task);
  g_autoptr (StoreLetter) letter = NULL;
  GError *error = NULL;

  letter = store_outbox_get_finish (self->database, result, &error);
  if (letter == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  delivery->account_id = g_strdup (letter->account_id);
  delivery->attempts = letter->attempts;
  g_ptr_array_add (self->deliveries, g_object_ref (task));
  submission_runner_want (submission_queue_get_runner (self, letter->account_id), delivery->id);
}

void
submission_queue_deliver_async (SubmissionQueue *self, gint64 id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Delivery *delivery = g_new0 (Delivery, 1);

  g_task_set_source_tag (task, submission_queue_deliver_async);
  delivery->id = id;
  g_task_set_task_data (task, delivery, delivery_free);
  store_outbox_get_async (self->database, id, cancellable, on_delivery_known, task);
}

StoreLetter *
submission_queue_deliver_finish (SubmissionQueue *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

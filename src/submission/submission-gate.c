/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "submission-gate-private.h"

struct _SubmissionGate
{
  GObject parent_instance;

  guint n_inside;
  GQueue waiting[SUBMISSION_N_RANKS]; /* GTasks */
};

G_DEFINE_FINAL_TYPE (SubmissionGate, submission_gate, G_TYPE_OBJECT)

gboolean
submission_gate_is_full (SubmissionGate *self)
{
  return self->n_inside >= SUBMISSION_GATE_WIDTH;
}

static gboolean
forget (SubmissionGate *self, GTask *task)
{
  for (guint rank = 0; rank < SUBMISSION_N_RANKS; rank++)
    if (g_queue_remove (&self->waiting[rank], task))
      return TRUE;
  return FALSE;
}

/* Everything here happens in one thread, so a handler of its own may be disconnected in it. */
static void
on_cancelled (GCancellable *cancellable, GTask *task)
{
  g_signal_handlers_disconnect_by_data (cancellable, task);
  if (!forget (g_task_get_source_object (task), task))
    return;
  g_task_return_boolean (task, FALSE);
  g_object_unref (task);
}

static GTask *
pop_next (SubmissionGate *self)
{
  for (guint rank = 0; rank < SUBMISSION_N_RANKS; rank++)
    if (self->waiting[rank].length > 0)
      return g_queue_pop_head (&self->waiting[rank]);
  return NULL;
}

static void
let_in (SubmissionGate *self)
{
  while (!submission_gate_is_full (self))
    {
      g_autoptr (GTask) task = pop_next (self);

      if (task == NULL)
        return;
      if (g_task_get_cancellable (task) != NULL)
        g_signal_handlers_disconnect_by_data (g_task_get_cancellable (task), task);
      self->n_inside++;
      g_task_return_boolean (task, TRUE);
    }
}

void
submission_gate_enter_async (SubmissionGate *self, SubmissionRank rank, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, submission_gate_enter_async);
  /* who is inside has to leave, whatever was cancelled meanwhile */
  g_task_set_check_cancellable (task, FALSE);
  if (g_cancellable_is_cancelled (cancellable))
    {
      g_task_return_boolean (task, FALSE);
      g_object_unref (task);
      return;
    }
  if (cancellable != NULL)
    g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), task);
  if (rank == SUBMISSION_RANK_PERSON)
    g_queue_push_head (&self->waiting[rank], task);
  else
    g_queue_push_tail (&self->waiting[rank], task);
  let_in (self);
}

gboolean
submission_gate_enter_finish (SubmissionGate *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

void
submission_gate_leave (SubmissionGate *self)
{
  g_return_if_fail (self->n_inside > 0);

  self->n_inside--;
  let_in (self);
}

SubmissionGate *
submission_gate_new (void)
{
  return g_object_new (SUBMISSION_TYPE_GATE, NULL);
}

static void
submission_gate_class_init (SubmissionGateClass *class)
{
}

/* Nobody waits in a gate that is gone: each who waits holds a reference. */
static void
submission_gate_init (SubmissionGate *self)
{
  for (guint rank = 0; rank < SUBMISSION_N_RANKS; rank++)
    g_queue_init (&self->waiting[rank]);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a runner asks of the outbox: the account's lock, what a dead process left, the next letter,
 * and when there will be one. */

#include "submission-runner-state-private.h"

/* Others may have been wanted while this one was asked for. */
static void
on_claimed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubmissionRunner *self = user_data;
  g_autoptr (GError) error = NULL;

  self->claimed = store_outbox_claim_finish (self->database, result, &error);
  if (error != NULL)
    g_debug ("no letter could be claimed: %s", error->message);

  if (self->claimed != NULL)
    {
      submission_runner_forget (self, self->claimed->id);
    }
  else if (self->claiming != 0)
    {
      submission_runner_give_up (self, self->claiming);
    }
  else
    {
      self->looking = FALSE;
      g_clear_pointer (&self->pause, mail_failure_free);
    }
  submission_runner_step_done (self);
}

void
submission_runner_claim (SubmissionRunner *self)
{
  const gint64 *wanted = g_queue_peek_head (&self->wanted);

  self->claiming = wanted != NULL ? *wanted : 0;
  store_outbox_claim_async (self->database, self->account_id, self->claiming,
                            submission_clock_get_real_us (self->clock), NULL, on_claimed,
                            submission_runner_step (self));
}

static void
on_recovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubmissionRunner *self = user_data;
  g_autoptr (GError) error = NULL;

  self->recovered = store_outbox_recover_finish (self->database, result, &error);
  if (!self->recovered)
    {
      g_debug ("what a dead process left cannot be put right: %s", error->message);
      g_clear_pointer (&self->lock, store_lock_release);
      self->looking = FALSE;
      while (self->wanted.length > 0)
        submission_runner_give_up (self, *(gint64 *) g_queue_peek_head (&self->wanted));
    }
  submission_runner_step_done (self);
}

void
submission_runner_recover (SubmissionRunner *self)
{
  store_outbox_recover_async (self->database, self->account_id, 0, NULL, on_recovered,
                              submission_runner_step (self));
}

gboolean
submission_runner_take_lock (SubmissionRunner *self)
{
  g_autoptr (GError) error = NULL;

  if (self->lock != NULL)
    return TRUE;
  self->lock = store_lock_try (self->database, self->account_id, &error);
  self->recovered = FALSE;
  if (error != NULL)
    g_debug ("the account cannot be locked: %s", error->message);
  return self->lock != NULL;
}

static void
on_next_due (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubmissionRunner *self = user_data;
  g_autoptr (GError) error = NULL;

  self->next_us = store_outbox_next_due_finish (self->database, result, &error);
  if (error != NULL)
    g_debug ("the outbox cannot be read: %s", error->message);
  if (self->next_us < 0 || self->next_us > submission_clock_get_real_us (self->clock))
    self->looking = FALSE;
  else if (self->steady)
    self->looking = TRUE;
  submission_runner_step_done (self);
}

void
submission_runner_look_ahead (SubmissionRunner *self)
{
  self->stale = FALSE;
  store_outbox_next_due_async (self->database, self->account_id,
                               submission_clock_get_real_us (self->clock), NULL, on_next_due,
                               submission_runner_step (self));
}

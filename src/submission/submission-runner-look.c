/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a runner asks of the outbox: the account's lock, what a dead process left, the next letter,
 * and when there will be one. */

#include "submission-runner-state-private.h"

/* The disk may be full, or gone for a moment: no letter is lost by that, and none may be asked for
 * again and again. */
static void
set_trouble (SubmissionRunner *self, const GError *error)
{
  g_autoptr (MailFailure) failure = NULL;

  g_clear_error (&self->trouble);
  self->trouble = g_error_copy (error);
  self->looking = FALSE;
  self->next_us = submission_clock_get_real_us (self->means.clock);
  submission_runner_wait (self, submission_policy_get_step (++self->n_troubles));
  failure = mail_failure_new (MAIL_FAILURE_STORAGE, MAIL_STAGE_CONNECT, NULL, error->message);
  g_signal_emit_by_name (self, "trouble", self->account_id, failure);
}

static void
clear_trouble (SubmissionRunner *self)
{
  self->n_troubles = 0;
  if (self->trouble == NULL)
    return;
  g_clear_error (&self->trouble);
  g_signal_emit_by_name (self, "trouble", self->account_id, NULL);
}

static void
give_up_all (SubmissionRunner *self)
{
  while (self->wanted.length > 0)
    submission_runner_give_up (self, *(gint64 *) g_queue_peek_head (&self->wanted));
}

/* Others may have been wanted while this one was asked for. */
static void
on_claimed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubmissionRunner *self = user_data;
  g_autoptr (GError) error = NULL;

  self->claimed = store_outbox_claim_finish (self->means.database, result, &error);
  if (error != NULL)
    set_trouble (self, error);
  else
    clear_trouble (self);

  if (self->claimed != NULL)
    {
      submission_runner_forget (self, self->claimed->id);
    }
  else if (error != NULL)
    {
      give_up_all (self);
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
  store_outbox_claim_async (self->means.database, self->account_id, self->claiming,
                            submission_clock_get_real_us (self->means.clock), NULL, on_claimed,
                            submission_runner_step (self));
}

static void
on_recovered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubmissionRunner *self = user_data;
  g_autoptr (GError) error = NULL;

  self->recovered = store_outbox_recover_finish (self->means.database, result, &error);
  if (!self->recovered)
    {
      g_clear_pointer (&self->lock, store_lock_release);
      set_trouble (self, error);
      give_up_all (self);
    }
  submission_runner_step_done (self);
}

void
submission_runner_recover (SubmissionRunner *self)
{
  g_auto (SubmissionRoute) route = { 0 };

  self->find_route (self->account_id, &route, self->route_data);
  store_outbox_recover_async (self->means.database, self->account_id,
                              route.send_again ? SUBMISSION_MAX_AGAIN : 0, NULL, on_recovered,
                              submission_runner_step (self));
}

gboolean
submission_runner_take_lock (SubmissionRunner *self)
{
  g_autoptr (GError) error = NULL;

  if (self->lock != NULL)
    return TRUE;
  self->lock = store_lock_try (self->means.database, self->account_id, &error);
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

  self->next_us = store_outbox_next_due_finish (self->means.database, result, &error);
  if (error != NULL)
    set_trouble (self, error);
  else if (self->next_us < 0 || self->next_us > submission_clock_get_real_us (self->means.clock))
    self->looking = FALSE;
  else if (self->steady)
    self->looking = TRUE;
  submission_runner_step_done (self);
}

void
submission_runner_look_ahead (SubmissionRunner *self)
{
  self->stale = FALSE;
  store_outbox_next_due_async (self->means.database, self->account_id,
                               submission_clock_get_real_us (self->means.clock), NULL, on_next_due,
                               submission_runner_step (self));
}

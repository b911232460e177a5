/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A network that comes back is a reason to try at once what could not be reached before – and
 * nothing else: what a server refused, or a login, waits as it did. Where the try fails all the
 * same the steps of the back-off begin anew, because the first minute of a network is often no
 * network yet; but they go on while it comes and goes, so that one that flaps every two seconds
 * costs no more tries than one that is down. */

#include "submission-runner-state-private.h"

/* After so long it is another network. */
#define FORGOTTEN_US (30 * G_TIME_SPAN_MINUTE)
/* The last step is as long as a letter waits by itself. */
#define MAX_WOKEN 5

static void
on_hastened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SubmissionRunner) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!store_outbox_hasten_finish (self->means.database, result, &error))
    g_debug ("letters go on waiting for the network: %s", error->message);
  submission_runner_wake (self);
}

static void
wake (SubmissionRunner *self)
{
  self->woken = TRUE;
  if (self->waits_for_network)
    submission_runner_wait (self, 0);
  store_outbox_hasten_async (self->means.database, self->account_id, SUBMISSION_NETWORK_KINDS,
                             submission_clock_get_real_us (self->means.clock), NULL, on_hastened,
                             g_object_ref (self));
}

static gboolean
on_next_step (gpointer user_data)
{
  SubmissionRunner *self = user_data;

  self->network_timer = 0;
  if (!submission_network_is_lost (self->means.network))
    wake (self);
  return G_SOURCE_REMOVE;
}

static void
plan_step (SubmissionRunner *self, gint64 delay_us)
{
  submission_clock_clear_timer (self->means.clock, &self->network_timer);
  self->network_timer =
      submission_clock_add_timer (self->means.clock, delay_us, on_next_step, self);
}

/* On the network of before nobody may be at the other end any more, and the next letter would wait
 * for a reply until its limit. */
void
submission_runner_network_changed (SubmissionRunner *self)
{
  if (!submission_warm_has_link (self->warm))
    return;
  submission_warm_drop (self->warm);
  submission_runner_pump (self);
}

void
submission_runner_network_found (SubmissionRunner *self)
{
  gint64 past_us = submission_clock_get_boot_us (self->means.clock) - self->woken_boot_us;
  gint64 left_us;

  if (!self->steady || self->stopping || self->network_timer != 0)
    return;
  if (past_us >= FORGOTTEN_US)
    self->n_woken = 0;
  left_us = self->n_woken > 0 ? submission_policy_get_step (self->n_woken) - past_us : 0;
  if (left_us > 0)
    plan_step (self, left_us);
  else
    wake (self);
}

void
submission_runner_note_network (SubmissionRunner *self, const MailFailure *failure)
{
  gboolean woken = self->woken;

  self->woken = FALSE;
  if (!submission_policy_is_network (failure))
    {
      submission_clock_clear_timer (self->means.clock, &self->network_timer);
      self->n_woken = 0;
    }
  else if (woken)
    {
      self->n_woken++;
      self->woken_boot_us = submission_clock_get_boot_us (self->means.clock);
      if (self->n_woken <= MAX_WOKEN && !self->stopping)
        plan_step (self, submission_policy_get_step (self->n_woken));
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a runner looks again, and how long its account is left alone. */

#include "submission-runner-state-private.h"

static gboolean
on_timer (gpointer user_data)
{
  SubmissionRunner *self = user_data;

  self->timer = 0;
  self->stale = TRUE;
  submission_runner_pump (self);
  return G_SOURCE_REMOVE;
}

void
submission_runner_arm (SubmissionRunner *self, gint64 delay_us)
{
  submission_clock_clear_timer (self->means.clock, &self->timer);
  self->timer = submission_clock_add_timer (self->means.clock, delay_us, on_timer, self);
}

gint64
submission_runner_get_wait_us (const SubmissionRunner *self)
{
  return self->wait_until_boot_us - submission_clock_get_boot_us (self->means.clock);
}

void
submission_runner_wait (SubmissionRunner *self, gint64 us)
{
  self->wait_until_boot_us = submission_clock_get_boot_us (self->means.clock) + MAX (us, 0);
  self->waits_for_network = FALSE;
}

void
submission_runner_arm_for_next (SubmissionRunner *self)
{
  gint64 left_us = self->next_us - submission_clock_get_real_us (self->means.clock);

  submission_runner_arm (self, MAX (left_us, submission_runner_get_wait_us (self)));
}

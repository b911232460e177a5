/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a runner does over the wire: one letter, or a connection for one that is still held. What a
 * letter's result means for the account is kept here. */

#include "submission-connect-private.h"
#include "submission-runner-state-private.h"

/* --- the connection ------------------------------------------------------------------------- */

static void
on_warmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubmissionRunner *self = user_data;
  g_autoptr (SubmissionConnection) connection = submission_connect_finish (result);

  submission_warm_keep (self->warm, g_steal_pointer (&connection->link));
  submission_runner_step_done (self);
}

/* Nobody is asked and nothing is reported: the letter itself will meet whatever is in the way. */
gboolean
submission_runner_warm_up (SubmissionRunner *self)
{
  g_auto (SubmissionRoute) route = { 0 };
  g_autoptr (NetSession) session = NULL;
  SubmissionCaller caller = {
    .means = &self->means,
    .account_id = self->account_id,
    .route = &route,
    .rank = SUBMISSION_RANK_RETRY,
  };

  self->warming = FALSE;
  if (submission_warm_has_link (self->warm) || submission_gate_is_full (self->means.gate))
    return FALSE;
  self->find_route (self->account_id, &route, self->route_data);
  if (route.endpoint == NULL)
    return FALSE;
  session = net_session_new (route.endpoint);
  submission_connect_async (&caller, session, self->cancellable, on_warmed,
                            submission_runner_step (self));
  return TRUE;
}

/* --- one letter ----------------------------------------------------------------------------- */

static void
on_progress (SubmissionJob *job, guint64 sent, guint64 total, SubmissionRunner *self)
{
  g_signal_emit_by_name (self, "progress", submission_job_get_letter (job)->id, sent, total);
}

static void
on_line (SubmissionJob *job, gpointer conversation, SubmissionRunner *self)
{
  g_signal_emit_by_name (self, "line", submission_job_get_letter (job)->id, conversation);
}

static void
apply_reach (SubmissionRunner *self, SubmissionVerdict verdict, const MailFailure *failure)
{
  switch (verdict.reach)
    {
    case SUBMISSION_REACH_LETTER:
      break;
    case SUBMISSION_REACH_WAIT:
      submission_runner_wait (self,
                              verdict.next_us - submission_clock_get_real_us (self->means.clock));
      self->waits_for_network = submission_policy_is_network (failure);
      break;
    case SUBMISSION_REACH_PAUSE:
      if (self->pause != NULL)
        break;
      self->pause = mail_failure_copy (failure);
      g_signal_emit_by_name (self, "paused", self->account_id, self->pause);
      break;
    }
}

static void
on_job_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubmissionRunner *self = user_data;
  SubmissionVerdict verdict = submission_job_run_finish (self->job, result);
  const MailFailure *failure = submission_job_get_failure (self->job);
  gint64 id = submission_job_get_letter (self->job)->id;

  apply_reach (self, verdict, failure);
  submission_runner_note_network (self, failure);
  submission_warm_keep (self->warm, submission_job_steal_link (self->job));
  g_clear_object (&self->job);
  g_signal_emit_by_name (self, "settled", id);
  submission_runner_step_done (self);
}

/* The letter opens what connection it needs; if it cannot, nothing else may try at once. */
void
submission_runner_deliver (SubmissionRunner *self)
{
  g_autoptr (StoreLetter) letter = g_steal_pointer (&self->claimed);
  g_auto (SubmissionRoute) route = { 0 };

  self->find_route (self->account_id, &route, self->route_data);
  self->warming = FALSE;
  self->job = submission_job_new (&self->means, letter, &route, submission_warm_take (self->warm));
  g_signal_connect (self->job, "progress", G_CALLBACK (on_progress), self);
  g_signal_connect (self->job, "line", G_CALLBACK (on_line), self);
  submission_job_run_async (self->job, self->pause, on_job_done, submission_runner_step (self));
  if (self->stopping)
    submission_job_cancel (self->job, TRUE);
}

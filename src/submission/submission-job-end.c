/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How an attempt ends: what was said is kept, what it came to is judged and becomes durable, and
 * only then anybody is told. */

#include "submission-job-state-private.h"

/* A result that could not be stored is kept and tried again: losing it would make a letter unknown.
 * When the program ends it is tried once more, and the next start finds what the mark says. */
#define STORE_RETRY_US (2 * G_TIME_SPAN_SECOND)

/* An attempt is one conversation, however many connections it takes. */
void
submission_job_keep_words (SubmissionJob *self, MailConversation *said)
{
  guint n = self->conversation != NULL ? mail_conversation_get_n_lines (self->conversation) : 0;
  gint64 begin_us = n > 0 ? mail_conversation_get_line (self->conversation, n - 1)->at_us : 0;

  if (self->conversation == NULL || n == 0)
    {
      g_clear_pointer (&self->conversation, mail_conversation_unref);
      self->conversation = said;
      return;
    }
  for (guint i = 0; i < mail_conversation_get_n_lines (said); i++)
    {
      const MailLine *line = mail_conversation_get_line (said, i);

      mail_conversation_append (self->conversation, begin_us + line->at_us, line->who, line->stage,
                                line->flags, line->text);
    }
  mail_conversation_unref (said);
}

static void store_result (GTask *task);

static gboolean
on_store_again (gpointer user_data)
{
  SubmissionJob *self = user_data;

  self->store_timer = 0;
  store_result (g_steal_pointer (&self->storing));
  return G_SOURCE_REMOVE;
}

/* The disk may be full for a while only. */
static void
store_later (SubmissionJob *self, GTask *task)
{
  self->storing = task;
  self->store_timer =
      submission_clock_add_timer (self->means.clock, STORE_RETRY_US, on_store_again, self);
}

void
submission_job_store_now (SubmissionJob *self)
{
  submission_clock_clear_timer (self->means.clock, &self->store_timer);
  if (self->storing != NULL)
    store_result (g_steal_pointer (&self->storing));
}

/* A damaged database does not get better while it is open. */
static gboolean
may_be_stored_later (SubmissionJob *self, const GError *error)
{
  return !self->program_ends && !g_error_matches (error, STORE_ERROR, STORE_ERROR_DAMAGED);
}

/* STORE_ERROR_STATE: the letter is in no state for a result, so an earlier try was stored after
 * all. */
static void
on_result_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!store_outbox_finish_attempt_finish (self->means.database, result, &error) &&
      !g_error_matches (error, STORE_ERROR, STORE_ERROR_STATE))
    {
      g_debug ("a result waits to be stored: %s", error->message);
      if (may_be_stored_later (self, error))
        {
          store_later (self, task);
          return;
        }
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
store_result (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);
  StoreResult stored = {
    .outcome = submission_plan_get_outcome (self->plan),
    .conversation = self->conversation,
    .server = self->route.endpoint != NULL ? self->route.endpoint->host : NULL,
    .next_us = self->verdict.next_us,
    .paused = self->verdict.paused,
    .patience = self->verdict.patience,
  };

  store_outbox_finish_attempt_async (self->means.database, self->letter->id, &stored,
                                     on_result_stored, task);
}

/* A letter whose attempt ended because the program does is due again at once, and nobody's fault.
 */
static void
judge (SubmissionJob *self)
{
  SubmissionAttempt attempt = {
    .family = self->route.family,
    .attempts = self->letter->attempts,
    .soft_refusals = self->soft_refusals,
    .ask_partial = self->route.endpoint != NULL && self->route.endpoint->ask_partial,
    .sent_again = self->sent_again,
    .patience = self->letter->patience,
    .now_us = submission_clock_get_real_us (self->means.clock),
  };
  MailOutcome *outcome = submission_plan_get_outcome (self->plan);

  self->verdict = submission_policy_judge (&attempt, outcome);
  if (self->program_ends && outcome->failure != NULL &&
      outcome->failure->kind == MAIL_FAILURE_CANCELLED)
    self->verdict =
        (SubmissionVerdict){ .next_us = attempt.now_us, .patience = self->letter->patience };
}

void
submission_job_conclude (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      submission_job_keep_words (self, net_session_take_conversation (self->session));
    }
  judge (self);
  store_result (task);
}

void
submission_job_conclude_failure (GTask *task, MailFailure *failure)
{
  SubmissionJob *self = g_task_get_source_object (task);
  MailOutcome *outcome = submission_plan_get_outcome (self->plan);

  g_clear_pointer (&outcome->failure, mail_failure_free);
  outcome->failure = failure;
  submission_job_conclude (task);
}

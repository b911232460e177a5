/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The connections of a letter: opened or taken over, listened to, dropped. The mark "confirming" is
 * made here, when a session asks for it, and it is durable before that may send the first octet of
 * the final dot. */

#include "submission-job-state-private.h"

#include "submission-connect-private.h"

/* A letter to many is sent several times over. */
static void
on_progress (NetSession *session, guint64 sent, guint64 total, SubmissionJob *self)
{
  guint n = submission_plan_get_outcome (self->plan)->results->len;
  guint done = submission_plan_get_done (self->plan);
  guint64 share = n > self->n_window ? total * self->n_window / n : total;

  g_signal_emit_by_name (
      self, "progress",
      n > self->n_window ? total * done / n + sent * share / MAX (total, 1) : sent, total);
}

static void
on_line (NetSession *session, guint index, SubmissionJob *self)
{
  g_signal_emit_by_name (self, "line", net_session_get_conversation (session));
}

/* The session that asked may have ended meanwhile, and another be in its place. */
static void
on_marked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SubmissionJob) self = user_data;
  g_autoptr (NetSession) session = g_steal_pointer (&self->marking);
  g_autoptr (GError) error = NULL;
  gboolean marked;

  marked = store_outbox_mark_confirming_finish (self->means.database, result, &error);
  if (!marked)
    g_debug ("the mark could not be made: %s", error->message);
  self->confirming = marked && session == self->session;
  net_session_confirm (session, marked);
}

static void
on_confirm (NetSession *session, gpointer outcome, SubmissionJob *self)
{
  self->marking = g_object_ref (session);
  store_outbox_mark_confirming_async (self->means.database, self->letter->id, outcome, on_marked,
                                      g_object_ref (self));
}

static void
use_session (SubmissionJob *self, NetSession *session)
{
  g_set_object (&self->session, session);
  g_signal_connect (session, "progress", G_CALLBACK (on_progress), self);
  g_signal_connect (session, "line", G_CALLBACK (on_line), self);
  g_signal_connect (session, "confirm", G_CALLBACK (on_confirm), self);
}

void
submission_job_drop_link (SubmissionJob *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  submission_job_keep_words (self, net_session_take_conversation (self->session));
  g_clear_object (&self->session);
  g_clear_pointer (&self->link, submission_link_free);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (SubmissionConnection) connection = submission_connect_finish (result);

  self->soft_refusals = connection->soft_refusals;
  self->link = g_steal_pointer (&connection->link);
  if (connection->conversation != NULL)
    submission_job_keep_words (self, g_steal_pointer (&connection->conversation));
  if (connection->failure == NULL)
    submission_job_go_on (task);
  else
    submission_job_conclude_failure (task, g_steal_pointer (&connection->failure));
}

/* A letter that was never tried, or that a person wants tried, has begun no patience yet. */
static SubmissionRank
get_rank (const StoreLetter *letter)
{
  if (letter->patience.tried_us == 0)
    return SUBMISSION_RANK_PERSON;
  return submission_policy_is_network (letter->outcome->failure) ? SUBMISSION_RANK_UNREACHED
                                                                 : SUBMISSION_RANK_RETRY;
}

void
submission_job_open_connection (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (NetSession) session = net_session_new (self->route.endpoint);
  SubmissionCaller caller = {
    .means = &self->means,
    .account_id = self->letter->account_id,
    .route = &self->route,
    .rank = get_rank (self->letter),
    .patient = TRUE,
  };

  self->reused = FALSE;
  use_session (self, session);
  submission_connect_async (&caller, session, self->cancellable, on_connected, task);
}

void
submission_job_reuse_connection (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);

  self->reused = TRUE;
  use_session (self, submission_link_get_session (self->link));
  mail_conversation_append (net_session_get_conversation (self->session), 0, MAIL_WHO_NOTE,
                            MAIL_STAGE_CONNECT, 0, "The connection was open and logged in already");
  submission_job_go_on (task);
}

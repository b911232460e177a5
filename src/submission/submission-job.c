/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way of one letter: connect unless there is a connection, read the letter, submit it to as
 * many as one transaction takes, store what came of it, go on with the others, judge, store. Each
 * step is one asynchronous call; every way ends in submission_job_conclude(). What a transaction
 * came to is durable before the next begins. */

#include "submission-job-state-private.h"

#include "store-attachments.h"

G_DEFINE_FINAL_TYPE (SubmissionJob, submission_job, G_TYPE_OBJECT)

/* --- one transaction after the other -------------------------------------------------------- */

/* Ways for a connection to be of no further use; a reply is 421, or to the RSET behind the letter
 * before, where nobody has one of their own. */
static gboolean
is_end_of_connection (const MailFailure *failure)
{
  return failure->kind == MAIL_FAILURE_CLOSED || failure->kind == MAIL_FAILURE_TIMEOUT ||
         failure->kind == MAIL_FAILURE_PROTOCOL || failure->kind == MAIL_FAILURE_REPLY;
}

/* A server may close an idle connection at any time. Noticing it on the next letter is no failed
 * attempt, as long as nobody it is for has an answer. */
static gboolean
was_stale (const SubmissionJob *self, const MailOutcome *outcome)
{
  const MailFailure *failure = outcome->failure;

  return self->reused && failure != NULL && failure->stage == MAIL_STAGE_ENVELOPE &&
         is_end_of_connection (failure) &&
         mail_outcome_count (outcome, MAIL_RECIPIENT_PENDING) == outcome->results->len;
}

static void
on_window_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!store_outbox_finish_window_finish (self->means.database, result, &error))
    {
      submission_job_conclude_failure (
          task, mail_failure_new (MAIL_FAILURE_STORAGE, MAIL_STAGE_ENVELOPE, NULL, error->message));
      return;
    }
  self->confirming = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    submission_job_conclude_failure (
        task, mail_failure_new (MAIL_FAILURE_CANCELLED, MAIL_STAGE_ENVELOPE, NULL, NULL));
  else if (self->link == NULL)
    submission_job_open_connection (task);
  else
    submission_job_go_on (task);
}

/* What a transaction came to is durable before the next begins; one that is to be done again
 * takes its mark back. */
static void
store_window (GTask *task, const MailOutcome *outcome)
{
  SubmissionJob *self = g_task_get_source_object (task);

  store_outbox_finish_window_async (self->means.database, self->letter->id, outcome,
                                    on_window_stored, task);
}

/* The same transaction over another connection. */
static void
begin_again (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (MailOutcome) nothing = mail_outcome_new (self->window);

  if (self->confirming || self->marking != NULL)
    store_window (task, nothing);
  else
    submission_job_open_connection (task);
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (MailOutcome) outcome = net_session_submit_finish (self->session, result);
  gboolean stale = was_stale (self, outcome);
  gboolean more;

  if (!stale)
    submission_link_note (self->link, self->means.database, outcome);
  if (stale || submission_link_is_chunk_failure (outcome))
    {
      self->no_chunks |= !stale;
      submission_job_drop_link (self);
      begin_again (task);
      return;
    }
  if (self->route.send_again)
    self->sent_again |= submission_policy_send_again (&self->letter->patience, outcome);
  more = submission_plan_take (self->plan, outcome, net_session_is_ready (self->session),
                               !self->reused);
  self->reused = TRUE;
  if (more && submission_plan_wants_connection (self->plan))
    submission_job_drop_link (self);
  if (more)
    store_window (task, outcome);
  else
    submission_job_conclude (task);
}

static void
submit (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (GInputStream) stream = store_content_open (self->means.database, self->content);

  self->window->eight_bit = mail_content_is_eight_bit (self->content);
  submission_link_prepare (self->link, self->content, !self->no_chunks);
  net_session_submit_async (self->session, self->window, stream,
                            mail_content_get_size (self->content), self->cancellable, on_submitted,
                            task);
}

static void
on_content (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  self->content = store_outbox_get_content_finish (self->means.database, result, &error);
  if (self->content != NULL)
    submission_job_go_on (task);
  else
    submission_job_conclude_failure (
        task, mail_failure_new (MAIL_FAILURE_CONTENT, MAIL_STAGE_LETTER, NULL, error->message));
}

/* With a connection: the next transaction, or a new connection where this one has carried enough.
 */
void
submission_job_go_on (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);
  guint max_domains;
  guint room = submission_link_get_room (self->link, &max_domains);

  if (self->content == NULL)
    {
      store_outbox_get_content_async (self->means.database, self->letter->id, NULL, on_content,
                                      task);
      return;
    }
  if (room == 0)
    {
      submission_job_drop_link (self);
      submission_job_open_connection (task);
      return;
    }
  g_clear_pointer (&self->window, mail_envelope_free);
  self->window = submission_plan_next (self->plan, room, max_domains);
  if (self->window == NULL)
    {
      submission_job_conclude (task);
      return;
    }
  self->n_window = self->window->forward_paths->len;
  submit (task);
}

void
submission_job_run_async (SubmissionJob *self, const MailFailure *refusal,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, submission_job_run_async);
  if (refusal != NULL)
    {
      submission_job_conclude_failure (task, mail_failure_copy (refusal));
    }
  else if (self->route.endpoint == NULL)
    {
      submission_job_conclude_failure (
          task, mail_failure_new (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_CONNECT, NULL,
                                  "there is no such account any more"));
    }
  else if (self->link != NULL && net_session_is_ready (submission_link_get_session (self->link)))
    {
      submission_job_reuse_connection (task);
    }
  else
    {
      g_clear_pointer (&self->link, submission_link_free);
      submission_job_open_connection (task);
    }
}

SubmissionVerdict
submission_job_run_finish (SubmissionJob *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
  return self->verdict;
}

gboolean
submission_job_cancel (SubmissionJob *self, gboolean by_program)
{
  self->program_ends |= by_program;
  if (by_program)
    submission_job_store_now (self);
  if (self->confirming && !submission_plan_has_more (self->plan))
    return FALSE;
  g_cancellable_cancel (self->cancellable);
  return TRUE;
}

gboolean
submission_job_is_confirming (SubmissionJob *self)
{
  return self->confirming;
}

SubmissionLink *
submission_job_steal_link (SubmissionJob *self)
{
  g_autoptr (SubmissionLink) link = g_steal_pointer (&self->link);

  return link != NULL && net_session_is_ready (submission_link_get_session (link))
             ? g_steal_pointer (&link)
             : NULL;
}

const MailFailure *
submission_job_get_failure (SubmissionJob *self)
{
  return submission_plan_get_outcome (self->plan)->failure;
}

const StoreLetter *
submission_job_get_letter (SubmissionJob *self)
{
  return self->letter;
}

MailConversation *
submission_job_get_conversation (SubmissionJob *self)
{
  return self->session != NULL ? net_session_get_conversation (self->session) : NULL;
}

/* --- the object ----------------------------------------------------------------------------- */

SubmissionJob *
submission_job_new (const SubmissionMeans *means, StoreLetter *letter, SubmissionRoute *route,
                    SubmissionLink *link)
{
  SubmissionJob *self = g_object_new (SUBMISSION_TYPE_JOB, NULL);

  self->means = submission_means_copy (means);
  self->route = *route;
  *route = (SubmissionRoute){ 0 };
  self->letter = store_letter_ref (letter);
  self->plan = submission_plan_new (letter, self->route.family);
  self->link = link;
  return self;
}

static void
submission_job_finalize (GObject *object)
{
  SubmissionJob *self = SUBMISSION_JOB (object);

  g_clear_object (&self->session);
  g_clear_object (&self->marking);
  g_clear_pointer (&self->link, submission_link_free);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->letter, store_letter_unref);
  submission_means_clear (&self->means);
  submission_route_clear (&self->route);
  g_clear_pointer (&self->plan, submission_plan_free);
  g_clear_pointer (&self->window, mail_envelope_free);
  g_clear_pointer (&self->content, mail_content_free);
  g_clear_pointer (&self->conversation, mail_conversation_unref);

  G_OBJECT_CLASS (submission_job_parent_class)->finalize (object);
}

static void
submission_job_init (SubmissionJob *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
submission_job_class_init (SubmissionJobClass *class)
{
  G_OBJECT_CLASS (class)->finalize = submission_job_finalize;

  g_signal_new ("progress", SUBMISSION_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  g_signal_new ("line", SUBMISSION_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                G_TYPE_POINTER);
}

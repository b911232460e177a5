/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way of one letter: connect unless there is a connection, read the letter, submit it to as
 * many as one transaction takes, store what came of it, go on with the others, judge, store. Each
 * step is one asynchronous call; every way ends in submission_job_conclude().
 *
 * The order of what becomes durable is kept here: the mark "confirming" before the session may send
 * the first octet of the final dot, the result before anybody is told. */

#include "submission-job-state-private.h"

#include "store-attachments.h"
#include "submission-connect-private.h"

enum
{
  PROGRESS,
  LINE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SubmissionJob, submission_job, G_TYPE_OBJECT)

/* --- the session ---------------------------------------------------------------------------- */

/* A letter to many is sent several times over. */
static void
on_progress (NetSession *session, guint64 sent, guint64 total, SubmissionJob *self)
{
  guint n = submission_plan_get_outcome (self->plan)->results->len;
  guint done = submission_plan_get_done (self->plan);
  guint64 share = n > self->n_window ? total * self->n_window / n : total;

  g_signal_emit (self, signals[PROGRESS], 0,
                 n > self->n_window ? total * done / n + sent * share / MAX (total, 1) : sent,
                 total);
}

static void
on_line (NetSession *session, guint index, SubmissionJob *self)
{
  g_signal_emit (self, signals[LINE], 0, net_session_get_conversation (session));
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

static void
drop_link (SubmissionJob *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  submission_job_keep_words (self, net_session_take_conversation (self->session));
  g_clear_object (&self->session);
  g_clear_pointer (&self->link, submission_link_free);
}

static void go_on (GTask *task);

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
    go_on (task);
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

static void
open_connection (GTask *task)
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

static void
reuse_connection (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);

  self->reused = TRUE;
  use_session (self, submission_link_get_session (self->link));
  mail_conversation_append (net_session_get_conversation (self->session), 0, MAIL_WHO_NOTE,
                            MAIL_STAGE_CONNECT, 0, "The connection was open and logged in already");
  go_on (task);
}

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
    open_connection (task);
  else
    go_on (task);
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
    open_connection (task);
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
      drop_link (self);
      begin_again (task);
      return;
    }
  if (self->route.send_again)
    self->sent_again |= submission_policy_send_again (&self->letter->patience, outcome);
  more = submission_plan_take (self->plan, outcome, net_session_is_ready (self->session),
                               !self->reused);
  self->reused = TRUE;
  if (more && submission_plan_wants_connection (self->plan))
    drop_link (self);
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
    go_on (task);
  else
    submission_job_conclude_failure (
        task, mail_failure_new (MAIL_FAILURE_CONTENT, MAIL_STAGE_LETTER, NULL, error->message));
}

/* With a connection: the next transaction, or a new connection where this one has carried enough.
 */
static void
go_on (GTask *task)
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
      drop_link (self);
      open_connection (task);
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
      reuse_connection (task);
    }
  else
    {
      g_clear_pointer (&self->link, submission_link_free);
      open_connection (task);
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

  signals[PROGRESS] = g_signal_new ("progress", SUBMISSION_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL,
                                    NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[LINE] = g_signal_new ("line", SUBMISSION_TYPE_JOB, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_POINTER);
}

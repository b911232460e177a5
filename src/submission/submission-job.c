/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way of one letter through one session: connect unless there is a connection, read the letter,
 * submit, judge, store. Each step is one asynchronous call; every way ends in conclude().
 *
 * The order of what becomes durable is kept here: the mark "confirming" before the session may send
 * the first octet of the final dot, the result before anybody is told. */

#include "submission-job-private.h"

#include "store-attachments.h"
#include "submission-connect-private.h"

/* A result that could not be stored is kept and tried again: losing it would make a letter unknown.
 */
#define STORE_RETRY_MS 2000

struct _SubmissionJob
{
  GObject parent_instance;

  StoreDatabase *database;
  StoreLetter *letter;
  MailEndpoint *endpoint;
  char *family;
  MailEnvelope *envelope;

  NetSession *session;
  GCancellable *cancellable;
  MailOutcome *outcome;
  MailConversation *conversation;
  SubmissionVerdict verdict;
  guint soft_refusals;

  gboolean reused;
  gboolean confirming;
  gboolean program_ends;
};

enum
{
  PROGRESS,
  LINE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SubmissionJob, submission_job, G_TYPE_OBJECT)

/* --- the result ----------------------------------------------------------------------------- */

static void store_result (GTask *task);

static gboolean
on_store_again (gpointer user_data)
{
  store_result (user_data);
  return G_SOURCE_REMOVE;
}

/* STORE_ERROR_STATE: the letter is in no state for a result, so an earlier try was stored after
 * all. */
static void
on_result_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!store_outbox_finish_attempt_finish (self->database, result, &error) &&
      !g_error_matches (error, STORE_ERROR, STORE_ERROR_STATE))
    {
      g_debug ("a result waits to be stored: %s", error->message);
      g_timeout_add (STORE_RETRY_MS, on_store_again, task);
      return;
    }
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
store_result (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);
  StoreResult stored = {
    .outcome = self->outcome,
    .conversation = self->conversation,
    .server = self->endpoint != NULL ? self->endpoint->host : NULL,
    .next_us = self->verdict.next_us,
    .paused = self->verdict.paused,
  };

  store_outbox_finish_attempt_async (self->database, self->letter->id, &stored, on_result_stored,
                                     task);
}

/* A letter whose attempt ended because the program does is due again at once, and nobody's fault.
 */
static void
judge (SubmissionJob *self)
{
  SubmissionAttempt attempt = {
    .family = self->family,
    .attempts = self->letter->attempts,
    .soft_refusals = self->soft_refusals,
    .created_us = self->letter->created_us,
    .now_us = g_get_real_time (),
  };
  const MailFailure *failure = self->outcome->failure;

  self->verdict = submission_policy_judge (&attempt, self->outcome);
  if (self->program_ends && failure != NULL && failure->kind == MAIL_FAILURE_CANCELLED)
    self->verdict = (SubmissionVerdict){ .next_us = attempt.now_us };
}

static void
conclude (GTask *task, MailOutcome *outcome, MailConversation *conversation)
{
  SubmissionJob *self = g_task_get_source_object (task);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  self->outcome = outcome;
  self->conversation = conversation;
  judge (self);
  store_result (task);
}

static void
conclude_failure (GTask *task, const MailFailure *failure, MailConversation *conversation)
{
  SubmissionJob *self = g_task_get_source_object (task);
  MailOutcome *outcome = mail_outcome_new (self->envelope);

  outcome->failure = mail_failure_copy (failure);
  conclude (task, outcome, conversation);
}

/* --- the session ---------------------------------------------------------------------------- */

static void
on_progress (NetSession *session, guint64 sent, guint64 total, SubmissionJob *self)
{
  g_signal_emit (self, signals[PROGRESS], 0, sent, total);
}

static void
on_line (NetSession *session, guint index, SubmissionJob *self)
{
  g_signal_emit (self, signals[LINE], 0, net_session_get_conversation (session));
}

static void
on_marked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SubmissionJob) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean marked;

  marked = store_outbox_mark_confirming_finish (self->database, result, &error);
  if (!marked)
    g_debug ("the mark could not be made: %s", error->message);
  self->confirming = marked;
  net_session_confirm (self->session, marked);
}

static void
on_confirm (NetSession *session, gpointer outcome, SubmissionJob *self)
{
  store_outbox_mark_confirming_async (self->database, self->letter->id, outcome, on_marked,
                                      g_object_ref (self));
}

static void
listen_to (SubmissionJob *self, NetSession *session)
{
  g_signal_connect (session, "progress", G_CALLBACK (on_progress), self);
  g_signal_connect (session, "line", G_CALLBACK (on_line), self);
  g_signal_connect (session, "confirm", G_CALLBACK (on_confirm), self);
}

/* --- submitting ----------------------------------------------------------------------------- */

static void open_connection (GTask *task);

/* A server may close an idle connection at any time. Noticing it on the next letter is no failed
 * attempt, as long as nothing of the letter was answered. */
static gboolean
was_stale (const SubmissionJob *self, const MailOutcome *outcome)
{
  const MailFailure *failure = outcome->failure;

  return self->reused && failure != NULL && failure->stage == MAIL_STAGE_ENVELOPE &&
         (failure->kind == MAIL_FAILURE_CLOSED || failure->kind == MAIL_FAILURE_TIMEOUT ||
          (failure->reply != NULL && mail_reply_get_code (failure->reply) == 421)) &&
         mail_outcome_count (outcome, MAIL_RECIPIENT_PENDING) == outcome->results->len;
}

static void
on_submitted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (MailOutcome) outcome = net_session_submit_finish (self->session, result);

  if (was_stale (self, outcome))
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_clear_object (&self->session);
      open_connection (task);
      return;
    }
  conclude (task, g_steal_pointer (&outcome), net_session_take_conversation (self->session));
}

static void
on_content (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (MailContent) content = NULL;
  g_autoptr (GInputStream) stream = NULL;

  content = store_outbox_get_content_finish (self->database, result, &error);
  if (content == NULL)
    {
      g_autoptr (MailFailure) failure =
          mail_failure_new (MAIL_FAILURE_CONTENT, MAIL_STAGE_LETTER, NULL, error->message);

      conclude_failure (task, failure, net_session_take_conversation (self->session));
      return;
    }
  self->envelope->eight_bit = mail_content_is_eight_bit (content);
  stream = store_content_open (self->database, content);
  net_session_submit_async (self->session, self->envelope, stream, mail_content_get_size (content),
                            self->cancellable, on_submitted, task);
}

static void
submit (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);

  store_outbox_get_content_async (self->database, self->letter->id, NULL, on_content, task);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionJob *self = g_task_get_source_object (task);
  g_autoptr (SubmissionConnection) connection = submission_connect_finish (result);

  self->soft_refusals = connection->soft_refusals;
  if (connection->failure == NULL)
    submit (task);
  else
    conclude_failure (task, connection->failure, g_steal_pointer (&connection->conversation));
}

static void
open_connection (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);

  self->reused = FALSE;
  self->session = net_session_new (self->endpoint);
  listen_to (self, self->session);
  submission_connect_async (self->database, self->letter->account_id, self->session, self->endpoint,
                            self->family, TRUE, self->cancellable, on_connected, task);
}

static void
reuse_connection (GTask *task)
{
  SubmissionJob *self = g_task_get_source_object (task);

  self->reused = TRUE;
  listen_to (self, self->session);
  mail_conversation_append (net_session_get_conversation (self->session), 0, MAIL_WHO_NOTE,
                            MAIL_STAGE_CONNECT, 0, "The connection was open and logged in already");
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
      conclude_failure (task, refusal, NULL);
    }
  else if (self->endpoint == NULL)
    {
      g_autoptr (MailFailure) gone = mail_failure_new (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_CONNECT,
                                                       NULL, "there is no such account any more");

      conclude_failure (task, gone, NULL);
    }
  else if (self->session != NULL && net_session_is_ready (self->session))
    {
      reuse_connection (task);
    }
  else
    {
      g_clear_object (&self->session);
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
  if (self->confirming)
    return FALSE;
  self->program_ends = by_program;
  g_cancellable_cancel (self->cancellable);
  return TRUE;
}

NetSession *
submission_job_steal_session (SubmissionJob *self)
{
  g_autoptr (NetSession) session = g_steal_pointer (&self->session);

  return session != NULL && net_session_is_ready (session) ? g_steal_pointer (&session) : NULL;
}

const MailFailure *
submission_job_get_failure (SubmissionJob *self)
{
  return self->outcome != NULL ? self->outcome->failure : NULL;
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

/* Only those who have not got it and were not refused. */
static MailEnvelope *
remaining_envelope (const StoreLetter *letter)
{
  MailEnvelope *envelope = mail_envelope_new (letter->reverse_path);

  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);

      if (result->state == MAIL_RECIPIENT_PENDING || result->state == MAIL_RECIPIENT_DEFERRED)
        mail_envelope_add (envelope, result->path);
    }
  return envelope;
}

SubmissionJob *
submission_job_new (StoreDatabase *database, StoreLetter *letter, const MailEndpoint *endpoint,
                    const char *family, NetSession *session)
{
  SubmissionJob *self = g_object_new (SUBMISSION_TYPE_JOB, NULL);

  self->database = g_object_ref (database);
  self->letter = store_letter_ref (letter);
  self->endpoint = endpoint != NULL ? mail_endpoint_copy (endpoint) : NULL;
  self->family = g_strdup (family);
  self->envelope = remaining_envelope (letter);
  self->session = session;
  return self;
}

static void
submission_job_finalize (GObject *object)
{
  SubmissionJob *self = SUBMISSION_JOB (object);

  g_clear_object (&self->database);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->letter, store_letter_unref);
  g_clear_pointer (&self->endpoint, mail_endpoint_free);
  g_clear_pointer (&self->envelope, mail_envelope_free);
  g_clear_pointer (&self->outcome, mail_outcome_free);
  g_clear_pointer (&self->conversation, mail_conversation_unref);
  g_free (self->family);

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

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A session that ends after the login. The steps are read off the conversation as it grows, so that
 * what the dialog shows is what was said. */

#include "submission-test.h"

#include <string.h>

#include "net-session.h"
#include "store-logins.h"

#define MAX_REFUSALS 3
#define REFUSALS_US (10 * G_TIME_SPAN_MINUTE)

struct _SubmissionTest
{
  GObject parent_instance;

  MailEndpoint *endpoint;
  StoreDatabase *database; /* (nullable) */
  char *login;             /* as the database knows it */
  char *secret;            /* while the database is asked */
  gint64 retry_us;
  NetSession *session;
  MailConversation *conversation;
  SubmissionStep steps[MAIL_N_STAGES];
  gint64 began_us[MAIL_N_STAGES];
  char *words[MAIL_N_STAGES];
  int stage;
};

enum
{
  STEP,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SubmissionTest, submission_test, G_TYPE_OBJECT)

static void
set_step (SubmissionTest *self, MailStage stage, SubmissionStep step)
{
  gint64 ms =
      self->began_us[stage] != 0 ? (g_get_monotonic_time () - self->began_us[stage]) / 1000 : 0;

  self->steps[stage] = step;
  g_signal_emit (self, signals[STEP], 0, (int) stage, (int) step, self->words[stage], (guint) ms);
}

static void
begin_step (SubmissionTest *self, MailStage stage)
{
  self->stage = stage;
  self->began_us[stage] = g_get_monotonic_time ();
  set_step (self, stage, SUBMISSION_STEP_RUNNING);
}

/* STARTTLS comes after the greeting and implicit TLS before it, so stages only ever end when
 * another begins. */
static void
on_line (NetSession *session, guint index, SubmissionTest *self)
{
  const MailLine *line = mail_conversation_get_line (net_session_get_conversation (session), index);
  int stage = line->stage;

  if (stage != self->stage)
    {
      if (self->steps[self->stage] == SUBMISSION_STEP_RUNNING)
        set_step (self, self->stage, SUBMISSION_STEP_DONE);
      if (self->steps[stage] == SUBMISSION_STEP_TODO)
        begin_step (self, stage);
      else
        self->stage = stage;
    }
  if (line->who != MAIL_WHO_CLIENT && (stage != MAIL_STAGE_GREETING || self->words[stage] == NULL))
    {
      g_free (self->words[stage]);
      self->words[stage] = g_strdup (line->text);
    }
}

static void
on_quit (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SubmissionTest *self = g_task_get_source_object (task);

  net_session_quit_finish (NET_SESSION (source), result);
  self->conversation = net_session_take_conversation (self->session);
  set_step (self, MAIL_STAGE_GOODBYE, SUBMISSION_STEP_DONE);
  g_task_return_pointer (task, NULL, NULL);
}

static void
fail_steps (SubmissionTest *self, const MailFailure *failure)
{
  static const MailStage order[] = { MAIL_STAGE_CONNECT, MAIL_STAGE_ENCRYPT, MAIL_STAGE_GREETING,
                                     MAIL_STAGE_LOGIN, MAIL_STAGE_GOODBYE };

  if (failure->reply != NULL && self->words[failure->stage] == NULL)
    self->words[failure->stage] = mail_reply_dup_line (failure->reply);
  set_step (self, failure->stage, SUBMISSION_STEP_FAILED);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (self->steps[order[i]] == SUBMISSION_STEP_TODO)
      set_step (self, order[i], SUBMISSION_STEP_SKIPPED);
}

static void
finish_steps (SubmissionTest *self)
{
  static const MailStage before[] = { MAIL_STAGE_CONNECT, MAIL_STAGE_ENCRYPT, MAIL_STAGE_GREETING,
                                      MAIL_STAGE_LOGIN };

  for (guint i = 0; i < G_N_ELEMENTS (before); i++)
    {
      if (self->steps[before[i]] == SUBMISSION_STEP_RUNNING)
        set_step (self, before[i], SUBMISSION_STEP_DONE);
      else if (self->steps[before[i]] == SUBMISSION_STEP_TODO)
        set_step (self, before[i], SUBMISSION_STEP_SKIPPED);
    }
}

static void
end (GTask *task, MailFailure *failure)
{
  g_task_return_pointer (task, failure, (GDestroyNotify) mail_failure_free);
  g_object_unref (task);
}

static void
on_refusal_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  if (!store_logins_add_refusal_finish (STORE_DATABASE (source), result, &error))
    g_debug ("a refused test cannot be remembered: %s", error->message);
  end (task, g_object_steal_data (G_OBJECT (task), "failure"));
}

/* A server that refused for another reason has no wrong codes to count. */
static void
fail (GTask *task, MailFailure *failure)
{
  SubmissionTest *self = g_task_get_source_object (task);

  fail_steps (self, failure);
  if (self->login == NULL || failure->kind != MAIL_FAILURE_LOGIN)
    {
      end (task, failure);
      return;
    }
  g_object_set_data_full (G_OBJECT (task), "failure", failure, (GDestroyNotify) mail_failure_free);
  store_logins_add_refusal_async (self->database, self->login, NULL, on_refusal_kept, task);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionTest *self = g_task_get_source_object (task);
  MailFailure *failure = net_session_connect_finish (self->session, result);

  if (failure != NULL)
    {
      self->conversation = net_session_take_conversation (self->session);
      fail (task, failure);
      return;
    }
  finish_steps (self);
  begin_step (self, MAIL_STAGE_GOODBYE);
  net_session_quit_async (self->session, on_quit, task);
}

static void
connect_session (GTask *task, const char *secret)
{
  SubmissionTest *self = g_task_get_source_object (task);

  begin_step (self, MAIL_STAGE_CONNECT);
  net_session_connect_async (self->session, secret, g_task_get_cancellable (task), on_connected,
                             task);
}

static void
wipe_secret (SubmissionTest *self)
{
  if (self->secret != NULL)
    explicit_bzero (self->secret, strlen (self->secret));
  g_clear_pointer (&self->secret, g_free);
}

static void
on_refusals_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionTest *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  gint64 third_last_us = 0;

  if (!store_logins_get_refusal_finish (self->database, result, &third_last_us, &error))
    g_debug ("nothing is known of refused tests: %s", error->message);
  if (third_last_us != 0 && third_last_us + REFUSALS_US > g_get_real_time ())
    {
      MailFailure *failure =
          mail_failure_new (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, NULL, SUBMISSION_TEST_LIMITED);

      self->retry_us = third_last_us + REFUSALS_US;
      fail_steps (self, failure);
      end (task, failure);
    }
  else
    connect_session (task, self->secret);
  wipe_secret (self);
}

SubmissionTest *
submission_test_new (const MailEndpoint *endpoint)
{
  SubmissionTest *self = g_object_new (SUBMISSION_TYPE_TEST, NULL);

  self->endpoint = mail_endpoint_copy (endpoint);
  return self;
}

void
submission_test_set_limited (SubmissionTest *self, StoreDatabase *database)
{
  if (self->endpoint->user == NULL)
    return;
  g_set_object (&self->database, database);
  g_free (self->login);
  self->login = g_strconcat (self->endpoint->user, "@", self->endpoint->host, NULL);
}

gint64
submission_test_get_retry_us (SubmissionTest *self)
{
  return self->retry_us;
}

void
submission_test_run_async (SubmissionTest *self, const char *secret, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (self->session == NULL);

  g_task_set_source_tag (task, submission_test_run_async);
  g_task_set_check_cancellable (task, FALSE);
  self->session = net_session_new (self->endpoint);
  g_signal_connect (self->session, "line", G_CALLBACK (on_line), self);
  if (self->login == NULL)
    {
      connect_session (task, secret);
      return;
    }
  self->secret = g_strdup (secret);
  store_logins_get_refusal_async (self->database, self->login, MAX_REFUSALS, NULL,
                                  on_refusals_known, task);
}

MailFailure *
submission_test_run_finish (SubmissionTest *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

MailConversation *
submission_test_get_conversation (SubmissionTest *self)
{
  return self->conversation;
}

guint64
submission_test_get_size_limit (SubmissionTest *self)
{
  return self->session != NULL ? net_session_get_offer (self->session).size : 0;
}

static void
submission_test_finalize (GObject *object)
{
  SubmissionTest *self = SUBMISSION_TEST (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  g_clear_object (&self->database);
  wipe_secret (self);
  g_free (self->login);
  g_clear_pointer (&self->endpoint, mail_endpoint_free);
  g_clear_pointer (&self->conversation, mail_conversation_unref);
  for (guint i = 0; i < MAIL_N_STAGES; i++)
    g_free (self->words[i]);

  G_OBJECT_CLASS (submission_test_parent_class)->finalize (object);
}

static void
submission_test_init (SubmissionTest *self)
{
}

static void
submission_test_class_init (SubmissionTestClass *class)
{
  G_OBJECT_CLASS (class)->finalize = submission_test_finalize;

  signals[STEP] =
      g_signal_new ("step", SUBMISSION_TYPE_TEST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 4, G_TYPE_INT, G_TYPE_INT, G_TYPE_STRING, G_TYPE_UINT);
}

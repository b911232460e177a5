/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which letter of an account is next, and when. pump() looks at what the runner has and takes the
 * next step; each step is one asynchronous call whose end calls pump() again. At most one step is
 * outstanding (`busy`), so nothing is ever freed under a callback. What happens to a letter once it
 * is claimed is the job's. */

#include "submission-runner-state-private.h"

#include "submission-connect-private.h"

/* Another process holds the account's lock: look again soon, it costs one flock(). */
#define LOCK_RETRY_US (200 * G_TIME_SPAN_MILLISECOND)

enum
{
  PROGRESS,
  LINE,
  SETTLED,
  PAUSED,
  GIVEN_UP,
  REST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SubmissionRunner, submission_runner, G_TYPE_OBJECT)

static void pump (SubmissionRunner *self);

/* Each asynchronous step holds a reference on the runner; step_done() is the other half. */
gpointer
submission_runner_step (SubmissionRunner *self)
{
  self->busy = TRUE;
  return g_object_ref (self);
}

void
submission_runner_step_done (SubmissionRunner *self)
{
  self->busy = FALSE;
  pump (self);
  g_object_unref (self);
}

/* --- time ----------------------------------------------------------------------------------- */

static gboolean
on_timer (gpointer user_data)
{
  SubmissionRunner *self = user_data;

  self->timer = 0;
  self->stale = TRUE;
  pump (self);
  return G_SOURCE_REMOVE;
}

static void
arm (SubmissionRunner *self, gint64 delay_us)
{
  submission_clock_clear_timer (self->clock, &self->timer);
  self->timer = submission_clock_add_timer (self->clock, delay_us, on_timer, self);
}

static gint64
get_wait_us (const SubmissionRunner *self)
{
  return self->wait_until_boot_us - submission_clock_get_boot_us (self->clock);
}

static void
arm_for_next (SubmissionRunner *self)
{
  gint64 left_us = self->next_us - submission_clock_get_real_us (self->clock);

  arm (self, MAX (left_us, get_wait_us (self)));
}

/* --- the connection ------------------------------------------------------------------------- */

static void
on_gone (gpointer user_data)
{
  pump (user_data);
}

static void
on_warmed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubmissionRunner *self = user_data;
  g_autoptr (SubmissionConnection) connection = submission_connect_finish (result);

  submission_warm_keep (self->warm, g_steal_pointer (&connection->link));
  submission_runner_step_done (self);
}

/* Nobody is asked and nothing is reported: the letter itself will meet whatever is in the way. */
static void
warm_up (SubmissionRunner *self)
{
  g_autofree char *family = NULL;
  g_autoptr (MailEndpoint) endpoint = NULL;
  g_autoptr (NetSession) session = NULL;
  SubmissionCaller caller;

  self->warming = FALSE;
  endpoint = !submission_warm_has_link (self->warm)
                 ? self->dial (self->account_id, &family, self->dial_data)
                 : NULL;
  if (endpoint == NULL)
    {
      pump (self);
      return;
    }
  session = net_session_new (endpoint);
  caller = (SubmissionCaller){
    .database = self->database,
    .keyring = self->keyring,
    .account_id = self->account_id,
    .endpoint = endpoint,
    .family = family,
  };
  submission_connect_async (&caller, session, NULL, on_warmed, submission_runner_step (self));
}

/* --- one letter ----------------------------------------------------------------------------- */

static void
on_progress (SubmissionJob *job, guint64 sent, guint64 total, SubmissionRunner *self)
{
  g_signal_emit (self, signals[PROGRESS], 0, submission_job_get_letter (job)->id, sent, total);
}

static void
on_line (SubmissionJob *job, gpointer conversation, SubmissionRunner *self)
{
  g_signal_emit (self, signals[LINE], 0, submission_job_get_letter (job)->id, conversation);
}

static void
apply_reach (SubmissionRunner *self, SubmissionVerdict verdict)
{
  switch (verdict.reach)
    {
    case SUBMISSION_REACH_LETTER:
      break;
    case SUBMISSION_REACH_WAIT:
      self->wait_until_boot_us = submission_clock_get_boot_us (self->clock) + verdict.next_us -
                                 submission_clock_get_real_us (self->clock);
      break;
    case SUBMISSION_REACH_PAUSE:
      if (self->pause != NULL)
        break;
      self->pause = mail_failure_copy (submission_job_get_failure (self->job));
      g_signal_emit (self, signals[PAUSED], 0, self->account_id, self->pause);
      break;
    }
}

static void
on_job_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  SubmissionRunner *self = user_data;
  SubmissionVerdict verdict = submission_job_run_finish (self->job, result);
  gint64 id = submission_job_get_letter (self->job)->id;

  apply_reach (self, verdict);
  submission_warm_keep (self->warm, submission_job_steal_link (self->job));
  g_clear_object (&self->job);
  g_signal_emit (self, signals[SETTLED], 0, id);
  submission_runner_step_done (self);
}

/* The letter opens what connection it needs; if it cannot, nothing else may try at once. */
static void
deliver (SubmissionRunner *self)
{
  g_autoptr (StoreLetter) letter = g_steal_pointer (&self->claimed);
  const SubmissionMeans means = {
    .database = self->database,
    .keyring = self->keyring,
    .clock = self->clock,
  };
  g_autofree char *family = NULL;
  g_autoptr (MailEndpoint) endpoint = self->dial (self->account_id, &family, self->dial_data);

  self->warming = FALSE;
  self->job =
      submission_job_new (&means, letter, endpoint, family, submission_warm_take (self->warm));
  g_signal_connect (self->job, "progress", G_CALLBACK (on_progress), self);
  g_signal_connect (self->job, "line", G_CALLBACK (on_line), self);
  submission_job_run_async (self->job, self->pause, on_job_done, submission_runner_step (self));
  if (self->stopping)
    submission_job_cancel (self->job, TRUE);
}

/* --- what is next ------------------------------------------------------------------------ */

static gboolean
may_look (const SubmissionRunner *self)
{
  return self->looking && get_wait_us (self) <= 0;
}

void
submission_runner_give_up (SubmissionRunner *self, gint64 id)
{
  submission_runner_forget (self, id);
  g_signal_emit (self, signals[GIVEN_UP], 0, id);
}

/* --- rest ----------------------------------------------------------------------------------- */

static void
let_go (SubmissionRunner *self)
{
  if (submission_warm_has_link (self->warm) && self->steady && !self->stopping)
    {
      submission_warm_expire (self->warm);
      return;
    }
  submission_warm_drop (self->warm);
  g_clear_pointer (&self->lock, store_lock_release);
}

static void
rest (SubmissionRunner *self)
{
  let_go (self);
  if (self->steady && !self->stopping && self->next_us >= 0)
    arm_for_next (self);
  if (!self->steady)
    self->looking = FALSE;
  g_signal_emit (self, signals[REST], 0);
}

static gboolean
has_work (const SubmissionRunner *self)
{
  return !self->stopping && (self->wanted.length > 0 || may_look (self) || self->warming);
}

/* Whoever holds the lock may do our work meanwhile. */
static void
wait_for_lock (SubmissionRunner *self)
{
  self->warming = FALSE;
  if (self->stale)
    submission_runner_look_ahead (self);
  else
    arm (self, LOCK_RETRY_US);
}

/* With the lock held and nothing to claim, a warm connection is all that may be wanted. */
static void
work (SubmissionRunner *self)
{
  if (!submission_runner_take_lock (self))
    {
      wait_for_lock (self);
    }
  else if (!self->recovered)
    {
      submission_runner_recover (self);
    }
  else if (self->wanted.length > 0 || may_look (self))
    {
      submission_runner_claim (self);
    }
  else
    {
      warm_up (self);
    }
}

static void
pump (SubmissionRunner *self)
{
  if (self->busy)
    return;
  if (self->claimed != NULL)
    deliver (self);
  else if (has_work (self))
    work (self);
  else if (self->stale && !self->stopping)
    submission_runner_look_ahead (self);
  else
    rest (self);
}

/* --- what others may ask -------------------------------------------------------------------- */

void
submission_runner_set_steady (SubmissionRunner *self, gboolean steady)
{
  self->steady = steady;
  self->stale = TRUE;
  pump (self);
}

void
submission_runner_sweep (SubmissionRunner *self)
{
  self->looking = TRUE;
  pump (self);
}

void
submission_runner_want (SubmissionRunner *self, gint64 id)
{
  g_queue_push_tail (&self->wanted, g_memdup2 (&id, sizeof id));
  pump (self);
}

void
submission_runner_forget (SubmissionRunner *self, gint64 id)
{
  for (GList *link = self->wanted.head; link != NULL; link = link->next)
    {
      if (*(gint64 *) link->data != id)
        continue;
      g_free (link->data);
      g_queue_delete_link (&self->wanted, link);
      return;
    }
}

void
submission_runner_wake (SubmissionRunner *self)
{
  self->stale = TRUE;
  if (self->steady)
    pump (self);
}

void
submission_runner_warm (SubmissionRunner *self)
{
  if (submission_warm_has_link (self->warm) || self->stopping || get_wait_us (self) > 0)
    return;
  self->warming = TRUE;
  pump (self);
}

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SubmissionRunner) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!store_outbox_resume_account_finish (self->database, result, &error))
    g_debug ("a pause cannot be lifted: %s", error->message);
  submission_runner_wake (self);
}

void
submission_runner_resume (SubmissionRunner *self)
{
  self->wait_until_boot_us = 0;
  g_clear_pointer (&self->pause, mail_failure_free);
  submission_warm_drop (self->warm);
  store_outbox_resume_account_async (self->database, self->account_id, NULL, on_resumed,
                                     g_object_ref (self));
}

void
submission_runner_keyring_opened (SubmissionRunner *self)
{
  if (self->pause != NULL && self->pause->kind == MAIL_FAILURE_NO_SECRET)
    g_clear_pointer (&self->pause, mail_failure_free);
}

void
submission_runner_stop (SubmissionRunner *self)
{
  self->stopping = TRUE;
  submission_clock_clear_timer (self->clock, &self->timer);
  if (self->job != NULL)
    submission_job_cancel (self->job, TRUE);
  pump (self);
}

static SubmissionJob *
peek_job (SubmissionRunner *self, gint64 id)
{
  return self->job != NULL && submission_job_get_letter (self->job)->id == id ? self->job : NULL;
}

gboolean
submission_runner_has (SubmissionRunner *self, gint64 id)
{
  return peek_job (self, id) != NULL;
}

gboolean
submission_runner_cancel (SubmissionRunner *self, gint64 id)
{
  SubmissionJob *job = peek_job (self, id);

  return job != NULL && submission_job_cancel (job, FALSE);
}

gboolean
submission_runner_is_resting (SubmissionRunner *self)
{
  return !self->busy && !has_work (self);
}

gint64
submission_runner_get_next (SubmissionRunner *self)
{
  return self->next_us;
}

MailConversation *
submission_runner_get_conversation (SubmissionRunner *self, gint64 id)
{
  SubmissionJob *job = peek_job (self, id);

  return job != NULL ? submission_job_get_conversation (job) : NULL;
}

/* --- the object ----------------------------------------------------------------------------- */

SubmissionRunner *
submission_runner_new (const SubmissionMeans *means, const char *account_id,
                       SubmissionDial dial_func, gpointer dial_data)
{
  SubmissionRunner *self = g_object_new (SUBMISSION_TYPE_RUNNER, NULL);

  self->database = g_object_ref (means->database);
  self->clock = g_object_ref (means->clock);
  self->warm = submission_warm_new (self->clock, on_gone, self);
  self->keyring = g_object_ref (means->keyring);
  self->account_id = g_strdup (account_id);
  self->dial = dial_func;
  self->dial_data = dial_data;
  return self;
}

static void
submission_runner_finalize (GObject *object)
{
  SubmissionRunner *self = SUBMISSION_RUNNER (object);

  submission_clock_clear_timer (self->clock, &self->timer);
  submission_warm_free (self->warm);
  g_clear_object (&self->clock);
  g_clear_pointer (&self->lock, store_lock_release);
  g_clear_object (&self->database);
  g_clear_object (&self->keyring);
  g_clear_object (&self->job);
  g_clear_pointer (&self->claimed, store_letter_unref);
  g_clear_pointer (&self->pause, mail_failure_free);
  g_queue_clear_full (&self->wanted, g_free);
  g_free (self->account_id);

  G_OBJECT_CLASS (submission_runner_parent_class)->finalize (object);
}

static void
submission_runner_init (SubmissionRunner *self)
{
  g_queue_init (&self->wanted);
  self->next_us = -1;
}

static guint
new_signal (const char *name, guint n_params, ...)
{
  va_list types;
  guint id;

  va_start (types, n_params);
  id = g_signal_new_valist (name, SUBMISSION_TYPE_RUNNER, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL,
                            G_TYPE_NONE, n_params, types);
  va_end (types);
  return id;
}

static void
submission_runner_class_init (SubmissionRunnerClass *class)
{
  G_OBJECT_CLASS (class)->finalize = submission_runner_finalize;

  signals[PROGRESS] = new_signal ("progress", 3, G_TYPE_INT64, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[LINE] = new_signal ("line", 2, G_TYPE_INT64, G_TYPE_POINTER);
  signals[SETTLED] = new_signal ("settled", 1, G_TYPE_INT64);
  signals[PAUSED] = new_signal ("paused", 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[GIVEN_UP] = new_signal ("given-up", 1, G_TYPE_INT64);
  signals[REST] = new_signal ("rest", 0);
}

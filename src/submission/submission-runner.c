/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which letter of an account is next, and when. submission_runner_pump() looks at what the runner
 * has and takes the next step; each step is one asynchronous call whose end calls it again. At most
 * one step is outstanding (`busy`), so nothing is ever freed under a callback. What happens to a
 * letter once it is claimed is the job's. */

#include "submission-runner-state-private.h"

#include <string.h>

/* Another process holds the account's lock: look again soon, it costs one flock(). */
#define LOCK_RETRY_US (200 * G_TIME_SPAN_MILLISECOND)

enum
{
  PROGRESS,
  LINE,
  SETTLED,
  PAUSED,
  TROUBLE,
  GIVEN_UP,
  REST,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SubmissionRunner, submission_runner, G_TYPE_OBJECT)

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
  submission_runner_pump (self);
  g_object_unref (self);
}

/* --- what is next ------------------------------------------------------------------------ */

/* The practice server is on this computer. */
static gboolean
is_too_dear (const SubmissionRunner *self)
{
  return !self->anyway && strcmp (self->account_id, ACCOUNT_PRACTICE_ID) != 0 &&
         submission_cost_watch_get (self->means.costs) != 0;
}

static gboolean
may_look (const SubmissionRunner *self)
{
  return self->looking && submission_runner_get_wait_us (self) <= 0 && !is_too_dear (self);
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
  self->anyway = FALSE;
  /* what is too dear now is told when it is so no more */
  if (self->steady && !self->stopping && self->next_us >= 0 && !is_too_dear (self))
    submission_runner_arm_for_next (self);
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
    submission_runner_arm (self, LOCK_RETRY_US);
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
  else if (!submission_runner_warm_up (self))
    {
      submission_runner_pump (self);
    }
}

void
submission_runner_pump (SubmissionRunner *self)
{
  if (self->busy)
    return;
  if (self->claimed != NULL)
    submission_runner_deliver (self);
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
  submission_runner_pump (self);
}

void
submission_runner_sweep (SubmissionRunner *self)
{
  self->looking = TRUE;
  self->anyway = TRUE;
  submission_runner_pump (self);
}

void
submission_runner_want (SubmissionRunner *self, gint64 id)
{
  g_queue_push_tail (&self->wanted, g_memdup2 (&id, sizeof id));
  submission_runner_pump (self);
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
    submission_runner_pump (self);
}

void
submission_runner_warm (SubmissionRunner *self)
{
  if (submission_warm_has_link (self->warm) || self->stopping ||
      submission_runner_get_wait_us (self) > 0 || is_too_dear (self))
    return;
  self->warming = TRUE;
  submission_runner_pump (self);
}

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SubmissionRunner) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!store_outbox_resume_account_finish (self->means.database, result, &error))
    g_debug ("a pause cannot be lifted: %s", error->message);
  submission_runner_wake (self);
}

void
submission_runner_resume (SubmissionRunner *self)
{
  submission_runner_wait (self, 0);
  g_clear_pointer (&self->pause, mail_failure_free);
  submission_warm_drop (self->warm);
  store_outbox_resume_account_async (self->means.database, self->account_id, NULL, on_resumed,
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
  submission_clock_clear_timer (self->means.clock, &self->timer);
  submission_clock_clear_timer (self->means.clock, &self->network_timer);
  g_cancellable_cancel (self->cancellable);
  if (self->job != NULL)
    submission_job_cancel (self->job, TRUE);
  submission_runner_pump (self);
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
submission_runner_is_confirming (SubmissionRunner *self)
{
  return self->job != NULL && submission_job_is_confirming (self->job);
}

gboolean
submission_runner_cancel (SubmissionRunner *self, gint64 id)
{
  SubmissionJob *job = peek_job (self, id);

  return job != NULL && submission_job_cancel (job, FALSE);
}

const GError *
submission_runner_get_trouble (SubmissionRunner *self)
{
  return self->trouble;
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

static void
on_gone (gpointer user_data)
{
  submission_runner_pump (user_data);
}

SubmissionRunner *
submission_runner_new (const SubmissionMeans *means, const char *account_id,
                       SubmissionRouteFunc find_route, gpointer route_data)
{
  SubmissionRunner *self = g_object_new (SUBMISSION_TYPE_RUNNER, NULL);

  self->means = submission_means_copy (means);
  self->warm = submission_warm_new (self->means.clock, on_gone, self);
  self->account_id = g_strdup (account_id);
  self->find_route = find_route;
  self->route_data = route_data;
  return self;
}

static void
submission_runner_finalize (GObject *object)
{
  SubmissionRunner *self = SUBMISSION_RUNNER (object);

  submission_clock_clear_timer (self->means.clock, &self->timer);
  submission_clock_clear_timer (self->means.clock, &self->network_timer);
  submission_warm_free (self->warm);
  g_clear_pointer (&self->lock, store_lock_release);
  submission_means_clear (&self->means);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->trouble);
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
  self->cancellable = g_cancellable_new ();
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
  signals[TROUBLE] = new_signal ("trouble", 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[GIVEN_UP] = new_signal ("given-up", 1, G_TYPE_INT64);
  signals[REST] = new_signal ("rest", 0);
}

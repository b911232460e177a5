/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The runners, one an account, and what the rest of the program asks of them. */

#include "submission-queue-private.h"

/* A letter due within this time keeps the process: one just queued, or between its first tries. */
#define NEAR_US (2 * G_TIME_SPAN_MINUTE)

enum
{
  PROGRESS,
  LINE,
  SETTLED,
  PAUSED,
  TROUBLE,
  COSTS_CHANGED,
  IDLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SubmissionQueue, submission_queue, G_TYPE_OBJECT)

/* --- rest ----------------------------------------------------------------------------------- */

static gboolean
all_rest (SubmissionQueue *self)
{
  GHashTableIter iter;
  gpointer runner;

  g_hash_table_iter_init (&iter, self->runners);
  while (g_hash_table_iter_next (&iter, NULL, &runner))
    if (!submission_runner_is_resting (runner))
      return FALSE;
  return TRUE;
}

static void
end_if_resting (SubmissionQueue *self)
{
  g_autoptr (GPtrArray) ends = NULL;

  if (!all_rest (self))
    return;
  ends = g_steal_pointer (&self->ends);
  self->ends = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < ends->len; i++)
    g_task_return_boolean (g_ptr_array_index (ends, i), TRUE);
  if (!submission_queue_is_busy (self))
    g_signal_emit (self, signals[IDLE], 0);
}

static gboolean
on_rested (gpointer user_data)
{
  end_if_resting (user_data);
  return G_SOURCE_REMOVE;
}

void
submission_queue_end_later (SubmissionQueue *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_rested, g_object_ref (self), g_object_unref);
}

static void
make_steady (SubmissionRunner *runner)
{
  submission_runner_set_steady (runner, TRUE);
}

static void
on_accounts_changed (AccountRegistry *registry, SubmissionQueue *self)
{
  if (self->steady)
    submission_queue_for_each_account (self, make_steady);
}

static void
on_outbox_changed (StoreDatabase *database, SubmissionQueue *self)
{
  submission_queue_for_each_runner (self, submission_runner_wake);
  submission_queue_look_at_deliveries (self);
}

/* Runners count from what the clock said when they looked last. */
static void
on_clock_changed (SubmissionClock *clock, SubmissionQueue *self)
{
  submission_queue_for_each_runner (self, submission_runner_wake);
}

static void
on_network_changed (SubmissionNetwork *network, SubmissionQueue *self)
{
  submission_queue_for_each_runner (self, submission_runner_network_changed);
}

static void
on_network_found (SubmissionNetwork *network, SubmissionQueue *self)
{
  submission_queue_for_each_runner (self, submission_runner_network_found);
}

static void
set_network (SubmissionQueue *self, GNetworkMonitor *monitor)
{
  if (self->network != NULL)
    g_signal_handlers_disconnect_by_data (self->network, self);
  g_clear_object (&self->network);
  self->network = submission_network_new (monitor, self->clock);
  g_signal_connect (self->network, "changed", G_CALLBACK (on_network_changed), self);
  g_signal_connect (self->network, "found", G_CALLBACK (on_network_found), self);
}

static void
on_costs_changed (SubmissionCostWatch *costs, SubmissionQueue *self)
{
  submission_queue_for_each_runner (self, submission_runner_wake);
  g_signal_emit (self, signals[COSTS_CHANGED], 0);
}

/* --- what others may ask -------------------------------------------------------------------- */

SubmissionQueue *
submission_queue_new (StoreDatabase *database, AccountRegistry *registry)
{
  SubmissionQueue *self = g_object_new (SUBMISSION_TYPE_QUEUE, NULL);

  self->database = g_object_ref (database);
  self->registry = g_object_ref (registry);
  self->clock = submission_clock_new ();
  self->gate = submission_gate_new ();
  set_network (self, NULL);
  self->costs = submission_cost_watch_new (NULL, NULL);
  g_signal_connect (self->costs, "changed", G_CALLBACK (on_costs_changed), self);
  g_signal_connect (self->clock, "changed", G_CALLBACK (on_clock_changed), self);
  g_signal_connect (database, "changed", G_CALLBACK (on_outbox_changed), self);
  g_signal_connect (registry, "changed", G_CALLBACK (on_accounts_changed), self);
  return self;
}

void
submission_queue_set_practice (SubmissionQueue *self, const MailEndpoint *endpoint)
{
  g_clear_pointer (&self->practice, mail_endpoint_free);
  if (endpoint == NULL)
    return;
  self->practice = mail_endpoint_copy (endpoint);
  if (self->steady)
    make_steady (submission_queue_get_runner (self, ACCOUNT_PRACTICE_ID));
}

void
submission_queue_set_clock (SubmissionQueue *self, SubmissionClock *clock)
{
  g_return_if_fail (g_hash_table_size (self->runners) == 0);

  g_signal_handlers_disconnect_by_data (self->clock, self);
  g_set_object (&self->clock, clock);
  set_network (self, NULL);
  g_signal_connect (clock, "changed", G_CALLBACK (on_clock_changed), self);
}

void
submission_queue_set_network_monitor (SubmissionQueue *self, GNetworkMonitor *monitor)
{
  g_return_if_fail (g_hash_table_size (self->runners) == 0);

  set_network (self, monitor);
}

void
submission_queue_set_cost_watch (SubmissionQueue *self, SubmissionCostWatch *watch)
{
  g_return_if_fail (g_hash_table_size (self->runners) == 0);

  g_signal_handlers_disconnect_by_data (self->costs, self);
  g_set_object (&self->costs, watch);
  g_signal_connect (watch, "changed", G_CALLBACK (on_costs_changed), self);
}

void
submission_queue_avoid (SubmissionQueue *self, SubmissionCosts costs)
{
  submission_cost_watch_avoid (self->costs, costs);
}

SubmissionCosts
submission_queue_get_costs (SubmissionQueue *self)
{
  return submission_cost_watch_get (self->costs);
}

void
submission_queue_send_anyway (SubmissionQueue *self)
{
  submission_queue_for_each_account (self, submission_runner_sweep);
}

void
submission_queue_set_timeout (SubmissionQueue *self, guint seconds)
{
  self->timeout_s = seconds;
}

void
submission_queue_start (SubmissionQueue *self)
{
  self->steady = TRUE;
  submission_queue_watch_keyring (self);
  submission_network_watch (self->network);
  submission_queue_for_each_account (self, make_steady);
}

void
submission_queue_stop_async (SubmissionQueue *self, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, submission_queue_stop_async);
  self->steady = FALSE;
  g_ptr_array_add (self->ends, task);
  submission_queue_for_each_runner (self, submission_runner_stop);
  submission_queue_end_later (self);
}

void
submission_queue_stop_finish (SubmissionQueue *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

gboolean
submission_queue_cancel (SubmissionQueue *self, gint64 id)
{
  GHashTableIter iter;
  gpointer runner;

  g_hash_table_iter_init (&iter, self->runners);
  while (g_hash_table_iter_next (&iter, NULL, &runner))
    if (submission_runner_cancel (runner, id))
      return TRUE;
  return FALSE;
}

gboolean
submission_queue_is_busy (SubmissionQueue *self)
{
  gint64 near = submission_clock_get_real_us (self->clock) + NEAR_US;
  GHashTableIter iter;
  gpointer runner;

  g_hash_table_iter_init (&iter, self->runners);
  while (g_hash_table_iter_next (&iter, NULL, &runner))
    {
      gint64 next = submission_runner_get_next (runner);

      if (!submission_runner_is_resting (runner) || (next >= 0 && next <= near))
        return TRUE;
    }
  return FALSE;
}

gboolean
submission_queue_is_confirming (SubmissionQueue *self)
{
  GHashTableIter iter;
  gpointer runner;

  g_hash_table_iter_init (&iter, self->runners);
  while (g_hash_table_iter_next (&iter, NULL, &runner))
    if (submission_runner_is_confirming (runner))
      return TRUE;
  return FALSE;
}

void
submission_queue_wake (SubmissionQueue *self, const char *account_id)
{
  if (account_id != NULL)
    submission_runner_resume (submission_queue_get_runner (self, account_id));
  else
    submission_queue_for_each_runner (self, submission_runner_wake);
}

MailConversation *
submission_queue_get_conversation (SubmissionQueue *self, gint64 id)
{
  GHashTableIter iter;
  gpointer runner;

  g_hash_table_iter_init (&iter, self->runners);
  while (g_hash_table_iter_next (&iter, NULL, &runner))
    {
      MailConversation *conversation = submission_runner_get_conversation (runner, id);

      if (conversation != NULL)
        return conversation;
    }
  return NULL;
}

/* --- the object ----------------------------------------------------------------------------- */

static void
submission_queue_finalize (GObject *object)
{
  SubmissionQueue *self = SUBMISSION_QUEUE (object);

  g_signal_handlers_disconnect_by_data (self->clock, self);
  g_signal_handlers_disconnect_by_data (self->network, self);
  g_signal_handlers_disconnect_by_data (self->costs, self);
  g_signal_handlers_disconnect_by_data (self->database, self);
  g_signal_handlers_disconnect_by_data (self->registry, self);
  g_hash_table_unref (self->runners);
  g_ptr_array_unref (self->deliveries);
  g_ptr_array_unref (self->ends);
  g_clear_object (&self->network);
  g_clear_object (&self->costs);
  g_clear_object (&self->gate);
  g_clear_object (&self->clock);
  g_clear_object (&self->database);
  g_clear_object (&self->registry);
  g_clear_pointer (&self->practice, mail_endpoint_free);

  G_OBJECT_CLASS (submission_queue_parent_class)->finalize (object);
}

static void
submission_queue_init (SubmissionQueue *self)
{
  self->runners =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, submission_queue_free_runner);
  self->deliveries = g_ptr_array_new_with_free_func (g_object_unref);
  self->ends = g_ptr_array_new_with_free_func (g_object_unref);
}

static guint
new_signal (const char *name, guint n_params, ...)
{
  va_list types;
  guint id;

  va_start (types, n_params);
  id = g_signal_new_valist (name, SUBMISSION_TYPE_QUEUE, G_SIGNAL_RUN_LAST, NULL, NULL, NULL, NULL,
                            G_TYPE_NONE, n_params, types);
  va_end (types);
  return id;
}

static void
submission_queue_class_init (SubmissionQueueClass *class)
{
  G_OBJECT_CLASS (class)->finalize = submission_queue_finalize;

  signals[PROGRESS] = new_signal ("progress", 3, G_TYPE_INT64, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[LINE] = new_signal ("line", 2, G_TYPE_INT64, G_TYPE_POINTER);
  signals[SETTLED] = new_signal ("settled", 1, G_TYPE_INT64);
  signals[PAUSED] = new_signal ("paused", 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[TROUBLE] = new_signal ("trouble", 2, G_TYPE_STRING, G_TYPE_POINTER);
  signals[COSTS_CHANGED] = new_signal ("costs-changed", 0);
  signals[IDLE] = new_signal ("idle", 0);
}

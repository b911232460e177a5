/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The runners, and those who wait for a letter. A letter may be delivered by another process that
 * holds the account's lock, so waiters look at the outbox whenever it changes, not only at our own
 * runners. */

#include "submission-queue.h"

#include "submission-runner-private.h"

/* A letter due within this time keeps the process: one just queued, or between its first tries. */
#define NEAR_US (2 * G_TIME_SPAN_MINUTE)

struct _SubmissionQueue
{
  GObject parent_instance;

  StoreDatabase *database;
  AccountRegistry *registry;
  MailEndpoint *practice;
  guint timeout_s;
  gboolean steady;

  GHashTable *runners;
  GPtrArray *deliveries;
  GPtrArray *ends;
};

enum
{
  PROGRESS,
  LINE,
  SETTLED,
  PAUSED,
  IDLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (SubmissionQueue, submission_queue, G_TYPE_OBJECT)

/* --- waiting for one letter ----------------------------------------------------------------- */

/* attempts: how often it had been tried when the wait began; settled: our own runner is done. */
typedef struct
{
  gint64 id;
  char *account_id;
  guint attempts;
  gboolean settled;
  gboolean asking;
} Delivery;

static void
delivery_free (gpointer data)
{
  Delivery *delivery = data;

  g_free (delivery->account_id);
  g_free (delivery);
}

static SubmissionRunner *
peek_runner (SubmissionQueue *self, const char *account_id)
{
  return g_hash_table_lookup (self->runners, account_id);
}

/* Our own runner says itself when it is done. */
static gboolean
is_over (SubmissionQueue *self, const Delivery *delivery, const StoreLetter *letter)
{
  SubmissionRunner *runner = peek_runner (self, delivery->account_id);

  if (delivery->settled)
    return TRUE;
  if (runner != NULL && submission_runner_has (runner, delivery->id))
    return FALSE;
  switch (letter->state)
    {
    case MAIL_LETTER_DONE:
      return TRUE;
    case MAIL_LETTER_HELD:
    case MAIL_LETTER_QUEUED:
      return letter->attempts > delivery->attempts;
    case MAIL_LETTER_SENDING:
    case MAIL_LETTER_CONFIRMING:
      return FALSE;
    }
  g_return_val_if_reached (TRUE);
}

static void
delivery_end (SubmissionQueue *self, GTask *task, StoreLetter *letter, GError *error)
{
  Delivery *delivery = g_task_get_task_data (task);
  SubmissionRunner *runner = peek_runner (self, delivery->account_id);

  if (runner != NULL)
    submission_runner_forget (runner, delivery->id);
  g_object_ref (task);
  g_ptr_array_remove (self->deliveries, task);
  if (letter != NULL)
    g_task_return_pointer (task, letter, (GDestroyNotify) store_letter_unref);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
on_delivery_seen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SubmissionQueue *self = g_task_get_source_object (task);
  Delivery *delivery = g_task_get_task_data (task);
  g_autoptr (StoreLetter) letter = NULL;
  g_autoptr (GError) error = NULL;

  delivery->asking = FALSE;
  letter = store_outbox_get_finish (self->database, result, &error);
  if (!g_ptr_array_find (self->deliveries, task, NULL))
    return;
  if (letter == NULL)
    delivery_end (self, task, NULL, g_steal_pointer (&error));
  else if (is_over (self, delivery, letter))
    delivery_end (self, task, g_steal_pointer (&letter), NULL);
}

static void
look_at_delivery (SubmissionQueue *self, GTask *task)
{
  Delivery *delivery = g_task_get_task_data (task);

  if (delivery->asking)
    return;
  delivery->asking = TRUE;
  store_outbox_get_async (self->database, delivery->id, NULL, on_delivery_seen,
                          g_object_ref (task));
}

static void
settle_deliveries (SubmissionQueue *self, gint64 id)
{
  for (guint i = 0; i < self->deliveries->len; i++)
    {
      GTask *task = g_ptr_array_index (self->deliveries, i);
      Delivery *delivery = g_task_get_task_data (task);

      if (delivery->id != id)
        continue;
      delivery->settled = TRUE;
      delivery->asking = FALSE;
      look_at_delivery (self, task);
    }
}

/* --- runners -------------------------------------------------------------------------------- */

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

static void
end_later (SubmissionQueue *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT, on_rested, g_object_ref (self), g_object_unref);
}

static void
on_runner_progress (SubmissionRunner *runner, gint64 id, guint64 sent, guint64 total,
                    SubmissionQueue *self)
{
  g_signal_emit (self, signals[PROGRESS], 0, id, sent, total);
}

static void
on_runner_line (SubmissionRunner *runner, gint64 id, gpointer conversation, SubmissionQueue *self)
{
  g_signal_emit (self, signals[LINE], 0, id, conversation);
}

static void
on_runner_settled (SubmissionRunner *runner, gint64 id, SubmissionQueue *self)
{
  g_signal_emit (self, signals[SETTLED], 0, id);
  settle_deliveries (self, id);
}

static void
on_runner_given_up (SubmissionRunner *runner, gint64 id, SubmissionQueue *self)
{
  settle_deliveries (self, id);
}

static void
on_runner_paused (SubmissionRunner *runner, const char *account_id, gpointer failure,
                  SubmissionQueue *self)
{
  g_signal_emit (self, signals[PAUSED], 0, account_id, failure);
}

static void
on_runner_rest (SubmissionRunner *runner, SubmissionQueue *self)
{
  end_later (self);
}

static MailEndpoint *
dial (const char *account_id, char **family, gpointer user_data)
{
  SubmissionQueue *self = user_data;
  g_autoptr (MailEndpoint) endpoint = NULL;

  if (strcmp (account_id, ACCOUNT_PRACTICE_ID) == 0)
    {
      endpoint = self->practice != NULL ? mail_endpoint_copy (self->practice) : NULL;
    }
  else
    {
      g_autoptr (AccountProfile) profile = account_registry_lookup (self->registry, account_id);

      if (profile != NULL)
        {
          endpoint = mail_endpoint_copy (profile->endpoint);
          *family = account_profile_dup_family (profile);
        }
    }
  if (endpoint != NULL && self->timeout_s != 0)
    endpoint->timeout_s = self->timeout_s;
  return g_steal_pointer (&endpoint);
}

static SubmissionRunner *
get_runner (SubmissionQueue *self, const char *account_id)
{
  SubmissionRunner *runner = peek_runner (self, account_id);

  if (runner != NULL)
    return runner;
  runner = submission_runner_new (self->database, account_id, dial, self);
  g_signal_connect (runner, "progress", G_CALLBACK (on_runner_progress), self);
  g_signal_connect (runner, "line", G_CALLBACK (on_runner_line), self);
  g_signal_connect (runner, "settled", G_CALLBACK (on_runner_settled), self);
  g_signal_connect (runner, "given-up", G_CALLBACK (on_runner_given_up), self);
  g_signal_connect (runner, "paused", G_CALLBACK (on_runner_paused), self);
  g_signal_connect (runner, "rest", G_CALLBACK (on_runner_rest), self);
  g_hash_table_insert (self->runners, g_strdup (account_id), runner);
  return runner;
}

typedef void (*RunnerFunc) (SubmissionRunner *runner);

static void
for_each_account (SubmissionQueue *self, RunnerFunc func)
{
  g_autoptr (GPtrArray) profiles = account_registry_list (self->registry);

  for (guint i = 0; i < profiles->len; i++)
    {
      const AccountProfile *profile = g_ptr_array_index (profiles, i);

      func (get_runner (self, profile->id));
    }
  if (self->practice != NULL)
    func (get_runner (self, ACCOUNT_PRACTICE_ID));
}

static void
for_each_runner (SubmissionQueue *self, RunnerFunc func)
{
  g_autoptr (GList) runners = g_hash_table_get_values (self->runners);

  for (GList *link = runners; link != NULL; link = link->next)
    func (link->data);
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
    for_each_account (self, make_steady);
}

static void
on_outbox_changed (StoreDatabase *database, SubmissionQueue *self)
{
  for_each_runner (self, submission_runner_wake);
  for (guint i = 0; i < self->deliveries->len; i++)
    look_at_delivery (self, g_ptr_array_index (self->deliveries, i));
}

/* --- what others may ask -------------------------------------------------------------------- */

SubmissionQueue *
submission_queue_new (StoreDatabase *database, AccountRegistry *registry)
{
  SubmissionQueue *self = g_object_new (SUBMISSION_TYPE_QUEUE, NULL);

  self->database = g_object_ref (database);
  self->registry = g_object_ref (registry);
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
    make_steady (get_runner (self, ACCOUNT_PRACTICE_ID));
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
  for_each_account (self, make_steady);
}

void
submission_queue_stop_async (SubmissionQueue *self, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, submission_queue_stop_async);
  self->steady = FALSE;
  g_ptr_array_add (self->ends, task);
  for_each_runner (self, submission_runner_stop);
  end_later (self);
}

void
submission_queue_stop_finish (SubmissionQueue *self, GAsyncResult *result)
{
  g_task_propagate_boolean (G_TASK (result), NULL);
}

static void
on_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SubmissionQueue *self = g_task_get_source_object (task);
  const char *account_id = g_task_get_task_data (task);
  GError *error = NULL;
  gint64 id = store_outbox_add_finish (self->database, result, &error);

  if (id == 0)
    {
      g_task_return_error (task, error);
      return;
    }
  if (self->steady)
    {
      SubmissionRunner *runner = get_runner (self, account_id);

      submission_runner_wake (runner);
      submission_runner_warm (runner);
    }
  g_task_return_pointer (task, g_memdup2 (&id, sizeof id), g_free);
}

void
submission_queue_enqueue_async (SubmissionQueue *self, const StoreNewLetter *letter,
                                GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, submission_queue_enqueue_async);
  /* What is durable must be said to be durable, whatever was cancelled meanwhile. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (letter->account_id), g_free);
  store_outbox_add_async (self->database, letter, cancellable, on_added, task);
}

gint64
submission_queue_enqueue_finish (SubmissionQueue *self, GAsyncResult *result, GError **error)
{
  g_autofree gint64 *id = g_task_propagate_pointer (G_TASK (result), error);

  return id != NULL ? *id : 0;
}

static void
on_delivery_known (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SubmissionQueue *self = g_task_get_source_object (task);
  Delivery *delivery = g_task_get_task_data (task);
  g_autoptr (StoreLetter) letter = NULL;
  GError *error = NULL;

  letter = store_outbox_get_finish (self->database, result, &error);
  if (letter == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  delivery->account_id = g_strdup (letter->account_id);
  delivery->attempts = letter->attempts;
  g_ptr_array_add (self->deliveries, g_object_ref (task));
  submission_runner_want (get_runner (self, letter->account_id), delivery->id);
}

void
submission_queue_deliver_async (SubmissionQueue *self, gint64 id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Delivery *delivery = g_new0 (Delivery, 1);

  g_task_set_source_tag (task, submission_queue_deliver_async);
  delivery->id = id;
  g_task_set_task_data (task, delivery, delivery_free);
  store_outbox_get_async (self->database, id, cancellable, on_delivery_known, task);
}

StoreLetter *
submission_queue_deliver_finish (SubmissionQueue *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
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
  gint64 near = g_get_real_time () + NEAR_US;
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

void
submission_queue_wake (SubmissionQueue *self, const char *account_id)
{
  if (account_id != NULL)
    submission_runner_resume (get_runner (self, account_id));
  else
    for_each_runner (self, submission_runner_wake);
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

/* --- one sweep ------------------------------------------------------------------------------ */

typedef struct
{
  GArray *ids;
  GPtrArray *letters;
  gulong handler;
} Sweep;

static void
sweep_free (gpointer data)
{
  Sweep *sweep = data;

  g_array_unref (sweep->ids);
  g_clear_pointer (&sweep->letters, g_ptr_array_unref);
  g_free (sweep);
}

static void
on_sweep_settled (SubmissionQueue *self, gint64 id, Sweep *sweep)
{
  g_array_append_val (sweep->ids, id);
}

static void fetch_next (GTask *task);

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  SubmissionQueue *self = g_task_get_source_object (task);
  Sweep *sweep = g_task_get_task_data (task);
  GError *error = NULL;
  StoreLetter *letter = store_outbox_get_finish (self->database, result, &error);

  if (letter == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }
  g_ptr_array_add (sweep->letters, letter);
  fetch_next (task);
}

static void
fetch_next (GTask *task)
{
  SubmissionQueue *self = g_task_get_source_object (task);
  Sweep *sweep = g_task_get_task_data (task);

  if (sweep->letters->len == sweep->ids->len)
    {
      g_task_return_pointer (task, g_steal_pointer (&sweep->letters),
                             (GDestroyNotify) g_ptr_array_unref);
      g_object_unref (task);
      return;
    }
  store_outbox_get_async (self->database, g_array_index (sweep->ids, gint64, sweep->letters->len),
                          NULL, on_fetched, task);
}

static void
on_swept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  Sweep *sweep = g_task_get_task_data (task);

  g_task_propagate_boolean (G_TASK (result), NULL);
  g_signal_handler_disconnect (source, sweep->handler);
  fetch_next (task);
}

void
submission_queue_run_async (SubmissionQueue *self, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Sweep *sweep = g_new0 (Sweep, 1);

  g_task_set_source_tag (task, submission_queue_run_async);
  sweep->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  sweep->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) store_letter_unref);
  sweep->handler = g_signal_connect (self, "settled", G_CALLBACK (on_sweep_settled), sweep);
  g_task_set_task_data (task, sweep, sweep_free);
  g_ptr_array_add (self->ends, g_task_new (self, NULL, on_swept, task));
  for_each_account (self, submission_runner_sweep);
  end_later (self);
}

GPtrArray *
submission_queue_run_finish (SubmissionQueue *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- the object ----------------------------------------------------------------------------- */

static void
runner_free (gpointer data)
{
  SubmissionRunner *runner = data;

  g_signal_handlers_disconnect_matched (runner, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, on_runner_rest,
                                        NULL);
  g_object_unref (runner);
}

static void
submission_queue_finalize (GObject *object)
{
  SubmissionQueue *self = SUBMISSION_QUEUE (object);

  g_signal_handlers_disconnect_by_data (self->database, self);
  g_signal_handlers_disconnect_by_data (self->registry, self);
  g_hash_table_unref (self->runners);
  g_ptr_array_unref (self->deliveries);
  g_ptr_array_unref (self->ends);
  g_clear_object (&self->database);
  g_clear_object (&self->registry);
  g_clear_pointer (&self->practice, mail_endpoint_free);

  G_OBJECT_CLASS (submission_queue_parent_class)->finalize (object);
}

static void
submission_queue_init (SubmissionQueue *self)
{
  self->runners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, runner_free);
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
  signals[IDLE] = new_signal ("idle", 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The queue's runners: made when first asked for, told how their account's letters go, listened to.
 */

#include "submission-queue-private.h"

SubmissionRunner *
submission_queue_peek_runner (SubmissionQueue *self, const char *account_id)
{
  return g_hash_table_lookup (self->runners, account_id);
}

static void
on_runner_progress (SubmissionRunner *runner, gint64 id, guint64 sent, guint64 total,
                    SubmissionQueue *self)
{
  g_signal_emit_by_name (self, "progress", id, sent, total);
}

static void
on_runner_line (SubmissionRunner *runner, gint64 id, gpointer conversation, SubmissionQueue *self)
{
  g_signal_emit_by_name (self, "line", id, conversation);
}

static void
on_runner_settled (SubmissionRunner *runner, gint64 id, SubmissionQueue *self)
{
  g_signal_emit_by_name (self, "settled", id);
  submission_queue_settle_deliveries (self, id);
}

static void
on_runner_given_up (SubmissionRunner *runner, gint64 id, SubmissionQueue *self)
{
  const GError *trouble = submission_runner_get_trouble (runner);

  if (trouble != NULL)
    submission_queue_fail_deliveries (self, id, trouble);
  else
    submission_queue_settle_deliveries (self, id);
}

static void
on_runner_trouble (SubmissionRunner *runner, const char *account_id, gpointer failure,
                   SubmissionQueue *self)
{
  g_signal_emit_by_name (self, "trouble", account_id, failure);
}

static void
on_runner_paused (SubmissionRunner *runner, const char *account_id, gpointer failure,
                  SubmissionQueue *self)
{
  g_signal_emit_by_name (self, "paused", account_id, failure);
}

static void
on_runner_rest (SubmissionRunner *runner, SubmissionQueue *self)
{
  submission_queue_end_later (self);
}

static void
find_route (const char *account_id, SubmissionRoute *route, gpointer user_data)
{
  SubmissionQueue *self = user_data;

  if (strcmp (account_id, ACCOUNT_PRACTICE_ID) == 0)
    {
      route->endpoint = self->practice != NULL ? mail_endpoint_copy (self->practice) : NULL;
    }
  else
    {
      g_autoptr (AccountProfile) profile = account_registry_lookup (self->registry, account_id);

      if (profile == NULL)
        return;
      route->endpoint = mail_endpoint_copy (profile->endpoint);
      route->family = account_profile_dup_family (profile);
      route->send_again = profile->send_again_unknown;
    }
  if (route->endpoint != NULL && self->timeout_s != 0)
    route->endpoint->timeout_s = self->timeout_s;
}

SubmissionRunner *
submission_queue_get_runner (SubmissionQueue *self, const char *account_id)
{
  SubmissionRunner *runner = submission_queue_peek_runner (self, account_id);
  SubmissionMeans means;

  if (runner != NULL)
    return runner;
  means = (SubmissionMeans){
    .database = self->database,
    .keyring = account_registry_get_keyring (self->registry),
    .clock = self->clock,
    .gate = self->gate,
    .network = self->network,
    .costs = self->costs,
  };
  runner = submission_runner_new (&means, account_id, find_route, self);
  g_signal_connect (runner, "progress", G_CALLBACK (on_runner_progress), self);
  g_signal_connect (runner, "line", G_CALLBACK (on_runner_line), self);
  g_signal_connect (runner, "settled", G_CALLBACK (on_runner_settled), self);
  g_signal_connect (runner, "given-up", G_CALLBACK (on_runner_given_up), self);
  g_signal_connect (runner, "paused", G_CALLBACK (on_runner_paused), self);
  g_signal_connect (runner, "trouble", G_CALLBACK (on_runner_trouble), self);
  g_signal_connect (runner, "rest", G_CALLBACK (on_runner_rest), self);
  g_hash_table_insert (self->runners, g_strdup (account_id), runner);
  return runner;
}

void
submission_queue_for_each_account (SubmissionQueue *self, SubmissionRunnerFunc func)
{
  g_autoptr (GPtrArray) profiles = account_registry_list (self->registry);

  for (guint i = 0; i < profiles->len; i++)
    {
      const AccountProfile *profile = g_ptr_array_index (profiles, i);

      func (submission_queue_get_runner (self, profile->id));
    }
  if (self->practice != NULL)
    func (submission_queue_get_runner (self, ACCOUNT_PRACTICE_ID));
}

void
submission_queue_for_each_runner (SubmissionQueue *self, SubmissionRunnerFunc func)
{
  g_autoptr (GList) runners = g_hash_table_get_values (self->runners);

  for (GList *link = runners; link != NULL; link = link->next)
    func (link->data);
}

void
submission_queue_free_runner (gpointer data)
{
  SubmissionRunner *runner = data;

  g_signal_handlers_disconnect_matched (runner, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, on_runner_rest,
                                        NULL);
  g_object_unref (runner);
}

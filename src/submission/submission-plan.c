/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "submission-plan-private.h"

#include "submission-policy-private.h"

/**
 * SubmissionPlan:
 * @envelope: all who are concerned, and what is asked for them
 * @outcome: parallel to its forward-paths
 * @over: (element-type gboolean): likewise: whether its transaction is over
 * @window: (element-type guint): places of those in the transaction planned last
 * @family: (nullable): provider family
 * @spent: the connection has carried enough
 * @limit: what the server has shown to be too many; 0: nothing
 */
struct SubmissionPlan
{
  MailEnvelope *envelope;
  MailOutcome *outcome;
  gboolean *over;
  GArray *window;
  char *family;
  gboolean spent;
  guint limit;
  guint n_over;
};

static gboolean
is_concerned (const MailResult *result)
{
  return result->state == MAIL_RECIPIENT_PENDING || result->state == MAIL_RECIPIENT_DEFERRED;
}

/* The angle brackets of a Message-ID are no part of an id. */
static char *
dup_envelope_id (const char *message_id)
{
  gsize length = strlen (message_id);

  if (length > 2 && message_id[0] == '<' && message_id[length - 1] == '>')
    return g_strndup (message_id + 1, length - 2);
  return g_strdup (message_id);
}

SubmissionPlan *
submission_plan_new (const StoreLetter *letter, const char *family)
{
  SubmissionPlan *plan = g_new0 (SubmissionPlan, 1);

  plan->family = g_strdup (family);
  plan->envelope = mail_envelope_new (letter->reverse_path);
  plan->envelope->request = letter->request;
  if (letter->request.notify != MAIL_NOTIFY_UNSAID || letter->request.ret != MAIL_RETURN_UNSAID)
    plan->envelope->envelope_id = dup_envelope_id (letter->message_id);
  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);

      if (is_concerned (result))
        mail_envelope_add (plan->envelope, result->path);
    }
  plan->outcome = mail_outcome_new (plan->envelope);
  plan->over = g_new0 (gboolean, plan->envelope->forward_paths->len);
  plan->window = g_array_new (FALSE, FALSE, sizeof (guint));
  return plan;
}

void
submission_plan_free (SubmissionPlan *plan)
{
  if (plan == NULL)
    return;
  mail_envelope_free (plan->envelope);
  mail_outcome_free (plan->outcome);
  g_array_unref (plan->window);
  g_free (plan->family);
  g_free (plan->over);
  g_free (plan);
}

static guint
get_n (const SubmissionPlan *plan)
{
  return plan->envelope->forward_paths->len;
}

static MailEnvelope *
envelope_new_empty (const SubmissionPlan *plan)
{
  MailEnvelope *envelope = mail_envelope_new (plan->envelope->reverse_path);

  envelope->request = plan->envelope->request;
  envelope->envelope_id = g_strdup (plan->envelope->envelope_id);
  return envelope;
}

/* Returns: whether the domain of @path has a place among @max_domains */
static gboolean
fits_domain (GHashTable *domains, const MailPath *path, guint max_domains)
{
  char *domain = g_utf8_casefold (mail_path_get_domain (path), -1);

  if (max_domains > 0 && g_hash_table_size (domains) >= max_domains &&
      !g_hash_table_contains (domains, domain))
    {
      g_free (domain);
      return FALSE;
    }
  g_hash_table_add (domains, domain);
  return TRUE;
}

MailEnvelope *
submission_plan_next (SubmissionPlan *plan, guint max_recipients, guint max_domains)
{
  guint limit = plan->limit > 0 ? MIN (plan->limit, max_recipients) : max_recipients;
  g_autoptr (GHashTable) domains = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (MailEnvelope) envelope = envelope_new_empty (plan);

  g_array_set_size (plan->window, 0);
  for (guint i = 0; i < get_n (plan) && plan->window->len < limit; i++)
    {
      MailPath *path = g_ptr_array_index (plan->envelope->forward_paths, i);

      if (plan->over[i] || !fits_domain (domains, path, max_domains))
        continue;
      mail_envelope_add (envelope, path);
      g_array_append_val (plan->window, i);
    }
  return plan->window->len > 0 ? g_steal_pointer (&envelope) : NULL;
}

/* The first recipient of a transaction is never too many. */
static gboolean
is_too_many (const MailResult *result, guint n_taken)
{
  return n_taken > 0 && result->state == MAIL_RECIPIENT_DEFERRED && result->reply != NULL &&
         mail_reply_is_too_many_recipients (result->reply);
}

/* The first recipient of a connection is never what it has carried. */
static gboolean
is_spent (const SubmissionPlan *plan, const MailResult *result, gboolean fresh)
{
  return !fresh && result->state == MAIL_RECIPIENT_DEFERRED && result->reply != NULL &&
         submission_policy_wants_connection (plan->family, result->reply);
}

/* Returns: how many are left for another transaction */
static guint
take_results (SubmissionPlan *plan, const MailOutcome *outcome, gboolean fresh)
{
  guint n_taken = mail_outcome_count (outcome, MAIL_RECIPIENT_ACCEPTED);
  guint n_too_many = 0;
  guint n_spent = 0;

  for (guint i = 0; i < outcome->results->len; i++)
    {
      guint place = g_array_index (plan->window, guint, i);
      const MailResult *result = mail_outcome_get (outcome, i);
      gboolean too_many = is_too_many (result, n_taken);
      gboolean spent = !too_many && is_spent (plan, result, fresh && n_taken == 0);

      mail_outcome_set (plan->outcome, place, result->state, result->reply);
      plan->over[place] = !too_many && !spent;
      plan->n_over += plan->over[place];
      n_too_many += too_many;
      n_spent += spent;
    }
  if (n_too_many > 0)
    plan->limit = outcome->results->len - n_too_many;
  plan->spent = n_spent > 0;
  return n_too_many + n_spent;
}

/* A refusal of the sender or of the content is for everybody: nobody else is asked. */
static MailReply *
get_refusal_of_all (const MailOutcome *outcome)
{
  const MailFailure *failure = outcome->failure;
  guint n = outcome->results->len;

  if (outcome->reply != NULL && mail_reply_get_class (outcome->reply) >= MAIL_REPLY_TRANSIENT)
    return outcome->reply;
  if (failure == NULL || failure->kind != MAIL_FAILURE_REPLY || failure->reply == NULL)
    return NULL;
  if (failure->stage == MAIL_STAGE_LETTER)
    return failure->reply;
  /* one reply that answers several is the one to MAIL */
  for (guint i = 0; i < n; i++)
    if (mail_outcome_get (outcome, i)->reply != failure->reply)
      return NULL;
  return n > 1 ? failure->reply : NULL;
}

static void
settle_all (SubmissionPlan *plan, MailReply *reply)
{
  MailRecipientState state = mail_reply_get_class (reply) == MAIL_REPLY_TRANSIENT
                                 ? MAIL_RECIPIENT_DEFERRED
                                 : MAIL_RECIPIENT_REFUSED;

  for (guint i = 0; i < get_n (plan); i++)
    if (!plan->over[i])
      mail_outcome_set (plan->outcome, i, state, reply);
}

/* Nobody of this transaction was taken, each with a reply of their own. */
static gboolean
was_answered (const MailOutcome *outcome)
{
  return outcome->failure->kind == MAIL_FAILURE_REPLY &&
         mail_outcome_count (outcome, MAIL_RECIPIENT_PENDING) == 0 &&
         mail_outcome_count (outcome, MAIL_RECIPIENT_UNKNOWN) == 0;
}

gboolean
submission_plan_take (SubmissionPlan *plan, const MailOutcome *outcome, gboolean alive,
                      gboolean fresh)
{
  guint n_left = take_results (plan, outcome, fresh);
  MailReply *refusal = n_left == 0 ? get_refusal_of_all (outcome) : NULL;
  MailOutcome *total = plan->outcome;

  g_clear_pointer (&total->reply, mail_reply_unref);
  g_clear_pointer (&total->failure, mail_failure_free);
  total->reply = outcome->reply != NULL ? mail_reply_ref (outcome->reply) : NULL;
  total->failure = outcome->failure != NULL ? mail_failure_copy (outcome->failure) : NULL;
  total->chunked = outcome->chunked;
  if (plan->n_over == get_n (plan))
    return FALSE;
  if (refusal != NULL && alive)
    {
      settle_all (plan, refusal);
      return FALSE;
    }
  return outcome->failure == NULL || (alive && was_answered (outcome));
}

gboolean
submission_plan_wants_connection (const SubmissionPlan *plan)
{
  return plan->spent;
}

gboolean
submission_plan_has_more (const SubmissionPlan *plan)
{
  return plan->n_over + plan->window->len < get_n (plan);
}

guint
submission_plan_get_done (const SubmissionPlan *plan)
{
  return plan->n_over;
}

MailOutcome *
submission_plan_get_outcome (SubmissionPlan *plan)
{
  return plan->outcome;
}

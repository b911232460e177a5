/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-outcome.h"

static MailResult *
result_new (MailPath *path, MailRecipientState state, MailReply *reply)
{
  MailResult *result = g_new0 (MailResult, 1);

  result->path = mail_path_ref (path);
  result->state = state;
  result->reply = reply != NULL ? mail_reply_ref (reply) : NULL;
  return result;
}

static void
result_free (MailResult *result)
{
  g_clear_pointer (&result->path, mail_path_unref);
  g_clear_pointer (&result->reply, mail_reply_unref);
  g_free (result);
}

static MailOutcome *
outcome_new_empty (void)
{
  MailOutcome *outcome = g_new0 (MailOutcome, 1);

  outcome->results = g_ptr_array_new_with_free_func ((GDestroyNotify) result_free);
  return outcome;
}

MailOutcome *
mail_outcome_new (const MailEnvelope *envelope)
{
  MailOutcome *outcome;

  g_return_val_if_fail (envelope != NULL, NULL);

  outcome = outcome_new_empty ();
  for (guint i = 0; i < envelope->forward_paths->len; i++)
    {
      MailPath *path = g_ptr_array_index (envelope->forward_paths, i);

      g_ptr_array_add (outcome->results, result_new (path, MAIL_RECIPIENT_PENDING, NULL));
    }
  return outcome;
}

MailOutcome *
mail_outcome_copy (const MailOutcome *outcome)
{
  MailOutcome *copy;

  g_return_val_if_fail (outcome != NULL, NULL);

  copy = outcome_new_empty ();
  for (guint i = 0; i < outcome->results->len; i++)
    {
      const MailResult *result = g_ptr_array_index (outcome->results, i);

      g_ptr_array_add (copy->results, result_new (result->path, result->state, result->reply));
    }
  copy->reply = outcome->reply != NULL ? mail_reply_ref (outcome->reply) : NULL;
  copy->chunked = outcome->chunked;
  copy->failure = outcome->failure != NULL ? mail_failure_copy (outcome->failure) : NULL;
  return copy;
}

void
mail_outcome_free (MailOutcome *outcome)
{
  if (outcome == NULL)
    return;
  g_ptr_array_unref (outcome->results);
  g_clear_pointer (&outcome->reply, mail_reply_unref);
  g_clear_pointer (&outcome->failure, mail_failure_free);
  g_free (outcome);
}

MailResult *
mail_outcome_get (const MailOutcome *outcome, guint index)
{
  g_return_val_if_fail (outcome != NULL && index < outcome->results->len, NULL);
  return g_ptr_array_index (outcome->results, index);
}

void
mail_outcome_set (MailOutcome *outcome, guint index, MailRecipientState state, MailReply *reply)
{
  MailResult *result = mail_outcome_get (outcome, index);

  g_return_if_fail (result != NULL);

  if (reply != NULL)
    mail_reply_ref (reply);
  g_clear_pointer (&result->reply, mail_reply_unref);
  result->reply = reply;
  result->state = state;
}

void
mail_outcome_settle (MailOutcome *outcome, MailRecipientState state, MailReply *reply)
{
  g_return_if_fail (outcome != NULL);

  for (guint i = 0; i < outcome->results->len; i++)
    if (mail_outcome_get (outcome, i)->state == MAIL_RECIPIENT_PENDING)
      mail_outcome_set (outcome, i, state, reply);
}

guint
mail_outcome_count (const MailOutcome *outcome, MailRecipientState state)
{
  guint n = 0;

  g_return_val_if_fail (outcome != NULL, 0);

  for (guint i = 0; i < outcome->results->len; i++)
    if (mail_outcome_get (outcome, i)->state == state)
      n++;
  return n;
}

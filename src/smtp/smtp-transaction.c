/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One mail transaction, RFC 5321 section 3.3. Refusals are gathered for each forward-path; the
 * transaction ends in one place, when nothing is owed to it any more, whatever went wrong on the
 * way. With PIPELINING the envelope and DATA leave together, so DATA may be granted for an
 * envelope that was refused: the answer to that is a dot alone.
 *
 * The result is unknown in one case only: an octet of the final dot was given out and no reply
 * to it came. */

#include "smtp-transaction-private.h"

static void
transaction_free (SmtpTransaction *transaction)
{
  mail_envelope_free (transaction->envelope);
  mail_outcome_free (transaction->outcome);
  g_clear_pointer (&transaction->refusal, mail_reply_unref);
  g_free (transaction);
}

gboolean
smtp_reply_is_mail_ok (const MailReply *reply)
{
  return mail_reply_get_code (reply) / 10 == 25;
}

static MailRecipientState
get_refused_state (const MailReply *reply)
{
  return mail_reply_get_class (reply) == MAIL_REPLY_TRANSIENT ? MAIL_RECIPIENT_DEFERRED
                                                              : MAIL_RECIPIENT_REFUSED;
}

/* 552 to RCPT means a full mailbox or, by RFC 5321 section 4.5.3.1.10, too many recipients for
 * now; the enhanced status code tells which. */
static MailRecipientState
get_rcpt_state (const MailReply *reply)
{
  MailEnhancedCode enhanced = mail_reply_get_enhanced (reply);

  if (mail_reply_get_code (reply) == 552 && enhanced.subject == 5 && enhanced.detail == 3)
    return MAIL_RECIPIENT_DEFERRED;
  return get_refused_state (reply);
}

static void
set_failure (MailOutcome *outcome, MailFailureKind kind, MailStage stage, MailReply *reply,
             const char *detail)
{
  if (outcome->failure == NULL)
    outcome->failure = mail_failure_new (kind, stage, reply, detail);
}

static void
finish (SmtpClient *client)
{
  SmtpTransaction *transaction = g_steal_pointer (&client->transaction);

  smtp_event_add (client, SMTP_EVENT_DONE)->outcome = g_steal_pointer (&transaction->outcome);
  transaction_free (transaction);
}

void
smtp_transaction_settle (SmtpClient *client, MailReply *reply)
{
  mail_outcome_settle (client->transaction->outcome, get_refused_state (reply), reply);
}

void
smtp_transaction_give_up (SmtpClient *client, MailStage stage, MailReply *reply)
{
  SmtpTransaction *transaction = client->transaction;

  set_failure (transaction->outcome, MAIL_FAILURE_REPLY, stage, reply, NULL);
  transaction->given_up = TRUE;
  transaction->over = TRUE;
  smtp_client_drop_waiting (client);
}

void
smtp_transaction_go_on (SmtpClient *client)
{
  SmtpTransaction *transaction = client->transaction;

  if (transaction == NULL || !transaction->over || !g_queue_is_empty (&client->in_flight) ||
      !g_queue_is_empty (&client->waiting))
    return;
  if (transaction->begun)
    smtp_client_queue (client, smtp_command_new (SMTP_VERB_RSET, g_strdup ("RSET")));
  finish (client);
  client->stage = MAIL_STAGE_ENVELOPE;
}

/* What was advanced is gone; and where the server has answered, so is what was only shown. */
static gboolean
may_have_ended (const SmtpClient *client, const MailFailure *failure)
{
  guint64 gone =
      failure->kind == MAIL_FAILURE_PROTOCOL ? client->output.shown : client->output.advanced;

  return client->transaction->ending && gone > client->transaction->end_place;
}

void
smtp_transaction_lose (SmtpClient *client, const MailFailure *failure)
{
  MailOutcome *outcome;

  if (client->transaction == NULL)
    return;
  outcome = client->transaction->outcome;
  if (may_have_ended (client, failure))
    mail_outcome_settle (outcome, MAIL_RECIPIENT_UNKNOWN, NULL);
  if (outcome->failure == NULL)
    outcome->failure = mail_failure_copy (failure);
  finish (client);
}

/* MAIL and RCPT */

static char *
make_mail (const SmtpClient *client, const MailEnvelope *envelope, guint64 size, gboolean eight_bit,
           gboolean smtputf8)
{
  SmtpExtensions offered = client->capabilities->extensions;
  g_autofree char *path = NULL;
  GString *text;

  if (envelope->reverse_path != NULL)
    path = mail_path_dup_wire (envelope->reverse_path, smtputf8);
  text = g_string_new (NULL);
  g_string_printf (text, "MAIL FROM:<%s>", path != NULL ? path : "");
  if (offered & SMTP_EXTENSION_SIZE)
    g_string_append_printf (text, " SIZE=%" G_GUINT64_FORMAT, size);
  if (eight_bit && (offered & SMTP_EXTENSION_8BITMIME))
    g_string_append (text, " BODY=8BITMIME");
  if (smtputf8)
    g_string_append (text, " SMTPUTF8");
  return g_string_free (text, FALSE);
}

static void
queue_rcpt (SmtpClient *client, guint index, gboolean smtputf8)
{
  MailPath *path = g_ptr_array_index (client->transaction->envelope->forward_paths, index);
  g_autofree char *wire = mail_path_dup_wire (path, smtputf8);
  SmtpCommand *command = smtp_command_new (SMTP_VERB_RCPT, g_strdup_printf ("RCPT TO:<%s>", wire));

  command->index = index;
  smtp_client_queue (client, command);
}

static void
queue_data (SmtpClient *client)
{
  smtp_client_queue (client, smtp_command_new (SMTP_VERB_DATA, g_strdup ("DATA")));
}

/* Whether the letter can be given to this server at all; if not, nothing is said to it. */
static gboolean
check (SmtpClient *client, guint64 size, gboolean smtputf8)
{
  const SmtpCapabilities *offered = client->capabilities;
  MailOutcome *outcome = client->transaction->outcome;

  if (client->state != SMTP_STATE_READY)
    set_failure (outcome, MAIL_FAILURE_CLOSED, client->stage, NULL, "the session is over");
  else if (offered->size > 0 && size > offered->size)
    set_failure (outcome, MAIL_FAILURE_TOO_LARGE, MAIL_STAGE_ENVELOPE, NULL, NULL);
  else if (smtputf8 && (offered->extensions & SMTP_EXTENSION_SMTPUTF8) == 0)
    set_failure (outcome, MAIL_FAILURE_NEEDS_SMTPUTF8, MAIL_STAGE_ENVELOPE, NULL, NULL);
  return outcome->failure == NULL;
}

void
smtp_client_submit (SmtpClient *client, const MailEnvelope *envelope, guint64 size,
                    gboolean eight_bit, gboolean ask_partial)
{
  gboolean smtputf8 = mail_envelope_needs_smtputf8 (envelope);
  SmtpTransaction *transaction;

  g_return_if_fail (client != NULL && client->transaction == NULL);
  g_return_if_fail (client->state == SMTP_STATE_CLOSED || smtp_client_is_idle (client));
  g_return_if_fail (envelope->forward_paths->len > 0);

  transaction = client->transaction = g_new0 (SmtpTransaction, 1);
  transaction->envelope = mail_envelope_copy (envelope);
  transaction->outcome = mail_outcome_new (envelope);
  transaction->ask_partial = ask_partial;
  transaction->data.at_line_start = TRUE;
  if (!check (client, size, smtputf8))
    {
      finish (client);
      return;
    }
  smtp_client_queue (client, smtp_command_new (SMTP_VERB_MAIL, make_mail (client, envelope, size,
                                                                          eight_bit, smtputf8)));
  for (guint i = 0; i < envelope->forward_paths->len; i++)
    queue_rcpt (client, i, smtputf8);
  transaction->pipelined =
      !ask_partial && (client->capabilities->extensions & SMTP_EXTENSION_PIPELINING);
  if (transaction->pipelined)
    queue_data (client);
  smtp_client_flush (client);
}

void
smtp_transaction_on_mail (SmtpClient *client, guint index, MailReply *reply)
{
  SmtpTransaction *transaction = client->transaction;

  if (smtp_reply_is_mail_ok (reply))
    transaction->begun = TRUE;
  else if (smtp_reply_is_negative (reply))
    {
      smtp_transaction_settle (client, reply);
      smtp_transaction_give_up (client, MAIL_STAGE_ENVELOPE, reply);
    }
  else
    smtp_client_violate (client, reply, "not a reply to MAIL");
}

/* The envelope is answered as a whole: shall the letter follow? */
static void
decide (SmtpClient *client)
{
  SmtpTransaction *transaction = client->transaction;
  guint n = transaction->outcome->results->len;

  if (transaction->n_accepted == 0 || (transaction->ask_partial && transaction->n_accepted < n))
    smtp_transaction_give_up (client, MAIL_STAGE_ENVELOPE, transaction->refusal);
  else if (!transaction->pipelined)
    queue_data (client);
}

static void
note_rcpt (SmtpClient *client, guint index, MailReply *reply)
{
  SmtpTransaction *transaction = client->transaction;
  SmtpEvent *event = smtp_event_add (client, SMTP_EVENT_RECIPIENT);

  event->index = index;
  event->reply = mail_reply_ref (reply);
  if (smtp_reply_is_mail_ok (reply))
    return;
  mail_outcome_set (transaction->outcome, index, get_rcpt_state (reply), reply);
  if (transaction->refusal == NULL)
    transaction->refusal = mail_reply_ref (reply);
}

void
smtp_transaction_on_rcpt (SmtpClient *client, guint index, MailReply *reply)
{
  SmtpTransaction *transaction = client->transaction;

  if (!smtp_reply_is_mail_ok (reply) && !smtp_reply_is_negative (reply))
    {
      smtp_client_violate (client, reply, "not a reply to RCPT");
      return;
    }
  transaction->n_replies++;
  if (smtp_reply_is_mail_ok (reply))
    transaction->n_accepted++;
  if (transaction->over)
    return;
  note_rcpt (client, index, reply);
  if (transaction->n_replies == transaction->outcome->results->len)
    decide (client);
}

void
smtp_transaction_on_rset (SmtpClient *client, guint index, MailReply *reply)
{
  if (smtp_reply_is_negative (reply))
    smtp_client_end (client, MAIL_FAILURE_REPLY, reply, NULL);
  else if (mail_reply_get_class (reply) != MAIL_REPLY_POSITIVE)
    smtp_client_violate (client, reply, "not a reply to RSET");
}

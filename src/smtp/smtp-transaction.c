/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One mail transaction, RFC 5321 section 3.3. Refusals are gathered for each forward-path; the
 * transaction ends in one place, when nothing is owed to it any more, whatever went wrong on the
 * way. With PIPELINING the envelope and DATA leave together, so DATA may be granted for an
 * envelope that was refused: the answer to that is a dot alone.
 *
 * The result is unknown in one case only: an octet of the final dot was given out, or the last one
 * of a chunk, and no reply to it came. */

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

  if (transaction->outcome->failure == NULL)
    transaction->outcome->failure = mail_failure_new (MAIL_FAILURE_REPLY, stage, reply, NULL);
  transaction->given_up = TRUE;
  transaction->over = TRUE;
  smtp_client_drop_waiting (client);
  /* a chunk that was begun can only be finished, or the connection closed */
  if (client->state == SMTP_STATE_CONTENT)
    smtp_client_end (client, MAIL_FAILURE_REPLY, reply, "refused before the end of the chunk");
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

/* A chunk in one group with its envelope may be gone before that was answered; 421 to the envelope
 * says all the same that nobody was there to take it for. */
static gboolean
may_have_ended (const SmtpClient *client, const MailFailure *failure)
{
  const SmtpTransaction *transaction = client->transaction;

  if (failure->kind == MAIL_FAILURE_REPLY && transaction->n_accepted == 0)
    return FALSE;
  return transaction->ending && client->output.advanced > transaction->end_place;
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

static void
queue_data (SmtpClient *client)
{
  smtp_client_queue (client, smtp_command_new (SMTP_VERB_DATA, g_strdup ("DATA")));
}

void
smtp_client_set_flight (SmtpClient *client, SmtpFlight flight)
{
  g_return_if_fail (client != NULL);
  client->flight = flight;
}

/* A chunk in one group with its envelope is for one recipient: of several some may be refused, and
 * there would be no way back. */
SmtpFlight
smtp_client_get_flight (const SmtpClient *client, const MailEnvelope *envelope, guint64 size,
                        gboolean ask_partial)
{
  SmtpExtensions offered;

  g_return_val_if_fail (client != NULL && envelope != NULL, SMTP_FLIGHT_DATA);

  offered = client->capabilities->extensions;
  if ((offered & SMTP_EXTENSION_CHUNKING) == 0 || size == 0)
    return SMTP_FLIGHT_DATA;
  if (client->flight == SMTP_FLIGHT_CHUNK_AT_ONCE &&
      ((offered & SMTP_EXTENSION_PIPELINING) == 0 || ask_partial ||
       envelope->forward_paths->len > 1))
    return SMTP_FLIGHT_CHUNK;
  return client->flight;
}

static SmtpTransaction *
transaction_new (const SmtpClient *client, const MailEnvelope *envelope, guint64 size,
                 gboolean ask_partial)
{
  SmtpTransaction *transaction = g_new0 (SmtpTransaction, 1);

  transaction->envelope = mail_envelope_copy (envelope);
  transaction->outcome = mail_outcome_new (envelope);
  transaction->size = size;
  transaction->ask_partial = ask_partial;
  transaction->flight = smtp_client_get_flight (client, envelope, size, ask_partial);
  transaction->data.at_line_start = TRUE;
  transaction->data.chunk = transaction->flight != SMTP_FLIGHT_DATA;
  return transaction;
}

static void
begin_content (SmtpClient *client)
{
  SmtpTransaction *transaction = client->transaction;

  switch (transaction->flight)
    {
    case SMTP_FLIGHT_DATA:
      transaction->pipelined =
          !transaction->ask_partial && client->capabilities->extensions & SMTP_EXTENSION_PIPELINING;
      if (transaction->pipelined)
        queue_data (client);
      smtp_client_flush (client);
      break;
    case SMTP_FLIGHT_CHUNK:
      smtp_client_flush (client);
      break;
    case SMTP_FLIGHT_CHUNK_AT_ONCE:
      smtp_client_flush (client);
      smtp_content_begin_chunk (client);
      break;
    }
}

void
smtp_client_submit (SmtpClient *client, const MailEnvelope *envelope, guint64 size,
                    gboolean eight_bit, gboolean ask_partial)
{
  g_return_if_fail (client != NULL && client->transaction == NULL);
  g_return_if_fail (client->state == SMTP_STATE_CLOSED || smtp_client_is_idle (client));
  g_return_if_fail (envelope->forward_paths->len > 0);

  client->transaction = transaction_new (client, envelope, size, ask_partial);
  if (!smtp_envelope_check (client))
    {
      finish (client);
      return;
    }
  smtp_envelope_queue (client, eight_bit);
  begin_content (client);
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

/* The rest is for another transaction: that is no refusal. */
static gboolean
is_refused (const SmtpTransaction *transaction)
{
  const MailOutcome *outcome = transaction->outcome;

  for (guint i = 0; i < outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (outcome, i);

      if (result->reply != NULL && !mail_reply_is_too_many_recipients (result->reply))
        return TRUE;
    }
  return FALSE;
}

/* The envelope is answered as a whole: shall the letter follow? */
static void
decide (SmtpClient *client)
{
  SmtpTransaction *transaction = client->transaction;

  if (transaction->n_accepted == 0 || (transaction->ask_partial && is_refused (transaction)))
    smtp_transaction_give_up (client, MAIL_STAGE_ENVELOPE, transaction->refusal);
  else if (transaction->flight == SMTP_FLIGHT_CHUNK)
    smtp_content_begin_chunk (client);
  else if (transaction->flight == SMTP_FLIGHT_DATA && !transaction->pipelined)
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

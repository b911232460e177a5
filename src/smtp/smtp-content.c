/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The content of a mail transaction: DATA, the octets, the dot; or one chunk (BDAT, RFC 3030),
 * whose line goes ahead with its length and whose end is its last octet. From the first octet of
 * that dot, or from that last octet, to its reply the fate of the letter is in the server's hand,
 * and from then on nothing is said here but what the reply says. */

#include "smtp-transaction-private.h"

#include <string.h>

static void
queue_end (SmtpClient *client, const char *end)
{
  SmtpTransaction *transaction = client->transaction;
  SmtpCommand *command = g_new0 (SmtpCommand, 1);

  command->verb = SMTP_VERB_END;
  command->line = g_strdup (end);
  command->shown = g_strdup (".");
  transaction->end_place = smtp_output_get_place (&client->output);
  transaction->ending = TRUE;
  smtp_client_queue (client, command);
}

/* The end of a chunk adds nothing to the output. */
static void
queue_chunk_end (SmtpClient *client)
{
  SmtpCommand *command = g_new0 (SmtpCommand, 1);

  command->verb = SMTP_VERB_BDAT;
  command->line = g_strdup ("");
  smtp_client_queue (client, command);
}

void
smtp_content_begin_chunk (SmtpClient *client)
{
  SmtpTransaction *transaction = client->transaction;
  g_autofree char *shown = g_strdup_printf ("BDAT %" G_GUINT64_FORMAT " LAST", transaction->size);
  g_autofree char *line = g_strconcat (shown, "\r\n", NULL);

  transaction->outcome->chunked = TRUE;
  smtp_client_set_state (client, SMTP_STATE_CONTENT);
  smtp_event_add_line (client, MAIL_WHO_CLIENT, MAIL_STAGE_LETTER, 0, shown);
  smtp_output_append (&client->output, line, strlen (line), FALSE);
}

static void
on_go_ahead (SmtpClient *client, MailReply *reply)
{
  SmtpTransaction *transaction = client->transaction;

  if (!transaction->given_up)
    smtp_client_set_state (client, SMTP_STATE_CONTENT);
  else if (transaction->n_accepted == 0)
    /* RFC 2920 section 3.1: granted for nobody, so nothing is sent, and nobody gets it */
    queue_end (client, ".\r\n");
  else
    smtp_client_violate (client, reply, "content is wanted for a sender that was refused");
}

void
smtp_content_on_data (SmtpClient *client, guint index, MailReply *reply)
{
  SmtpTransaction *transaction = client->transaction;

  if (mail_reply_get_code (reply) == 354)
    on_go_ahead (client, reply);
  else if (!smtp_reply_is_negative (reply))
    smtp_client_violate (client, reply, "not a reply to DATA");
  else if (!transaction->over)
    {
      smtp_transaction_settle (client, reply);
      smtp_transaction_give_up (client, MAIL_STAGE_LETTER, reply);
    }
}

gsize
smtp_client_get_pending (const SmtpClient *client)
{
  g_return_val_if_fail (client != NULL, 0);
  return smtp_output_get_length (&client->output);
}

static gboolean
encode (SmtpClient *client, const guint8 *octets, gsize length)
{
  guint8 *to = smtp_output_reserve (&client->output, mail_data_get_room (length));
  gsize written;

  if (!mail_data_encode (&client->transaction->data, octets, length, to, &written))
    return FALSE;
  smtp_output_commit (&client->output, written);
  return TRUE;
}

/* A chunk is complete with its last octet, whether or not anybody says that it ends. */
static void
note_chunk_place (SmtpClient *client)
{
  SmtpTransaction *transaction = client->transaction;

  if (!transaction->data.chunk || transaction->n_octets < transaction->size)
    return;
  transaction->end_place = smtp_output_get_place (&client->output) - 1;
  transaction->ending = TRUE;
}

void
smtp_client_push_content (SmtpClient *client, const guint8 *octets, gsize length)
{
  SmtpTransaction *transaction = client->transaction;

  g_return_if_fail (client != NULL);

  if (client->state != SMTP_STATE_CONTENT)
    return;
  if (smtp_output_get_length (&client->output) == 0)
    client->phase++;
  transaction->n_octets += length;
  /* what is too much would be commands to the server */
  if (transaction->data.chunk && transaction->n_octets > transaction->size)
    smtp_client_end (client, MAIL_FAILURE_CONTENT, NULL, "more content than was told");
  else if (!encode (client, octets, length))
    smtp_client_end (client, MAIL_FAILURE_CONTENT, NULL, "a bare CR, a bare LF or NUL");
  else
    note_chunk_place (client);
}

static void
note_content (SmtpClient *client)
{
  g_autofree char *summary =
      g_strdup_printf ("(%" G_GUINT64_FORMAT " octets)", client->transaction->n_octets);

  smtp_event_add_line (client, MAIL_WHO_CLIENT, MAIL_STAGE_LETTER, MAIL_LINE_CONTENT, summary);
}

void
smtp_client_end_content (SmtpClient *client)
{
  SmtpTransaction *transaction = client->transaction;
  const char *end;

  g_return_if_fail (client != NULL);

  if (client->state != SMTP_STATE_CONTENT)
    return;
  end = mail_data_get_end (&transaction->data);
  if (end == NULL)
    {
      smtp_client_end (client, MAIL_FAILURE_CONTENT, NULL, "a bare CR at the end");
      return;
    }
  if (transaction->data.chunk && transaction->n_octets < transaction->size)
    {
      smtp_client_end (client, MAIL_FAILURE_CONTENT, NULL, "less content than was told");
      return;
    }
  note_content (client);
  smtp_client_set_state (client, SMTP_STATE_READY);
  if (transaction->data.chunk)
    queue_chunk_end (client);
  else
    queue_end (client, end);
  smtp_client_flush (client);
}

static void
settle_by_final_reply (SmtpClient *client, MailReply *reply)
{
  MailOutcome *outcome = client->transaction->outcome;

  outcome->reply = mail_reply_ref (reply);
  if (smtp_reply_is_mail_ok (reply))
    mail_outcome_settle (outcome, MAIL_RECIPIENT_ACCEPTED, reply);
  else
    smtp_transaction_settle (client, reply);
}

/* The envelope was refused, and the chunk that left together with it was taken: one of the replies
 * answers something else, and the letter may have arrived. */
static void
contradict (SmtpClient *client, MailReply *reply)
{
  MailOutcome *outcome = client->transaction->outcome;

  g_clear_pointer (&outcome->failure, mail_failure_free);
  for (guint i = 0; i < outcome->results->len; i++)
    mail_outcome_set (outcome, i, MAIL_RECIPIENT_PENDING, NULL);
  smtp_client_violate (client, reply, "a chunk for nobody was taken");
}

void
smtp_content_on_end (SmtpClient *client, guint index, MailReply *reply)
{
  SmtpTransaction *transaction = client->transaction;

  if (!smtp_reply_is_mail_ok (reply) && !smtp_reply_is_negative (reply))
    {
      smtp_client_violate (client, reply, "not a reply to the end of the content");
      return;
    }
  if (transaction->given_up && transaction->data.chunk && smtp_reply_is_mail_ok (reply))
    {
      contradict (client, reply);
      return;
    }
  transaction->ending = FALSE;
  /* RFC 3030 section 2: a chunk that failed leaves the envelope behind */
  if (!transaction->data.chunk || smtp_reply_is_mail_ok (reply))
    transaction->begun = FALSE;
  transaction->over = TRUE;
  /* after a dot alone every recipient has its answer already */
  if (!transaction->given_up)
    settle_by_final_reply (client, reply);
  if (mail_reply_get_code (reply) == 421)
    smtp_client_end (client, MAIL_FAILURE_REPLY, reply, NULL);
}

void
smtp_content_refuse_early (SmtpClient *client, MailReply *reply)
{
  settle_by_final_reply (client, reply);
  /* in the middle of content a QUIT would be content: only closing is left */
  smtp_client_end (client, MAIL_FAILURE_REPLY, reply, "refused before the end of the content");
}

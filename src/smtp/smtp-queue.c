/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Two queues: commands wait, then they are in flight until their reply has come. One function
 * moves them, as far as RFC 2920 and the server allow; one gives each reply to the command it
 * answers. Pipelined or not, replies and commands meet in the same order. */

#include "smtp-client-private.h"

#include <string.h>

/* RFC 5321 section 4.5.3.1.8 asks servers for a hundred; an unbounded flight fills buffers */
#define MAX_RCPT_IN_FLIGHT 100

static gboolean
may_leave (const SmtpClient *client, const SmtpCommand *command)
{
  const SmtpCommand *last = g_queue_peek_tail ((GQueue *) &client->in_flight);

  if (last == NULL)
    return TRUE;
  if ((client->capabilities->extensions & SMTP_EXTENSION_PIPELINING) == 0)
    return FALSE;
  if (!smtp_verb_get_row (last->verb)->may_be_followed)
    return FALSE;
  return command->verb != SMTP_VERB_RCPT || client->n_rcpt_in_flight < MAX_RCPT_IN_FLIGHT;
}

static void
put_in_flight (SmtpClient *client, SmtpCommand *command)
{
  const SmtpVerbRow *row = smtp_verb_get_row (command->verb);

  if (g_queue_is_empty (&client->in_flight))
    {
      client->stage = row->stage;
      client->phase++;
    }
  if (command->verb == SMTP_VERB_RCPT)
    client->n_rcpt_in_flight++;
  smtp_output_append (&client->output, command->line, strlen (command->line), command->secret);
  command->stop = smtp_output_get_place (&client->output);
  if (command->shown != NULL)
    smtp_event_add_line (client, MAIL_WHO_CLIENT, row->stage,
                         command->secret ? MAIL_LINE_HIDDEN : 0, command->shown);
  g_queue_push_tail (&client->in_flight, command);
}

static gboolean
ends_content (const SmtpCommand *command)
{
  return command->verb == SMTP_VERB_END || command->verb == SMTP_VERB_BDAT;
}

/* The command is the client's own work, and its grammar was checked long before; that it is one
 * line is checked once more where it leaves. */
static gboolean
is_one_line (const SmtpCommand *command)
{
  return strcspn (command->line, "\r\n") + 2 == strlen (command->line);
}

void
smtp_client_queue (SmtpClient *client, SmtpCommand *command)
{
  if (ends_content (command) || is_one_line (command))
    {
      g_queue_push_tail (&client->waiting, command);
      return;
    }
  smtp_command_free (command);
  smtp_client_end (client, MAIL_FAILURE_CONTENT, NULL, "a line break inside a command");
}

void
smtp_client_flush (SmtpClient *client)
{
  SmtpCommand *command;

  while (client->state != SMTP_STATE_CLOSED &&
         (command = g_queue_peek_head (&client->waiting)) != NULL && may_leave (client, command))
    {
      g_queue_pop_head (&client->waiting);
      put_in_flight (client, command);
    }
}

void
smtp_client_drop_waiting (SmtpClient *client)
{
  g_queue_clear_full (&client->waiting, (GDestroyNotify) smtp_command_free);
}

gboolean
smtp_reply_is_negative (const MailReply *reply)
{
  return mail_reply_get_class (reply) >= MAIL_REPLY_TRANSIENT;
}

/* Whether all of the command had left when the first octet of the reply came: what nobody could
 * have read nobody answers. */
static gboolean
can_be_answered (const SmtpClient *client, const SmtpCommand *command)
{
  return command->stop <= client->reply_place;
}

static void
answer_nothing (SmtpClient *client, const SmtpCommand *head, MailReply *reply)
{
  gboolean ending = head != NULL && ends_content (head);
  gboolean in_content = ending || (head == NULL && client->state == SMTP_STATE_CONTENT);

  if (mail_reply_get_code (reply) == 421 && !ending)
    smtp_client_end (client, MAIL_FAILURE_REPLY, reply, "unasked");
  else if (in_content && smtp_reply_is_negative (reply))
    smtp_content_refuse_early (client, reply);
  else
    smtp_client_violate (client, reply, "a reply to nothing");
}

static void
handle (SmtpClient *client, SmtpCommand *command, MailReply *reply)
{
  const SmtpCommand *next = g_queue_peek_head (&client->in_flight);

  client->phase++;
  if (command->verb == SMTP_VERB_RCPT)
    client->n_rcpt_in_flight--;
  /* RFC 5321 section 3.8: 421 may answer anything; after the final dot it is an answer */
  if (mail_reply_get_code (reply) == 421 && !ends_content (command) &&
      command->verb != SMTP_VERB_QUIT)
    smtp_client_end (client, MAIL_FAILURE_REPLY, reply, NULL);
  else
    smtp_verb_get_row (command->verb)->handler (client, command->index, reply);
  if (next != NULL && client->state != SMTP_STATE_CLOSED)
    client->stage = smtp_verb_get_row (next->verb)->stage;
}

/* What says more than yes or no: capabilities, and challenges. */
static gboolean
is_read (const SmtpCommand *head, const MailReply *reply)
{
  return mail_reply_get_class (reply) == MAIL_REPLY_INTERMEDIATE ||
         (head != NULL && head->verb == SMTP_VERB_EHLO);
}

/* All other replies are kept, one for each of thousands of people if need be. */
void
smtp_client_answer (SmtpClient *client, MailReply *whole)
{
  SmtpCommand *head = g_queue_peek_head (&client->in_flight);
  g_autoptr (MailReply) reply =
      is_read (head, whole) ? mail_reply_ref (whole) : mail_reply_shorten (whole);

  if (head == NULL || !can_be_answered (client, head))
    {
      answer_nothing (client, head, reply);
      return;
    }
  g_queue_pop_head (&client->in_flight);
  handle (client, head, reply);
  smtp_command_free (head);
  smtp_transaction_go_on (client);
  smtp_client_flush (client);
}

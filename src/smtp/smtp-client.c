/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The client as its driver sees it, and the end of a session. There is one way out:
 * smtp_client_end() settles what is running, says what happened, and nothing is said after it. */

#include "smtp-client-private.h"

#include <string.h>

#include "smtp-secret-private.h"

#define DEFAULT_EHLO_NAME "[127.0.0.1]"
#define TLS_SECONDS 30
/* a block of content, RFC 5321 section 4.5.3.2.5 */
#define BLOCK_SECONDS 180

/* Domain or address-literal as far as it matters: no character that ends a word or a line. */
static gboolean
is_ehlo_name (const char *name)
{
  gsize length = strlen (name);

  return length > 0 && length <= 255 &&
         strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-:[]") ==
             length;
}

SmtpClient *
smtp_client_new (const SmtpConfig *config)
{
  SmtpClient *client;
  const char *name;

  g_return_val_if_fail (config != NULL, NULL);

  name = config->ehlo_name != NULL && is_ehlo_name (config->ehlo_name) ? config->ehlo_name
                                                                       : DEFAULT_EHLO_NAME;
  client = g_new0 (SmtpClient, 1);
  client->ehlo_name = g_strdup (name);
  client->security = config->security;
  client->login = config->login;
  client->capabilities = smtp_capabilities_new ();
  client->parser = smtp_parser_new ();
  g_queue_init (&client->waiting);
  g_queue_init (&client->in_flight);
  g_queue_init (&client->events);
  smtp_hello_begin (client);
  return client;
}

static void
clear (SmtpClient *client)
{
  smtp_client_drop_waiting (client);
  g_queue_clear_full (&client->in_flight, (GDestroyNotify) smtp_command_free);
  smtp_output_clear (&client->output);
  g_clear_pointer (&client->initial_response, g_bytes_unref);
}

void
smtp_client_free (SmtpClient *client)
{
  if (client == NULL)
    return;
  if (client->transaction != NULL)
    {
      g_autoptr (MailFailure) failure =
          mail_failure_new (MAIL_FAILURE_CANCELLED, client->stage, NULL, NULL);

      smtp_transaction_lose (client, failure);
    }
  clear (client);
  g_queue_clear_full (&client->events, (GDestroyNotify) smtp_event_free);
  smtp_capabilities_free (client->capabilities);
  smtp_parser_free (client->parser);
  g_free (client->mechanism);
  g_free (client->ehlo_name);
  g_free (client);
}

void
smtp_client_set_state (SmtpClient *client, SmtpState state)
{
  client->state = state;
  client->phase++;
  switch (state)
    {
    case SMTP_STATE_TLS:
      client->stage = MAIL_STAGE_ENCRYPT;
      break;
    case SMTP_STATE_LOGIN:
    case SMTP_STATE_CHALLENGED:
      client->stage = MAIL_STAGE_LOGIN;
      break;
    case SMTP_STATE_READY:
      client->stage = MAIL_STAGE_ENVELOPE;
      break;
    case SMTP_STATE_CONTENT:
      client->stage = MAIL_STAGE_LETTER;
      break;
    case SMTP_STATE_CLOSED:
      clear (client);
      break;
    case SMTP_STATE_TALK:
      break;
    }
}

static void
end_with (SmtpClient *client, const MailFailure *failure)
{
  if (client->state == SMTP_STATE_CLOSED)
    return;
  smtp_transaction_lose (client, failure);
  /* after QUIT nothing can fail any more */
  if (!client->quitting)
    smtp_event_add (client, SMTP_EVENT_FAILED)->failure = mail_failure_copy (failure);
  smtp_client_set_state (client, SMTP_STATE_CLOSED);
}

void
smtp_client_end (SmtpClient *client, MailFailureKind kind, MailReply *reply, const char *detail)
{
  g_autoptr (MailFailure) failure = mail_failure_new (kind, client->stage, reply, detail);

  end_with (client, failure);
}

void
smtp_client_violate (SmtpClient *client, MailReply *reply, const char *detail)
{
  smtp_client_end (client, MAIL_FAILURE_PROTOCOL, reply, detail);
}

void
smtp_client_fail (SmtpClient *client, const MailFailure *failure)
{
  g_autoptr (MailFailure) own = NULL;

  g_return_if_fail (client != NULL && failure != NULL);

  own = mail_failure_copy (failure);
  own->stage = client->stage;
  end_with (client, own);
}

/* Type alert or handshake of the TLS record layer (RFC 8446 section 5.1) */
static gboolean
is_tls_record (guint8 octet)
{
  return octet == 0x15 || octet == 0x16;
}

static void
on_violation (SmtpClient *client)
{
  const char *line = smtp_parser_get_line (client->parser);

  if (*line != '\0')
    smtp_event_add_server_line (client, line);
  smtp_client_violate (client, NULL, smtp_parser_get_violation (client->parser));
}

static void
on_reply (SmtpClient *client)
{
  g_autoptr (MailReply) reply = smtp_parser_steal_reply (client->parser);

  smtp_event_add_server_line (client, smtp_parser_get_line (client->parser));
  smtp_client_answer (client, reply);
}

/* Takes octets to the end of a line. */
static gsize
feed_some (SmtpClient *client, const guint8 *octets, gsize length)
{
  gsize used = 0;

  if (smtp_parser_is_empty (client->parser))
    client->reply_place = client->output.advanced;
  switch (smtp_parser_feed (client->parser, octets, length, &used))
    {
    case SMTP_PARSER_MORE:
      break;
    case SMTP_PARSER_LINE:
      smtp_event_add_server_line (client, smtp_parser_get_line (client->parser));
      break;
    case SMTP_PARSER_REPLY:
      on_reply (client);
      break;
    case SMTP_PARSER_VIOLATION:
      on_violation (client);
      break;
    }
  return used;
}

void
smtp_client_feed (SmtpClient *client, const guint8 *octets, gsize length)
{
  g_return_if_fail (client != NULL);

  if (length > 0 && !client->begun && !client->encrypted && is_tls_record (octets[0]))
    smtp_client_end (client, MAIL_FAILURE_WRONG_SECURITY, NULL, "the server speaks TLS");
  while (length > 0 && client->state != SMTP_STATE_CLOSED)
    {
      gsize used;

      client->begun = TRUE;
      /* what stands behind the 220 to STARTTLS was put there by someone else */
      if (client->state == SMTP_STATE_TLS)
        {
          smtp_client_end (client,
                           client->security == MAIL_SECURITY_TLS ? MAIL_FAILURE_WRONG_SECURITY
                                                                 : MAIL_FAILURE_NO_TLS,
                           NULL, "octets ahead of the handshake");
          return;
        }
      used = feed_some (client, octets, length);
      octets += used;
      length -= used;
    }
}

const guint8 *
smtp_client_peek_output (SmtpClient *client, gsize *length)
{
  g_return_val_if_fail (client != NULL && length != NULL, NULL);
  return smtp_output_peek (&client->output, length);
}

void
smtp_client_advance_output (SmtpClient *client, gsize length)
{
  g_return_if_fail (client != NULL);

  if (client->state == SMTP_STATE_CLOSED || length == 0)
    return;
  if (client->stage == MAIL_STAGE_LETTER)
    client->phase++;
  smtp_output_advance (&client->output, length);
}

gboolean
smtp_client_is_idle (const SmtpClient *client)
{
  return client->state == SMTP_STATE_READY && client->transaction == NULL && !client->quitting &&
         g_queue_is_empty ((GQueue *) &client->waiting) &&
         g_queue_is_empty ((GQueue *) &client->in_flight);
}

/* Half a reply that nobody asked for may become a refusal: nothing is begun and no content is ended
 * before it is whole. */
static gboolean
is_half_said (const SmtpClient *client)
{
  return (client->state == SMTP_STATE_READY || client->state == SMTP_STATE_CONTENT) &&
         !smtp_parser_is_empty (client->parser);
}

SmtpWant
smtp_client_get_want (const SmtpClient *client)
{
  SmtpWant want = SMTP_WANT_READ;

  g_return_val_if_fail (client != NULL, SMTP_WANT_CLOSE);

  if (smtp_output_get_length (&client->output) > 0)
    want |= SMTP_WANT_WRITE;
  switch (client->state)
    {
    case SMTP_STATE_TLS:
      return SMTP_WANT_TLS;
    case SMTP_STATE_CLOSED:
      return SMTP_WANT_CLOSE;
    case SMTP_STATE_LOGIN:
      return client->quitting ? want : want | SMTP_WANT_LOGIN;
    case SMTP_STATE_CHALLENGED:
      return want | SMTP_WANT_RESPONSE;
    case SMTP_STATE_CONTENT:
      return is_half_said (client) ? want : want | SMTP_WANT_CONTENT;
    case SMTP_STATE_READY:
      return smtp_client_is_idle (client) && !is_half_said (client) ? want | SMTP_WANT_IDLE : want;
    case SMTP_STATE_TALK:
      return want;
    }
  g_return_val_if_reached (SMTP_WANT_CLOSE);
}

MailStage
smtp_client_get_stage (const SmtpClient *client)
{
  g_return_val_if_fail (client != NULL, MAIL_STAGE_CONNECT);
  return client->stage;
}

guint
smtp_client_get_timeout (const SmtpClient *client)
{
  const SmtpCommand *head;
  gboolean writing;

  g_return_val_if_fail (client != NULL, 0);

  head = g_queue_peek_head ((GQueue *) &client->in_flight);
  writing = smtp_output_get_length (&client->output) > 0;
  if (client->state == SMTP_STATE_TLS)
    return TLS_SECONDS;
  if (head == NULL)
    return writing || is_half_said (client) ? BLOCK_SECONDS : 0;
  if ((head->verb == SMTP_VERB_END || head->verb == SMTP_VERB_BDAT) && writing)
    return BLOCK_SECONDS;
  return smtp_verb_get_row (head->verb)->seconds;
}

guint
smtp_client_get_phase (const SmtpClient *client)
{
  g_return_val_if_fail (client != NULL, 0);
  return client->phase;
}

const SmtpCapabilities *
smtp_client_get_capabilities (const SmtpClient *client)
{
  g_return_val_if_fail (client != NULL, NULL);
  return client->capabilities;
}

void
smtp_client_hide (SmtpClient *client, const char *secret)
{
  char *encoded = NULL;

  g_return_if_fail (client != NULL && secret != NULL);
  encoded = g_base64_encode ((const guchar *) secret, strlen (secret));
  smtp_parser_hide (client->parser, secret);
  smtp_parser_hide (client->parser, encoded);
  smtp_secret_free (encoded);
}

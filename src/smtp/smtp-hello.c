/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From the greeting to the point where a login or a letter can follow, and the goodbye. What is
 * owed is owed: no reply makes the client go on without TLS or without a login that it was told
 * to have. */

#include "smtp-client-private.h"

static void
queue_simple (SmtpClient *client, SmtpVerb verb)
{
  smtp_client_queue (client, smtp_command_new (verb, g_strdup (smtp_verb_get_row (verb)->name)));
}

static void
queue_hello (SmtpClient *client, SmtpVerb verb)
{
  const char *name = smtp_verb_get_row (verb)->name;

  smtp_client_set_state (client, SMTP_STATE_TALK);
  smtp_client_queue (client,
                     smtp_command_new (verb, g_strdup_printf ("%s %s", name, client->ehlo_name)));
}

/* The greeting is a reply to nothing that was said. */
static void
await_greeting (SmtpClient *client)
{
  SmtpCommand *greeting = g_new0 (SmtpCommand, 1);

  smtp_client_set_state (client, SMTP_STATE_TALK);
  greeting->verb = SMTP_VERB_GREETING;
  client->stage = MAIL_STAGE_GREETING;
  g_queue_push_tail (&client->in_flight, greeting);
}

void
smtp_hello_begin (SmtpClient *client)
{
  if (client->security == MAIL_SECURITY_TLS && !client->encrypted)
    smtp_client_set_state (client, SMTP_STATE_TLS);
  else
    await_greeting (client);
}

void
smtp_client_tls_started (SmtpClient *client)
{
  g_return_if_fail (client != NULL);

  if (client->state != SMTP_STATE_TLS)
    return;
  client->encrypted = TRUE;
  /* RFC 3207 section 4.2: nothing learnt before counts */
  smtp_capabilities_free (client->capabilities);
  client->capabilities = smtp_capabilities_new ();
  if (client->security == MAIL_SECURITY_TLS)
    await_greeting (client);
  else
    queue_hello (client, SMTP_VERB_EHLO);
  smtp_client_flush (client);
}

void
smtp_hello_on_greeting (SmtpClient *client, guint index, MailReply *reply)
{
  if (mail_reply_get_code (reply) == 220)
    queue_hello (client, SMTP_VERB_EHLO);
  else if (smtp_reply_is_negative (reply))
    smtp_client_end (client, MAIL_FAILURE_REPLY, reply, NULL);
  else
    smtp_client_violate (client, reply, "not a greeting");
}

static gboolean
owes_tls (const SmtpClient *client)
{
  return client->security != MAIL_SECURITY_NONE && !client->encrypted;
}

static void
follow_ehlo (SmtpClient *client)
{
  if (!owes_tls (client))
    smtp_client_set_state (client, client->login ? SMTP_STATE_LOGIN : SMTP_STATE_READY);
  else if (client->capabilities->extensions & SMTP_EXTENSION_STARTTLS)
    queue_simple (client, SMTP_VERB_STARTTLS);
  else
    smtp_client_end (client, MAIL_FAILURE_NO_TLS, NULL, "STARTTLS is not offered");
}

/* RFC 5321 section 4.1.1.1: a server without extensions. HELO offers neither TLS nor AUTH. */
static void
fall_back (SmtpClient *client, MailReply *reply)
{
  if (owes_tls (client))
    smtp_client_end (client, MAIL_FAILURE_NO_TLS, reply, "no EHLO, hence no STARTTLS");
  else if (client->login)
    smtp_client_end (client, MAIL_FAILURE_NO_MECHANISM, reply, "no EHLO, hence no AUTH");
  else
    queue_hello (client, SMTP_VERB_HELO);
}

void
smtp_hello_on_ehlo (SmtpClient *client, guint index, MailReply *reply)
{
  guint code = mail_reply_get_code (reply);

  if (code == 250)
    {
      smtp_capabilities_free (client->capabilities);
      client->capabilities = smtp_capabilities_parse (mail_reply_get_text (reply));
      follow_ehlo (client);
    }
  else if (code == 500 || code == 502 || code == 504)
    fall_back (client, reply);
  else if (smtp_reply_is_negative (reply))
    smtp_client_end (client, MAIL_FAILURE_REPLY, reply, NULL);
  else
    smtp_client_violate (client, reply, "not a reply to EHLO");
}

void
smtp_hello_on_helo (SmtpClient *client, guint index, MailReply *reply)
{
  if (mail_reply_get_code (reply) == 250)
    smtp_client_set_state (client, SMTP_STATE_READY);
  else if (smtp_reply_is_negative (reply))
    smtp_client_end (client, MAIL_FAILURE_REPLY, reply, NULL);
  else
    smtp_client_violate (client, reply, "not a reply to HELO");
}

/* Octets behind the 220 are found where they are fed: no state but this one refuses them all. */
void
smtp_hello_on_starttls (SmtpClient *client, guint index, MailReply *reply)
{
  if (mail_reply_get_code (reply) == 220)
    smtp_client_set_state (client, SMTP_STATE_TLS);
  else if (mail_reply_get_class (reply) == MAIL_REPLY_TRANSIENT)
    smtp_client_end (client, MAIL_FAILURE_REPLY, reply, NULL);
  else if (mail_reply_get_class (reply) == MAIL_REPLY_PERMANENT)
    smtp_client_end (client, MAIL_FAILURE_NO_TLS, reply, "STARTTLS was refused");
  else
    smtp_client_violate (client, reply, "not a reply to STARTTLS");
}

void
smtp_client_quit (SmtpClient *client)
{
  g_return_if_fail (client != NULL);

  if (client->state == SMTP_STATE_CLOSED || client->quitting)
    return;
  g_return_if_fail (client->transaction == NULL);

  client->quitting = TRUE;
  /* there is no QUIT inside a handshake or a SASL exchange */
  if (client->state == SMTP_STATE_TLS || client->state == SMTP_STATE_CHALLENGED)
    smtp_client_set_state (client, SMTP_STATE_CLOSED);
  else
    queue_simple (client, SMTP_VERB_QUIT);
  smtp_client_flush (client);
}

void
smtp_hello_on_quit (SmtpClient *client, guint index, MailReply *reply)
{
  smtp_client_set_state (client, SMTP_STATE_CLOSED);
}

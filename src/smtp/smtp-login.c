/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The SASL profile of RFC 4954: octets out and in, base64 on the way. What they mean is the
 * driver's business; that they are hidden is decided here, where the line is made. */

#include "smtp-client-private.h"

#include <string.h>

#include "smtp-secret-private.h"

/* a command line with its CRLF, RFC 5321 section 4.5.3.1.4 */
#define MAX_COMMAND 512
/* SCRAM takes two; a server that asks on and on is not a server */
#define MAX_CHALLENGES 8

static void
forget (SmtpClient *client)
{
  g_clear_pointer (&client->initial_response, g_bytes_unref);
  g_clear_pointer (&client->mechanism, g_free);
}

static void
queue_auth (SmtpClient *client, const char *encoded)
{
  g_autofree char *shown = NULL;
  char *text;

  if (encoded == NULL)
    {
      text = g_strdup_printf ("AUTH %s", client->mechanism);
      smtp_client_queue (client, smtp_command_new (SMTP_VERB_AUTH, text));
      return;
    }
  shown = g_strdup_printf ("AUTH %s %s", client->mechanism, SMTP_HIDDEN);
  /* "=" is an initial response without octets (RFC 4954 section 4). No printf: it would leave
   * copies behind as its buffer grows. */
  text = g_strconcat ("AUTH ", client->mechanism, " ", *encoded != '\0' ? encoded : "=", NULL);
  smtp_client_queue (client, smtp_command_new_secret (SMTP_VERB_AUTH, text, shown));
}

void
smtp_client_login (SmtpClient *client, const char *mechanism, GBytes *initial_response)
{
  char *encoded = NULL;

  g_return_if_fail (client != NULL && mechanism != NULL &&
                    smtp_capabilities_is_mechanism (mechanism));

  if (client->state != SMTP_STATE_LOGIN)
    return;
  if (client->security != MAIL_SECURITY_NONE && !client->encrypted)
    {
      smtp_client_end (client, MAIL_FAILURE_NO_TLS, NULL, "a login over a clear line");
      return;
    }
  smtp_client_set_state (client, SMTP_STATE_TALK);
  forget (client);
  client->mechanism = g_strdup (mechanism);
  client->n_challenges = 0;
  if (initial_response != NULL)
    {
      encoded = smtp_secret_encode (initial_response);
      smtp_parser_hide (client->parser, encoded);
    }
  if (encoded != NULL &&
      strlen ("AUTH ") + strlen (mechanism) + 1 + strlen (encoded) + 2 > MAX_COMMAND)
    {
      client->initial_response = g_bytes_ref (initial_response);
      queue_auth (client, NULL);
    }
  else
    queue_auth (client, encoded);
  smtp_secret_free (encoded);
  smtp_client_flush (client);
}

static void
queue_response (SmtpClient *client, GBytes *response)
{
  char *encoded = smtp_secret_encode (response);

  smtp_parser_hide (client->parser, encoded);
  smtp_client_set_state (client, SMTP_STATE_TALK);
  smtp_client_queue (client, smtp_command_new_secret (SMTP_VERB_RESPONSE, encoded, SMTP_HIDDEN));
}

static void
give_up (SmtpClient *client, const char *violation)
{
  client->login_given_up = TRUE;
  client->login_violation = violation;
  smtp_client_set_state (client, SMTP_STATE_TALK);
  smtp_client_queue (client, smtp_command_new (SMTP_VERB_RESPONSE, g_strdup ("*")));
}

void
smtp_client_respond (SmtpClient *client, GBytes *response)
{
  g_return_if_fail (client != NULL);

  if (client->state != SMTP_STATE_CHALLENGED)
    return;
  if (response != NULL)
    queue_response (client, response);
  else
    give_up (client, NULL);
  smtp_client_flush (client);
}

static gboolean
is_base64 (const char *text)
{
  gsize length = strlen (text);
  gsize n = strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");

  return length % 4 == 0 && length - n <= 2 && strspn (text + n, "=") == length - n;
}

/* NULL when it is not base64. LOGIN's prompts mean nothing, so any text will do there. */
static GBytes *
decode_challenge (const SmtpClient *client, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  gsize length;
  guchar *octets;

  if (is_base64 (stripped))
    {
      octets = g_base64_decode (stripped, &length);
      return g_bytes_new_take (octets, length);
    }
  if (g_strcmp0 (client->mechanism, "LOGIN") == 0)
    return g_bytes_new (stripped, strlen (stripped));
  return NULL;
}

static void
on_challenge (SmtpClient *client, MailReply *reply)
{
  g_autoptr (GBytes) held = g_steal_pointer (&client->initial_response);
  g_autoptr (GBytes) challenge = decode_challenge (client, mail_reply_get_text (reply));

  if (client->login_given_up)
    smtp_client_violate (client, NULL, "a challenge after the login was given up");
  else if (++client->n_challenges > MAX_CHALLENGES)
    give_up (client, "challenges without end");
  else if (challenge == NULL)
    give_up (client, "a challenge that is not base64");
  else if (held != NULL)
    queue_response (client, held);
  else
    {
      smtp_client_set_state (client, SMTP_STATE_CHALLENGED);
      smtp_event_add (client, SMTP_EVENT_CHALLENGE)->octets = g_steal_pointer (&challenge);
    }
}

static void
on_refusal (SmtpClient *client, MailReply *reply)
{
  guint code = mail_reply_get_code (reply);

  if (client->login_violation != NULL)
    {
      smtp_client_violate (client, reply, client->login_violation);
      return;
    }
  forget (client);
  smtp_event_add (client, SMTP_EVENT_LOGIN_REFUSED)->reply = mail_reply_ref (reply);
  if ((code == 504 || code == 534) && !client->login_given_up)
    smtp_client_set_state (client, SMTP_STATE_LOGIN);
  else
    smtp_client_end (client, MAIL_FAILURE_LOGIN, reply, NULL);
}

void
smtp_login_on_reply (SmtpClient *client, guint index, MailReply *reply)
{
  guint code = mail_reply_get_code (reply);

  if (code == 334)
    on_challenge (client, reply);
  else if (smtp_reply_is_negative (reply))
    on_refusal (client, reply);
  else if (code == 235 && !client->login_given_up)
    {
      forget (client);
      smtp_event_add (client, SMTP_EVENT_LOGGED_IN);
      smtp_client_set_state (client, SMTP_STATE_READY);
    }
  else
    smtp_client_violate (client, reply, "not a reply to AUTH");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-client-private.h"

#include <string.h>

#include "smtp-secret-private.h"

void
smtp_event_free (SmtpEvent *event)
{
  if (event == NULL)
    return;
  g_free (event->text);
  g_clear_pointer (&event->octets, g_bytes_unref);
  g_clear_pointer (&event->reply, mail_reply_unref);
  g_clear_pointer (&event->outcome, mail_outcome_free);
  g_clear_pointer (&event->failure, mail_failure_free);
  g_free (event);
}

SmtpEvent *
smtp_event_add (SmtpClient *client, SmtpEventKind kind)
{
  SmtpEvent *event = g_new0 (SmtpEvent, 1);

  event->kind = kind;
  event->stage = client->stage;
  g_queue_push_tail (&client->events, event);
  return event;
}

void
smtp_event_add_line (SmtpClient *client, MailWho who, MailStage stage, MailLineFlags flags,
                     const char *text)
{
  SmtpEvent *event = smtp_event_add (client, SMTP_EVENT_LINE);

  event->who = who;
  event->stage = stage;
  event->flags = client->encrypted ? flags | MAIL_LINE_ENCRYPTED : flags;
  event->text = g_strdup (text);
}

/* A challenge may hold what was derived from the secret. LOGIN's are two fixed words. */
static gboolean
is_secret_challenge (const SmtpClient *client, const char *text)
{
  return client->mechanism != NULL && g_strcmp0 (client->mechanism, "LOGIN") != 0 &&
         g_str_has_prefix (text, "334") && text[3] != '\0' && text[4] != '\0';
}

void
smtp_event_add_server_line (SmtpClient *client, const char *text)
{
  if (is_secret_challenge (client, text))
    text = "334 " SMTP_HIDDEN;
  smtp_event_add_line (client, MAIL_WHO_SERVER, client->stage,
                       strstr (text, SMTP_HIDDEN) != NULL ? MAIL_LINE_HIDDEN : 0, text);
}

SmtpEvent *
smtp_client_pop_event (SmtpClient *client)
{
  g_return_val_if_fail (client != NULL, NULL);
  return g_queue_pop_head (&client->events);
}

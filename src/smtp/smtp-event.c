/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-client.h"

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

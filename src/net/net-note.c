/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The conversation: what the machine said crossed the wire, and notes on what has no line. Notes
 * are English and for the curious; what a person must know is explained from a MailFailure. */

#include "net-session-private.h"

static void
append (NetSession *self, MailWho who, MailStage stage, MailLineFlags flags, const char *text)
{
  gint64 at_us = g_get_monotonic_time () - self->start_us;
  guint before = mail_conversation_get_n_lines (self->conversation);

  mail_conversation_append (self->conversation, at_us, who, stage, flags, text);
  /* a conversation that is full takes nothing more */
  if (mail_conversation_get_n_lines (self->conversation) > before)
    net_session_emit_line (self, before);
}

void
net_note_line (NetSession *self, const SmtpEvent *event)
{
  MailLineFlags flags = event->flags | (self->encrypted ? MAIL_LINE_ENCRYPTED : 0);

  append (self, event->who, event->stage, flags, event->text);
}

void
net_note (NetSession *self, MailStage stage, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_autofree char *text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  append (self, MAIL_WHO_NOTE, stage, 0, text);
}

void
net_note_begin (NetSession *self)
{
  g_clear_pointer (&self->conversation, mail_conversation_unref);
  self->conversation = mail_conversation_new ();
  self->start_us = g_get_monotonic_time ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One command on its way: what goes over the wire, what may be shown of it, and where in the
 * output it stands. */

#pragma once

#include "smtp-verb-private.h"

G_BEGIN_DECLS

/**
 * SmtpCommand:
 * @line: with its CRLF; empty for the greeting, which answers nothing
 * @shown: what the conversation shows
 * @secret: @line is wiped and @shown holds nothing of it
 * @index: the forward-path, for RCPT
 * @stop: the place behind its last octet, counted from the first one the client wrote
 */
typedef struct
{
  SmtpVerb verb;
  char *line;
  char *shown;
  gboolean secret;
  guint index;
  guint64 stop;
} SmtpCommand;

/**
 * smtp_command_new:
 * @text: (transfer full): without CRLF
 */
SmtpCommand *smtp_command_new (SmtpVerb verb, char *text);

/**
 * smtp_command_new_secret:
 * @text: (transfer full): without CRLF; wiped when it is not needed any more
 * @shown: stands for it
 */
SmtpCommand *smtp_command_new_secret (SmtpVerb verb, char *text, const char *shown);
void smtp_command_free (SmtpCommand *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpCommand, smtp_command_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-command-private.h"

#include <string.h>

#include "smtp-secret-private.h"

SmtpCommand *
smtp_command_new (SmtpVerb verb, char *text)
{
  SmtpCommand *command = g_new0 (SmtpCommand, 1);

  command->verb = verb;
  command->line = g_strconcat (text, "\r\n", NULL);
  command->shown = text;
  return command;
}

SmtpCommand *
smtp_command_new_secret (SmtpVerb verb, char *text, const char *shown)
{
  SmtpCommand *command = smtp_command_new (verb, text);

  smtp_secret_free (text);
  command->shown = g_strdup (shown);
  command->secret = TRUE;
  return command;
}

void
smtp_command_free (SmtpCommand *command)
{
  if (command == NULL)
    return;
  if (command->secret)
    smtp_secret_free (command->line);
  else
    g_free (command->line);
  g_free (command->shown);
  g_free (command);
}

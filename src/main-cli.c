/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The terminal front: a table of commands. */

#include <glib/gi18n.h>
#include <sysexits.h>

#include "cli-command.h"
#include "program.h"

static const CliCommand commands[] = {
  { "account", N_ ("add, list, remove or test accounts"), cli_account_run },
  { "send", N_ ("send a letter"), cli_send_run },
  { "outbox", N_ ("letters on their way, and what to do with them"), cli_outbox_run },
  { "explain", N_ ("what a reply of a server means"), cli_explain_run },
  { "practice", N_ ("run the practice server"), cli_practice_run },
  { "sendmail", N_ ("take a message as sendmail does"), cli_sendmail_run },
};

int
main (int argc, char **argv)
{
  program_begin ();
  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("envoi-cli %s\n", CLI_VERSION);
      return EX_OK;
    }
  return cli_command_run (commands, G_N_ELEMENTS (commands), "envoi-cli", argc, argv);
}

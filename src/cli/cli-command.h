/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Commands and their options. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CliCommand:
 * @summary: one line, marked for translation
 * @run: @argv begins with the command's own name; returns an exit status
 */
typedef struct
{
  const char *name;
  const char *summary;
  int (*run) (int argc, char **argv);
} CliCommand;

/**
 * cli_command_run: runs the command that @argv[1] names, or tells what there is
 * @words: what was typed before, "envoi-cli account"
 */
int cli_command_run (const CliCommand *commands, gsize n_commands, const char *words, int argc,
                     char **argv);

/**
 * cli_command_parse:
 * @words: "envoi-cli send"
 * @parameters: (nullable): what follows the options in the usage line
 * @entries: texts are taken as G_OPTION_ARG_FILENAME, so that UTF-8 works in every locale
 * @status: (out): the exit status, when FALSE is returned
 *
 * What is not an option stays in G_OPTION_REMAINING, if @entries has it, else it is an error.
 */
gboolean cli_command_parse (const char *words, const char *parameters, const GOptionEntry *entries,
                            int argc, char **argv, int *status);

/**
 * cli_command_check_texts:
 * @texts: (nullable) (array zero-terminated=1):
 *
 * Returns: whether all are UTF-8; says so if not
 */
gboolean cli_command_check_text (const char *text);
gboolean cli_command_check_texts (char **texts);

/**
 * cli_command_check_address:
 * @rest: (nullable): what followed the options
 *
 * Returns: EX_OK if that is the address of one account, which may be a name such as "practice";
 *   else an exit status, after saying so
 */
int cli_command_check_address (char **rest);

int cli_account_run (int argc, char **argv);
int cli_account_add_run (int argc, char **argv);
int cli_account_discover_run (int argc, char **argv);
int cli_account_test_run (int argc, char **argv);
int cli_send_run (int argc, char **argv);
int cli_sendmail_run (int argc, char **argv);
int cli_outbox_run (int argc, char **argv);
int cli_explain_run (int argc, char **argv);
int cli_practice_run (int argc, char **argv);

G_END_DECLS

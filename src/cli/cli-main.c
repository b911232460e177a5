/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The terminal front: a table of commands. Authorization codes pass through this process, so it
 * leaves no core file; a limit of 1 also keeps off a handler that cores are piped into (core(5)).
 */

#include <glib/gi18n.h>
#include <locale.h>
#include <sys/resource.h>
#include <sysexits.h>

#include "cli-command.h"

static const CliCommand commands[] = {
  { "account", N_ ("add, list, remove or test accounts"), cli_account_run },
  { "send", N_ ("send a letter"), cli_send_run },
  { "outbox", N_ ("letters on their way, and what to do with them"), cli_outbox_run },
  { "explain", N_ ("what a reply of a server means"), cli_explain_run },
  { "practice", N_ ("run the practice server"), cli_practice_run },
  { "sendmail", N_ ("take a message as sendmail does"), cli_sendmail_run },
};

static void
forbid_core_files (void)
{
  const struct rlimit none = { 1, 1 };

  setrlimit (RLIMIT_CORE, &none);
}

/* Run from its build tree, <build>/src/envoi-cli, the program speaks from <build>/po. */
static char *
dup_locale_directory (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *directory = g_path_get_dirname (program != NULL ? program : "");
  g_autofree char *name = g_path_get_basename (directory);
  g_autofree char *beside = g_build_filename (directory, "..", "po", NULL);

  if (g_str_equal (name, "src") && g_file_test (beside, G_FILE_TEST_IS_DIR))
    return g_canonicalize_filename (beside, NULL);
  return g_strdup (CLI_LOCALE_DIR);
}

static void
begin_to_speak (void)
{
  g_autofree char *directory = dup_locale_directory ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, directory);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  forbid_core_files ();
  begin_to_speak ();
  if (argc == 2 && g_str_equal (argv[1], "--version"))
    {
      g_print ("envoi-cli %s\n", CLI_VERSION);
      return EX_OK;
    }
  return cli_command_run (commands, G_N_ELEMENTS (commands), "envoi-cli", argc, argv);
}

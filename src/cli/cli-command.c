/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli-command.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli-status.h"

static void
print_commands (const CliCommand *commands, gsize n_commands, const char *words, FILE *file)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Usage: %s COMMAND …\n\n"), words);
  for (gsize i = 0; i < n_commands; i++)
    g_string_append_printf (text, "  %-10s %s\n", commands[i].name,
                            g_dgettext (GETTEXT_PACKAGE, commands[i].summary));
  g_string_append_printf (text, _ ("\n“%s COMMAND --help” tells about one of them.\n"), words);
  if (file == stdout)
    g_print ("%s", text->str);
  else
    g_printerr ("%s", text->str);
}

int
cli_command_run (const CliCommand *commands, gsize n_commands, const char *words, int argc,
                 char **argv)
{
  if (argc < 2)
    {
      print_commands (commands, n_commands, words, stderr);
      return EX_USAGE;
    }
  for (gsize i = 0; i < n_commands; i++)
    if (g_str_equal (argv[1], commands[i].name))
      return commands[i].run (argc - 1, argv + 1);
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    {
      print_commands (commands, n_commands, words, stdout);
      return EX_OK;
    }
  return cli_fail (EX_USAGE, _ ("There is no command “%s”; “%s --help” names them."), argv[1],
                   words);
}

gboolean
cli_command_parse (const char *words, const char *parameters, const GOptionEntry *entries, int argc,
                   char **argv, int *status)
{
  g_autoptr (GOptionContext) context = g_option_context_new (parameters);
  g_autoptr (GError) error = NULL;

  g_set_prgname (words);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      *status = cli_fail (EX_USAGE, _ ("%s; see “%s --help”."), error->message, words);
      return FALSE;
    }
  if (argc > 1)
    {
      *status = cli_fail (EX_USAGE, _ ("“%s” is too much; see “%s --help”."), argv[1], words);
      return FALSE;
    }
  return TRUE;
}

gboolean
cli_command_check_text (const char *text)
{
  if (text == NULL || g_utf8_validate (text, -1, NULL))
    return TRUE;
  cli_fail (EX_USAGE, _ ("An argument is not UTF-8 text."));
  return FALSE;
}

gboolean
cli_command_check_texts (char **texts)
{
  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!cli_command_check_text (texts[i]))
      return FALSE;
  return TRUE;
}

int
cli_command_check_address (char **rest)
{
  if (rest == NULL || g_strv_length (rest) != 1)
    return cli_fail (EX_USAGE, _ ("Give the address of one account."));
  return cli_command_check_texts (rest) ? EX_OK : EX_USAGE;
}

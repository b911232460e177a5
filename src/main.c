/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop program. */

#include <glib/gi18n.h>
#include <unistd.h>

#include "app-application.h"
#include "app-paths.h"
#include "program.h"

int
main (int argc, char **argv)
{
  g_autofree char *beside = NULL;
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (AppApplication) application = NULL;
  int status;

  program_begin ();
  beside = program_dup_beside ("data");
  settings = app_paths_dup_settings (beside);
  if (settings == NULL)
    {
      g_printerr ("%s\n", _ ("Envoi is not installed completely: the description of its settings "
                             "is missing. From its source, start it with ./dev run."));
      return 1;
    }
  application = app_application_new (settings);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  if (app_application_is_to_start_again (application))
    {
      char *arguments[] = { argv[0], NULL };

      execv ("/proc/self/exe", arguments);
    }
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The desktop program. Authorization codes pass through this process, so a crash may leave no core
 * file behind. A limit of 1, not 0: a handler that the kernel pipes cores into is started in spite
 * of 0, but not of 1 (core(5)). PR_SET_DUMPABLE would do as well, but it takes /proc/PID/root away
 * from the desktop portals, and with it the dark style, links and file choosers. */

#include <glib/gi18n.h>
#include <locale.h>
#include <sys/resource.h>

#include "app-application.h"
#include "app-paths.h"

static void
forbid_core_files (void)
{
  const struct rlimit none = { 1, 1 };

  setrlimit (RLIMIT_CORE, &none);
}

static void
begin_to_speak (void)
{
  g_autofree char *directory = app_paths_dup_locale_dir ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, directory);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

int
main (int argc, char **argv)
{
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (AppApplication) application = NULL;

  forbid_core_files ();
  begin_to_speak ();
  settings = app_paths_dup_settings ();
  if (settings == NULL)
    {
      g_printerr ("%s\n", _ ("Envoi is not installed completely: the description of its settings "
                             "is missing. From its source, start it with ./dev run."));
      return 1;
    }
  application = app_application_new (settings);
  return g_application_run (G_APPLICATION (application), argc, argv);
}

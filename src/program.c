/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Authorization codes pass through both programs, so a crash may leave no core file behind. A
 * limit of 1, not 0: a handler that the kernel pipes cores into is started in spite of 0, but not
 * of 1 (core(5)). PR_SET_DUMPABLE would do as well, but it takes /proc/PID/root away from the
 * desktop portals, and with it the dark style, links and file choosers.
 *
 * An uninstalled program is known by the directory it lies in: meson builds it as
 * <build>/src/envoi, with <build>/po and <build>/data beside it. Nothing is installed into a
 * directory called src. */

#include "program.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <sys/resource.h>

char *
program_dup_beside (const char *name)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (program == NULL)
    return NULL;
  g_autofree char *directory = g_path_get_dirname (program);
  g_autofree char *base = g_path_get_basename (directory);
  g_autofree char *above = g_path_get_dirname (directory);
  g_autofree char *beside = g_build_filename (above, name, NULL);

  if (!g_str_equal (base, "src") || !g_file_test (beside, G_FILE_TEST_IS_DIR))
    return NULL;
  return g_steal_pointer (&beside);
}

static void
forbid_core_files (void)
{
  const struct rlimit none = { 1, 1 };

  setrlimit (RLIMIT_CORE, &none);
}

static void
begin_to_speak (void)
{
  g_autofree char *beside = program_dup_beside ("po");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, beside != NULL ? beside : PROGRAM_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

void
program_begin (void)
{
  forbid_core_files ();
  begin_to_speak ();
}

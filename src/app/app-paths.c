/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An uninstalled program is known by the directory it lies in: meson builds it as
 * <build>/src/envoi, with <build>/po and <build>/data beside it. Nothing is installed into a
 * directory called src. */

#include "app-paths.h"

/* Returns: (nullable): <build>/@name, when the program runs from there */
static char *
dup_beside (const char *name)
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

char *
app_paths_dup_locale_dir (void)
{
  char *beside = dup_beside ("po");

  return beside != NULL ? beside : g_strdup (APP_LOCALE_DIR);
}

GSettings *
app_paths_dup_settings (void)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
  g_autofree char *beside = dup_beside ("data");
  g_autoptr (GSettingsSchemaSource) source = NULL;
  g_autoptr (GSettingsSchema) schema = NULL;

  if (beside != NULL)
    source = g_settings_schema_source_new_from_directory (beside, installed, FALSE, NULL);
  else if (installed != NULL)
    source = g_settings_schema_source_ref (installed);
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

GFile *
app_paths_get_accounts (void)
{
  return g_file_new_build_filename (g_get_user_config_dir (), "envoi", "accounts.ini", NULL);
}

GFile *
app_paths_get_data (void)
{
  return g_file_new_build_filename (g_get_user_data_dir (), "envoi", NULL);
}

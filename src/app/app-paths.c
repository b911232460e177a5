/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-paths.h"

GSettings *
app_paths_dup_settings (const char *beside)
{
  GSettingsSchemaSource *installed = g_settings_schema_source_get_default ();
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

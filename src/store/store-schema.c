/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbered migrations. PRAGMA user_version says how many a database has seen; all that are missing
 * run in one transaction, and the number changes in it too. Whoever is ended in the midst of them
 * leaves the database as it was, so no copy is made first: it would hold what the database still
 * holds, and take as much room again. A migration that was released is never edited. */

#include "store-schema-private.h"

#include "store-error-private.h"
#include "store-resources.h"

#define APPLICATION_ID 0x456e766f

static const char *const migrations[] = {
  "001-letters.sql", "002-windows.sql",  "003-drafts.sql", "004-later.sql", "005-sent.sql",
  "006-upkeep.sql",  "007-patience.sql", "008-seals.sql",  "009-tests.sql", "010-corrections.sql",
};

gboolean
store_schema_check (StoreConnection *connection, GError **error)
{
  gint64 version = 0;
  gint64 application = 0;

  if (!store_read_number (connection, &version, error, "PRAGMA user_version", "") ||
      !store_read_number (connection, &application, error, "PRAGMA application_id", ""))
    return FALSE;

  if (application != APPLICATION_ID && (application != 0 || version != 0))
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_DAMAGED,
                           "The database belongs to another program");
      return FALSE;
    }

  if (version > (int) G_N_ELEMENTS (migrations))
    {
      g_set_error (error, STORE_ERROR, STORE_ERROR_NEWER,
                   "The database has version %d, this program knows %d", (int) version,
                   (int) G_N_ELEMENTS (migrations));
      return FALSE;
    }

  return TRUE;
}

gboolean
store_schema_is_current (StoreConnection *connection)
{
  gint64 version = 0;

  return store_read_number (connection, &version, NULL, "PRAGMA user_version", "") &&
         version == G_N_ELEMENTS (migrations);
}

static GBytes *
lookup_script (const char *name, GError **error)
{
  static gsize registered;
  g_autofree char *path = g_strconcat ("/io/github/envoi_mail/Envoi/store/schema/", name, NULL);

  if (g_once_init_enter (&registered))
    {
      store_register_resource ();
      g_once_init_leave (&registered, 1);
    }

  return g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
}

static gboolean
migrate_one (StoreConnection *connection, const char *name, GError **error)
{
  g_autoptr (GBytes) script = lookup_script (name, error);
  if (script == NULL)
    return FALSE;

  /* a resource's data is followed by a NUL */
  if (sqlite3_exec (connection->sqlite, g_bytes_get_data (script, NULL), NULL, NULL, NULL) ==
      SQLITE_OK)
    return TRUE;

  /* a script that ran elsewhere: the tables are not those of the version the database claims */
  if (sqlite3_errcode (connection->sqlite) == SQLITE_ERROR)
    g_set_error (error, STORE_ERROR, STORE_ERROR_DAMAGED, "SQLite: %s",
                 sqlite3_errmsg (connection->sqlite));
  else
    store_set_sqlite_error (error, connection->sqlite);
  g_prefix_error (error, "%s: ", name);
  return FALSE;
}

gboolean
store_schema_migrate (StoreConnection *connection, gpointer unused, GError **error)
{
  gint64 version = 0;

  /* Looked at again, for another program may have just done it. */
  if (!store_schema_check (connection, error) ||
      !store_read_number (connection, &version, error, "PRAGMA user_version", ""))
    return FALSE;

  if (version == G_N_ELEMENTS (migrations))
    return TRUE;

  for (gsize i = version; i < G_N_ELEMENTS (migrations); i++)
    if (!migrate_one (connection, migrations[i], error))
      return FALSE;

  g_autofree char *sql =
      g_strdup_printf ("PRAGMA user_version = %d", (int) G_N_ELEMENTS (migrations));
  return store_execute (connection, error, sql, "");
}

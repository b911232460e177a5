/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which page each table begins with, and its columns: a few lines in a file of their own. The
 * database says the same in its first pages only, and without them nothing in it can be found. The
 * first page that is made of the lines has bare definitions, without types and checks: what was
 * stored is to be read, not judged. */

#include "store-tables-private.h"

#include <string.h>

#define NAME "envoi.db.tables"

/* A column by name; one that is the rowid is no ordinary column. */
#define COLUMN                                                                                     \
  "'\"' || name || '\"' || iif (type = 'INTEGER' AND pk = 1 AND NOT wr AND NOT EXISTS ("           \
  "SELECT 1 FROM pragma_table_info (list.name) WHERE pk = 2), ' INTEGER PRIMARY KEY', '') || "     \
  "iif (dflt_value IS NULL, '', ' DEFAULT ' || dflt_value)"

#define KEY                                                                                        \
  "iif (wr, ',PRIMARY KEY(' || (SELECT group_concat (name) FROM (SELECT name FROM "                \
  "pragma_table_info (list.name) WHERE pk > 0 ORDER BY pk)) || ')) WITHOUT ROWID', ')')"

/* Those with words in them come first: what does not fit into one page is left out. */
#define TABLES                                                                                     \
  "SELECT schema.rootpage, list.name, 'CREATE TABLE \"' || list.name || '\"(' || "                 \
  "(SELECT group_concat (" COLUMN ") FROM pragma_table_info (list.name)) || " KEY " "              \
  "FROM pragma_table_list AS list JOIN sqlite_schema AS schema ON schema.name = list.name "        \
  "WHERE list.schema = 'main' AND list.type = 'table' AND list.name NOT LIKE 'sqlite\\_%' "        \
  "ESCAPE '\\' ORDER BY list.name != 'letter', list.name != 'letter_content', "                    \
  "list.name != 'recipient', list.name != 'draft', list.name NOT LIKE 'draft%', list.name"

static char *
get_path (const char *directory)
{
  return g_build_filename (directory, NAME, NULL);
}

static char *
dup_version (StoreConnection *connection)
{
  g_autoptr (sqlite3_stmt) row = store_query (connection, NULL, "PRAGMA schema_version", "");

  if (store_step (row, NULL) != STORE_STEP_ROW)
    return NULL;
  return g_strdup_printf ("%d\n", sqlite3_column_int (row, 0));
}

static char *
dup_lines (StoreConnection *connection, const char *version)
{
  g_autoptr (sqlite3_stmt) row = store_query (connection, NULL, TABLES, "");
  g_autoptr (GString) lines = g_string_new (version);
  StoreStep step;

  while ((step = store_step (row, NULL)) == STORE_STEP_ROW)
    g_string_append_printf (lines, "%d\t%s\t%s\n", sqlite3_column_int (row, 0),
                            store_column_text (row, 1), store_column_text (row, 2));
  return step == STORE_STEP_DONE ? g_string_free (g_steal_pointer (&lines), FALSE) : NULL;
}

void
store_tables_keep (StoreConnection *connection)
{
  g_autofree char *path = get_path (connection->directory);
  g_autofree char *version = dup_version (connection);
  g_autofree char *known = NULL;

  g_file_get_contents (path, &known, NULL, NULL);
  if (version == NULL || (known != NULL && g_str_has_prefix (known, version)))
    return;

  g_autofree char *lines = dup_lines (connection, version);
  if (lines != NULL)
    g_file_set_contents_full (
        path, lines, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, NULL);
}

static void
add_table (sqlite3 *sqlite, const char *line)
{
  g_auto (GStrv) fields = g_strsplit (line, "\t", 3);
  sqlite3_stmt *insert = NULL;

  if (g_strv_length (fields) != 3)
    return;
  if (sqlite3_prepare_v2 (sqlite, "INSERT INTO sqlite_schema VALUES ('table', ?2, ?2, ?1, ?3)", -1,
                          &insert, NULL) == SQLITE_OK)
    {
      sqlite3_bind_int64 (insert, 1, g_ascii_strtoll (fields[0], NULL, 10));
      sqlite3_bind_text (insert, 2, fields[1], -1, SQLITE_STATIC);
      sqlite3_bind_text (insert, 3, fields[2], -1, SQLITE_STATIC);
      sqlite3_step (insert);
    }
  sqlite3_finalize (insert);
}

/* Returns: (nullable): NULL when they take more than a page */
static GBytes *
make_page (char **lines, guint n)
{
  sqlite3 *sqlite = NULL;
  sqlite3_int64 size = 0;
  g_autofree char *begin = g_strdup_printf (
      "PRAGMA page_size = %d; PRAGMA writable_schema = ON; BEGIN;", STORE_PAGE_SIZE);

  if (sqlite3_open (":memory:", &sqlite) == SQLITE_OK)
    {
      sqlite3_db_config (sqlite, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
      sqlite3_exec (sqlite, begin, NULL, NULL, NULL);
      for (guint i = 0; i < n; i++)
        add_table (sqlite, lines[i]);
      sqlite3_exec (sqlite, "COMMIT", NULL, NULL, NULL);
    }

  unsigned char *octets = sqlite3_serialize (sqlite, "main", &size, 0);
  GBytes *page =
      octets != NULL && size == STORE_PAGE_SIZE ? g_bytes_new (octets, STORE_PAGE_SIZE) : NULL;
  sqlite3_free (octets);
  sqlite3_close (sqlite);
  return page;
}

GBytes *
store_tables_dup_page (const char *directory)
{
  g_autofree char *path = get_path (directory);
  g_autofree char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return NULL;

  /* the first line is the version, and after the last there is nothing */
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GBytes *page = NULL;
  for (guint n = g_strv_length (lines); n > 2 && page == NULL; n--)
    page = make_page (lines + 1, n - 2);
  return page;
}

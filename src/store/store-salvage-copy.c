/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Row by row out of a damaged database. Tables and columns are matched by their names, so an older
 * database needs no migration first. A table is read from the front until something is wrong, then
 * from the back, then what lies between a row at a time; rows without a rowid that belong to a
 * letter are asked for letter by letter. */

#include <string.h>

#include "store-salvage-private.h"

/* where not even the back can be read: this many rows are asked for one by one */
#define MAX_GUESSES (1 << 16)
/* no row is shorter: more of them than fit into the file means going round in circles */
#define MIN_ROW 8

typedef struct
{
  StoreConnection *source;
  StoreConnection *target;
  const char *name;
  GPtrArray *columns;
  char *list;
  char *key;
  gboolean has_rowid;
  gboolean of_letter;
  sqlite3_stmt *insert;
  gint64 max_rows;
  gboolean whole;
} Table;

/* A row that the new table does not take is missing there. Returns FALSE with @error set when the
 * new database cannot be written. */
static gboolean
insert_row (Table *table, sqlite3_stmt *row, GError **error)
{
  sqlite3_reset (table->insert);
  for (guint i = 0; i < table->columns->len; i++)
    store_salvage_bind (table->insert, (int) i + 1, table->name,
                        g_ptr_array_index (table->columns, i), sqlite3_column_value (row, (int) i));

  if (store_step (table->insert, error) == STORE_STEP_FAILED)
    return FALSE;
  if (sqlite3_changes (table->target->sqlite) == 0)
    table->whole = FALSE;
  return TRUE;
}

/* Many rows */

static sqlite3_stmt *
select_rows (const Table *table, const char *tail)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s, %s FROM \"%s\" %s", table->list,
                                          table->has_rowid ? "rowid" : "0", table->name, tail);

  return store_query (table->source, NULL, sql, "");
}

/* @last: (inout): rowid of the row read last. Rowids must rise, or fall where @falls: a page may be
 * met twice. Ends with *@ended saying whether that was the end of the table. */
static gboolean
copy_in_order (Table *table, sqlite3_stmt *row, gboolean falls, gint64 *last, gboolean *ended,
               GError **error)
{
  StoreStep step;
  gint64 n = 0;

  while ((step = store_step (row, NULL)) == STORE_STEP_ROW && n++ < table->max_rows)
    {
      gint64 rowid = sqlite3_column_int64 (row, (int) table->columns->len);

      if (table->has_rowid && n > 1 && (falls ? rowid >= *last : rowid <= *last))
        break;
      if (!insert_row (table, row, error))
        return FALSE;
      *last = rowid;
    }

  *ended = step == STORE_STEP_DONE;
  return TRUE;
}

static gboolean
copy_tail (Table *table, const char *tail, gboolean falls, gint64 *last, gboolean *ended,
           GError **error)
{
  g_autoptr (sqlite3_stmt) row = select_rows (table, tail);

  *ended = FALSE;
  return row == NULL || copy_in_order (table, row, falls, last, ended, error);
}

static gboolean
copy_between (Table *table, gint64 after, gint64 before, GError **error)
{
  g_autoptr (sqlite3_stmt) row = select_rows (table, "WHERE rowid = ?");

  if (row == NULL)
    return TRUE;
  for (gint64 id = after + 1; id < before && id - after < MAX_GUESSES; id++)
    {
      store_bind (row, "l", id);
      if (store_step (row, NULL) == STORE_STEP_ROW && !insert_row (table, row, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
copy_by_rowid (Table *table, GError **error)
{
  gint64 first = 0;
  gint64 last = G_MAXINT64;
  gboolean ended;

  if (!copy_tail (table, "ORDER BY rowid", FALSE, &first, &ended, error))
    return FALSE;
  if (ended)
    return TRUE;

  table->whole = FALSE;
  return copy_tail (table, "ORDER BY rowid DESC", TRUE, &last, &ended, error) &&
         copy_between (table, first, last, error);
}

static gboolean
copy_of_letters (Table *table, GError **error)
{
  g_autoptr (sqlite3_stmt) letter = store_query (table->target, error, "SELECT id FROM letter", "");
  g_autoptr (sqlite3_stmt) row = select_rows (table, "WHERE letter_id = ?");
  StoreStep step;
  gint64 last;
  gboolean ended;

  if (letter == NULL)
    return FALSE;
  while ((step = store_step (letter, error)) == STORE_STEP_ROW && row != NULL)
    {
      store_bind (row, "l", sqlite3_column_int64 (letter, 0));
      if (!copy_in_order (table, row, FALSE, &last, &ended, error))
        return FALSE;
    }
  return step != STORE_STEP_FAILED;
}

static gboolean
copy_by_key (Table *table, GError **error)
{
  g_autofree char *falling = g_strdup_printf ("ORDER BY %s DESC", table->key);
  gint64 last = 0;
  gboolean ended;

  if (!copy_tail (table, "", FALSE, &last, &ended, error))
    return FALSE;
  if (ended)
    return TRUE;

  table->whole = FALSE;
  return copy_tail (table, falling, TRUE, &last, &ended, error) &&
         (!table->of_letter || copy_of_letters (table, error));
}

/* Tables */

static GPtrArray *
list_columns (StoreConnection *connection, const char *table, const char *condition)
{
  g_autofree char *sql =
      g_strconcat ("SELECT name FROM pragma_table_info (?) WHERE ", condition, NULL);
  g_autoptr (sqlite3_stmt) row = store_query (connection, NULL, sql, "s", table);
  GPtrArray *columns = g_ptr_array_new_with_free_func (g_free);

  while (store_step (row, NULL) == STORE_STEP_ROW)
    g_ptr_array_add (columns, store_column_dup_text (row, 0));
  return columns;
}

static char *
join_quoted (GPtrArray *names)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s\"%s\"", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (names, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
has (GPtrArray *names, const char *name)
{
  return g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);
}

/* What stands for each column's value: nothing (the empty text, zero) for one that must be
 * something and is NULL. A blob is no blob without its octets, and a key no key. */
static char *
join_marks (StoreConnection *target, const char *table, GPtrArray *columns)
{
  g_autoptr (GPtrArray) texts =
      list_columns (target, table, "\"notnull\" AND pk = 0 AND type = 'TEXT'");
  g_autoptr (GPtrArray) numbers =
      list_columns (target, table, "\"notnull\" AND pk = 0 AND type = 'INTEGER'");
  g_autoptr (GString) marks = g_string_new (NULL);

  for (guint i = 0; i < columns->len; i++)
    {
      if (i > 0)
        g_string_append (marks, ", ");
      if (has (texts, columns->pdata[i]))
        g_string_append (marks, "IFNULL (?, '')");
      else if (has (numbers, columns->pdata[i]))
        g_string_append (marks, "IFNULL (?, 0)");
      else
        g_string_append (marks, "?");
    }
  return g_string_free (g_steal_pointer (&marks), FALSE);
}

static void
keep_common (GPtrArray *columns, GPtrArray *others)
{
  for (guint i = columns->len; i > 0; i--)
    if (!has (others, columns->pdata[i - 1]))
      g_ptr_array_remove_index (columns, i - 1);
}

static gint64
count_rows_at_most (StoreConnection *source)
{
  gint64 size = (gint64) G_MAXINT * MIN_ROW;

  store_read_number (source, &size, NULL,
                     "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", "");
  return size / MIN_ROW;
}

static void
table_clear (Table *table)
{
  g_ptr_array_unref (table->columns);
  g_free (table->list);
  g_free (table->key);
  sqlite3_finalize (table->insert);
}

static gboolean
prepare (Table *table, GError **error)
{
  g_autoptr (GPtrArray) known = list_columns (table->source, table->name, "TRUE");
  g_autoptr (GPtrArray) keys = list_columns (table->target, table->name, "pk > 0 ORDER BY pk");

  table->columns = list_columns (table->target, table->name, "TRUE");
  keep_common (table->columns, known);
  table->list = join_quoted (table->columns);
  table->key = join_quoted (keys);
  table->of_letter = keys->len > 0 && strcmp (keys->pdata[0], "letter_id") == 0;
  table->max_rows = count_rows_at_most (table->source);

  g_autofree char *marks = join_marks (table->target, table->name, table->columns);
  g_autofree char *sql = g_strdup_printf ("INSERT OR IGNORE INTO \"%s\" (%s) VALUES (%s)",
                                          table->name, table->list, marks);
  if (table->columns->len == 0)
    return TRUE;
  table->insert = store_query (table->target, error, sql, "");
  return table->insert != NULL;
}

/* Newer tables are no sign of damage where they are missing. */
static gboolean
is_expected (const char *name)
{
  return strcmp (name, "letter") == 0 || strcmp (name, "draft") == 0 ||
         strcmp (name, "letter_content") == 0 || strcmp (name, "recipient") == 0;
}

static gboolean
copy_table (Table *table, GError **error)
{
  if (!prepare (table, error))
    return FALSE;

  if (table->insert == NULL)
    {
      table->whole = !is_expected (table->name);
      return TRUE;
    }
  return table->has_rowid ? copy_by_rowid (table, error) : copy_by_key (table, error);
}

/* "letter" first, since others are asked for by it. Of this database the new one has a row already,
 * or they say what was true of the old file only. */
#define TABLES                                                                                     \
  "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' "               \
  "AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT IN ('upkeep') "                         \
  "ORDER BY name != 'letter', name != 'draft', name"

gboolean
store_salvage_copy (StoreConnection *source, StoreConnection *target, gboolean *whole,
                    GError **error)
{
  g_autoptr (sqlite3_stmt) row = store_query (target, error, TABLES, "");
  gboolean copied = TRUE;
  StoreStep step = STORE_STEP_FAILED;

  *whole = TRUE;
  while (copied && (step = store_step (row, error)) == STORE_STEP_ROW)
    {
      Table table = { .source = source,
                      .target = target,
                      .name = store_column_text (row, 0),
                      .has_rowid = !sqlite3_column_int (row, 1),
                      .whole = TRUE };

      copied = copy_table (&table, error);
      *whole = *whole && table.whole;
      table_clear (&table);
    }

  return copied && step == STORE_STEP_DONE;
}

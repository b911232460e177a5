/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQL in one line each: prepare, bind, step. Values are bound, never written into the text. */

#include "store-connection-private.h"
#include "store-error-private.h"

static void
bind_bytes (sqlite3_stmt *statement, int index, GBytes *bytes)
{
  gsize size = 0;
  const void *data = bytes == NULL ? NULL : g_bytes_get_data (bytes, &size);

  if (bytes == NULL)
    sqlite3_bind_null (statement, index);
  else
    /* no data is a blob of no octets here, not NULL */
    sqlite3_bind_blob64 (statement, index, size == 0 ? "" : data, size, SQLITE_STATIC);
}

static void
bind_all (sqlite3_stmt *statement, const char *types, va_list args)
{
  for (int i = 0; types[i] != '\0'; i++)
    switch (types[i])
      {
      case 'i':
        sqlite3_bind_int (statement, i + 1, va_arg (args, int));
        break;
      case 'l':
        sqlite3_bind_int64 (statement, i + 1, va_arg (args, gint64));
        break;
      case 's':
        sqlite3_bind_text (statement, i + 1, va_arg (args, const char *), -1, SQLITE_STATIC);
        break;
      case 'b':
        bind_bytes (statement, i + 1, va_arg (args, GBytes *));
        break;
      default:
        g_assert_not_reached ();
      }
}

void
store_bind (sqlite3_stmt *statement, const char *types, ...)
{
  va_list args;

  sqlite3_reset (statement);
  va_start (args, types);
  bind_all (statement, types, args);
  va_end (args);
}

static sqlite3_stmt *
query_va (StoreConnection *connection, GError **error, const char *sql, const char *types,
          va_list args)
{
  sqlite3_stmt *statement = NULL;

  if (sqlite3_prepare_v2 (connection->sqlite, sql, -1, &statement, NULL) != SQLITE_OK)
    {
      store_set_sqlite_error (error, connection->sqlite);
      return NULL;
    }

  bind_all (statement, types, args);
  return statement;
}

sqlite3_stmt *
store_query (StoreConnection *connection, GError **error, const char *sql, const char *types, ...)
{
  va_list args;
  va_start (args, types);
  sqlite3_stmt *statement = query_va (connection, error, sql, types, args);
  va_end (args);
  return statement;
}

StoreStep
store_step (sqlite3_stmt *statement, GError **error)
{
  if (statement == NULL)
    return STORE_STEP_FAILED;

  switch (sqlite3_step (statement))
    {
    case SQLITE_ROW:
      return STORE_STEP_ROW;
    case SQLITE_DONE:
      return STORE_STEP_DONE;
    default:
      store_set_sqlite_error (error, sqlite3_db_handle (statement));
      return STORE_STEP_FAILED;
    }
}

gboolean
store_read_number (StoreConnection *connection, gint64 *number, GError **error, const char *sql,
                   const char *types, ...)
{
  va_list args;
  va_start (args, types);
  g_autoptr (sqlite3_stmt) row = query_va (connection, error, sql, types, args);
  va_end (args);

  StoreStep step = store_step (row, error);
  if (step == STORE_STEP_ROW)
    *number = sqlite3_column_int64 (row, 0);
  return step != STORE_STEP_FAILED;
}

GPtrArray *
store_list_rows (sqlite3_stmt *statement, StoreLoad load, GDestroyNotify free_item, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (free_item);
  StoreStep step;

  while ((step = store_step (statement, error)) == STORE_STEP_ROW)
    g_ptr_array_add (list, load (statement));
  return step == STORE_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

GArray *
store_list_numbers (sqlite3_stmt *statement, GError **error)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (gint64));
  StoreStep step;

  while ((step = store_step (statement, error)) == STORE_STEP_ROW)
    {
      gint64 number = sqlite3_column_int64 (statement, 0);

      g_array_append_val (list, number);
    }
  return step == STORE_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

static gboolean
execute_va (StoreConnection *connection, GError **error, const char *sql, const char *types,
            va_list args)
{
  g_autoptr (sqlite3_stmt) statement = query_va (connection, error, sql, types, args);

  return store_step (statement, error) != STORE_STEP_FAILED;
}

gboolean
store_execute (StoreConnection *connection, GError **error, const char *sql, const char *types, ...)
{
  va_list args;
  va_start (args, types);
  gboolean executed = execute_va (connection, error, sql, types, args);
  va_end (args);
  return executed;
}

gboolean
store_execute_one (StoreConnection *connection, GError **error, const char *sql, const char *types,
                   ...)
{
  va_list args;
  va_start (args, types);
  gboolean executed = execute_va (connection, error, sql, types, args);
  va_end (args);

  if (executed && sqlite3_changes (connection->sqlite) != 1)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_STATE, "The letter's state forbids it");
      return FALSE;
    }

  return executed;
}

const char *
store_column_text (sqlite3_stmt *statement, int column)
{
  const char *text = (const char *) sqlite3_column_text (statement, column);

  return text == NULL ? "" : text;
}

char *
store_column_dup_text (sqlite3_stmt *statement, int column)
{
  return g_strdup ((const char *) sqlite3_column_text (statement, column));
}

GBytes *
store_column_dup_bytes (sqlite3_stmt *statement, int column)
{
  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;

  const void *data = sqlite3_column_blob (statement, column);
  return g_bytes_new (data, sqlite3_column_bytes (statement, column));
}

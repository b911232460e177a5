/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sqlite3.h>

#include "store-database.h"
#include "store-guard-private.h"

G_BEGIN_DECLS

/**
 * StoreConnection: one SQLite connection, for one thread at a time
 * @directory: the store's directory
 * @guard: (nullable): what says that the store is open; NULL for other files and where nothing can
 *   be written
 * @read_only: nothing can be written where it lies
 * @writer: from store_connection_open_writer()
 * @shared: other computers may have it open
 * @damaged: something could not be done because the database is not as it was written
 */
typedef struct
{
  sqlite3 *sqlite;
  char *directory;
  StoreGuard *guard;
  gboolean read_only;
  gboolean writer;
  gboolean shared;
  gboolean damaged;
} StoreConnection;

/**
 * StoreRun:
 * @job: what the operation takes and what it found
 *
 * One operation, inside a transaction: its changes are undone when it fails.
 */
typedef gboolean (*StoreRun) (StoreConnection *connection, gpointer job, GError **error);

/**
 * store_connection_make_directories: makes what is missing, and closes it to others
 */
gboolean store_connection_make_directories (const char *directory, GError **error);

/**
 * store_connection_sync: a directory, for the names in it, or a file nobody has open
 */
gboolean store_connection_sync (const char *path, GError **error);

/**
 * store_connection_open_writer: makes the database if it is missing, migrates
 * @guard: kept until it is closed
 */
StoreConnection *
store_connection_open_writer (const char *directory, StoreGuard *guard, GError **error);
StoreConnection *
store_connection_open_reader (const char *directory, StoreGuard *guard, GError **error);

/**
 * store_connection_open_read_only: what lies where nothing can be written
 */
StoreConnection *store_connection_open_read_only (const char *directory, GError **error);

/**
 * store_connection_open_file: a database of another name in @directory, without migrations
 */
StoreConnection *
store_connection_open_file (const char *directory, const char *name, int flags, GError **error);
void store_connection_close (StoreConnection *connection);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreConnection, store_connection_close)

/**
 * store_connection_write: runs @run in a transaction that is durable when this returns TRUE
 * @changed: (out): whether anything was changed
 */
gboolean store_connection_write (StoreConnection *connection, StoreRun run, gpointer job,
                                 gboolean *changed, GError **error);

/**
 * store_connection_read: runs @run over one unchanging state of the database
 * @cancellable: (nullable): ends it early
 */
gboolean store_connection_read (StoreConnection *connection, StoreRun run, gpointer job,
                                GCancellable *cancellable, GError **error);

gboolean store_connection_run (StoreConnection *connection, const char *script, GError **error);

/**
 * store_connection_get_version:
 *
 * Returns: a number that differs once another connection has committed; -1 when it is not known
 */
gint64 store_connection_get_version (StoreConnection *connection);

/* Statements. @types has a letter for each argument that follows: i int, l gint64, s (nullable)
 * text, b (nullable) GBytes. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

sqlite3_stmt *
store_query (StoreConnection *connection, GError **error, const char *sql, const char *types, ...);

/**
 * store_bind: anew, for a statement that runs several times
 */
void store_bind (sqlite3_stmt *statement, const char *types, ...);

typedef enum
{
  STORE_STEP_FAILED = -1,
  STORE_STEP_DONE,
  STORE_STEP_ROW,
} StoreStep;

/**
 * store_step:
 * @statement: (nullable): NULL from store_query(), which has set @error, fails
 */
StoreStep store_step (sqlite3_stmt *statement, GError **error);

/**
 * store_read_number:
 * @number: (inout): the first column of the first row; untouched where there is no row
 */
gboolean store_read_number (StoreConnection *connection, gint64 *number, GError **error,
                            const char *sql, const char *types, ...);

/**
 * StoreLoad:
 *
 * Returns: (transfer full): what a row says
 */
typedef gpointer (*StoreLoad) (sqlite3_stmt *row);

/**
 * store_list_rows:
 * @statement: (nullable): as in store_step()
 *
 * Returns: (transfer full): what each row says, or NULL with @error set
 */
GPtrArray *
store_list_rows (sqlite3_stmt *statement, StoreLoad load, GDestroyNotify free_item, GError **error);

/**
 * store_list_numbers:
 * @statement: (nullable): as in store_step()
 *
 * Returns: (transfer full) (element-type gint64): the first column, or NULL with @error set
 */
GArray *store_list_numbers (sqlite3_stmt *statement, GError **error);

/**
 * store_execute: a statement that gives no rows
 */
gboolean store_execute (StoreConnection *connection, GError **error, const char *sql,
                        const char *types, ...);

/**
 * store_execute_one: as store_execute(), and STORE_ERROR_STATE unless it changed exactly one row
 */
gboolean store_execute_one (StoreConnection *connection, GError **error, const char *sql,
                            const char *types, ...);

/**
 * store_column_text:
 *
 * Returns: (transfer none): text, empty for NULL
 */
const char *store_column_text (sqlite3_stmt *statement, int column);
char *store_column_dup_text (sqlite3_stmt *statement, int column);

/**
 * store_column_dup_bytes:
 *
 * Returns: (transfer full) (nullable): octets
 */
GBytes *store_column_dup_bytes (sqlite3_stmt *statement, int column);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The directory in which everything is kept: envoi.db (SQLite, synchronous=FULL; WAL unless it lies
 * on a network file system), attachments/, locks/, and ballast to be given away on a full disk. One
 * writer thread and one reader thread; nothing here runs SQL on the caller's thread. Window and
 * terminal may have it open at once. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * StoreError:
 * @STORE_ERROR_FULL: no room on the disk, or over quota
 * @STORE_ERROR_READ_ONLY: the directory cannot be written
 * @STORE_ERROR_NO_LOCKS: the directory lies where nothing can be locked; two would write at once
 * @STORE_ERROR_IO: reading or writing failed
 * @STORE_ERROR_CORRUPT: a stored file, or what stands in a row, is not what was written
 * @STORE_ERROR_DAMAGED: the database is not what was written; it is put right when it is opened
 * @STORE_ERROR_NEWER: written by a later version of the program
 * @STORE_ERROR_NOT_FOUND: no such letter, draft or file
 * @STORE_ERROR_STATE: the letter is in no state for this (compare-and-set failed)
 * @STORE_ERROR_NOT_REGULAR: the file to attach is a directory, FIFO, device or socket
 * @STORE_ERROR_UNREADABLE: the file to attach is gone or may not be read
 * @STORE_ERROR_CHANGED: the file to attach changed while it was copied
 */
typedef enum
{
  STORE_ERROR_FULL,
  STORE_ERROR_READ_ONLY,
  STORE_ERROR_NO_LOCKS,
  STORE_ERROR_IO,
  STORE_ERROR_CORRUPT,
  STORE_ERROR_DAMAGED,
  STORE_ERROR_NEWER,
  STORE_ERROR_NOT_FOUND,
  STORE_ERROR_STATE,
  STORE_ERROR_NOT_REGULAR,
  STORE_ERROR_UNREADABLE,
  STORE_ERROR_CHANGED,
} StoreError;

#define STORE_ERROR (store_error_quark ())
GQuark store_error_quark (void);

#define STORE_TYPE_DATABASE (store_database_get_type ())
G_DECLARE_FINAL_TYPE (StoreDatabase, store_database, STORE, DATABASE, GObject)

/**
 * StoreDatabase::changed:
 *
 * Something was committed, by this process or another (noticed within half a second). Emitted in
 * the context the database was opened in, at most once an iteration.
 */

/**
 * StoreDatabase::damaged:
 *
 * The database was found not to be what was written; as much as can be read of it is put right when
 * it is opened anew. Emitted once, as "changed" is.
 */

/**
 * store_database_open_async:
 * @directory: made with mode 0700 if missing; migrations run; unreferenced files older than 36 h
 *   are collected later, off the way
 */
void store_database_open_async (GFile *directory, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
StoreDatabase *store_database_open_finish (GAsyncResult *result, GError **error);

GFile *store_database_get_directory (StoreDatabase *database);

/**
 * store_database_is_read_only:
 *
 * Returns: whether it lies where nothing can be written: all that writes fails with
 *   STORE_ERROR_READ_ONLY, and no letter may be sent
 */
gboolean store_database_is_read_only (StoreDatabase *database);

/**
 * store_database_close_async: waits for everything begun, checkpoints, closes
 */
void store_database_close_async (StoreDatabase *database, GAsyncReadyCallback callback,
                                 gpointer user_data);
void store_database_close_finish (StoreDatabase *database, GAsyncResult *result);

G_END_DECLS

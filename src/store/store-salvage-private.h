/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * store_salvage: makes a new database of all that can be read of a damaged one, and puts the
 *   damaged one aside under another name
 *
 * For who has the store alone. Nothing is lost when it is interrupted at any point; the next start
 * does the rest (store_salvage_resume()) or all of it.
 */
gboolean store_salvage (const char *directory, StoreGuard *guard, GError **error);

/**
 * store_salvage_resume: puts in place what an interrupted salvage had finished
 * @guard: held alone; forgets what it found, if so
 */
gboolean store_salvage_resume (const char *directory, StoreGuard *guard, GError **error);

/**
 * store_salvage_open_source:
 * @source: (out) (nullable): the damaged database, or a copy of it with a beginning that can be
 *   read; NULL when nothing can
 *
 * Returns: FALSE with STORE_ERROR_DAMAGED when the database is another program's, or with why it
 *   cannot be copied
 */
gboolean
store_salvage_open_source (const char *directory, StoreConnection **source, GError **error);
void store_salvage_close_source (StoreConnection *source);

/**
 * store_salvage_copy: every row of every table that can be read
 * @whole: (out): whether all of them could
 */
gboolean store_salvage_copy (StoreConnection *source, StoreConnection *target, gboolean *whole,
                             GError **error);

/**
 * store_salvage_bind: a value of a damaged database's, or what its column takes instead
 * @index: as in sqlite3_bind_value()
 */
void store_salvage_bind (sqlite3_stmt *insert, int index, const char *table, const char *column,
                         sqlite3_value *value);

/**
 * store_salvage_mend: puts rows right that belong together and no longer fit
 */
gboolean store_salvage_mend (StoreConnection *target, GError **error);

/**
 * store_outbox_doubt: no letter goes by itself any more: what was under way is unknown, what was to
 *   go waits for a person
 */
gboolean store_outbox_doubt (StoreConnection *connection, GError **error);

/**
 * store_damage_write: what a person is to be told, with what is there now
 * @file: (nullable): the damaged database, which lies aside
 * @whole: whether nothing is missing
 */
gboolean
store_damage_write (StoreConnection *connection, const char *file, gboolean whole, GError **error);

G_END_DECLS

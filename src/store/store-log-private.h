/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * store_log_watch: from here on the guard knows how much the write-ahead log has
 */
void store_log_watch (StoreConnection *writer);

/**
 * store_log_end: before @writer is closed; what the log has is in the database afterwards, where
 *   nobody else has that open
 */
void store_log_end (StoreConnection *writer);

/**
 * store_log_is_short: to be asked before the database is opened
 * @guard: held alone
 *
 * Returns: whether less of the log is there than the last one who had the store open had written
 */
gboolean store_log_is_short (const char *directory, StoreGuard *guard);

/**
 * store_log_doubt: what is to be done about it (a StoreRun): nothing goes by itself, and a person
 * is told
 */
gboolean store_log_doubt (StoreConnection *writer, gpointer unused, GError **error);

G_END_DECLS

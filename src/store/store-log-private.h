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
 * store_log_read_salt:
 *
 * Returns: whether there is a log; @salt counts how often it was begun anew
 */
gboolean store_log_read_salt (const char *directory, guint32 *salt);

/**
 * store_log_is_short:
 * @salt: (nullable): from store_log_read_salt(), before the database was opened
 *
 * Returns: whether less of the log was found than the last one who had the store open had written
 */
gboolean store_log_is_short (StoreConnection *writer, const guint32 *salt);

/**
 * store_log_doubt: what is to be done about it (a StoreRun): nothing goes by itself, and a person
 * is told
 */
gboolean store_log_doubt (StoreConnection *writer, gpointer unused, GError **error);

G_END_DECLS

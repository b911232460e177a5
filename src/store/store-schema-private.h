/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * store_schema_check:
 *
 * Returns: FALSE with STORE_ERROR_NEWER or STORE_ERROR_DAMAGED when the database is a later
 *   program's or another's
 */
gboolean store_schema_check (StoreConnection *connection, GError **error);

/**
 * store_schema_is_current: whether nothing is to be migrated
 */
gboolean store_schema_is_current (StoreConnection *connection);

/**
 * store_schema_migrate: (StoreRun) runs each migration the database has not seen
 */
gboolean store_schema_migrate (StoreConnection *connection, gpointer unused, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

typedef struct StoreWatch StoreWatch;

/**
 * StoreCheck: looks whether another process wrote; called in the context of store_watch_new()
 */
typedef void (*StoreCheck) (StoreDatabase *database);

/**
 * store_watch_new: calls @check whenever another process may have written to @database
 * @shared: that process may be another computer's
 */
StoreWatch *store_watch_new (StoreDatabase *database, StoreCheck check, gboolean shared);

/**
 * store_watch_free: @check is not called any more; accepts NULL
 */
void store_watch_free (StoreWatch *watch);

G_END_DECLS

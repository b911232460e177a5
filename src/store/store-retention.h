/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long letters are kept. Only finished ones go, and none whose fate is unknown; what they
 * attached is collected when nothing else refers to it. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

/**
 * store_retention_count_async:
 * @before_us: letters that ended earlier, microseconds since 1970
 */
void
store_retention_count_async (StoreDatabase *database, gint64 before_us, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_retention_count_finish:
 *
 * Returns: how many letters store_retention_apply_async() would take; -1 with @error set
 */
gint64 store_retention_count_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_retention_apply_async:
 * @before_us: as above; 0: age does not matter
 *
 * Letters that are older go for good, and those that lie in the trash for more than an hour; a few
 * a transaction, so that no letter on its way waits. Does nothing by age when the clock is more
 * than a year ahead of the newest letter: a clock that is wrong must not empty Sent.
 */
void
store_retention_apply_async (StoreDatabase *database, gint64 before_us, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_retention_apply_finish:
 *
 * Returns: how many went; -1 with @error set
 */
gint64 store_retention_apply_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

/**
 * store_collect_async:
 * @now_us: files not changed for 36 h before this go, unless a letter or a draft refers to them
 *
 * Does nothing if it was done within a day.
 */
void store_collect_async (StoreDatabase *database, gint64 now_us, GAsyncReadyCallback callback,
                          gpointer user_data);

/**
 * store_collect_finish:
 *
 * Returns: how many files went; -1 with @error set
 */
int store_collect_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS

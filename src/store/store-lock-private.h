/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-lock.h"

G_BEGIN_DECLS

/**
 * store_lock_windows:
 * @alone: (out): no other program with windows has this store open
 *
 * Never waits.
 *
 * Returns: (transfer full): that this program has
 */
StoreLock *store_lock_windows (const char *directory, gboolean *alone, GError **error);

/**
 * store_lock_share: others may come
 */
void store_lock_share (StoreLock *lock);

G_END_DECLS

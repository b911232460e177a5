/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One lock an account: flock() on locks/<account-id>, which is never unlinked. Only its holder
 * connects for that account, whether it is the window or the terminal. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

typedef struct StoreLock StoreLock;

/**
 * store_lock_try:
 * @account_id: [a-z0-9-]+
 * @error: return location; unset when somebody else holds it
 *
 * Opens and locks one small local file; does not wait.
 *
 * Returns: (transfer full) (nullable): the lock, or NULL
 */
StoreLock *store_lock_try (StoreDatabase *database, const char *account_id, GError **error);

/**
 * store_lock_release: accepts NULL
 */
void store_lock_release (StoreLock *lock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreLock, store_lock_release)

G_END_DECLS

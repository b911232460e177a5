/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * StoreChecker: looks through the whole database once a week, and after an unclean end, some
 *   seconds after it was opened and in a thread of its own
 */
typedef struct StoreChecker StoreChecker;

/**
 * StoreCheckerDamaged: the database is not as it was written; in the context it was opened in
 */
typedef void (*StoreCheckerDamaged) (StoreDatabase *database);

/**
 * store_checker_new:
 * @guard: (transfer full): held while the thread reads
 * @unclean: it was not closed the last time
 */
StoreChecker *store_checker_new (StoreDatabase *database, StoreGuard *guard, gboolean unclean,
                                 StoreCheckerDamaged damaged);

/**
 * store_checker_stop:
 * @stopped: (nullable) (scope async): called once no thread reads any more; at once, if none does
 *
 * Ends a check that is under way; the checker is gone for the caller.
 */
void store_checker_stop (StoreChecker *checker, GDestroyNotify stopped, gpointer user_data);

/**
 * store_check_origin: (StoreRun) notices that the database is a copy that was put back: no letter
 *   goes by itself then, for it may have gone since the copy was made
 */
gboolean store_check_origin (StoreConnection *connection, gpointer unused, GError **error);

G_END_DECLS

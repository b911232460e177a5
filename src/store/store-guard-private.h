/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * StoreGuard: says who has the store open, and how it was left; held by every connection
 */
typedef struct StoreGuard StoreGuard;

/**
 * StoreMark: what the last one who had the store open left
 * @STORE_MARK_CLOSED: it was closed
 * @STORE_MARK_OPEN: it was not: a crash, a power cut
 * @STORE_MARK_DAMAGED: the database was found damaged
 */
typedef enum
{
  STORE_MARK_CLOSED,
  STORE_MARK_OPEN,
  STORE_MARK_DAMAGED,
} StoreMark;

/**
 * store_guard_take: waits while another process puts the database right
 * @directory: the store's directory, in which locks/ is
 *
 * Returns: (transfer full): the guard, and nobody else has one if store_guard_is_alone()
 */
StoreGuard *store_guard_take (const char *directory, GError **error);
StoreGuard *store_guard_ref (StoreGuard *guard);

/**
 * store_guard_unref: on the last one the store is closed
 */
void store_guard_unref (StoreGuard *guard);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreGuard, store_guard_unref)

gboolean store_guard_is_alone (StoreGuard *guard);

/**
 * store_guard_share: others may open the store from here on
 */
void store_guard_share (StoreGuard *guard);

/**
 * store_guard_get_found: how it was left, when nobody had it open
 */
StoreMark store_guard_get_found (StoreGuard *guard);

/**
 * store_guard_mark_damaged: for the next who has the store alone
 */
void store_guard_mark_damaged (StoreGuard *guard);

/**
 * store_guard_forget: what was found is no more: another database has taken its place
 */
void store_guard_forget (StoreGuard *guard);

/**
 * store_guard_keep:
 * @keeps: what was found stays in the file, whatever is done meanwhile, for the next who has the
 *   store alone
 */
void store_guard_keep (StoreGuard *guard, gboolean keeps);

/**
 * store_guard_note_log: how many pages the write-ahead log has now
 * @salt: of its header
 */
void store_guard_note_log (StoreGuard *guard, guint32 salt, guint32 n_pages);

/**
 * store_guard_get_log: what the last one noted who had the store open before
 */
void store_guard_get_log (StoreGuard *guard, guint32 *salt, guint32 *n_pages);

/**
 * store_guard_try_alone: for the time until it is closed
 *
 * Returns: whether nobody else has the store open
 */
gboolean store_guard_try_alone (StoreGuard *guard);

G_END_DECLS

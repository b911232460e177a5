/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What happened to the store while nobody looked, for a person to be told once. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

/**
 * StoreDamage:
 * @file: (nullable): name of the damaged database, beside the new one; NULL: nothing was damaged,
 *   but the store is a copy that was put back
 * @whole: all of it could be read
 * @drafts: how many were kept
 * @letters: how many were kept, finished or not
 * @unfinished: how many of them wait for a person to say that they are to go
 */
typedef struct
{
  gint64 id;
  gint64 found_us;
  char *file;
  gboolean whole;
  guint drafts;
  guint letters;
  guint unfinished;
} StoreDamage;

void store_damage_free (StoreDamage *damage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDamage, store_damage_free)

/**
 * store_damage_get_async: what nobody was told yet
 */
void store_damage_get_async (StoreDatabase *database, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_damage_get_finish:
 *
 * Returns: (transfer full) (nullable): the latest; NULL with @error unset when there is nothing
 */
StoreDamage *
store_damage_get_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_damage_set_told_async: a person was told of what store_damage_get_async() gave with @id
 */
void store_damage_set_told_async (StoreDatabase *database, gint64 id, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean
store_damage_set_told_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS

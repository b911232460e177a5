/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The people written to, for completion. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;
  char *address;
} StorePerson;

void store_person_free (StorePerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StorePerson, store_person_free)

/**
 * store_people_complete_async:
 * @text: start of a name, of a word in it, of an address or of its domain; case does not count
 * @limit: people at most
 *
 * Most often and most recently written to first.
 */
void store_people_complete_async (StoreDatabase *database, const char *text, guint limit,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);

/**
 * store_people_complete_finish:
 *
 * Returns: (transfer container) (element-type StorePerson): people, or NULL with @error set
 */
GPtrArray *
store_people_complete_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Earlier versions of a draft, to go back to. At most 50 and 16 MiB a draft; the older they are the
 * further apart. They go with the draft, or, once it is a letter, when all have accepted it or it
 * is deleted: until then it may become a draft again. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

#define STORE_VERSIONS_MAX 50
#define STORE_VERSIONS_MAX_SIZE (16 * 1024 * 1024)

/**
 * StoreVersion: a draft as it once was
 * @saved_us: when it was last saved like this
 */
typedef struct
{
  gint64 id;
  gint64 saved_us;
  GBytes *octets;
} StoreVersion;

void store_version_free (StoreVersion *version);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreVersion, store_version_free)

/**
 * store_versions_list_async: newest first
 */
void
store_versions_list_async (StoreDatabase *database, const char *draft_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_versions_list_finish:
 *
 * Returns: (transfer full) (element-type StoreVersion): with their octets
 */
GPtrArray *
store_versions_list_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finished letters that a person deleted. No list shows them; they go for good when
 * store_retention_apply_async() comes by, an hour later or more, and until then they come back as
 * they were. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

/**
 * store_trash_put_async: all of them or none, durable when it returns
 */
void store_trash_put_async (StoreDatabase *database, const gint64 *ids, guint n_ids,
                            GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_trash_put_finish:
 *
 * Returns: FALSE with STORE_ERROR_STATE when one of them is not finished, or not there
 */
gboolean store_trash_put_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_trash_restore_async: letters that are not in the trash stay as they are
 */
void store_trash_restore_async (StoreDatabase *database, const gint64 *ids, guint n_ids,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean store_trash_restore_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's octets as a file of the person's. */

#pragma once

#include "mail-content.h"
#include "store-database.h"

G_BEGIN_DECLS

/**
 * store_export_async:
 * @content: copied
 * @file: written anew; it is there whole and durable, or as it was before
 *
 * The octets as they were sent, whatever their size. STORE_ERROR_CORRUPT when an attached file is
 * missing or altered.
 */
void
store_export_async (StoreDatabase *database, const MailContent *content, GFile *file,
                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean store_export_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was learnt of a server, so that a way of sending that failed is not tried again. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

/* chunks (RFC 3030) failed on this server */
#define STORE_CHUNKS_FAILED (-1)

/**
 * store_servers_get_chunks_async:
 *
 * How many letters a server that offers chunks has taken, as far as it was noted;
 * STORE_CHUNKS_FAILED once one of them failed as a chunk.
 */
void store_servers_get_chunks_async (StoreDatabase *database, const char *host, guint16 port,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * store_servers_get_chunks_finish:
 * @chunks: (out): 0 when nothing is known
 */
gboolean store_servers_get_chunks_finish (StoreDatabase *database, GAsyncResult *result,
                                          int *chunks, GError **error);

void store_servers_set_chunks_async (StoreDatabase *database, const char *host, guint16 port,
                                     int chunks, GAsyncReadyCallback callback, gpointer user_data);
gboolean
store_servers_set_chunks_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

#define STORE_PAGE_SIZE 4096

/**
 * store_tables_keep: writes down beside the database where its tables begin, if that is not there
 */
void store_tables_keep (StoreConnection *connection);

/**
 * store_tables_dup_page:
 *
 * Returns: (transfer full) (nullable): a first page for a database of which the first cannot be
 *   read, made of what was written down
 */
GBytes *store_tables_dup_page (const char *directory);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-database-private.h"
#include "store-drafts.h"

G_BEGIN_DECLS

/**
 * store_drafts_purge: deletes for good what was thrown away an hour ago
 */
gboolean store_drafts_purge (StoreConnection *connection, GError **error);

/**
 * store_drafts_write_window:
 * @view: (nullable): NULL: as it was
 */
gboolean store_drafts_write_window (StoreConnection *connection, const char *id, GBytes *view,
                                    gboolean is_open, GError **error);

G_END_DECLS

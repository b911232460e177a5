/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"
#include "store-versions.h"

G_BEGIN_DECLS

/**
 * store_versions_keep: what is saved of the draft now becomes a version, unless the newest version
 *   says the same; thins the others out
 */
gboolean store_versions_keep (StoreConnection *connection, const char *draft_id, gint64 now_us,
                              GError **error);

G_END_DECLS

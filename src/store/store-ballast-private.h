/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * store_ballast_take: sees to it that the ballast is there, unless the disk is nearly full
 * @directory: the store's directory
 */
void store_ballast_take (const char *directory);

/**
 * store_ballast_drop:
 *
 * Returns: whether there was ballast to drop
 */
gboolean store_ballast_drop (const char *directory);

G_END_DECLS

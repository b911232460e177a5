/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lists at rest: a GVariant "(ua…)", little-endian, the number being the format's version. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mail_variant_to_bytes:
 * @list: an array; a floating reference is taken
 *
 * Returns: (transfer full): the list as it is kept on disk
 */
GBytes *mail_variant_to_bytes (guint32 version, GVariant *list);

/**
 * mail_variant_from_bytes:
 * @type: type of the whole, e.g. "(uas)"
 *
 * Returns: (transfer full) (nullable): the list, or NULL if @bytes do not hold @version of it
 */
GVariant *mail_variant_from_bytes (const char *type, guint32 version, GBytes *bytes);

G_END_DECLS

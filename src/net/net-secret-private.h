/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Memory that is wiped when it is freed. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * net_secret_bytes_new:
 *
 * Returns: (transfer full): a copy of @octets that is wiped with the last reference
 */
GBytes *net_secret_bytes_new (gconstpointer octets, gsize length);

/**
 * net_secret_wipe_string: wipes @text up to its NUL; it may be NULL
 */
void net_secret_wipe_string (char *text);

/**
 * net_secret_free: wipes and frees; @text may be NULL
 */
void net_secret_free (char *text);

G_END_DECLS

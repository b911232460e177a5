/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * message_charset_decode:
 * @octets: text, which may be cut anywhere
 * @charset: (nullable): what it calls itself
 *
 * Returns: (transfer full): valid UTF-8 without a byte order mark; NUL is a blank
 */
char *message_charset_decode (const char *octets, gsize size, const char *charset);

G_END_DECLS

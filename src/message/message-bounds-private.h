/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * message_bounds_hold:
 * @octets: a message, LF or CRLF line ends
 *
 * Returns: whether GMime may have it
 */
gboolean message_bounds_hold (const char *octets, gsize size);

G_END_DECLS

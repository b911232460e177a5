/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 5322 section 2.1.1, without the CRLF */
#define MESSAGE_MAX_LINE 998

/**
 * message_scan_octets:
 * @octets: (array length=length): finished octets
 * @eight_bit: whether octets over 127 may pass (RFC 6152)
 * @error: return location for a MESSAGE_ERROR_CONTENT
 */
gboolean
message_scan_octets (const guint8 *octets, gsize length, gboolean eight_bit, GError **error);

G_END_DECLS

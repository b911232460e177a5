/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text parts: the transfer encoding (RFC 2045 section 6) is chosen and written here, because GMime
 * leaves control characters, bare CR and over-long last lines as "7bit". */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MessageEncoding: how a text travels
 */
typedef enum
{
  MESSAGE_ENCODING_7BIT,
  MESSAGE_ENCODING_QUOTED_PRINTABLE,
  MESSAGE_ENCODING_BASE64,
} MessageEncoding;

/**
 * message_body_encode:
 * @text: what was written, of any octets
 * @encoding: (out): how the result is encoded
 *
 * Returns: (transfer full): @text as it travels, with LF line ends; every line is 76 octets or
 *   less; decoded it is valid UTF-8 with CRLF line ends, without a byte order mark
 */
GString *message_body_encode (const char *text, MessageEncoding *encoding);

G_END_DECLS

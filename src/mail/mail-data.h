/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transparency, RFC 5321 section 4.5.2: a line that begins with a dot gets another one. A chunk
 * (RFC 3030) has none, for its length is told before. Whoever sends content and whoever shows what
 * was sent use this one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailData: where the content stands; all zero but @at_line_start at its beginning
 * @at_line_start: the next octet begins a line
 * @after_cr: the last octet was CR, so that the next must be LF
 * @chunk: dots stay as they are
 */
typedef struct
{
  gboolean at_line_start;
  gboolean after_cr;
  gboolean chunk;
} MailData;

/**
 * mail_data_get_room:
 *
 * Returns: how many octets @length octets of content can become at most
 */
gsize mail_data_get_room (gsize length);

/**
 * mail_data_encode:
 * @octets: (array length=length): canonical content in pieces of any size
 * @to: (out caller-allocates): mail_data_get_room() octets
 * @written: (out): how many of them were taken
 *
 * Returns: FALSE at a bare CR, a bare LF or NUL; @written is 0 then
 */
gboolean
mail_data_encode (MailData *data, const guint8 *octets, gsize length, guint8 *to, gsize *written);

/**
 * mail_data_get_end:
 *
 * Returns: (transfer none) (nullable): what ends the content, with the CRLF it may lack; NULL
 *   after a bare CR
 */
const char *mail_data_get_end (const MailData *data);

G_END_DECLS

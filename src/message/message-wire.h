/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter's content as it crosses the wire: line by line with the dots of transparency, long
 * stretches folded, and beside a coded line what it holds. */

#pragma once

#include <gio/gio.h>

#include "mail-content.h"

G_BEGIN_DECLS

/**
 * MessageReading: why a line does not read as it stands
 * @MESSAGE_READING_ITSELF: it does
 * @MESSAGE_READING_HEADER_END: the empty line between header and body (RFC 5322 section 2.1)
 * @MESSAGE_READING_ENCODED_WORD: RFC 2047
 * @MESSAGE_READING_PARAMETER: RFC 2231
 * @MESSAGE_READING_QUOTED_PRINTABLE: RFC 2045 section 6.7
 * @MESSAGE_READING_BASE64: RFC 2045 section 6.8
 */
typedef enum
{
  MESSAGE_READING_ITSELF,
  MESSAGE_READING_HEADER_END,
  MESSAGE_READING_ENCODED_WORD,
  MESSAGE_READING_PARAMETER,
  MESSAGE_READING_QUOTED_PRINTABLE,
  MESSAGE_READING_BASE64,
} MessageReading;

/**
 * MessageWireLine:
 * @text: (nullable): the octets without their CRLF, safe to show; NULL where lines are folded
 * @part: number of the body part it belongs to; 0 is the header, and the text of a simple letter
 * @stuffed: its first dot was put in on the way
 * @reading: of the line, and of those after it that belong together
 * @reads: (nullable): what it holds, shortened; NULL also for data that is no text
 * @n_octets: octets @reads was made of, for base64; of @of_octets in that part
 * @n_folded: how many lines are folded, 0 where they were not counted
 * @folded_size: and their octets
 */
typedef struct
{
  char *text;
  guint part;
  gboolean stuffed;
  MessageReading reading;
  char *reads;
  guint64 n_octets;
  guint64 of_octets;
  guint64 n_folded;
  guint64 folded_size;
} MessageWireLine;

/**
 * MessageWireOpen:
 *
 * Returns: (transfer full): a stream of @content's octets
 */
typedef GInputStream *(*MessageWireOpen) (const MailContent *content, gpointer data);

/**
 * message_wire_read:
 * @open: for the beginning of each file that is held out
 *
 * Blocks as long as @open's streams do; reads no more of a file than is shown.
 *
 * Returns: (transfer full) (element-type MessageWireLine): the lines; none for content that cannot
 *   be sent
 */
GPtrArray *message_wire_read (const MailContent *content, MessageWireOpen open, gpointer data,
                              GCancellable *cancellable);

G_END_DECLS

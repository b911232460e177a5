/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes header fields (RFC 5322 section 2.2.3, RFC 2047). GMime's own are not used: it writes
 * encoded words of 168 octets and passes on what looks like one. Lines end in LF here; each is 76
 * columns or less unless a single token is longer, and no token is longer than 998. */

#pragma once

#include "message-mailbox.h"

G_BEGIN_DECLS

/**
 * message_field_next_word:
 * @text: (inout): valid UTF-8 that is not empty; moved behind what was taken
 * @room: octets the word may take; at most 75 are used, at least one character is taken
 * @quoted: "Q" encoding, for mostly ASCII text, else "B"
 *
 * Returns: (transfer full): an encoded word (RFC 2047 section 2) that splits no character; a "B"
 *   word has padding only where it ends the text
 */
char *message_field_next_word (const char **text, gsize room, gboolean quoted);

/**
 * message_field_add_text: unstructured text: as it is where that is safe, else in encoded words
 */
void message_field_add_text (GString *text, const char *name, const char *value);

/**
 * message_field_add_mailboxes:
 * @mailboxes: (element-type MessageMailbox): may be empty, then nothing is written
 * @smtputf8: whether an address may stand here in UTF-8 (RFC 6532), because the envelope asks for
 *   SMTPUTF8 anyway
 * @error: return location for a MESSAGE_ERROR_ADDRESS
 */
gboolean message_field_add_mailboxes (GString *text, const char *name, GPtrArray *mailboxes,
                                      gboolean smtputf8, GError **error);

/**
 * message_field_add_ids:
 * @ids: (nullable): msg-ids in any surroundings; what is none is left out, of very many the first
 *   and the newest are kept
 */
void message_field_add_ids (GString *text, const char *name, const char *ids);

/**
 * message_field_dup_new_id:
 * @path: the originator, whose domain it takes
 *
 * Returns: (transfer full): a msg-id that was never used before
 */
char *message_field_dup_new_id (const MailPath *path);

/**
 * message_field_dup_line:
 *
 * Returns: (transfer full): @text as one line of valid UTF-8: line breaks and controls become
 *   blanks, blanks at the ends go
 */
char *message_field_dup_line (const char *text);

G_END_DECLS

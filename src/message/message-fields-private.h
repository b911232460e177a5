/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The header of a ready message: its fields as they stand. */

#pragma once

#include "message-field-private.h"

G_BEGIN_DECLS

typedef struct MessageFields MessageFields;

MessageFields *message_fields_new (void);
void message_fields_free (MessageFields *fields);

/**
 * message_fields_take_line:
 * @line: without its line end
 *
 * Returns: whether @line is the start of a field, or the continuation of one
 */
gboolean message_fields_take_line (MessageFields *fields, const char *line);

gboolean message_fields_has (const MessageFields *fields, const char *name);
void message_fields_add (MessageFields *fields, const char *name, const char *value);

/**
 * message_fields_remove: takes out every field of that name, with its continuation lines
 */
void message_fields_remove (MessageFields *fields, const char *name);

/**
 * message_fields_dup_all:
 *
 * Returns: (transfer full) (nullable): the unfolded values of all fields named @name, joined by
 *   commas, or NULL if there is none
 */
char *message_fields_dup_all (const MessageFields *fields, const char *name);

/**
 * message_fields_encode:
 * @error: return location for a MESSAGE_ERROR_HEADER: octets over 127 in a field that cannot hold
 *   encoded words, or that are not UTF-8
 *
 * Gives fields that scripts wrote in bare UTF-8 their encoded words (RFC 2047).
 */
gboolean message_fields_encode (MessageFields *fields, GError **error);

/**
 * message_fields_parse_paths:
 * @paths: (element-type MailPath): where they go
 * @value: an address-list (RFC 5322 section 3.4), groups included
 * @error: return location for a MESSAGE_ERROR_ADDRESS
 */
gboolean message_fields_parse_paths (GPtrArray *paths, const char *value, GError **error);

/**
 * message_fields_to_bytes:
 *
 * Returns: (transfer full): the header and the empty line below it
 */
GBytes *message_fields_to_bytes (const MessageFields *fields);

G_END_DECLS

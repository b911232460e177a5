/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a reader sees of a message's structure: one text, and files. */

#pragma once

#include "message-gmime-private.h"

G_BEGIN_DECLS

/**
 * MessageParts:
 * @text: what a reader shows first; valid UTF-8, LF line ends, no controls but TAB
 * @files: (element-type GMimeObject): what is attached, in its order: a GMimePart, or a
 *   GMimeMessagePart
 * @max_text: octets of @text; what is longer is one of @files
 * @beginning: (nullable): of the first of those, so many octets at most
 * @n_texts_attached: of @files
 * @n_left_out: parts that are not here, because there are too many or they lie too deep
 */
typedef struct
{
  GString *text;
  GPtrArray *files;
  gsize max_text;
  char *beginning;
  guint n_texts_attached;
  guint n_left_out;
} MessageParts;

/**
 * message_parts_new:
 *
 * Returns: (transfer full): borrows from @message, which must outlive it
 */
MessageParts *message_parts_new (GMimeMessage *message, gsize max_text);
void message_parts_free (MessageParts *parts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MessageParts, message_parts_free)

/**
 * message_parts_dup_name:
 *
 * Returns: (transfer full) (nullable): a clean base name; a message without one has its subject's
 */
char *message_parts_dup_name (GMimeObject *file);
char *message_parts_dup_type (GMimeObject *file);

/**
 * message_parts_get_content:
 *
 * Returns: (transfer full): the file's octets, decoded; a message stays what it is
 */
GBytes *message_parts_get_content (GMimeObject *file);

/**
 * message_parts_get_size: of message_parts_get_content(), without holding it
 */
guint64 message_parts_get_size (GMimeObject *file);

G_END_DECLS

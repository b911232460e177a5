/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A mailbox as people write it: a display name and a path (RFC 5322 section 3.4). */

#pragma once

#include "mail-path.h"

G_BEGIN_DECLS

/**
 * MessageMailbox:
 * @name: (nullable): display name, UTF-8, one line, at most 500 octets
 * @path: (nullable): NULL when @text is not an address
 * @text: what was written
 */
typedef struct
{
  char *name;
  MailPath *path;
  char *text;
} MessageMailbox;

/**
 * message_mailbox_new:
 * @name: (nullable): display name; of one that is too long, its beginning and "…"
 */
MessageMailbox *message_mailbox_new (const char *name, MailPath *path);
MessageMailbox *message_mailbox_copy (const MessageMailbox *mailbox);
void message_mailbox_free (MessageMailbox *mailbox);

/**
 * message_mailbox_to_string:
 *
 * Returns: (transfer full): `Name <local@domain>`, quoted where needed, UTF-8; @text when it is no
 *   address
 */
char *message_mailbox_to_string (const MessageMailbox *mailbox);

/**
 * message_mailbox_parse_list:
 * @text: any list a person may type or paste: commas, semicolons, their full-width forms, 、,
 *   line breaks, "Name <a@b>", bare addresses parted by blanks; ＠ and ． are corrected; groups
 *   are unfolded
 *
 * Nothing is lost: what is not an address comes back with a NULL path.
 *
 * Returns: (transfer full) (element-type MessageMailbox): in order, equal paths once
 */
GPtrArray *message_mailbox_parse_list (const char *text);

/**
 * message_mailbox_suggest:
 *
 * Returns: (transfer full) (nullable): a likely right address for a mistyped well-known domain
 *   ("li@163.con" gives "li@163.com"), or NULL
 */
char *message_mailbox_suggest (const char *text);

/**
 * message_mailbox_resembles:
 *
 * Returns: whether one slip of a finger before the @ leads from the address @typed to the address
 *   @meant ("zhnag@163.com" and "zhang@163.com")
 */
gboolean message_mailbox_resembles (const char *typed, const char *meant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MessageMailbox, message_mailbox_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters for tests: written by the room, read by Python's mail library. */

#pragma once

#include "message-render.h"

G_BEGIN_DECLS

/**
 * letter_new_draft:
 *
 * Returns: (transfer full): a draft from wang@163.com to lilei@example.org
 */
MessageDraft *letter_new_draft (void);

void letter_add_mailbox (GPtrArray *mailboxes, const char *name, const char *address);

/**
 * letter_add_file: attaches @octets, whose digest is made from them
 */
MessageAttachment *
letter_add_file (MessageDraft *draft, const char *name, const char *type, const char *octets);

/**
 * letter_fill:
 * @draft: whose files fill the holes
 *
 * Returns: (transfer full): the octets that would travel
 */
GBytes *letter_fill (const MailContent *content);

/**
 * letter_read:
 *
 * Returns: (transfer full): what read-letter.py saw
 */
GHashTable *letter_read (GBytes *octets);

/**
 * letter_render_and_read: both, and the scan; the letter's octets are asserted to be clean
 */
GHashTable *letter_render_and_read (const MessageDraft *draft);

#define letter_assert(seen, key, value)                                                            \
  g_assert_cmpstr (g_hash_table_lookup ((seen), (key)), ==, (value))

G_END_DECLS

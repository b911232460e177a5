/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The MIME structure of a draft (RFC 2045, RFC 2046), with the attachments' content held out. */

#pragma once

#include "mail-content.h"
#include "message-draft.h"

G_BEGIN_DECLS

/**
 * message_tree_write:
 * @header: (transfer none): the message header's fields, with CRLF, without MIME-Version
 *
 * Returns: (transfer full): @header, MIME-Version, the structure and the text; a hole for each
 *   attachment
 */
MailContent *message_tree_write (const MessageDraft *draft, const GString *header);

G_END_DECLS

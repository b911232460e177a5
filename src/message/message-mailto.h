/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A mailto: URI (RFC 6068) as the start of a letter. Whoever made it is not trusted: a page in a
 * browser is one click away from here. */

#pragma once

#include "message-draft.h"

G_BEGIN_DECLS

/* A longer URI is refused; a letter's text does not come by a link. */
#define MESSAGE_MAX_MAILTO (64 * 1024)

/**
 * message_mailto_parse:
 * @uri: "mailto:…"
 * @error: return location for a MESSAGE_ERROR_DRAFT: not a mailto: URI, or a
 *   MESSAGE_ERROR_TOO_LARGE
 *
 * Takes the fields to, cc, bcc, subject, body, reply-to and in-reply-to; every other one is passed
 * over, From and those that would attach a file among them.
 *
 * Returns: (transfer full): a draft, or NULL with @error set
 */
MessageDraft *message_mailto_parse (const char *uri, GError **error);

G_END_DECLS

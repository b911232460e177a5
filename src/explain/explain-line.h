/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A sentence for each line of a conversation. */

#pragma once

#include "mail-conversation.h"

G_BEGIN_DECLS

/**
 * explain_line_story:
 * @line: a line of a conversation
 * @language: as in ExplainQuery
 *
 * Returns: (transfer full): the line as a story, "It is for Li Lei"
 */
char *explain_line_story (const MailLine *line, const char *language);

/**
 * explain_line_textbook:
 *
 * Returns: (transfer full): the line as the RFCs have it, "RCPT: a forward-path, RFC 5321 4.1.1.3"
 * or "250 · 2 done · 5 mail system · 0"
 */
char *explain_line_textbook (const MailLine *line, const char *language);

G_END_DECLS

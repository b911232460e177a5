/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Octets to replies, RFC 5321 section 4.2. Incremental and bounded: the octets may come in any
 * pieces, and a server that never ends a line or a reply cannot make it grow. */

#pragma once

#include "mail-reply.h"

G_BEGIN_DECLS

/* kept of a line; the longest legal one has 512 octets (RFC 5321 section 4.5.3.1.5) */
#define SMTP_PARSER_MAX_LINE 4096
/* an EHLO reply has some twenty lines of forty octets; beyond these it is no reply */
#define SMTP_PARSER_MAX_REPLY 65536
#define SMTP_PARSER_MAX_LINES 128

/**
 * SmtpParserResult:
 * @SMTP_PARSER_MORE: all octets are taken, no line is complete
 * @SMTP_PARSER_LINE: a line of a reply is complete, others follow
 * @SMTP_PARSER_REPLY: a line is complete, and with it a reply
 * @SMTP_PARSER_VIOLATION: these octets are no reply; the parser is of no further use
 */
typedef enum
{
  SMTP_PARSER_MORE,
  SMTP_PARSER_LINE,
  SMTP_PARSER_REPLY,
  SMTP_PARSER_VIOLATION,
} SmtpParserResult;

typedef struct SmtpParser SmtpParser;

SmtpParser *smtp_parser_new (void);
void smtp_parser_free (SmtpParser *parser);

/**
 * smtp_parser_feed:
 * @used: (out): octets taken, never beyond the end of a line
 *
 * Returns: what the octets taken came to
 */
SmtpParserResult
smtp_parser_feed (SmtpParser *parser, const guint8 *octets, gsize length, gsize *used);

/**
 * smtp_parser_is_empty:
 *
 * Returns: whether it stands between two replies
 */
gboolean smtp_parser_is_empty (const SmtpParser *parser);

/**
 * smtp_parser_get_line:
 *
 * Returns: (transfer none): the line completed last, or what there was of it at a violation;
 *   safe to show
 */
const char *smtp_parser_get_line (const SmtpParser *parser);

/**
 * smtp_parser_steal_reply:
 *
 * Returns: (transfer full): the reply, once after each SMTP_PARSER_REPLY
 */
MailReply *smtp_parser_steal_reply (SmtpParser *parser);

/**
 * smtp_parser_get_violation:
 *
 * Returns: (transfer none) (nullable): words for a developer
 */
const char *smtp_parser_get_violation (const SmtpParser *parser);

/**
 * smtp_parser_hide:
 * @secret: a text that a server might repeat; shorter than four octets it is ignored
 *
 * From now on @secret is replaced in lines and replies.
 */
void smtp_parser_hide (SmtpParser *parser, const char *secret);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SmtpParser, smtp_parser_free)

G_END_DECLS

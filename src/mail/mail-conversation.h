/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every line that crossed the wire, with its time and stage. Secrets never get here: the
 * protocol machine replaces them where it makes the command. */

#pragma once

#include "mail-stage.h"

G_BEGIN_DECLS

/**
 * MailWho:
 * @MAIL_WHO_CLIENT: we wrote it
 * @MAIL_WHO_SERVER: the server wrote it
 * @MAIL_WHO_NOTE: it happened and has no line: a connection, a handshake, a deadline
 */
typedef enum
{
  MAIL_WHO_CLIENT,
  MAIL_WHO_SERVER,
  MAIL_WHO_NOTE,
} MailWho;

const char *mail_who_to_nick (MailWho who);

/**
 * MailLineFlags:
 * @MAIL_LINE_HIDDEN: @text stands for something secret that was replaced
 * @MAIL_LINE_ENCRYPTED: it went over TLS
 * @MAIL_LINE_CONTENT: @text tells about the content, it is not the content
 */
typedef enum
{
  MAIL_LINE_HIDDEN = 1 << 0,
  MAIL_LINE_ENCRYPTED = 1 << 1,
  MAIL_LINE_CONTENT = 1 << 2,
} MailLineFlags;

/**
 * MailLine:
 * @at_us: microseconds since the conversation's start
 * @text: UTF-8 without the CRLF
 */
typedef struct
{
  gint64 at_us;
  MailWho who;
  MailStage stage;
  MailLineFlags flags;
  char *text;
} MailLine;

typedef struct MailConversation MailConversation;

MailConversation *mail_conversation_new (void);
MailConversation *mail_conversation_ref (MailConversation *conversation);
void mail_conversation_unref (MailConversation *conversation);

/**
 * mail_conversation_append:
 * @at_us: microseconds since the start
 * @text: UTF-8 without CRLF; cut at 4 KiB. At most 20,000 lines are kept, then a note
 */
void mail_conversation_append (MailConversation *conversation, gint64 at_us, MailWho who,
                               MailStage stage, MailLineFlags flags, const char *text);

guint mail_conversation_get_n_lines (const MailConversation *conversation);

/**
 * mail_conversation_get_line:
 *
 * Returns: (transfer none): the line at @index
 */
const MailLine *mail_conversation_get_line (const MailConversation *conversation, guint index);

/**
 * mail_conversation_to_bytes:
 *
 * Returns: (transfer full): the conversation as it is kept on disk (a serialised GVariant of
 *   little-endian type "(ua(xyyus))", the first number being the format's version)
 */
GBytes *mail_conversation_to_bytes (const MailConversation *conversation);

/**
 * mail_conversation_from_bytes:
 * @error: return location for a MAIL_ERROR_SERIALISED
 *
 * Returns: (transfer full): the conversation, or NULL with @error set
 */
MailConversation *mail_conversation_from_bytes (GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailConversation, mail_conversation_unref)

G_END_DECLS

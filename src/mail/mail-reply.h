/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server answered: RFC 5321 section 4.2, with the enhanced status code of RFC 3463 when
 * there is one. Immutable and counted. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailEnhancedCode:
 * @status: class: 2, 4 or 5; 0 when there is no code
 * @subject: 0 to 999
 * @detail: 0 to 999
 *
 * An enhanced status code (RFC 3463 section 2).
 */
typedef struct
{
  guint16 status;
  guint16 subject;
  guint16 detail;
} MailEnhancedCode;

/**
 * mail_enhanced_code_parse:
 * @text: starts with an enhanced status code, or not
 * @code: (out): set on success only
 *
 * Returns: the length of the code in @text in octets, 0 when @text does not start with one
 */
gsize mail_enhanced_code_parse (const char *text, MailEnhancedCode *code);

/**
 * mail_enhanced_code_to_string:
 *
 * Returns: (transfer full) (nullable): "5.1.1", or NULL when there is no code
 */
char *mail_enhanced_code_to_string (MailEnhancedCode code);

/**
 * MailReplyClass: the first digit of a reply code, RFC 5321 section 4.2.1
 */
typedef enum
{
  MAIL_REPLY_POSITIVE = 2,
  MAIL_REPLY_INTERMEDIATE = 3,
  MAIL_REPLY_TRANSIENT = 4,
  MAIL_REPLY_PERMANENT = 5,
} MailReplyClass;

typedef struct MailReply MailReply;

/**
 * mail_reply_new:
 * @code: 200 to 599
 * @text: (nullable): UTF-8, lines parted by LF, without codes; an enhanced status code at the
 *   start of the first line is recognised if its class agrees with @code, and stays in the text
 *
 * Returns: (transfer full): a reply
 */
MailReply *mail_reply_new (guint code, const char *text);

/* kept of a reply that is shown: no more of it is read */
#define MAIL_REPLY_MAX_TEXT 4096

/**
 * mail_reply_shorten:
 *
 * Returns: (transfer full): @reply, or one like it whose text is cut at %MAIL_REPLY_MAX_TEXT octets
 */
MailReply *mail_reply_shorten (MailReply *reply);

MailReply *mail_reply_ref (MailReply *reply);
void mail_reply_unref (MailReply *reply);

guint mail_reply_get_code (const MailReply *reply);
MailReplyClass mail_reply_get_class (const MailReply *reply);
MailEnhancedCode mail_reply_get_enhanced (const MailReply *reply);

/**
 * mail_reply_get_text:
 *
 * Returns: (transfer none): what was said, lines parted by LF, as given to mail_reply_new()
 */
const char *mail_reply_get_text (const MailReply *reply);

/**
 * mail_reply_dup_line:
 *
 * Returns: (transfer full): the reply on one line, "550 5.1.1 No such user", for people
 */
char *mail_reply_dup_line (const MailReply *reply);

/**
 * mail_reply_is_too_many_recipients:
 *
 * Returns: whether it says that the transaction takes no more recipients, so that the rest can have
 *   one of their own at once: 452 of RFC 5321 section 4.5.3.1.10, or 552 as older servers have it,
 *   with the enhanced status code x.5.3 or in so many words
 */
gboolean mail_reply_is_too_many_recipients (const MailReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailReply, mail_reply_unref)

G_END_DECLS

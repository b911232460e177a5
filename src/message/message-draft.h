/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the user wrote, as a value; to octets and back. */

#pragma once

#include "mail-content.h"
#include "mail-request.h"
#include "message-mailbox.h"

G_BEGIN_DECLS

/**
 * MessageAttachment: a file that was copied when it was attached
 * @name: file name, UTF-8, base name only
 * @content_type: e.g. "application/pdf"
 * @digest: SHA-256 in hex: its name in the store
 * @size: octets of the file
 * @canonical: the file is 7bit text with CRLF line ends, so it may travel as it is
 */
typedef struct
{
  char *name;
  char *content_type;
  char digest[MAIL_DIGEST_LENGTH + 1];
  guint64 size;
  gboolean canonical;
} MessageAttachment;

MessageAttachment *message_attachment_new (const char *name, const char *content_type,
                                           const char *digest, guint64 size);
MessageAttachment *message_attachment_copy (const MessageAttachment *attachment);
void message_attachment_free (MessageAttachment *attachment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MessageAttachment, message_attachment_free)

/**
 * MessageHeader: an additional header field
 */
typedef struct
{
  char *name;
  char *value;
} MessageHeader;

/**
 * MessageDraft:
 * @account_id: (nullable): profile it goes from
 * @from: (nullable): originator; NULL: the account's
 * @to: (element-type MessageMailbox):
 * @cc: (element-type MessageMailbox):
 * @bcc: (element-type MessageMailbox): only ever in the envelope
 * @reply_to: (element-type MessageMailbox):
 * @subject: one line, UTF-8
 * @text: the message, UTF-8, LF line ends
 * @html: (nullable): an alternative in HTML
 * @attachments: (element-type MessageAttachment):
 * @headers: (element-type MessageHeader): beyond those the program writes
 * @in_reply_to: (nullable): msg-id with angle brackets
 * @references: (nullable): msg-ids with angle brackets, parted by blanks
 * @cursor: place of the cursor in @text, in characters
 * @send_at_us: when it was to be sent, microseconds since 1970; 0: no time was chosen
 * @request: what is asked of the servers on the way
 * @corrects: the letter in the outbox of which this is the correction, for those who were refused;
 *   0: none
 *
 * Members are never NULL unless said; arrays own their elements.
 */
typedef struct
{
  char *account_id;
  MessageMailbox *from;
  GPtrArray *to;
  GPtrArray *cc;
  GPtrArray *bcc;
  GPtrArray *reply_to;
  char *subject;
  char *text;
  char *html;
  GPtrArray *attachments;
  GPtrArray *headers;
  char *in_reply_to;
  char *references;
  guint cursor;
  gint64 send_at_us;
  MailRequest request;
  gint64 corrects;
} MessageDraft;

MessageDraft *message_draft_new (void);
MessageDraft *message_draft_copy (const MessageDraft *draft);
void message_draft_free (MessageDraft *draft);

/**
 * message_draft_add_header:
 * @error: return location for a MESSAGE_ERROR_HEADER: not a field name (RFC 5322 section 3.6.8),
 *   a field the program writes itself, or a value with a line break
 */
gboolean
message_draft_add_header (MessageDraft *draft, const char *name, const char *value, GError **error);

/**
 * message_draft_is_empty:
 *
 * Returns: whether nothing was written that anyone would miss
 */
gboolean message_draft_is_empty (const MessageDraft *draft);

/**
 * message_draft_dup_recipients:
 *
 * Returns: (transfer full): "Li Lei, han@example.org": To, else Cc, else Bcc, for a row in a list
 */
char *message_draft_dup_recipients (const MessageDraft *draft);

/**
 * message_draft_to_bytes:
 *
 * Returns: (transfer full): the draft as it is kept on disk: a serialised GVariant with its
 *   version first, so that a later program reads what an earlier one wrote
 */
GBytes *message_draft_to_bytes (const MessageDraft *draft);

/**
 * message_draft_from_bytes:
 * @error: return location for a MESSAGE_ERROR_DRAFT
 */
MessageDraft *message_draft_from_bytes (GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MessageDraft, message_draft_free)

G_END_DECLS

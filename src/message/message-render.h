/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A draft becomes a letter: content (RFC 5322, MIME) and envelope. Rendered once, 7bit clean, its
 * Date and Message-ID fixed; never again for another server. Structure is GMime's; strings are
 * checked before it and the finished octets after it. */

#pragma once

#include <gio/gio.h>

#include "mail-content.h"
#include "mail-envelope.h"
#include "message-draft.h"

G_BEGIN_DECLS

/* A letter at rest may be this large in its row; attachments do not count. */
#define MESSAGE_MAX_OCTETS (1024 * 1024)

/**
 * MessageLetter: a rendered letter
 * @message_id: with angle brackets
 * @from: (nullable): the originator as shown to people
 * @recipients: for a row in a list
 * @recipient_names: (nullable): parallel to the forward-paths, "" for who has none; NULL where the
 *   letter came ready-made
 * @attachment_names: in their order; none where the letter came ready-made
 */
typedef struct
{
  MailContent *content;
  MailEnvelope *envelope;
  char *message_id;
  char *subject;
  char *from;
  char *recipients;
  GStrv recipient_names;
  GStrv attachment_names;
} MessageLetter;

void message_letter_free (MessageLetter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MessageLetter, message_letter_free)

/**
 * message_render:
 * @draft: its @from must be set
 * @reverse_path: (nullable): envelope sender; NULL: the path of @from
 * @date: (nullable): the Date field; NULL: now
 * @error: return location for a MESSAGE_ERROR
 *
 * 7bit clean but for one case: an address whose local-part is not ASCII stands in the header in
 * UTF-8, as RFC 6532 has it; the envelope then needs SMTPUTF8, and mail_content_is_eight_bit() says
 * so.
 *
 * Pure but for reading the clock and random octets; a text of 1 MiB takes some 10 ms.
 *
 * Returns: (transfer full): the letter, or NULL with @error set
 */
MessageLetter *
message_render (const MessageDraft *draft, MailPath *reverse_path, GDateTime *date, GError **error);

/**
 * message_letter_from_octets:
 * @octets: a ready RFC 5322 message; LF line ends become CRLF, Bcc fields are taken out, Date and
 *   Message-ID are added where missing
 * @reverse_path: (nullable): envelope sender; NULL: from Sender or From
 * @forward_paths: (nullable) (element-type MailPath): recipients; NULL: those in To, Cc and Bcc
 * @error: return location for a MESSAGE_ERROR: bare CR, NUL, lines over 998 octets, no recipients,
 *   larger than MESSAGE_MAX_OCTETS
 *
 * Octets over 127 may stand in the body (mail_content_is_eight_bit()); in the header they become
 * encoded words. A text that has them and says nothing of itself is labelled as UTF-8.
 *
 * Returns: (transfer full): the letter, its octets otherwise unchanged, or NULL with @error set
 */
MessageLetter *message_letter_from_octets (GBytes *octets, MailPath *reverse_path,
                                           GPtrArray *forward_paths, GError **error);

/**
 * message_letter_from_stream:
 * @message: a ready message; read to its end, blocking
 * @body: where its canonical body goes
 * @reverse_path: (nullable): as for message_letter_from_octets()
 * @forward_paths: (nullable) (element-type MailPath): as for message_letter_from_octets()
 * @eight_bit: (out): whether the body has octets over 127
 * @error: return location for a MESSAGE_ERROR or an I/O error
 *
 * The same in constant memory, for messages of any size: the letter's content is the header and the
 * empty line alone. The caller puts the body into the store and adds it as a hole at the end, in
 * MAIL_ENCODING_IDENTITY or MAIL_ENCODING_8BIT.
 *
 * Returns: (transfer full): the letter, or NULL with @error set
 */
MessageLetter *
message_letter_from_stream (GInputStream *message, GOutputStream *body, MailPath *reverse_path,
                            GPtrArray *forward_paths, gboolean *eight_bit, GError **error);

/**
 * message_scan:
 * @octets: finished octets of a letter
 * @error: return location for a MESSAGE_ERROR_CONTENT
 *
 * The last look before octets may be stored or sent: no bare CR, no bare LF, no NUL, no octet over
 * 127, no line over 998, CRLF at the end. Fails closed.
 *
 * Returns: whether the octets may travel
 */
gboolean message_scan (GBytes *octets, GError **error);

G_END_DECLS

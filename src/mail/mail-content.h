/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter at rest: rendered octets with the attachments held out. Nothing large is written
 * twice; reading it back gives the same octets every time, and its size is arithmetic. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MAIL_DIGEST_LENGTH 64

/**
 * MailEncoding:
 * @MAIL_ENCODING_BASE64: RFC 2045 section 6.8, lines of @line_length, each ended by CRLF
 * @MAIL_ENCODING_IDENTITY: the file's own octets, which are 7bit with CRLF already
 * @MAIL_ENCODING_8BIT: the file's own octets, with CRLF and some over 127 (RFC 6152)
 */
typedef enum
{
  MAIL_ENCODING_BASE64,
  MAIL_ENCODING_IDENTITY,
  MAIL_ENCODING_8BIT,
} MailEncoding;

/**
 * MailHole:
 * @place: offset in the rendered octets before which the file's encoded octets belong
 * @digest: SHA-256 of the file in lower-case hex, its name under attachments/
 * @size: octets of the file
 * @line_length: encoded characters a line, a multiple of 4, for base64
 */
typedef struct
{
  guint64 place;
  char digest[MAIL_DIGEST_LENGTH + 1];
  guint64 size;
  MailEncoding encoding;
  guint line_length;
} MailHole;

/**
 * mail_hole_get_encoded_size:
 *
 * Returns: octets the file takes in the letter
 */
guint64 mail_hole_get_encoded_size (const MailHole *hole);

/**
 * MailContent:
 * @octets: rendered octets: CRLF line ends, not dot-stuffed, ending in CRLF unless a hole does
 * @holes: (element-type MailHole): in the order of their places
 */
typedef struct
{
  GBytes *octets;
  GArray *holes;
} MailContent;

/**
 * mail_content_new:
 * @octets: (transfer none): rendered octets
 */
MailContent *mail_content_new (GBytes *octets);
MailContent *mail_content_copy (const MailContent *content);
void mail_content_free (MailContent *content);

void mail_content_add_hole (MailContent *content, const MailHole *hole);

/**
 * mail_content_get_size:
 *
 * Returns: the canonical size of RFC 1870 section 4: CRLF counted as two, no dot-stuffing, no
 *   terminator
 */
guint64 mail_content_get_size (const MailContent *content);

/**
 * mail_content_set_date:
 * @content: what this program rendered: its Date is one line
 *
 * Returns: (transfer full) (nullable): the same letter with another Date (RFC 5322 section 3.6.1)
 *   and not one other octet changed; NULL when it has none
 */
MailContent *mail_content_set_date (const MailContent *content, GDateTime *date);

/**
 * mail_content_is_eight_bit:
 *
 * Returns: whether octets over 127 will travel, so that BODY=8BITMIME (RFC 6152) is owed; what this
 *   program renders has none, a message that came ready may
 */
gboolean mail_content_is_eight_bit (const MailContent *content);

/**
 * mail_content_holes_to_bytes:
 *
 * Returns: (transfer full): the holes alone, as they are kept on disk
 */
GBytes *mail_content_holes_to_bytes (const MailContent *content);

/**
 * mail_content_from_bytes:
 * @octets: (transfer none): rendered octets
 * @holes: (transfer none): from mail_content_holes_to_bytes()
 * @error: return location for a MAIL_ERROR_SERIALISED
 *
 * Returns: (transfer full): the content, or NULL with @error set
 */
MailContent *mail_content_from_bytes (GBytes *octets, GBytes *holes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailContent, mail_content_free)

G_END_DECLS

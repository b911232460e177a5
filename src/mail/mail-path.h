/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A path of RFC 5321 section 4.1.2: local-part "@" (domain / address-literal), without the angle
 * brackets. Immutable and counted; every path that exists has passed the grammar, so that no
 * command can be made to hold a second one. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* RFC 5321 section 4.5.3.1.1 to .3, in octets */
#define MAIL_PATH_MAX_LOCAL_PART 64
#define MAIL_PATH_MAX_DOMAIN 255
#define MAIL_PATH_MAX 254

typedef struct MailPath MailPath;

/**
 * mail_path_parse:
 * @text: a mailbox without angle brackets or display name; UTF-8 in either part is
 *   accepted (RFC 6531 section 3.3)
 * @error: return location for a MAIL_ERROR_ADDRESS
 *
 * Returns: (transfer full): the path, or NULL with @error set
 */
MailPath *mail_path_parse (const char *text, GError **error);

MailPath *mail_path_ref (MailPath *path);
void mail_path_unref (MailPath *path);

/**
 * mail_path_get_text:
 *
 * Returns: (transfer none): "local-part@domain" as it was given
 */
const char *mail_path_get_text (const MailPath *path);
const char *mail_path_get_local_part (const MailPath *path);
const char *mail_path_get_domain (const MailPath *path);

/**
 * mail_path_equal:
 *
 * Returns: whether both name the same mailbox as far as a client may judge: domains compare
 *   without case and as A-labels, local-parts to the letter (RFC 5321 section 2.4)
 */
gboolean mail_path_equal (const MailPath *a, const MailPath *b);

/**
 * mail_path_hash:
 *
 * Returns: a hash that agrees with mail_path_equal()
 */
guint mail_path_hash (const MailPath *path);

/**
 * mail_path_needs_smtputf8:
 *
 * Returns: whether the local-part is not ASCII, so that only SMTPUTF8 (RFC 6531) can carry it;
 *   a domain alone never needs it, it travels as A-labels
 */
gboolean mail_path_needs_smtputf8 (const MailPath *path);

/**
 * mail_path_dup_wire:
 * @smtputf8: whether the transaction uses SMTPUTF8
 *
 * Returns: (transfer full) (nullable): the text for MAIL or RCPT, the domain as A-labels
 *   unless @smtputf8; NULL if the path cannot be written without SMTPUTF8
 */
char *mail_path_dup_wire (const MailPath *path, gboolean smtputf8);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailPath, mail_path_unref)

G_END_DECLS

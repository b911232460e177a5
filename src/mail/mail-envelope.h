/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The envelope of RFC 5321 section 2.3.1: who sends and who receives, whatever the header says.
 * Bcc lives only here. */

#pragma once

#include "mail-path.h"
#include "mail-request.h"

G_BEGIN_DECLS

/**
 * MailEnvelope:
 * @reverse_path: (nullable): where a bounce goes; NULL is the null reverse-path "<>"
 * @forward_paths: (element-type MailPath): each recipient once, in the order written; to be read
 *   only, mail_envelope_add() is the way in
 * @eight_bit: the content has octets over 127, so BODY=8BITMIME (RFC 6152) is owed: extension
 *   material belongs to the envelope, RFC 5321 section 2.3.1
 * @request: what is asked of the servers on the way
 * @envelope_id: (nullable): comes back in notifications (ENVID, RFC 3461 section 4.4); printable
 *   ASCII, at most 100 octets, or it is left out
 * @seen: private: the same paths, so that ten thousand recipients are not compared pairwise
 */
typedef struct
{
  MailPath *reverse_path;
  GPtrArray *forward_paths;
  gboolean eight_bit;
  MailRequest request;
  char *envelope_id;
  GHashTable *seen;
} MailEnvelope;

/**
 * mail_envelope_new:
 * @reverse_path: (nullable) (transfer none): the sender
 *
 * Returns: (transfer full): an envelope without recipients
 */
MailEnvelope *mail_envelope_new (MailPath *reverse_path);
MailEnvelope *mail_envelope_copy (const MailEnvelope *envelope);
void mail_envelope_free (MailEnvelope *envelope);

/**
 * mail_envelope_add:
 * @path: (transfer none): a recipient
 *
 * Adds @path unless an equal path is there already (mail_path_equal()).
 *
 * Returns: whether it was added
 */
gboolean mail_envelope_add (MailEnvelope *envelope, MailPath *path);

/**
 * mail_envelope_needs_smtputf8:
 *
 * Returns: whether any path needs SMTPUTF8
 */
gboolean mail_envelope_needs_smtputf8 (const MailEnvelope *envelope);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailEnvelope, mail_envelope_free)

G_END_DECLS

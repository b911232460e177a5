/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The content of one mail transaction, and whether its end may leave. */

#pragma once

#include "net-session.h"

G_BEGIN_DECLS

typedef struct NetLetter NetLetter;

/**
 * net_letter_new:
 * @envelope: copied
 * @size: octets that @content will give
 */
NetLetter *net_letter_new (const MailEnvelope *envelope, GInputStream *content, guint64 size);

/**
 * net_letter_free: closes the content too
 */
void net_letter_free (NetLetter *letter);

/**
 * net_letter_get_replies:
 *
 * Returns: (transfer none): the replies to RCPT so far
 */
const MailOutcome *net_letter_get_replies (const NetLetter *letter);
void net_letter_replied (NetLetter *letter, guint index, MailReply *reply);

/**
 * net_letter_advance: begins the transaction, reads, pushes, asks for the mark and ends the
 * content, as far as it goes
 */
void net_letter_advance (NetSession *self);

/**
 * net_letter_report: says how much of the content the kernel has taken, if it is more than before
 */
void net_letter_report (NetSession *self);

/**
 * net_letter_mark: the durable mark is made
 */
void net_letter_mark (NetLetter *letter);

/**
 * net_letter_is_asking: the durable mark is being made: no clock runs
 */
gboolean net_letter_is_asking (const NetLetter *letter);

/**
 * net_letter_is_marked: nothing can be cancelled any more
 */
gboolean net_letter_is_marked (const NetLetter *letter);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What envelope and content know of one another. */

#pragma once

#include "smtp-client-private.h"

G_BEGIN_DECLS

/**
 * SmtpTransaction:
 * @refusal: (nullable): the first one to a RCPT
 * @size: content promised
 * @n_octets: content taken
 * @end_place: where the end of the content stands in the output
 * @pipelined: DATA was queued with the envelope
 * @begun: the server holds an envelope, so that RSET is needed to be rid of it
 * @over: no result changes any more
 * @given_up: no content is sent
 * @ending: the end of the content is in the output, and its reply is owed
 */
struct SmtpTransaction
{
  MailEnvelope *envelope;
  MailOutcome *outcome;
  MailReply *refusal;
  MailData data;
  SmtpFlight flight;
  guint64 size;
  guint64 n_octets;
  guint64 end_place;
  guint n_replies;
  guint n_accepted;
  gboolean ask_partial;
  gboolean pipelined;
  gboolean begun;
  gboolean over;
  gboolean given_up;
  gboolean ending;
};

/* smtp-envelope.c */

/**
 * smtp_envelope_check:
 *
 * Returns: whether the letter can be given to this server at all; if not, the outcome says why
 *   and nothing is said to the server
 */
gboolean smtp_envelope_check (SmtpClient *client);

/**
 * smtp_envelope_queue: MAIL and RCPT
 */
void smtp_envelope_queue (SmtpClient *client, gboolean eight_bit);

/* smtp-transaction.c */

/**
 * smtp_transaction_give_up:
 * @reply: why
 *
 * No content will be sent; what is in flight is still answered.
 */
void smtp_transaction_give_up (SmtpClient *client, MailStage stage, MailReply *reply);

/**
 * smtp_transaction_settle:
 *
 * Refuses or defers every recipient that has no answer of its own.
 */
void smtp_transaction_settle (SmtpClient *client, MailReply *reply);

/**
 * smtp_reply_is_mail_ok:
 *
 * Returns: whether it is 25z: x5z is the mail system's own voice (RFC 5321 section 4.2.1), and
 *   220 or 235 answers something else
 */
gboolean smtp_reply_is_mail_ok (const MailReply *reply);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a sender asks of every server on a letter's way, beside delivery itself: notifications of
 * delivery status (RFC 3461) and TLS all the way (RFC 8689). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailNotify: when a notification is wanted, RFC 3461 section 4.1; "never" stands alone
 */
typedef enum
{
  MAIL_NOTIFY_UNSAID = 0,
  MAIL_NOTIFY_NEVER = 1 << 0,
  MAIL_NOTIFY_SUCCESS = 1 << 1,
  MAIL_NOTIFY_FAILURE = 1 << 2,
  MAIL_NOTIFY_DELAY = 1 << 3,
} MailNotify;

/**
 * MailReturn: what a notification brings back of the letter, RFC 3461 section 4.3
 */
typedef enum
{
  MAIL_RETURN_UNSAID,
  MAIL_RETURN_FULL,
  MAIL_RETURN_HEADERS,
} MailReturn;

#define MAIL_N_RETURNS (MAIL_RETURN_HEADERS + 1)

/**
 * MailRequest:
 * @notify: left out where the server does not offer DSN
 * @ret: likewise
 * @require_tls: the letter goes over TLS all the way or not at all
 */
typedef struct
{
  MailNotify notify;
  MailReturn ret;
  gboolean require_tls;
} MailRequest;

/**
 * mail_notify_to_text:
 *
 * Returns: (transfer full): "NEVER", or some of "SUCCESS,FAILURE,DELAY"; empty when unsaid
 */
char *mail_notify_to_text (MailNotify notify);

/**
 * mail_notify_from_text:
 * @text: words parted by commas, in any case
 * @notify: (out): set on success only
 *
 * Returns: whether @text asks for something that can be asked for
 */
gboolean mail_notify_from_text (const char *text, MailNotify *notify);

/**
 * mail_return_to_text:
 *
 * Returns: (transfer none): "FULL" or "HDRS"; empty when unsaid
 */
const char *mail_return_to_text (MailReturn ret);
gboolean mail_return_from_text (const char *text, MailReturn *ret);

G_END_DECLS

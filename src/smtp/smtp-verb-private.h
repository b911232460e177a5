/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the client says, a row each. */

#pragma once

#include "mail-reply.h"
#include "mail-stage.h"
#include "smtp-client.h"

G_BEGIN_DECLS

/**
 * SmtpVerb:
 * @SMTP_VERB_GREETING: nothing is said, a reply is owed all the same
 * @SMTP_VERB_RESPONSE: a line that answers a SASL challenge
 * @SMTP_VERB_END: the end of the content
 * @SMTP_VERB_BDAT: the last octet of a chunk, whose first line went ahead of it
 */
typedef enum
{
  SMTP_VERB_GREETING,
  SMTP_VERB_EHLO,
  SMTP_VERB_HELO,
  SMTP_VERB_STARTTLS,
  SMTP_VERB_AUTH,
  SMTP_VERB_RESPONSE,
  SMTP_VERB_MAIL,
  SMTP_VERB_RCPT,
  SMTP_VERB_DATA,
  SMTP_VERB_END,
  SMTP_VERB_BDAT,
  SMTP_VERB_RSET,
  SMTP_VERB_QUIT,
} SmtpVerb;

#define SMTP_N_VERBS (SMTP_VERB_QUIT + 1)

/**
 * SmtpReplyHandler: queues a command, emits an event or ends the session, nothing else
 * @index: the forward-path, for RCPT
 */
typedef void (*SmtpReplyHandler) (SmtpClient *client, guint index, MailReply *reply);

/**
 * SmtpVerbRow:
 * @may_be_followed: whether another command may be sent before its reply (RFC 2920 section 3.1)
 * @seconds: how long its reply may take (RFC 5321 section 4.5.3.2)
 */
typedef struct
{
  const char *name;
  gboolean may_be_followed;
  guint seconds;
  MailStage stage;
  SmtpReplyHandler handler;
} SmtpVerbRow;

const SmtpVerbRow *smtp_verb_get_row (SmtpVerb verb);

G_END_DECLS

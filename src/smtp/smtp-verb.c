/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-verb-private.h"

#include "smtp-client-private.h"

#define MINUTES 60

static const SmtpVerbRow rows[] = {
  /* name, may be followed, seconds, stage, handler */
  [SMTP_VERB_GREETING] = { "greeting", FALSE, 5 * MINUTES, MAIL_STAGE_GREETING,
                           smtp_hello_on_greeting },
  [SMTP_VERB_EHLO] = { "EHLO", FALSE, 5 * MINUTES, MAIL_STAGE_GREETING, smtp_hello_on_ehlo },
  [SMTP_VERB_HELO] = { "HELO", FALSE, 5 * MINUTES, MAIL_STAGE_GREETING, smtp_hello_on_helo },
  [SMTP_VERB_STARTTLS] = { "STARTTLS", FALSE, 5 * MINUTES, MAIL_STAGE_ENCRYPT,
                           smtp_hello_on_starttls },
  [SMTP_VERB_AUTH] = { "AUTH", FALSE, 5 * MINUTES, MAIL_STAGE_LOGIN, smtp_login_on_reply },
  [SMTP_VERB_RESPONSE] = { "response", FALSE, 5 * MINUTES, MAIL_STAGE_LOGIN, smtp_login_on_reply },
  [SMTP_VERB_MAIL] = { "MAIL", TRUE, 5 * MINUTES, MAIL_STAGE_ENVELOPE, smtp_transaction_on_mail },
  [SMTP_VERB_RCPT] = { "RCPT", TRUE, 5 * MINUTES, MAIL_STAGE_ENVELOPE, smtp_transaction_on_rcpt },
  [SMTP_VERB_DATA] = { "DATA", FALSE, 2 * MINUTES, MAIL_STAGE_LETTER, smtp_content_on_data },
  [SMTP_VERB_END] = { "end", FALSE, 10 * MINUTES, MAIL_STAGE_LETTER, smtp_content_on_end },
  [SMTP_VERB_BDAT] = { "BDAT", FALSE, 10 * MINUTES, MAIL_STAGE_LETTER, smtp_content_on_end },
  [SMTP_VERB_RSET] = { "RSET", TRUE, 5 * MINUTES, MAIL_STAGE_ENVELOPE, smtp_transaction_on_rset },
  [SMTP_VERB_QUIT] = { "QUIT", FALSE, 2, MAIL_STAGE_GOODBYE, smtp_hello_on_quit },
};
G_STATIC_ASSERT (G_N_ELEMENTS (rows) == SMTP_N_VERBS);

const SmtpVerbRow *
smtp_verb_get_row (SmtpVerb verb)
{
  return &rows[verb];
}

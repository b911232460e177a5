/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The seven parts of a session, as the conversation shows them. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  MAIL_STAGE_CONNECT,
  MAIL_STAGE_GREETING,
  MAIL_STAGE_ENCRYPT,
  MAIL_STAGE_LOGIN,
  MAIL_STAGE_ENVELOPE,
  MAIL_STAGE_LETTER,
  MAIL_STAGE_GOODBYE,
} MailStage;

#define MAIL_N_STAGES (MAIL_STAGE_GOODBYE + 1)

/**
 * mail_stage_to_nick:
 *
 * Returns: (transfer none): "connect", "greeting", ... as in JSON and on disk
 */
const char *mail_stage_to_nick (MailStage stage);

/**
 * mail_stage_from_nick:
 * @stage: (out): set on success only
 *
 * Returns: whether @nick names a stage
 */
gboolean mail_stage_from_nick (const char *nick, MailStage *stage);

G_END_DECLS

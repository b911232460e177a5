/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-stage.h"

#include "mail-nick-private.h"

static const char *const nicks[] = {
  [MAIL_STAGE_CONNECT] = "connect",   [MAIL_STAGE_GREETING] = "greeting",
  [MAIL_STAGE_ENCRYPT] = "encrypt",   [MAIL_STAGE_LOGIN] = "login",
  [MAIL_STAGE_ENVELOPE] = "envelope", [MAIL_STAGE_LETTER] = "letter",
  [MAIL_STAGE_GOODBYE] = "goodbye",
};
G_STATIC_ASSERT (G_N_ELEMENTS (nicks) == MAIL_N_STAGES);

const char *
mail_stage_to_nick (MailStage stage)
{
  g_return_val_if_fail ((guint) stage < MAIL_N_STAGES, NULL);
  return nicks[stage];
}

gboolean
mail_stage_from_nick (const char *nick, MailStage *stage)
{
  int found = mail_nick_find (nicks, MAIL_N_STAGES, nick);

  if (found < 0)
    return FALSE;
  *stage = (MailStage) found;
  return TRUE;
}

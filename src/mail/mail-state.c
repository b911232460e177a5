/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The states of a letter and of its recipients, and the one place where the state a person sees
 * is derived from them. Trouble goes before comfort: a letter of which one copy may or may not
 * have arrived is unknown, whatever became of the others. */

#include "mail-state.h"

#include "mail-nick-private.h"

static const char *const letter_nicks[] = {
  [MAIL_LETTER_HELD] = "held",       [MAIL_LETTER_QUEUED] = "queued",
  [MAIL_LETTER_SENDING] = "sending", [MAIL_LETTER_CONFIRMING] = "confirming",
  [MAIL_LETTER_DONE] = "done",
};
G_STATIC_ASSERT (G_N_ELEMENTS (letter_nicks) == MAIL_N_LETTER_STATES);

static const char *const recipient_nicks[] = {
  [MAIL_RECIPIENT_PENDING] = "pending", [MAIL_RECIPIENT_ACCEPTED] = "accepted",
  [MAIL_RECIPIENT_REFUSED] = "refused", [MAIL_RECIPIENT_DEFERRED] = "deferred",
  [MAIL_RECIPIENT_UNKNOWN] = "unknown",
};
G_STATIC_ASSERT (G_N_ELEMENTS (recipient_nicks) == MAIL_N_RECIPIENT_STATES);

static const char *const shown_nicks[] = {
  [MAIL_SHOWN_HELD] = "held",         [MAIL_SHOWN_QUEUED] = "queued",
  [MAIL_SHOWN_SENDING] = "sending",   [MAIL_SHOWN_CONFIRMING] = "confirming",
  [MAIL_SHOWN_ACCEPTED] = "accepted", [MAIL_SHOWN_PARTLY_ACCEPTED] = "partly-accepted",
  [MAIL_SHOWN_WAITING] = "waiting",   [MAIL_SHOWN_REFUSED] = "refused",
  [MAIL_SHOWN_PAUSED] = "paused",     [MAIL_SHOWN_UNKNOWN] = "unknown",
};
G_STATIC_ASSERT (G_N_ELEMENTS (shown_nicks) == MAIL_N_SHOWN_STATES);

static MailShownState
derive_settled (const guint *count, guint attempts, gboolean untried, gboolean paused)
{
  if (count[MAIL_RECIPIENT_UNKNOWN] > 0)
    return MAIL_SHOWN_UNKNOWN;
  if (untried || count[MAIL_RECIPIENT_PENDING] > 0 || count[MAIL_RECIPIENT_DEFERRED] > 0)
    {
      if (paused)
        return MAIL_SHOWN_PAUSED;
      return untried && attempts == 0 ? MAIL_SHOWN_QUEUED : MAIL_SHOWN_WAITING;
    }
  if (count[MAIL_RECIPIENT_ACCEPTED] == 0)
    return MAIL_SHOWN_REFUSED;
  return count[MAIL_RECIPIENT_REFUSED] > 0 ? MAIL_SHOWN_PARTLY_ACCEPTED : MAIL_SHOWN_ACCEPTED;
}

MailShownState
mail_shown_state_derive (MailLetterState letter, const MailRecipientState *recipients,
                         gsize n_recipients, guint attempts, gboolean paused)
{
  guint count[MAIL_N_RECIPIENT_STATES] = { 0 };

  for (gsize i = 0; i < n_recipients; i++)
    count[recipients[i]]++;

  switch (letter)
    {
    case MAIL_LETTER_HELD:
      return paused ? MAIL_SHOWN_PAUSED : MAIL_SHOWN_HELD;
    case MAIL_LETTER_SENDING:
      return MAIL_SHOWN_SENDING;
    case MAIL_LETTER_CONFIRMING:
      return MAIL_SHOWN_CONFIRMING;
    case MAIL_LETTER_QUEUED:
      return derive_settled (count, attempts, TRUE, paused);
    case MAIL_LETTER_DONE:
      return derive_settled (count, attempts, FALSE, paused);
    }
  g_return_val_if_reached (MAIL_SHOWN_UNKNOWN);
}

const char *
mail_letter_state_to_nick (MailLetterState state)
{
  g_return_val_if_fail ((guint) state < MAIL_N_LETTER_STATES, NULL);
  return letter_nicks[state];
}

gboolean
mail_letter_state_from_nick (const char *nick, MailLetterState *state)
{
  int found = mail_nick_find (letter_nicks, MAIL_N_LETTER_STATES, nick);

  if (found < 0)
    return FALSE;
  *state = (MailLetterState) found;
  return TRUE;
}

const char *
mail_recipient_state_to_nick (MailRecipientState state)
{
  g_return_val_if_fail ((guint) state < MAIL_N_RECIPIENT_STATES, NULL);
  return recipient_nicks[state];
}

gboolean
mail_recipient_state_from_nick (const char *nick, MailRecipientState *state)
{
  int found = mail_nick_find (recipient_nicks, MAIL_N_RECIPIENT_STATES, nick);

  if (found < 0)
    return FALSE;
  *state = (MailRecipientState) found;
  return TRUE;
}

const char *
mail_shown_state_to_nick (MailShownState state)
{
  g_return_val_if_fail ((guint) state < MAIL_N_SHOWN_STATES, NULL);
  return shown_nicks[state];
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a letter is. What is stored is little; what is shown is derived from it, in one place. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MailLetterState: what is stored for a letter
 * @MAIL_LETTER_HELD: durable, waiting for the time in which it can be taken back
 * @MAIL_LETTER_QUEUED: durable, due now or later
 * @MAIL_LETTER_SENDING: in the hands of a session; nothing of the final dot has left
 * @MAIL_LETTER_CONFIRMING: the final dot may have left; the answer is not known yet
 * @MAIL_LETTER_DONE: nothing more happens by itself
 */
typedef enum
{
  MAIL_LETTER_HELD,
  MAIL_LETTER_QUEUED,
  MAIL_LETTER_SENDING,
  MAIL_LETTER_CONFIRMING,
  MAIL_LETTER_DONE,
} MailLetterState;

#define MAIL_N_LETTER_STATES (MAIL_LETTER_DONE + 1)

/**
 * MailRecipientState: what is stored for a recipient
 */
typedef enum
{
  MAIL_RECIPIENT_PENDING,
  MAIL_RECIPIENT_ACCEPTED,
  MAIL_RECIPIENT_REFUSED,
  MAIL_RECIPIENT_DEFERRED,
  MAIL_RECIPIENT_UNKNOWN,
} MailRecipientState;

#define MAIL_N_RECIPIENT_STATES (MAIL_RECIPIENT_UNKNOWN + 1)

/**
 * MailShownState: what a person is told
 */
typedef enum
{
  MAIL_SHOWN_HELD,
  MAIL_SHOWN_QUEUED,
  MAIL_SHOWN_SENDING,
  MAIL_SHOWN_CONFIRMING,
  MAIL_SHOWN_ACCEPTED,
  MAIL_SHOWN_PARTLY_ACCEPTED,
  MAIL_SHOWN_WAITING,
  MAIL_SHOWN_REFUSED,
  MAIL_SHOWN_PAUSED,
  MAIL_SHOWN_UNKNOWN,
} MailShownState;

#define MAIL_N_SHOWN_STATES (MAIL_SHOWN_UNKNOWN + 1)

/**
 * mail_shown_state_derive:
 * @letter: the stored state of the letter
 * @recipients: (array length=n_recipients): the stored state of each recipient
 * @attempts: how often the letter was tried
 * @paused: whether a person must act before it can go on
 *
 * Returns: the one state to show: running, then unknown, then paused or waiting, then the
 *   final ones
 */
MailShownState
mail_shown_state_derive (MailLetterState letter, const MailRecipientState *recipients,
                         gsize n_recipients, guint attempts, gboolean paused);

const char *mail_letter_state_to_nick (MailLetterState state);
gboolean mail_letter_state_from_nick (const char *nick, MailLetterState *state);
const char *mail_recipient_state_to_nick (MailRecipientState state);
gboolean mail_recipient_state_from_nick (const char *nick, MailRecipientState *state);

/**
 * mail_shown_state_to_nick:
 *
 * Returns: (transfer none): the word of the terminal contract, e.g. "partly-accepted"
 */
const char *mail_shown_state_to_nick (MailShownState state);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters in the store in every state, without a server. */

#pragma once

#include "mail-conversation.h"
#include "ui-test.h"

/**
 * ui_seed_add:
 * @to: recipients
 * @held_s: seconds it is held
 *
 * Returns: the letter's id
 */
gint64 ui_seed_add (UiTest *test, const char *to, const char *subject, guint held_s);

/**
 * ui_seed_begin: the letter is being sent
 */
void ui_seed_begin (UiTest *test, gint64 id);

/**
 * ui_seed_confirm: the dot may be sent from now on
 */
void ui_seed_confirm (UiTest *test, gint64 id);

/**
 * ui_seed_end: an attempt that ended
 * @states: a letter for each recipient: a(ccepted), r(efused), d(eferred), u(nknown), p(ending)
 */
void ui_seed_end (UiTest *test, gint64 id, const char *states);

/**
 * ui_seed_conversation:
 *
 * Returns: (transfer full): connect, greeting, EHLO and an envelope with one refusal
 */
MailConversation *ui_seed_conversation (void);

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A conversation as turns: what was asked and what was answered, side by side. */

#pragma once

#include <gio/gio.h>

#include "mail-conversation.h"

G_BEGIN_DECLS

/**
 * UiTurnKind:
 * @UI_TURN_COMMAND: a command, with its reply when it came
 * @UI_TURN_SERVER: the server speaks first
 * @UI_TURN_NOTE: something happened that has no line; at the start a greeting answers it
 * @UI_TURN_CONTENT: the letter itself, told about
 */
typedef enum
{
  UI_TURN_COMMAND,
  UI_TURN_SERVER,
  UI_TURN_NOTE,
  UI_TURN_CONTENT,
} UiTurnKind;

#define UI_TYPE_TURN (ui_turn_get_type ())
G_DECLARE_FINAL_TYPE (UiTurn, ui_turn, UI, TURN, GObject)

/**
 * UiTurn::changed: an answer came
 */

UiTurnKind ui_turn_get_kind (UiTurn *turn);
MailStage ui_turn_get_stage (UiTurn *turn);

/**
 * ui_turn_get_attempt: index of the conversation it is from
 */
guint ui_turn_get_attempt (UiTurn *turn);

/**
 * ui_turn_begins_stage: whether it is the first of its stage, ui_turn_begins_attempt() of its
 * attempt
 */
gboolean ui_turn_begins_stage (UiTurn *turn);
gboolean ui_turn_begins_attempt (UiTurn *turn);

guint ui_turn_get_n_asked (UiTurn *turn);
const MailLine *ui_turn_get_asked (UiTurn *turn, guint index);
guint ui_turn_get_n_answered (UiTurn *turn);
const MailLine *ui_turn_get_answered (UiTurn *turn, guint index);

/**
 * ui_turn_get_code:
 *
 * Returns: the reply code, 0 while there is none
 */
guint ui_turn_get_code (UiTurn *turn);

/**
 * ui_turn_dup_answer_text:
 *
 * Returns: (transfer full): the words of the reply without codes, lines parted by LF
 */
char *ui_turn_dup_answer_text (UiTurn *turn);

/**
 * ui_turn_get_us:
 *
 * Returns: microseconds from question to answer, -1 while there is none
 */
gint64 ui_turn_get_us (UiTurn *turn);

gboolean ui_turn_is_encrypted (UiTurn *turn);

/**
 * ui_turn_dup_envelope:
 *
 * Returns: (transfer full): MAIL and RCPT of the transaction the turn belongs to, as they were said
 */
GStrv ui_turn_dup_envelope (UiTurn *turn);

/**
 * ui_turn_is_hello: the reply is a list of extensions (RFC 5321 section 4.1.1.1)
 */
gboolean ui_turn_is_hello (UiTurn *turn);

#define UI_TYPE_TALK (ui_talk_get_type ())
G_DECLARE_FINAL_TYPE (UiTalk, ui_talk, UI, TALK, GObject)

/**
 * ui_talk_new:
 * @conversations: (element-type MailConversation): one an attempt, oldest first
 *
 * Returns: (transfer full): a list model of turns
 */
UiTalk *ui_talk_new (GPtrArray *conversations);

/**
 * ui_talk_tell_content: more is known of the letter: its turns say that they changed
 */
void ui_talk_tell_content (UiTalk *talk);

/**
 * ui_talk_grow: the last conversation has new lines
 */
void ui_talk_grow (UiTalk *talk);

G_END_DECLS

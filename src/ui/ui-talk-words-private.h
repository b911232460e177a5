/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words for a turn of a conversation: one word for the first digit, one sentence for all. */

#pragma once

#include "ui-talk-private.h"

G_BEGIN_DECLS

/**
 * UiDepth:
 * @UI_DEPTH_STORY: a sentence anybody understands
 * @UI_DEPTH_TEXTBOOK: the same as the RFCs have it
 * @UI_DEPTH_WIRE: the octets
 */
typedef enum
{
  UI_DEPTH_STORY,
  UI_DEPTH_TEXTBOOK,
  UI_DEPTH_WIRE,
} UiDepth;

/**
 * ui_talk_words_sentence:
 *
 * Returns: (transfer full): the line in one sentence, as deep as asked for
 */
char *ui_talk_words_sentence (const MailLine *line, UiDepth depth);

/**
 * ui_talk_words_class: "done", "go on", "not now", "no"; _icon and _style go with it, so that no
 *   one of the three has to carry it alone
 */
const char *ui_talk_words_class (guint code);
const char *ui_talk_words_class_icon (guint code);
const char *ui_talk_words_class_style (guint code);

/**
 * ui_talk_words_result:
 *
 * Returns: (transfer none): what the reply came to, "recipient refused"
 */
const char *ui_talk_words_result (UiTurn *turn);

/**
 * ui_talk_words_name:
 * @told: (nullable): what was asked, where it was put into words already
 *
 * Returns: (transfer full) (nullable): "It is for Li Lei. Server replied 550, recipient refused,
 *   84 milliseconds"
 */
char *ui_talk_words_name (UiTurn *turn, const char *told);

G_END_DECLS

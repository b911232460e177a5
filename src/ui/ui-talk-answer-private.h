/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's half of a turn: a sentence, its words, the code, and what it offers. */

#pragma once

#include <gtk/gtk.h>

#include "ui-talk-words-private.h"

G_BEGIN_DECLS

#define UI_TYPE_TALK_ANSWER (ui_talk_answer_get_type ())
G_DECLARE_FINAL_TYPE (UiTalkAnswer, ui_talk_answer, UI, TALK_ANSWER, GtkWidget)

GtkWidget *ui_talk_answer_new (void);

/**
 * ui_talk_answer_set: hides itself while there is no answer
 */
void ui_talk_answer_set (UiTalkAnswer *self, UiTurn *turn, UiDepth depth);

G_END_DECLS

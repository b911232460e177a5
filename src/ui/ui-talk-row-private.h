/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows of a conversation: a turn as a talk, a line as it was on the wire. */

#pragma once

#include <gtk/gtk.h>

#include "ui-letter-reading-private.h"
#include "ui-talk-words-private.h"
#include "ui-wire-private.h"

G_BEGIN_DECLS

#define UI_TYPE_TALK_ROW (ui_talk_row_get_type ())
G_DECLARE_FINAL_TYPE (UiTalkRow, ui_talk_row, UI, TALK_ROW, GtkWidget)

GtkWidget *ui_talk_row_new (void);

/**
 * ui_talk_row_set:
 * @letter: (nullable): what it was about
 * @family: (nullable): provider family
 * @actions: (nullable): the group "receipt"; an explanation's button is there when its action is
 *   enabled
 */
void ui_talk_row_set (UiTalkRow *row, UiTurn *turn, UiDepth depth, const UiLetterReading *letter,
                      const char *family, GActionGroup *actions);

#define UI_TYPE_WIRE_ROW (ui_wire_row_get_type ())
G_DECLARE_FINAL_TYPE (UiWireRow, ui_wire_row, UI, WIRE_ROW, GtkWidget)

GtkWidget *ui_wire_row_new (void);

void ui_wire_row_set (UiWireRow *row, UiWireLine *line);

/**
 * ui_stage_heading_new: a word between two hair lines
 */
GtkWidget *ui_stage_heading_new (void);
void ui_stage_heading_set (GtkWidget *heading, const char *text);

G_END_DECLS

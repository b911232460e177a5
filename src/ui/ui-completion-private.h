/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The people written to before, below the field in which a name is typed. It never takes the
 * focus: the field hands it the keys that belong to it. */

#pragma once

#include <gtk/gtk.h>

#include "message-mailbox.h"
#include "store-database.h"

G_BEGIN_DECLS

#define UI_TYPE_COMPLETION (ui_completion_get_type ())
G_DECLARE_FINAL_TYPE (UiCompletion, ui_completion, UI, COMPLETION, GtkPopover)

/**
 * UiCompletion::chosen: a row was clicked; ui_completion_dup_selected() says which
 */

UiCompletion *ui_completion_new (void);

void ui_completion_set_database (UiCompletion *completion, StoreDatabase *database);

/**
 * ui_completion_look_up:
 * @text: what was typed; an empty text closes it
 * @preselect: whether the best match is selected at once
 */
void ui_completion_look_up (UiCompletion *completion, const char *text, gboolean preselect);

/**
 * ui_completion_show_people:
 * @people: (element-type StorePerson): at most this many rows are shown
 */
void ui_completion_show_people (UiCompletion *completion, GPtrArray *people, gboolean preselect);

/**
 * ui_completion_move: selects the next or the previous row, around the end to none
 */
void ui_completion_move (UiCompletion *completion, int by);

/**
 * ui_completion_dup_selected:
 *
 * Returns: (transfer full) (nullable): the selected person
 */
MessageMailbox *ui_completion_dup_selected (UiCompletion *completion);

void ui_completion_close (UiCompletion *completion);

gboolean ui_completion_is_open (UiCompletion *completion);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The letters of the outbox or of Sent, with a search above them. */

#pragma once

#include <adwaita.h>

#include "ui-context.h"
#include "ui-letter-model-private.h"

G_BEGIN_DECLS

#define UI_TYPE_LETTER_LIST (ui_letter_list_get_type ())
G_DECLARE_FINAL_TYPE (UiLetterList, ui_letter_list, UI, LETTER_LIST, GtkWidget)

/**
 * UiLetterList:search-mode: whether the search is open
 *
 * UiLetterList::chosen:
 * @id: letter that was selected or, where the list stands alone, activated; 0: none
 */

GtkWidget *ui_letter_list_new (void);
void ui_letter_list_set (UiLetterList *list, UiContext *context, UiLetterModel *model);

/**
 * ui_letter_list_set_alone: the receipt is not beside the list, so that moving over the rows must
 *   not open it
 */
void ui_letter_list_set_alone (UiLetterList *list, gboolean alone);

/**
 * ui_letter_list_select:
 *
 * Returns: whether the letter is in the list
 */
gboolean ui_letter_list_select (UiLetterList *list, gint64 id);

/**
 * ui_letter_list_leave: another letter is selected, below the one with @id or above it
 */
void ui_letter_list_leave (UiLetterList *list, gint64 id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A place of the main window with letters in it: the list, and beside or above it the receipt. */

#pragma once

#include <adwaita.h>

#include "ui-context.h"
#include "ui-letter-model-private.h"

G_BEGIN_DECLS

#define UI_TYPE_LETTERS_PAGE (ui_letters_page_get_type ())
G_DECLARE_FINAL_TYPE (UiLettersPage, ui_letters_page, UI, LETTERS_PAGE, GtkWidget)

/**
 * UiLettersPage:sidebar-folded: whether the sidebar is hidden behind the page
 */

/**
 * ui_letters_page_new:
 * @filter: %STORE_OUTBOX or %STORE_SENT
 */
GtkWidget *ui_letters_page_new (UiContext *context, StoreFilter filter);

UiLetterModel *ui_letters_page_get_model (UiLettersPage *page);

/**
 * ui_letters_page_show: selects the letter, if it is here, and shows its receipt
 */
void ui_letters_page_show (UiLettersPage *page, gint64 id);

/**
 * ui_letters_page_back:
 *
 * Returns: whether a receipt was in front of the list
 */
gboolean ui_letters_page_back (UiLettersPage *page);

/**
 * ui_letters_page_show_conversation: of the letter whose receipt is shown
 *
 * Returns: whether there is one
 */
gboolean ui_letters_page_show_conversation (UiLettersPage *page);

void ui_letters_page_search (UiLettersPage *page);

/**
 * ui_letters_page_focus_next: to the next pane
 *
 * Returns: FALSE when there is none, so that the sidebar is next
 */
gboolean ui_letters_page_focus_next (UiLettersPage *page);

G_END_DECLS

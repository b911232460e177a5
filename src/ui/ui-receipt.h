/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of a letter: its state, a result for each recipient, the
 * explanation, the message, the conversation and the source. In the main
 * window's last pane and in a composer after Send. */

#pragma once

#include <adwaita.h>

#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_RECEIPT (ui_receipt_get_type ())
G_DECLARE_FINAL_TYPE (UiReceipt, ui_receipt, UI, RECEIPT, GtkWidget)

/**
 * UiReceipt::draft-reopened:
 * @draft_id: the letter was taken back (Undo, Edit) and is this draft again
 *
 * The receipt has activated app.open-draft unless a handler returned TRUE.
 */

GtkWidget *ui_receipt_new (UiContext *context);

/**
 * ui_receipt_get_send_at:
 *
 * Returns: the time that was chosen for the letter; 0: none, or it is not read yet
 */
gint64 ui_receipt_get_send_at (UiReceipt *receipt);

/**
 * ui_receipt_set_letter:
 * @id: letter to show, followed until another is set; 0: none
 */
void ui_receipt_set_letter (UiReceipt *receipt, gint64 id);

gint64 ui_receipt_get_letter (UiReceipt *receipt);

/**
 * ui_receipt_get_subject:
 *
 * Returns: (transfer none): the letter's subject, for a title; property
 * "subject" notifies
 */
const char *ui_receipt_get_subject (UiReceipt *receipt);

/**
 * ui_receipt_get_actions:
 *
 * Returns: (transfer none): what can be done with the letter, to be inserted as "receipt" where
 *   ui_receipt_get_menu() is shown, for instance on a header bar's pane
 */
GActionGroup *ui_receipt_get_actions (UiReceipt *receipt);
GMenuModel *ui_receipt_get_menu (UiReceipt *receipt);

/**
 * ui_receipt_show_conversation: turns to the conversation
 */
void ui_receipt_show_conversation (UiReceipt *receipt);

G_END_DECLS

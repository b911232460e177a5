/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person may do with the letter of a receipt: actions of the group "receipt", enabled by
 * the letter's state. */

#pragma once

#include <gtk/gtk.h>

#include "explain-reply.h"
#include "ui-receipt.h"

G_BEGIN_DECLS

/**
 * ui_receipt_actions_name:
 *
 * Returns: (transfer none) (nullable): detailed name of the action that does what the explanation
 *   advises; NULL: nothing to do
 */
const char *ui_receipt_actions_name (ExplainAction action);

/**
 * ui_receipt_actions_new:
 *
 * Returns: (transfer full): the group; it does not hold @receipt
 */
GActionGroup *ui_receipt_actions_new (UiReceipt *receipt);

/**
 * ui_receipt_actions_update:
 * @letter: (nullable): the letter as it is now
 */
void ui_receipt_actions_update (GActionGroup *group, const StoreLetter *letter);

/**
 * ui_receipt_get_context, ui_receipt_get_store_letter: for the actions
 */
UiContext *ui_receipt_get_context (UiReceipt *receipt);
const StoreLetter *ui_receipt_get_store_letter (UiReceipt *receipt);

/**
 * ui_receipt_write_to_failed: a new draft of the same letter, to those it did not reach
 */
void ui_receipt_write_to_failed (UiReceipt *receipt);

/**
 * ui_receipt_dup_report:
 *
 * Returns: (transfer full): what became of the letter, as text without secrets, to be pasted
 */
char *ui_receipt_dup_report (const StoreLetter *letter, GPtrArray *conversations);

/**
 * ui_receipt_emit_reopened:
 *
 * Returns: whether somebody takes the draft
 */
gboolean ui_receipt_emit_reopened (UiReceipt *receipt, const char *draft_id);

GPtrArray *ui_receipt_get_conversations (UiReceipt *receipt);

G_END_DECLS

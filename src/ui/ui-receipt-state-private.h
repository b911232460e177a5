/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The head of a receipt: the state in large, and one line about it. */

#pragma once

#include <gtk/gtk.h>

#include "store-outbox.h"
#include "submission-queue.h"

G_BEGIN_DECLS

#define UI_TYPE_RECEIPT_STATE (ui_receipt_state_get_type ())
G_DECLARE_FINAL_TYPE (UiReceiptState, ui_receipt_state, UI, RECEIPT_STATE, GtkWidget)

/**
 * ui_receipt_state_set:
 * @letter: (nullable): kept until the next one, as a held letter counts down
 * @costs: what letters wait for now
 */
void ui_receipt_state_set (UiReceiptState *self, StoreLetter *letter, SubmissionCosts costs);

/**
 * ui_receipt_state_get_title:
 *
 * Returns: (transfer none): the state in words
 */
const char *ui_receipt_state_get_title (UiReceiptState *self);

/**
 * ui_receipt_state_set_progress: how far the content of a letter that is sent has gone
 */
void ui_receipt_state_set_progress (UiReceiptState *self, guint64 sent, guint64 total);

G_END_DECLS

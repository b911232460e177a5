/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A result for each person, what to make of it, and what can be done now. */

#pragma once

#include <gtk/gtk.h>

#include "ui-receipt-actions-private.h"
#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_RECEIPT_RESULT (ui_receipt_result_get_type ())
G_DECLARE_FINAL_TYPE (UiReceiptResult, ui_receipt_result, UI, RECEIPT_RESULT, GtkWidget)

GtkWidget *ui_receipt_result_new (void);

/**
 * ui_receipt_result_set:
 * @which: (nullable): letter, and what can be done with it
 * @names: (nullable): address to display name
 * @note: (nullable): a last, quiet sentence
 */
void ui_receipt_result_set (UiReceiptResult *self, const UiReceiptCase *which, GHashTable *names,
                            const char *note);

/**
 * ui_receipt_result_set_progress: how far the content has gone
 */
void ui_receipt_result_set_progress (UiReceiptResult *self, guint64 sent, guint64 total);

/**
 * ui_receipt_result_dup_words:
 *
 * Returns: (transfer full): what became of one person's copy, "No such mailbox"
 */
char *ui_receipt_result_dup_words (const StoreLetter *letter, const MailResult *result);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The explanations of a receipt. */

#pragma once

#include <gtk/gtk.h>

#include "explain-reply.h"
#include "store-outbox.h"
#include "ui-receipt-actions-private.h"

G_BEGIN_DECLS

/**
 * UiReceiptCards: what the explanations offer
 * @UI_RECEIPT_CARDS_ANY: there is one
 * @UI_RECEIPT_CARDS_CORRECT: a letter to the ones that failed
 * @UI_RECEIPT_CARDS_TRY: another try now
 * @UI_RECEIPT_CARDS_REST: whatever else can be done with a letter that waits
 */
typedef enum
{
  UI_RECEIPT_CARDS_ANY = 1 << 0,
  UI_RECEIPT_CARDS_CORRECT = 1 << 1,
  UI_RECEIPT_CARDS_TRY = 1 << 2,
  UI_RECEIPT_CARDS_REST = 1 << 3,
} UiReceiptCards;

/**
 * ui_receipt_cards_fill: puts what is to be explained about a letter into @box
 *
 * Returns: what it offers; 0: nothing is to be explained
 */
UiReceiptCards ui_receipt_cards_fill (GtkBox *box, const UiReceiptCase *which);

/**
 * ui_receipt_cards_dup_correct_label:
 *
 * Returns: (transfer full): "Correct and Send to the 2 That Failed"
 */
char *ui_receipt_cards_dup_correct_label (const StoreLetter *letter);

/**
 * ui_receipt_unknown_new: what can be done about a letter of which nobody knows whether it was
 *   accepted: look, then say which it is
 */
GtkWidget *ui_receipt_unknown_new (const UiReceiptCase *which);

/**
 * ui_receipt_cards_query: how to ask explain about @reply of @letter
 */
ExplainQuery ui_receipt_cards_query (const StoreLetter *letter, const MailReply *reply);

G_END_DECLS

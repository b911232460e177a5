/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The explanations of a receipt. */

#pragma once

#include <gtk/gtk.h>

#include "explain-reply.h"
#include "store-outbox.h"
#include "ui-receipt-actions-private.h"

G_BEGIN_DECLS

/**
 * ui_receipt_cards_fill: puts what is to be explained about a letter into @box
 *
 * Returns: whether there was anything
 */
gboolean ui_receipt_cards_fill (GtkBox *box, const UiReceiptCase *which);

/**
 * ui_receipt_cards_query: how to ask explain about @reply of @letter
 */
ExplainQuery ui_receipt_cards_query (const StoreLetter *letter, const MailReply *reply);

G_END_DECLS

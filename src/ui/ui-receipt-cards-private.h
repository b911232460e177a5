/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The explanations of a receipt. */

#pragma once

#include <gtk/gtk.h>

#include "explain-reply.h"
#include "store-outbox.h"

G_BEGIN_DECLS

/**
 * ui_receipt_cards_fill: puts what is to be explained about @letter into @box
 * @has_draft: whether it could be written anew
 *
 * Returns: whether there was anything
 */
gboolean ui_receipt_cards_fill (GtkBox *box, const StoreLetter *letter, gboolean has_draft);

/**
 * ui_receipt_cards_query: how to ask explain about @reply of @letter
 */
ExplainQuery ui_receipt_cards_query (const StoreLetter *letter, const MailReply *reply);

G_END_DECLS

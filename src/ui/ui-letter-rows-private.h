/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the rows of a list of letters say. The action letters.undo is theirs to call. */

#pragma once

#include <gtk/gtk.h>

#include "submission-queue.h"
#include "ui-letter-item-private.h"

G_BEGIN_DECLS

/**
 * ui_letter_rows_new:
 * @queue: knows what letters wait for
 *
 * Returns: (transfer full): makes rows for #UiLetterItem
 */
GtkListItemFactory *ui_letter_rows_new (SubmissionQueue *queue);

/**
 * ui_letter_rows_get_item:
 * @focus: the widget that has the keyboard
 *
 * Returns: (transfer none) (nullable): the letter whose row that is, or is in
 */
UiLetterItem *ui_letter_rows_get_item (GtkWidget *focus);

G_END_DECLS

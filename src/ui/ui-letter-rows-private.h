/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the rows of a list of letters say. The action letters.undo is theirs to call. */

#pragma once

#include <gtk/gtk.h>

#include "submission-queue.h"

G_BEGIN_DECLS

/**
 * ui_letter_rows_new:
 * @queue: knows what letters wait for
 *
 * Returns: (transfer full): makes rows for #UiLetterItem
 */
GtkListItemFactory *ui_letter_rows_new (SubmissionQueue *queue);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the rows of a list of letters say. The action letters.undo is theirs to call. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ui_letter_rows_new:
 *
 * Returns: (transfer full): makes rows for #UiLetterItem
 */
GtkListItemFactory *ui_letter_rows_new (void);

G_END_DECLS

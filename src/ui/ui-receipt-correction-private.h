/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of those who were refused a letter. */

#pragma once

#include <gtk/gtk.h>

#include "store-outbox.h"

G_BEGIN_DECLS

/**
 * ui_receipt_correction_add_rows: names what corrects @letter, and leads there
 */
void ui_receipt_correction_add_rows (GtkListBox *list, const StoreLetter *letter);

G_END_DECLS

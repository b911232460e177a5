/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What only the model may do to its letters. */

#pragma once

#include "ui-letter-model-private.h"

G_BEGIN_DECLS

UiLetterItem *ui_letter_item_new (gint64 id);
void ui_letter_item_update (UiLetterItem *item, StoreLetter *letter, gboolean heading);

G_END_DECLS

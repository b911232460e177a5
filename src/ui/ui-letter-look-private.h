/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters are read where somebody looks: what a list shows and has not read yet is asked for
 * together, once the list is done with its own reckoning. */

#pragma once

#include "ui-letter-item-private.h"

G_BEGIN_DECLS

typedef struct UiLetterLook UiLetterLook;

/**
 * ui_letter_look_new:
 * @items: (transfer none) (element-type gint64 UiLetterItem): by id; those that are not looked at
 *   any more when their turn comes are taken out
 */
UiLetterLook *ui_letter_look_new (StoreDatabase *database, GHashTable *items);

/**
 * ui_letter_look_end: asks for nothing any more
 */
void ui_letter_look_end (UiLetterLook *look);

/**
 * ui_letter_look_want: the item of @id gets its letter, soon
 */
void ui_letter_look_want (UiLetterLook *look, gint64 id);

/**
 * ui_letter_look_is_shown: whether somebody beside the table holds @item
 */
gboolean ui_letter_look_is_shown (gpointer item);

G_END_DECLS

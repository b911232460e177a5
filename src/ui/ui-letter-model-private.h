/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The letters of a place, fetched where somebody looks; and one of them. */

#pragma once

#include "store-outbox.h"
#include "ui-letter-section-private.h"

G_BEGIN_DECLS

#define UI_TYPE_LETTER_ITEM (ui_letter_item_get_type ())
G_DECLARE_FINAL_TYPE (UiLetterItem, ui_letter_item, UI, LETTER_ITEM, GObject)

/**
 * UiLetterItem::changed: anything about it is different
 */

gint64 ui_letter_item_get_id (UiLetterItem *item);

/**
 * ui_letter_item_get_letter:
 *
 * Returns: (transfer none) (nullable): NULL while it is fetched
 */
const StoreLetter *ui_letter_item_get_letter (UiLetterItem *item);

/**
 * ui_letter_item_get_heading:
 *
 * Returns: whether it is the first of its section, and the list shows sections
 */
gboolean ui_letter_item_get_heading (UiLetterItem *item);

void ui_letter_item_get_progress (UiLetterItem *item, guint64 *sent, guint64 *total);
void ui_letter_item_set_progress (UiLetterItem *item, guint64 sent, guint64 total);

#define UI_TYPE_LETTER_MODEL (ui_letter_model_get_type ())
G_DECLARE_FINAL_TYPE (UiLetterModel, ui_letter_model, UI, LETTER_MODEL, GObject)

/**
 * UiLetterModel::loaded: a reading came to its end, or to where the first letters can be shown
 */

/**
 * ui_letter_model_new:
 * @filter: %STORE_OUTBOX is read whole and put in sections; of any other all ids are read, and
 *   letters where somebody looks
 */
UiLetterModel *ui_letter_model_new (StoreDatabase *database, StoreFilter filter);

/**
 * ui_letter_model_set_search:
 * @search: (nullable): words
 */
void ui_letter_model_set_search (UiLetterModel *model, const char *search);

const char *ui_letter_model_get_search (UiLetterModel *model);

/**
 * ui_letter_model_find:
 *
 * Returns: (transfer none) (nullable): the letter, if it is in the list
 */
UiLetterItem *ui_letter_model_find (UiLetterModel *model, gint64 id, guint *position);

/**
 * ui_letter_model_count:
 *
 * Returns: letters of the outbox in @section
 */
guint ui_letter_model_count (UiLetterModel *model, UiSection section);

gboolean ui_letter_model_is_loaded (UiLetterModel *model);

G_END_DECLS

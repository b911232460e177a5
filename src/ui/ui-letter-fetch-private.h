/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One reading of a list: the newest letters first, which can be shown at once, then the ids of all
 * others, in pieces, so that others who read come in between. The outbox is short, and is sorted by
 * what only the letters say: it is read whole. */

#pragma once

#include "store-outbox.h"

G_BEGIN_DECLS

/* letters that are read at once: two screens of a large window */
#define UI_LETTER_PAGE 100

/**
 * UiLetterFetchFunc:
 * @letters: (element-type StoreLetter): read since the last call
 * @ids: (element-type gint64) (nullable): all so far, newest first; NULL: nothing can be read, and
 *   this was the last call
 * @complete: nothing is left, this was the last call
 */
typedef void (*UiLetterFetchFunc) (GPtrArray *letters, GArray *ids, gboolean complete,
                                   gpointer user_data);

/**
 * ui_letter_fetch:
 * @search: (nullable): words
 * @cancellable: once it is cancelled, @func is not called any more
 */
void ui_letter_fetch (StoreDatabase *database, StoreFilter filter, const char *search,
                      GCancellable *cancellable, UiLetterFetchFunc func, gpointer user_data);

G_END_DECLS

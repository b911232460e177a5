/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The ids a list shows, and by what they differ from those before. GTK makes rows far below what
 * can be seen, all at once, which takes longer than a frame: a short list grows in steps. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * UiLetterIds:
 * @all: (element-type gint64)
 * @n_shown: how many of them the list shows, from the first
 * @newest_first: whether they are in order, so that one is found by halves
 */
typedef struct
{
  GArray *all;
  guint n_shown;
  gboolean newest_first;
} UiLetterIds;

/**
 * UiLetterChange: as GListModel::items-changed has it
 */
typedef struct
{
  guint position;
  guint removed;
  guint added;
} UiLetterChange;

gint64 ui_letter_ids_at (const UiLetterIds *ids, guint position);

/**
 * ui_letter_ids_find:
 *
 * Returns: whether @id is shown, and then where
 */
gboolean ui_letter_ids_find (const UiLetterIds *ids, gint64 id, guint *position);

/**
 * ui_letter_ids_take: @all are the ids from now on; where that only adds many at the end of few,
 * the next step alone is shown
 *
 * Returns: what lies between the common start and the common end
 */
UiLetterChange ui_letter_ids_take (UiLetterIds *ids, GArray *all);

G_END_DECLS

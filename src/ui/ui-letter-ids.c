/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-ids-private.h"

/* rows that GTK makes of a list, however short the window is */
#define ROWS 200
/* a list that is shorter grows by so many at once: a frame has time for that */
#define STEP 50

static gint64
id_at (const GArray *ids, guint position)
{
  return g_array_index (ids, gint64, position);
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? 1 : left > right ? -1 : 0;
}

gint64
ui_letter_ids_at (const UiLetterIds *ids, guint position)
{
  return id_at (ids->all, position);
}

gboolean
ui_letter_ids_find (const UiLetterIds *ids, gint64 id, guint *position)
{
  if (ids->newest_first)
    return g_array_binary_search (ids->all, &id, compare_ids, position) && *position < ids->n_shown;
  for (guint i = 0; i < ids->n_shown; i++)
    if (id_at (ids->all, i) == id)
      {
        *position = i;
        return TRUE;
      }
  return FALSE;
}

static guint
get_step (guint n_shown)
{
  guint next = n_shown + STEP;

  return next < ROWS ? next : G_MAXUINT;
}

/* Only what comes after all others can wait: nothing that was shown goes away. */
UiLetterChange
ui_letter_ids_take (UiLetterIds *ids, GArray *all)
{
  g_autoptr (GArray) old = ids->all;
  guint n_old = ids->n_shown;
  guint n_new = all->len;
  guint start = 0;
  guint end = 0;

  while (start < MIN (n_old, n_new) && id_at (old, start) == id_at (all, start))
    start++;
  if (start == n_old)
    n_new = MIN (n_new, get_step (n_old));
  while (end < MIN (n_old, n_new) - start &&
         id_at (old, n_old - 1 - end) == id_at (all, n_new - 1 - end))
    end++;
  ids->all = g_array_ref (all);
  ids->n_shown = n_new;
  return (UiLetterChange){ start, n_old - start - end, n_new - start - end };
}

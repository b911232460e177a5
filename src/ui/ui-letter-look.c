/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-look-private.h"

struct UiLetterLook
{
  StoreDatabase *database;
  GHashTable *items;
  GHashTable *wanted; /* ids */
  GCancellable *fetching;
  guint source;
  gboolean ended;
};

static void ask_later (UiLetterLook *look);

static void
look_clear (gpointer data)
{
  UiLetterLook *look = data;

  g_object_unref (look->database);
  g_hash_table_unref (look->items);
  g_hash_table_unref (look->wanted);
}

static void
look_unref (UiLetterLook *look)
{
  g_rc_box_release_full (look, look_clear);
}

gboolean
ui_letter_look_is_shown (gpointer item)
{
  return G_OBJECT (item)->ref_count > 1;
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  UiLetterLook *look = user_data;
  g_autoptr (GPtrArray) letters = store_outbox_load_finish (STORE_DATABASE (source), result, NULL);

  g_clear_object (&look->fetching);
  for (guint i = 0; letters != NULL && i < letters->len; i++)
    {
      StoreLetter *letter = g_ptr_array_index (letters, i);
      UiLetterItem *item = g_hash_table_lookup (look->items, &letter->id);

      if (item != NULL)
        ui_letter_item_update (item, letter, FALSE);
    }
  ask_later (look);
  look_unref (look);
}

/* What was scrolled past meanwhile is left out. */
static GArray *
take_wanted (UiLetterLook *look)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, look->wanted);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      UiLetterItem *item = g_hash_table_lookup (look->items, key);

      if (item != NULL && ui_letter_look_is_shown (item))
        g_array_append_vals (ids, key, 1);
      else if (item != NULL)
        g_hash_table_remove (look->items, key);
    }
  g_hash_table_remove_all (look->wanted);
  return ids;
}

static gboolean
ask (gpointer user_data)
{
  UiLetterLook *look = user_data;
  g_autoptr (GArray) ids = take_wanted (look);

  look->source = 0;
  if (ids->len == 0)
    return G_SOURCE_REMOVE;
  look->fetching = g_cancellable_new ();
  store_outbox_load_async (look->database, (const gint64 *) (gpointer) ids->data, ids->len,
                           look->fetching, on_fetched, g_rc_box_acquire (look));
  return G_SOURCE_REMOVE;
}

/* Not at once: the list is in the middle of its own reckoning. One question at a time. */
static void
ask_later (UiLetterLook *look)
{
  if (!look->ended && look->source == 0 && look->fetching == NULL &&
      g_hash_table_size (look->wanted) > 0)
    look->source = g_idle_add (ask, look);
}

void
ui_letter_look_want (UiLetterLook *look, gint64 id)
{
  g_hash_table_add (look->wanted, g_memdup2 (&id, sizeof id));
  ask_later (look);
}

void
ui_letter_look_end (UiLetterLook *look)
{
  look->ended = TRUE;
  g_cancellable_cancel (look->fetching);
  g_clear_handle_id (&look->source, g_source_remove);
  look_unref (look);
}

UiLetterLook *
ui_letter_look_new (StoreDatabase *database, GHashTable *items)
{
  UiLetterLook *look = g_rc_box_new0 (UiLetterLook);

  look->database = g_object_ref (database);
  look->items = g_hash_table_ref (items);
  look->wanted = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  return look;
}

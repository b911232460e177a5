/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The list holds ids, and letters only where somebody looks. What a reading found other than before
 * is told to the list. Letters that stayed are the same objects, so selection and scroll position
 * stay too. At most one reading runs; a change meanwhile asks for one more. */

#include "ui-letter-fetch-private.h"
#include "ui-letter-ids-private.h"
#include "ui-letter-item-private.h"
#include "ui-letter-look-private.h"

/* a longer list is read anew at most this often, in milliseconds */
#define PAUSE_MS 300
/* a list grows as often: a frame has time for a step */
#define STEP_MS 25

struct _UiLetterModel
{
  GObject parent_instance;

  StoreDatabase *database;
  char *search;
  UiLetterIds ids;
  GHashTable *items; /* those that somebody looked at, by id */
  UiLetterLook *look;
  GCancellable *fetching;

  StoreFilter filter;
  guint counts[UI_N_SECTIONS];
  guint pause;
  guint growth;
  gboolean stale;
  gboolean loaded;
};

static guint loaded_signal;

static void model_iface_init (GListModelInterface *iface);
static void refresh (UiLetterModel *model);

G_DEFINE_FINAL_TYPE_WITH_CODE (UiLetterModel, ui_letter_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_iface_init))

static gboolean
has_sections (UiLetterModel *model)
{
  return model->filter == STORE_OUTBOX;
}

/* --- ids and items -------------------------------------------------------------------------- */

static UiLetterItem *
ensure_item (UiLetterModel *model, gint64 id)
{
  UiLetterItem *item = g_hash_table_lookup (model->items, &id);

  if (item == NULL)
    {
      item = ui_letter_item_new (id);
      g_hash_table_insert (model->items, g_memdup2 (&id, sizeof id), item);
    }
  return item;
}

/* Items nobody holds are made anew when they are looked at. */
static gboolean
is_superfluous (gpointer key, gpointer item, gpointer data)
{
  UiLetterModel *model = data;
  guint position = 0;

  return !ui_letter_ids_find (&model->ids, *(gint64 *) key, &position) ||
         (position >= UI_LETTER_PAGE && !has_sections (model) && !ui_letter_look_is_shown (item));
}

static gboolean on_growth (gpointer user_data);

static void
take_ids (UiLetterModel *model, GArray *all)
{
  UiLetterChange change = ui_letter_ids_take (&model->ids, all);

  if (model->ids.n_shown < all->len && model->growth == 0)
    model->growth = g_timeout_add (STEP_MS, on_growth, model);
  if (change.removed > 0 || change.added > 0)
    g_list_model_items_changed (G_LIST_MODEL (model), change.position, change.removed,
                                change.added);
  g_hash_table_foreach_remove (model->items, is_superfluous, model);
}

/* What is shown further down may have changed too. */
static void
look_again (UiLetterModel *model)
{
  GHashTableIter iter;
  gpointer key;
  gpointer item;
  guint position;

  g_hash_table_iter_init (&iter, model->items);
  while (g_hash_table_iter_next (&iter, &key, &item))
    if (ui_letter_ids_find (&model->ids, *(gint64 *) key, &position) && position >= UI_LETTER_PAGE)
      ui_letter_look_want (model->look, *(gint64 *) key);
}

/* --- reading -------------------------------------------------------------------------------- */

static gboolean
on_pause_over (gpointer user_data)
{
  UiLetterModel *model = user_data;

  model->pause = 0;
  if (model->stale)
    refresh (model);
  return G_SOURCE_REMOVE;
}

/* stable: within a section the store's order stays */
static GArray *
sort_into_sections (UiLetterModel *model, GPtrArray *letters)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  memset (model->counts, 0, sizeof model->counts);
  for (int section = 0; section < UI_N_SECTIONS; section++)
    for (guint i = 0; i < letters->len; i++)
      {
        StoreLetter *letter = g_ptr_array_index (letters, i);

        if ((int) ui_section_of (letter->shown) != section)
          continue;
        ui_letter_item_update (ensure_item (model, letter->id), letter,
                               model->counts[section]++ == 0);
        g_array_append_val (ids, letter->id);
      }
  return ids;
}

static void
take_letters (UiLetterModel *model, GPtrArray *letters)
{
  for (guint i = 0; i < letters->len; i++)
    {
      StoreLetter *letter = g_ptr_array_index (letters, i);

      ui_letter_item_update (ensure_item (model, letter->id), letter, FALSE);
    }
}

static void
show (UiLetterModel *model, GArray *ids)
{
  model->loaded = TRUE;
  take_ids (model, ids);
  g_signal_emit (model, loaded_signal, 0);
}

static void
read_again (UiLetterModel *model)
{
  if (model->growth != 0)
    return;
  if (model->ids.n_shown > UI_LETTER_PAGE && model->pause == 0)
    model->pause = g_timeout_add (PAUSE_MS, on_pause_over, model);
  else if (model->stale)
    refresh (model);
}

static gboolean
on_growth (gpointer user_data)
{
  g_autoptr (UiLetterModel) model = g_object_ref (user_data);

  model->growth = 0;
  show (model, model->ids.all);
  if (model->fetching == NULL)
    read_again (model);
  return G_SOURCE_REMOVE;
}

static void
on_fetched (GPtrArray *letters, GArray *ids, gboolean complete, gpointer user_data)
{
  g_autoptr (UiLetterModel) model = g_object_ref (user_data);
  g_autoptr (GArray) found = NULL;

  if (complete)
    g_clear_object (&model->fetching);
  if (ids == NULL)
    return;
  if (has_sections (model))
    found = sort_into_sections (model, letters);
  else
    {
      take_letters (model, letters);
      found = complete ? g_array_ref (ids) : g_array_copy (ids);
    }
  if (complete || !model->loaded)
    show (model, found);
  if (complete && !has_sections (model))
    look_again (model);
  if (complete)
    read_again (model);
}

static void
refresh (UiLetterModel *model)
{
  if (model->fetching != NULL || model->pause != 0 || model->growth != 0)
    {
      model->stale = TRUE;
      return;
    }
  model->stale = FALSE;
  model->fetching = g_cancellable_new ();
  ui_letter_fetch (model->database, model->filter, model->search, model->fetching, on_fetched,
                   model);
}

static void
on_changed (StoreDatabase *database, UiLetterModel *model)
{
  refresh (model);
}

static void
stop_reading (UiLetterModel *model)
{
  g_cancellable_cancel (model->fetching);
  g_clear_object (&model->fetching);
  g_clear_handle_id (&model->pause, g_source_remove);
  g_clear_handle_id (&model->growth, g_source_remove);
}

void
ui_letter_model_set_search (UiLetterModel *model, const char *search)
{
  if (search != NULL && *search == '\0')
    search = NULL;
  if (g_strcmp0 (search, model->search) == 0)
    return;
  g_free (model->search);
  model->search = g_strdup (search);
  stop_reading (model);
  model->loaded = FALSE;
  refresh (model);
}

const char *
ui_letter_model_get_search (UiLetterModel *model)
{
  return model->search;
}

UiLetterItem *
ui_letter_model_find (UiLetterModel *model, gint64 id, guint *position)
{
  guint found;

  if (!ui_letter_ids_find (&model->ids, id, &found))
    return NULL;
  if (position != NULL)
    *position = found;
  return ensure_item (model, id);
}

guint
ui_letter_model_count (UiLetterModel *model, UiSection section)
{
  return model->counts[section];
}

gboolean
ui_letter_model_is_loaded (UiLetterModel *model)
{
  return model->loaded;
}

static GType
get_item_type (GListModel *list)
{
  return UI_TYPE_LETTER_ITEM;
}

static guint
get_n_items (GListModel *list)
{
  return UI_LETTER_MODEL (list)->ids.n_shown;
}

static gpointer
get_item (GListModel *list, guint position)
{
  UiLetterModel *model = UI_LETTER_MODEL (list);
  UiLetterItem *item;

  if (position >= model->ids.n_shown)
    return NULL;
  item = ensure_item (model, ui_letter_ids_at (&model->ids, position));
  if (ui_letter_item_get_letter (item) == NULL)
    ui_letter_look_want (model->look, ui_letter_item_get_id (item));
  return g_object_ref (item);
}

static void
model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
ui_letter_model_dispose (GObject *object)
{
  UiLetterModel *model = UI_LETTER_MODEL (object);

  stop_reading (model);
  g_clear_pointer (&model->look, ui_letter_look_end);
  if (model->database != NULL)
    g_signal_handlers_disconnect_by_func (model->database, on_changed, model);
  g_clear_object (&model->database);
  G_OBJECT_CLASS (ui_letter_model_parent_class)->dispose (object);
}

static void
ui_letter_model_finalize (GObject *object)
{
  UiLetterModel *model = UI_LETTER_MODEL (object);

  g_array_unref (model->ids.all);
  g_hash_table_unref (model->items);
  g_free (model->search);
  G_OBJECT_CLASS (ui_letter_model_parent_class)->finalize (object);
}

static void
ui_letter_model_class_init (UiLetterModelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ui_letter_model_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_letter_model_finalize;
  loaded_signal = g_signal_new ("loaded", UI_TYPE_LETTER_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
ui_letter_model_init (UiLetterModel *model)
{
  model->ids.all = g_array_new (FALSE, FALSE, sizeof (gint64));
  model->items = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
}

UiLetterModel *
ui_letter_model_new (StoreDatabase *database, StoreFilter filter)
{
  UiLetterModel *model = g_object_new (UI_TYPE_LETTER_MODEL, NULL);

  model->database = g_object_ref (database);
  model->look = ui_letter_look_new (database, model->items);
  model->filter = filter;
  model->ids.newest_first = !has_sections (model);
  g_signal_connect (database, "changed", G_CALLBACK (on_changed), model);
  refresh (model);
  return model;
}

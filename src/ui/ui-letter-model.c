/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The store gives pages and says only that something changed. A reading fetches pages until it has
 * as many letters as were there before (for the outbox: all), then the difference is told to the
 * list: letters that stayed are the same objects, so selection and scroll position stay too. At
 * most one reading runs; a change meanwhile asks for one more. */

#include "ui-letter-item-private.h"

#include <gio/gio.h>

/* letters a page: two screens of a large window */
#define PAGE 100
/* a longer list is read anew at most this often, in milliseconds */
#define PAUSE_MS 300

struct _UiLetterModel
{
  GObject parent_instance;

  StoreDatabase *database;
  char *search;
  GPtrArray *items;
  GHashTable *by_id;
  GPtrArray *incoming;
  GCancellable *cancellable;
  StoreFilter filter;
  guint counts[UI_N_SECTIONS];
  guint wanted;
  guint pause;
  guint looking;
  gboolean more;
  gboolean stale;
  gboolean loaded;
};

static guint loaded_signal;

static void model_iface_init (GListModelInterface *iface);
static void fetch_page (UiLetterModel *model);
static void refresh (UiLetterModel *model);

G_DEFINE_FINAL_TYPE_WITH_CODE (UiLetterModel, ui_letter_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, model_iface_init))

UiSection
ui_section_of (MailShownState state)
{
  switch (state)
    {
    case MAIL_SHOWN_PARTLY_ACCEPTED:
    case MAIL_SHOWN_REFUSED:
    case MAIL_SHOWN_PAUSED:
    case MAIL_SHOWN_UNKNOWN:
      return UI_SECTION_NEEDS_YOU;
    case MAIL_SHOWN_HELD:
    case MAIL_SHOWN_QUEUED:
    case MAIL_SHOWN_SENDING:
    case MAIL_SHOWN_CONFIRMING:
    case MAIL_SHOWN_WAITING:
      return UI_SECTION_ON_THE_WAY;
    case MAIL_SHOWN_ACCEPTED:
      return UI_SECTION_ACCEPTED;
    }
  g_return_val_if_reached (UI_SECTION_ACCEPTED);
}

static gboolean
has_sections (UiLetterModel *model)
{
  return model->filter == STORE_OUTBOX;
}

/* stable: within a section the store's order stays */
static GPtrArray *
sort_into_sections (GPtrArray *letters)
{
  GPtrArray *sorted = g_ptr_array_sized_new (letters->len);

  for (int section = 0; section < UI_N_SECTIONS; section++)
    for (guint i = 0; i < letters->len; i++)
      {
        StoreLetter *letter = g_ptr_array_index (letters, i);

        if ((int) ui_section_of (letter->shown) == section)
          g_ptr_array_add (sorted, letter);
      }
  return sorted;
}

static UiLetterItem *
dup_item (UiLetterModel *model, StoreLetter *letter, gboolean heading)
{
  UiLetterItem *item = g_hash_table_lookup (model->by_id, &letter->id);

  item = item != NULL ? g_object_ref (item) : ui_letter_item_new (letter);
  ui_letter_item_update (item, letter, heading);
  return item;
}

/* Fills the model's own list; pages read while letters came in may hold one twice. */
static void
fill (UiLetterModel *model, GPtrArray *letters)
{
  GHashTable *by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  int previous = -1;

  model->items = g_ptr_array_new_full (letters->len, g_object_unref);
  memset (model->counts, 0, sizeof model->counts);
  for (guint i = 0; i < letters->len; i++)
    {
      StoreLetter *letter = g_ptr_array_index (letters, i);
      UiSection section = ui_section_of (letter->shown);
      gboolean heading = has_sections (model) && (int) section != previous;

      if (g_hash_table_contains (by_id, &letter->id))
        continue;
      g_ptr_array_add (model->items, dup_item (model, letter, heading));
      g_hash_table_insert (by_id, g_memdup2 (&letter->id, sizeof letter->id),
                           g_ptr_array_index (model->items, model->items->len - 1));
      model->counts[section]++;
      previous = section;
    }
  g_hash_table_unref (model->by_id);
  model->by_id = by_id;
}

/* Says what lies between the common start and the common end. */
static void
tell_difference (UiLetterModel *model, GPtrArray *old)
{
  GPtrArray *new = model->items;
  guint shorter = MIN (old->len, new->len);
  guint start = 0;
  guint end = 0;

  while (start < shorter && old->pdata[start] == new->pdata[start])
    start++;
  while (end < shorter - start && old->pdata[old->len - 1 - end] == new->pdata[new->len - 1 - end])
    end++;
  if (start + end < old->len || start + end < new->len)
    g_list_model_items_changed (G_LIST_MODEL (model), start, old->len - start - end,
                                new->len - start - end);
}

static void
take_letters (UiLetterModel *model, GPtrArray *letters)
{
  g_autoptr (GPtrArray) sorted = has_sections (model) ? sort_into_sections (letters) : NULL;
  g_autoptr (GPtrArray) old = g_steal_pointer (&model->items);

  fill (model, sorted != NULL ? sorted : letters);
  tell_difference (model, old);
}

static gboolean
on_pause_over (gpointer user_data)
{
  UiLetterModel *model = user_data;

  model->pause = 0;
  if (model->stale)
    refresh (model);
  return G_SOURCE_REMOVE;
}

static void
end_reading (UiLetterModel *model)
{
  g_autoptr (GPtrArray) letters = g_steal_pointer (&model->incoming);

  g_clear_object (&model->cancellable);
  model->loaded = TRUE;
  take_letters (model, letters);
  g_signal_emit (model, loaded_signal, 0);
  if (model->items->len > PAGE && model->pause == 0)
    model->pause = g_timeout_add (PAUSE_MS, on_pause_over, model);
  else if (model->stale)
    refresh (model);
}

static void
on_page (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiLetterModel) model = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = NULL;

  page = store_outbox_list_finish (STORE_DATABASE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || model->incoming == NULL)
    return;
  if (page == NULL)
    {
      g_debug ("letters cannot be listed: %s", error->message);
      g_clear_pointer (&model->incoming, g_ptr_array_unref);
      g_clear_object (&model->cancellable);
      return;
    }
  model->more = page->len == PAGE;
  for (guint i = 0; i < page->len; i++)
    g_ptr_array_add (model->incoming, store_letter_ref (g_ptr_array_index (page, i)));
  if (model->more && model->incoming->len < model->wanted)
    fetch_page (model);
  else
    end_reading (model);
}

static void
fetch_page (UiLetterModel *model)
{
  store_outbox_list_async (model->database, model->filter, NULL, model->search,
                           model->incoming->len, PAGE, model->cancellable, on_page,
                           g_object_ref (model));
}

static void
begin_reading (UiLetterModel *model, guint wanted)
{
  model->wanted = wanted;
  model->incoming = g_ptr_array_new_with_free_func ((GDestroyNotify) store_letter_unref);
  model->cancellable = g_cancellable_new ();
}

static void
refresh (UiLetterModel *model)
{
  if (model->incoming != NULL || model->pause != 0)
    {
      model->stale = TRUE;
      return;
    }
  model->stale = FALSE;
  begin_reading (model, has_sections (model) ? G_MAXUINT : MAX (model->items->len, PAGE));
  fetch_page (model);
}

/* Goes on where the last reading ended. */
static gboolean
want_more (gpointer user_data)
{
  UiLetterModel *model = user_data;

  model->looking = 0;
  if (model->incoming != NULL || !model->more)
    return G_SOURCE_REMOVE;
  begin_reading (model, model->items->len + PAGE);
  for (guint i = 0; i < model->items->len; i++)
    g_ptr_array_add (model->incoming, store_letter_ref ((StoreLetter *) ui_letter_item_get_letter (
                                          g_ptr_array_index (model->items, i))));
  fetch_page (model);
  return G_SOURCE_REMOVE;
}

static void
on_changed (StoreDatabase *database, UiLetterModel *model)
{
  refresh (model);
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
  g_cancellable_cancel (model->cancellable);
  g_clear_object (&model->cancellable);
  g_clear_pointer (&model->incoming, g_ptr_array_unref);
  g_clear_handle_id (&model->pause, g_source_remove);
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
  UiLetterItem *item = g_hash_table_lookup (model->by_id, &id);

  if (item != NULL && position != NULL)
    g_ptr_array_find (model->items, item, position);
  return item;
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
  return UI_LETTER_MODEL (list)->items->len;
}

static gpointer
get_item (GListModel *list, guint position)
{
  UiLetterModel *model = UI_LETTER_MODEL (list);

  if (position >= model->items->len)
    return NULL;
  /* not from in here: the list is in the middle of its own reckoning */
  if (model->more && model->looking == 0 && position + PAGE / 2 >= model->items->len)
    model->looking = g_idle_add (want_more, model);
  return g_object_ref (model->items->pdata[position]);
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

  g_cancellable_cancel (model->cancellable);
  g_clear_object (&model->cancellable);
  g_clear_handle_id (&model->pause, g_source_remove);
  g_clear_handle_id (&model->looking, g_source_remove);
  g_clear_pointer (&model->incoming, g_ptr_array_unref);
  if (model->database != NULL)
    g_signal_handlers_disconnect_by_func (model->database, on_changed, model);
  g_clear_object (&model->database);
  G_OBJECT_CLASS (ui_letter_model_parent_class)->dispose (object);
}

static void
ui_letter_model_finalize (GObject *object)
{
  UiLetterModel *model = UI_LETTER_MODEL (object);

  g_ptr_array_unref (model->items);
  g_hash_table_unref (model->by_id);
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
  model->items = g_ptr_array_new_with_free_func (g_object_unref);
  model->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
}

UiLetterModel *
ui_letter_model_new (StoreDatabase *database, StoreFilter filter)
{
  UiLetterModel *model = g_object_new (UI_TYPE_LETTER_MODEL, NULL);

  model->database = g_object_ref (database);
  model->filter = filter;
  g_signal_connect (database, "changed", G_CALLBACK (on_changed), model);
  refresh (model);
  return model;
}

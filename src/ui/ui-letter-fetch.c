/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-fetch-private.h"

/* ids a question: others who read come in between */
#define MANY 20000

typedef struct
{
  StoreDatabase *database;
  char *search;
  GCancellable *cancellable;
  GPtrArray *letters;
  GArray *ids;
  StoreFilter filter;

  UiLetterFetchFunc func;
  gpointer user_data;
} Fetch;

static void ask_letters (Fetch *fetch, gint64 before);
static void ask_ids (Fetch *fetch);

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->database);
  g_free (fetch->search);
  g_object_unref (fetch->cancellable);
  g_ptr_array_unref (fetch->letters);
  g_array_unref (fetch->ids);
  g_free (fetch);
}

static void
end (Fetch *fetch, GArray *ids)
{
  if (!g_cancellable_is_cancelled (fetch->cancellable))
    fetch->func (fetch->letters, ids, TRUE, fetch->user_data);
  fetch_free (fetch);
}

static void
fail (Fetch *fetch, const GError *error)
{
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_debug ("letters cannot be listed: %s", error->message);
  end (fetch, NULL);
}

static gint64
get_last (Fetch *fetch)
{
  return g_array_index (fetch->ids, gint64, fetch->ids->len - 1);
}

static void
take_page (Fetch *fetch, GPtrArray *page)
{
  for (guint i = 0; i < page->len; i++)
    {
      StoreLetter *letter = g_ptr_array_index (page, i);

      g_ptr_array_add (fetch->letters, store_letter_ref (letter));
      g_array_append_val (fetch->ids, letter->id);
    }
}

/* What was told may have ended it. */
static void
tell_beginning (Fetch *fetch)
{
  fetch->func (fetch->letters, fetch->ids, FALSE, fetch->user_data);
  g_ptr_array_set_size (fetch->letters, 0);
  if (g_cancellable_is_cancelled (fetch->cancellable))
    fetch_free (fetch);
  else
    ask_ids (fetch);
}

static void
on_letters (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page = store_outbox_list_finish (STORE_DATABASE (source), result, &error);

  if (page == NULL)
    {
      fail (fetch, error);
      return;
    }
  take_page (fetch, page);
  if (page->len < UI_LETTER_PAGE)
    end (fetch, fetch->ids);
  else if (fetch->filter == STORE_OUTBOX)
    ask_letters (fetch, get_last (fetch));
  else
    tell_beginning (fetch);
}

static void
ask_letters (Fetch *fetch, gint64 before)
{
  store_outbox_list_async (fetch->database, fetch->filter, NULL, fetch->search, before,
                           UI_LETTER_PAGE, fetch->cancellable, on_letters, fetch);
}

static void
on_ids (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fetch *fetch = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = store_outbox_list_ids_finish (STORE_DATABASE (source), result, &error);

  if (ids == NULL)
    {
      fail (fetch, error);
      return;
    }
  g_array_append_vals (fetch->ids, ids->data, ids->len);
  if (ids->len == MANY)
    ask_ids (fetch);
  else
    end (fetch, fetch->ids);
}

static void
ask_ids (Fetch *fetch)
{
  store_outbox_list_ids_async (fetch->database, fetch->filter, NULL, fetch->search,
                               get_last (fetch), MANY, fetch->cancellable, on_ids, fetch);
}

void
ui_letter_fetch (StoreDatabase *database, StoreFilter filter, const char *search,
                 GCancellable *cancellable, UiLetterFetchFunc func, gpointer user_data)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  fetch->database = g_object_ref (database);
  fetch->search = g_strdup (search);
  fetch->cancellable = g_object_ref (cancellable);
  fetch->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) store_letter_unref);
  fetch->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  fetch->filter = filter;
  fetch->func = func;
  fetch->user_data = user_data;
  ask_letters (fetch, 0);
}

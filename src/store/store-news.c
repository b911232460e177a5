/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Telling that something was committed, or found damaged. Commits of this process are known at
 * once; those of others by PRAGMA data_version, which changes by other connections' commits only
 * and is therefore asked of the writer. */

#include "store-news-private.h"

struct StoreNews
{
  StoreDatabase *database;
  GMainContext *context;
  gint damaged;
  gint changed;
  /* the writer's thread's */
  gint64 version;
};

/* What is called refers to the database weakly: a job's task may be what keeps it alive, so that it
 * goes away on a worker's thread, and this with it. */
typedef struct
{
  GWeakRef database;
  StoreNews *news;
} NewsRef;

static NewsRef *
news_ref_new (StoreNews *news)
{
  NewsRef *ref = g_new0 (NewsRef, 1);

  g_weak_ref_init (&ref->database, news->database);
  ref->news = news;
  return ref;
}

static void
news_ref_free (gpointer data)
{
  NewsRef *ref = data;

  g_weak_ref_clear (&ref->database);
  g_free (ref);
}

StoreNews *
store_news_new (StoreDatabase *database)
{
  StoreNews *news = g_new0 (StoreNews, 1);

  news->database = database;
  news->context = g_main_context_ref_thread_default ();
  return news;
}

void
store_news_free (StoreNews *news)
{
  g_main_context_unref (news->context);
  g_free (news);
}

static gboolean
on_changed (gpointer user_data)
{
  NewsRef *ref = user_data;
  g_autoptr (StoreDatabase) database = g_weak_ref_get (&ref->database);

  if (database != NULL)
    {
      g_atomic_int_set (&ref->news->changed, FALSE);
      g_signal_emit_by_name (database, "changed");
    }

  return G_SOURCE_REMOVE;
}

static gboolean
on_damaged (gpointer user_data)
{
  NewsRef *ref = user_data;
  g_autoptr (StoreDatabase) database = g_weak_ref_get (&ref->database);

  if (database != NULL)
    g_signal_emit_by_name (database, "damaged");
  return G_SOURCE_REMOVE;
}

static void
call_in_context (StoreNews *news, GSourceFunc function)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, function, news_ref_new (news), news_ref_free);
  g_source_attach (source, news->context);
}

void
store_news_tell_changed (StoreNews *news)
{
  if (g_atomic_int_compare_and_exchange (&news->changed, FALSE, TRUE))
    call_in_context (news, on_changed);
}

void
store_news_tell_damaged (StoreNews *news)
{
  if (g_atomic_int_compare_and_exchange (&news->damaged, FALSE, TRUE))
    call_in_context (news, on_damaged);
}

void
store_news_look (StoreNews *news, StoreConnection *writer)
{
  gint64 version = store_connection_get_version (writer);

  if (news->version != 0 && version != news->version)
    store_news_tell_changed (news);
  news->version = version;
}

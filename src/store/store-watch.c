/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Notices that another process may have written: a monitor on the directory sees the log grow. The
 * log is written before the commit can be seen, and how long before depends on the disk; the
 * monitor merges what comes in between. So after each event the database is looked at four times a
 * second for a while. The same goes on for ever where the monitor has not shown that it works, as
 * with no inotify watch left, and where other computers may write, whom no monitor sees. */

#include "store-watch-private.h"

#include <sys/stat.h>

#include "store-database-private.h"

#define CHECK_MS 250
#define MONITOR_MS 100
/* a slow disk's fdatasync() */
#define AFTERWARDS_US (3 * G_USEC_PER_SEC)

struct StoreWatch
{
  StoreCheck check;
  GMainContext *context;
  GFileMonitor *monitor;
  GSource *timer;
  gint64 until_us;
};

/* What is called refers to the database weakly: a job's task may be what keeps it alive, so that it
 * goes away on a worker's thread. The watch lives as long as the database. */
typedef struct
{
  GWeakRef database;
  StoreWatch *watch;
} WatchRef;

static WatchRef *
watch_ref_new (StoreDatabase *database, StoreWatch *watch)
{
  WatchRef *ref = g_new0 (WatchRef, 1);

  g_weak_ref_init (&ref->database, database);
  ref->watch = watch;
  return ref;
}

static void
watch_ref_free (WatchRef *ref)
{
  g_weak_ref_clear (&ref->database);
  g_free (ref);
}

static void
on_closure_gone (gpointer data, GClosure *closure)
{
  watch_ref_free (data);
}

static gboolean
on_timer (gpointer user_data)
{
  WatchRef *ref = user_data;
  StoreWatch *watch = ref->watch;
  g_autoptr (StoreDatabase) database = g_weak_ref_get (&ref->database);

  if (database == NULL)
    return G_SOURCE_REMOVE;

  watch->check (database);
  if (g_get_monotonic_time () < watch->until_us)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&watch->timer, g_source_unref);
  return G_SOURCE_REMOVE;
}

static void
look_until (StoreWatch *watch, StoreDatabase *database, gint64 until_us)
{
  watch->until_us = until_us;
  if (watch->timer != NULL)
    return;

  watch->timer = g_timeout_source_new (CHECK_MS);
  g_source_set_callback (watch->timer, on_timer, watch_ref_new (database, watch),
                         (GDestroyNotify) watch_ref_free);
  g_source_attach (watch->timer, watch->context);
}

static void
on_directory_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                      gpointer user_data)
{
  WatchRef *ref = user_data;
  g_autoptr (StoreDatabase) database = g_weak_ref_get (&ref->database);

  if (database == NULL || g_file_monitor_is_cancelled (monitor))
    return;

  look_until (ref->watch, database, g_get_monotonic_time () + AFTERWARDS_US);
  ref->watch->check (database);
}

static void
start_monitor (StoreWatch *watch, StoreDatabase *database)
{
  g_autofree char *file = g_build_filename (store_database_peek_path (database), "envoi.db", NULL);

  watch->monitor = g_file_monitor_directory (store_database_get_directory (database),
                                             G_FILE_MONITOR_NONE, NULL, NULL);
  if (watch->monitor == NULL)
    return;

  g_file_monitor_set_rate_limit (watch->monitor, MONITOR_MS);
  g_signal_connect_data (watch->monitor, "changed", G_CALLBACK (on_directory_changed),
                         watch_ref_new (database, watch), on_closure_gone, 0);
  /* Changes nothing and is seen: by that the monitor shows that it works. */
  chmod (file, 0600);
}

StoreWatch *
store_watch_new (StoreDatabase *database, StoreCheck check, gboolean shared)
{
  StoreWatch *watch = g_new0 (StoreWatch, 1);

  watch->check = check;
  watch->context = g_main_context_ref_thread_default ();
  look_until (watch, database, G_MAXINT64);
  if (!shared)
    start_monitor (watch, database);
  return watch;
}

void
store_watch_free (StoreWatch *watch)
{
  if (watch == NULL)
    return;

  if (watch->monitor != NULL)
    g_file_monitor_cancel (watch->monitor);
  if (watch->timer != NULL)
    g_source_destroy (watch->timer);
  g_clear_object (&watch->monitor);
  g_clear_pointer (&watch->timer, g_source_unref);
  g_main_context_unref (watch->context);
  g_free (watch);
}

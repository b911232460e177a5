/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The queue says when it is idle but not when it becomes busy, so it is asked whenever the store
 * has changed and before a window goes. While it is busy the session is asked not to end either:
 * a letter in its last second would be left unknown. */

#include "app-keeper.h"

#include <glib/gi18n.h>

struct AppKeeper
{
  /* borrowed: the application owns the keeper */
  GtkApplication *application;
  SubmissionQueue *queue;
  StoreDatabase *database;

  gboolean holding;
  guint inhibitor;
};

static void
hold (AppKeeper *keeper)
{
  keeper->holding = TRUE;
  g_application_hold (G_APPLICATION (keeper->application));
  keeper->inhibitor = gtk_application_inhibit (
      keeper->application, NULL, GTK_APPLICATION_INHIBIT_LOGOUT | GTK_APPLICATION_INHIBIT_SUSPEND,
      _ ("A letter is on its way"));
}

static void
release (AppKeeper *keeper)
{
  keeper->holding = FALSE;
  if (keeper->inhibitor != 0)
    gtk_application_uninhibit (keeper->application, keeper->inhibitor);
  keeper->inhibitor = 0;
  g_application_release (G_APPLICATION (keeper->application));
}

void
app_keeper_look (AppKeeper *keeper)
{
  gboolean busy = submission_queue_is_busy (keeper->queue);

  if (busy && !keeper->holding)
    hold (keeper);
  else if (!busy && keeper->holding)
    release (keeper);
}

AppKeeper *
app_keeper_new (GtkApplication *application, SubmissionQueue *queue, StoreDatabase *database)
{
  AppKeeper *keeper = g_new0 (AppKeeper, 1);

  keeper->application = application;
  keeper->queue = g_object_ref (queue);
  keeper->database = g_object_ref (database);
  g_signal_connect_swapped (queue, "idle", G_CALLBACK (app_keeper_look), keeper);
  g_signal_connect_swapped (queue, "settled", G_CALLBACK (app_keeper_look), keeper);
  g_signal_connect_swapped (database, "changed", G_CALLBACK (app_keeper_look), keeper);
  app_keeper_look (keeper);
  return keeper;
}

void
app_keeper_free (AppKeeper *keeper)
{
  if (keeper == NULL)
    return;
  g_signal_handlers_disconnect_by_data (keeper->queue, keeper);
  g_signal_handlers_disconnect_by_data (keeper->database, keeper);
  if (keeper->holding)
    release (keeper);
  g_object_unref (keeper->queue);
  g_object_unref (keeper->database);
  g_free (keeper);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "app-retention.h"

#include "store-retention.h"

#define INTERVAL_S 3600

struct AppRetention
{
  UiContext *context;
  GCancellable *cancellable;
  gulong handler;
  guint timer;
};

static void
on_applied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 n = store_retention_apply_finish (STORE_DATABASE (source), result, &error);

  if (n < 0)
    g_debug ("old letters stay: %s", error->message);
}

static void
apply (AppRetention *retention)
{
  guint days = g_settings_get_uint (retention->context->settings, "keep-days");
  gint64 age_us = days * G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;

  store_retention_apply_async (retention->context->database,
                               days == 0 ? 0 : g_get_real_time () - age_us, retention->cancellable,
                               on_applied, NULL);
}

static gboolean
on_timer (gpointer retention)
{
  apply (retention);
  return G_SOURCE_CONTINUE;
}

static void
on_setting (GSettings *settings, const char *key, AppRetention *retention)
{
  apply (retention);
}

AppRetention *
app_retention_new (UiContext *context)
{
  AppRetention *retention = g_new0 (AppRetention, 1);

  retention->context = ui_context_ref (context);
  retention->cancellable = g_cancellable_new ();
  retention->handler = g_signal_connect (context->settings, "changed::keep-days",
                                         G_CALLBACK (on_setting), retention);
  retention->timer = g_timeout_add_seconds (INTERVAL_S, on_timer, retention);
  apply (retention);
  return retention;
}

void
app_retention_free (AppRetention *retention)
{
  if (retention == NULL)
    return;
  g_cancellable_cancel (retention->cancellable);
  g_signal_handler_disconnect (retention->context->settings, retention->handler);
  g_source_remove (retention->timer);
  g_object_unref (retention->cancellable);
  ui_context_unref (retention->context);
  g_free (retention);
}

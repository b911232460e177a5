/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tells when the keyring opens, so that letters which waited for it go on: after a login that
 * starts programs before it unlocks the keyring, after a daemon that was started anew, after a
 * person has unlocked it for some other program. The name on the bus is watched, not called: a
 * service that is not running is not started by looking. */

#include "account-keyring-private.h"

#define SERVICE_NAME "org.freedesktop.secrets"

static void
note_lock (AccountKeyring *keyring)
{
  gboolean was_open = keyring->is_open;

  keyring->is_open =
      keyring->collection != NULL && !secret_collection_get_locked (keyring->collection);
  if (keyring->is_open && !was_open)
    g_signal_emit_by_name (keyring, "opened");
}

/* gnome-keyring says that a collection changed, by its own path and not by the alias ours has, and
 * not what changed. */
static void
on_signal (GDBusProxy *service, const char *sender, const char *name, GVariant *parameters,
           AccountKeyring *keyring)
{
  if (keyring->collection != NULL && g_str_equal (name, "CollectionChanged"))
    secret_collection_refresh (keyring->collection);
}

static void
drop_collection (AccountKeyring *keyring)
{
  if (keyring->collection != NULL)
    g_signal_handlers_disconnect_by_func (keyring->collection, note_lock, keyring);
  g_clear_object (&keyring->collection);
  if (keyring->service != NULL)
    g_signal_handlers_disconnect_by_func (keyring->service, on_signal, keyring);
  g_clear_object (&keyring->service);
  if (keyring->watching != NULL)
    g_cancellable_cancel (keyring->watching);
  g_clear_object (&keyring->watching);
  keyring->is_open = FALSE;
}

static void
on_collection (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AccountKeyring) keyring = data;
  g_autoptr (GError) error = NULL;
  SecretCollection *collection = secret_collection_for_alias_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (collection == NULL)
    {
      g_debug ("no collection to watch: %s", error != NULL ? error->message : "there is none");
      return;
    }
  keyring->collection = collection;
  g_signal_connect_swapped (collection, "notify::locked", G_CALLBACK (note_lock), keyring);
  note_lock (keyring);
}

static void
on_service (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AccountKeyring) keyring = data;
  g_autoptr (GError) error = NULL;
  SecretService *service = secret_service_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (service == NULL)
    {
      g_debug ("no keyring to watch: %s", error->message);
      return;
    }
  keyring->service = service;
  g_signal_connect (service, "g-signal", G_CALLBACK (on_signal), keyring);
  secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                               keyring->watching, on_collection, g_object_ref (keyring));
}

static void
on_appeared (GDBusConnection *bus, const char *name, const char *owner, gpointer data)
{
  AccountKeyring *keyring = data;

  drop_collection (keyring);
  keyring->watching = g_cancellable_new ();
  secret_service_get (SECRET_SERVICE_NONE, keyring->watching, on_service, g_object_ref (keyring));
}

static void
on_vanished (GDBusConnection *bus, const char *name, gpointer data)
{
  drop_collection (data);
}

void
account_keyring_watch (AccountKeyring *keyring)
{
  /* libsecret's own tests and ours put another service in its place */
  const char *name = g_getenv ("SECRET_SERVICE_BUS_NAME");

  if (keyring->name_watch == 0)
    keyring->name_watch =
        g_bus_watch_name (G_BUS_TYPE_SESSION, name != NULL ? name : SERVICE_NAME,
                          G_BUS_NAME_WATCHER_FLAGS_NONE, on_appeared, on_vanished, keyring, NULL);
}

void
account_watch_end (AccountKeyring *keyring)
{
  g_clear_handle_id (&keyring->name_watch, g_bus_unwatch_name);
  drop_collection (keyring);
}

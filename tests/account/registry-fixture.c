/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "registry-fixture.h"

#include "support-await.h"
#include "support-directory.h"

void
registry_load (AccountRegistry *registry, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_registry_load_async (registry, NULL, support_await_done, &result);
  account_registry_load_finish (registry, support_await (&result), error);
}

gboolean
registry_save (AccountRegistry *registry, const AccountProfile *profile, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_registry_save_async (registry, profile, NULL, support_await_done, &result);
  return account_registry_save_finish (registry, support_await (&result), error);
}

gboolean
registry_remove (AccountRegistry *registry, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  account_registry_remove_async (registry, id, NULL, support_await_done, &result);
  return account_registry_remove_finish (registry, support_await (&result), error);
}

void
registry_set_up (RegistryFixture *fixture, gconstpointer data)
{
  fixture->directory = support_directory_new ();
  /* in a directory that is not there yet, as on the first day */
  fixture->path = g_build_filename (fixture->directory, "envoi", "accounts.ini", NULL);
  fixture->file = g_file_new_for_path (fixture->path);
  fixture->registry = account_registry_new (fixture->file);
}

void
registry_tear_down (RegistryFixture *fixture, gconstpointer data)
{
  AccountRegistry *registry = fixture->registry;

  /* a reading that is under way keeps it for a moment */
  g_object_add_weak_pointer (G_OBJECT (registry), (gpointer *) &registry);
  g_object_unref (registry);
  while (registry != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_object_unref (fixture->file);
  support_directory_free (fixture->directory);
  g_free (fixture->path);
}

AccountProfile *
registry_make_profile (const char *address)
{
  g_autoptr (MailEndpoint) endpoint =
      mail_endpoint_new ("smtp.example.org", 465, MAIL_SECURITY_TLS);

  endpoint->user = g_strdup (address);
  return account_profile_new (address, endpoint);
}

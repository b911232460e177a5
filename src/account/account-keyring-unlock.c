/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One prompt for all: letters of several accounts may become due in the same moment, and a person
 * who has closed a question does not want it again from the next account. */

#include "account-keyring-private.h"

typedef struct
{
  AccountKeyring *keyring;
  GCancellable *cancellable;
} Prompt;

static void
prompt_free (Prompt *prompt)
{
  g_object_unref (prompt->keyring);
  g_object_unref (prompt->cancellable);
  g_free (prompt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Prompt, prompt_free)

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Prompt) prompt = data;
  AccountKeyring *keyring = prompt->keyring;
  g_autoptr (GError) error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);
  g_autoptr (GPtrArray) waiting = NULL;

  /* everybody left, and perhaps others have begun anew */
  if (keyring->unlocking != prompt->cancellable)
    return;
  g_clear_object (&keyring->unlocking);
  waiting = g_steal_pointer (&keyring->waiting);
  keyring->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) account_request_unref);
  for (guint i = 0; i < waiting->len; i++)
    account_request_unlocked (g_ptr_array_index (waiting, i), n_unlocked, error);
}

void
account_unlock_join (AccountKeyring *keyring, AccountRequest *request, SecretService *service,
                     SecretCollection *collection)
{
  GList objects = { .data = collection };
  Prompt *prompt = NULL;

  g_ptr_array_add (keyring->waiting, account_request_ref (request));
  if (keyring->unlocking != NULL)
    return;
  keyring->unlocking = g_cancellable_new ();
  prompt = g_new0 (Prompt, 1);
  prompt->keyring = g_object_ref (keyring);
  prompt->cancellable = g_object_ref (keyring->unlocking);
  secret_service_unlock (service, &objects, keyring->unlocking, on_unlocked, prompt);
}

void
account_unlock_leave (AccountKeyring *keyring, AccountRequest *request)
{
  g_autoptr (GCancellable) unlocking = NULL;

  if (!g_ptr_array_remove (keyring->waiting, request) || keyring->waiting->len > 0)
    return;
  unlocking = g_steal_pointer (&keyring->unlocking);
  if (unlocking != NULL)
    g_cancellable_cancel (unlocking);
}

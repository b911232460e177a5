/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The keyring as an object, and the codes it keeps itself. Those live in libsecret's locked pool,
 * so that no swap and no core file has them, and each has the time at which it was given, as items
 * of a keyring do: a code the server refused is not offered again until that changes. */

#include "account-keyring-private.h"

#include <string.h>

#include "account-secret-private.h"

enum
{
  OPENED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AccountKeyring, account_keyring, G_TYPE_OBJECT)

void
account_keyring_set_limit (AccountKeyring *keyring, guint limit_ms)
{
  keyring->limit_ms = limit_ms;
}

void
account_keyring_keep (AccountKeyring *keyring, const char *account_id, const char *text)
{
  AccountSecret *secret = account_secret_new (ACCOUNT_SECRET_FOUND, NULL);

  secret->text = account_secret_dup_locked (text, strlen (text));
  secret->modified_s = g_get_real_time () / G_USEC_PER_SEC;
  g_hash_table_replace (keyring->kept, g_strdup (account_id), secret);
}

gboolean
account_keyring_keeps (AccountKeyring *keyring, const char *account_id)
{
  return g_hash_table_contains (keyring->kept, account_id);
}

void
account_keyring_forget (AccountKeyring *keyring, const char *account_id)
{
  g_hash_table_remove (keyring->kept, account_id);
}

static GTask *
task_new (AccountKeyring *keyring, gpointer tag, GCancellable *cancellable,
          GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (keyring, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* the answer says what happened, a cancellation too */
  g_task_set_check_cancellable (task, FALSE);
  return task;
}

static void
answer_kept (GTask *task, const AccountSecret *kept)
{
  AccountSecret *secret = account_secret_new (ACCOUNT_SECRET_FOUND, NULL);

  secret->text = account_secret_dup_locked (kept->text, strlen (kept->text));
  secret->modified_s = kept->modified_s;
  g_task_return_pointer (task, secret, (GDestroyNotify) account_secret_free);
  g_object_unref (task);
}

void
account_keyring_lookup_async (AccountKeyring *keyring, const char *account_id,
                              gboolean allow_prompt, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  const AccountSecret *kept = g_hash_table_lookup (keyring->kept, account_id);
  GTask *task = task_new (keyring, account_keyring_lookup_async, cancellable, callback, user_data);
  g_autoptr (AccountRequest) request = NULL;

  if (kept != NULL)
    {
      answer_kept (task, kept);
      return;
    }
  request = account_request_new (ACCOUNT_REQUEST_LOOKUP, account_id, task);
  if (allow_prompt)
    account_request_allow_prompt (request);
  account_request_begin (request);
}

AccountSecret *
account_keyring_lookup_finish (AccountKeyring *keyring, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
account_keyring_store_async (AccountKeyring *keyring, const AccountProfile *profile,
                             const char *text, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autofree char *label = g_strdup_printf ("Envoi: %s", profile->address);
  GTask *task = task_new (keyring, account_keyring_store_async, cancellable, callback, user_data);
  g_autoptr (AccountRequest) request =
      account_request_new (ACCOUNT_REQUEST_STORE, profile->id, task);

  account_request_set_text (request, label, text);
  account_request_allow_prompt (request);
  account_request_begin (request);
}

AccountSecret *
account_keyring_store_finish (AccountKeyring *keyring, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
account_keyring_clear_async (AccountKeyring *keyring, const char *account_id,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = task_new (keyring, account_keyring_clear_async, cancellable, callback, user_data);
  g_autoptr (AccountRequest) request =
      account_request_new (ACCOUNT_REQUEST_CLEAR, account_id, task);

  account_keyring_forget (keyring, account_id);
  account_request_allow_prompt (request);
  account_request_begin (request);
}

AccountSecret *
account_keyring_clear_finish (AccountKeyring *keyring, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

AccountKeyring *
account_keyring_new (void)
{
  return g_object_new (ACCOUNT_TYPE_KEYRING, NULL);
}

static void
account_keyring_dispose (GObject *object)
{
  account_watch_end (ACCOUNT_KEYRING (object));
  G_OBJECT_CLASS (account_keyring_parent_class)->dispose (object);
}

static void
account_keyring_finalize (GObject *object)
{
  AccountKeyring *keyring = ACCOUNT_KEYRING (object);

  g_hash_table_unref (keyring->kept);
  g_ptr_array_unref (keyring->waiting);
  G_OBJECT_CLASS (account_keyring_parent_class)->finalize (object);
}

static void
account_keyring_class_init (AccountKeyringClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = account_keyring_dispose;
  object_class->finalize = account_keyring_finalize;
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
account_keyring_init (AccountKeyring *keyring)
{
  keyring->kept =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) account_secret_free);
  keyring->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify) account_request_unref);
  keyring->limit_ms = ACCOUNT_KEYRING_LIMIT_MS;
}

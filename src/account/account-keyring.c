/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Talks to the keyring. Every request goes the same way: reach the service, see whether the
 * default collection is locked and have it unlocked, only then look up, store or clear.
 *
 * Surprises of libsecret: a dismissed prompt is no error and looks like an empty keyring; a
 * keyring that gnome-keyring loaded locked finds nothing by schema, as if nothing had been stored;
 * a service may never answer. So the status comes from the step that was reached, and the limit
 * ends the request whether libsecret lets go of its call or not. Where there is no Secret Service
 * libsecret may still have a store of its own (the file backend in a sandbox): looking up, storing
 * and clearing go through functions that know both. */

#include "account-secret-private.h"

#include <string.h>

#include <libsecret/secret.h>

typedef enum
{
  KEYRING_LOOKUP,
  KEYRING_STORE,
  KEYRING_CLEAR,
} KeyringKind;

/**
 * Keyring: one request; counted, because a late call of libsecret may outlive it
 * @task: NULL once it was answered
 * @service: NULL when there is none
 * @collection: the default one; NULL when there is none yet
 * @prompting: whether a person is being asked for the keyring's password
 */
typedef struct
{
  GTask *task;
  GMainContext *context;
  GCancellable *cancellable;
  gulong cancelled_handler;
  GSource *limit;
  SecretService *service;
  SecretCollection *collection;
  GHashTable *attributes;
  SecretRetrievable *item;
  SecretValue *value;
  char *label;
  KeyringKind kind;
  gboolean allow_prompt;
  gboolean prompting;
} Keyring;

static const SecretSchema *
get_schema (void)
{
  static const SecretSchema schema = {
    "io.github.envoi_mail.Envoi.Account",
    SECRET_SCHEMA_NONE,
    { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  };

  return &schema;
}

static void
keyring_clear (gpointer data)
{
  Keyring *keyring = data;

  g_clear_object (&keyring->task);
  g_clear_pointer (&keyring->context, g_main_context_unref);
  g_clear_object (&keyring->cancellable);
  g_clear_object (&keyring->service);
  g_clear_object (&keyring->collection);
  g_clear_object (&keyring->item);
  g_clear_pointer (&keyring->attributes, g_hash_table_unref);
  g_clear_pointer (&keyring->value, secret_value_unref);
  g_clear_pointer (&keyring->label, g_free);
}

static void
keyring_unref (Keyring *keyring)
{
  g_atomic_rc_box_release_full (keyring, keyring_clear);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Keyring, keyring_unref)

/* The one way out. */
static void
answer (Keyring *keyring, AccountSecret *secret)
{
  g_autoptr (GTask) task = g_steal_pointer (&keyring->task);

  if (task == NULL)
    {
      account_secret_free (secret);
      return;
    }
  g_source_destroy (keyring->limit);
  g_clear_pointer (&keyring->limit, g_source_unref);
  g_cancellable_disconnect (g_task_get_cancellable (task), keyring->cancelled_handler);
  g_task_return_pointer (task, secret, (GDestroyNotify) account_secret_free);
}

static void
answer_status (Keyring *keyring, AccountSecretStatus status, const char *detail)
{
  answer (keyring, account_secret_new (status, detail));
}

/* A call of libsecret failed. A prompt for a new keyring that was dismissed shows as a collection
 * that is not there. */
static void
answer_error (Keyring *keyring, const GError *error)
{
  gboolean absent = g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
                    g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT);
  gboolean locked = g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);

  if (locked || (keyring->prompting && absent))
    answer_status (keyring, ACCOUNT_SECRET_DISMISSED, error->message);
  else
    answer_status (keyring, ACCOUNT_SECRET_NO_KEYRING, error->message);
}

static void
give_up (Keyring *keyring, const char *detail)
{
  g_autoptr (Keyring) kept = g_atomic_rc_box_acquire (keyring);

  answer_status (keyring, keyring->prompting ? ACCOUNT_SECRET_LOCKED : ACCOUNT_SECRET_NO_KEYRING,
                 detail);
  g_cancellable_cancel (keyring->cancellable);
}

static gboolean
on_limit (gpointer data)
{
  give_up (data, "no answer in time");
  return G_SOURCE_REMOVE;
}

static gboolean
on_cancelled_idle (gpointer data)
{
  Keyring *keyring = data;

  if (keyring->task != NULL)
    give_up (keyring, "cancelled");
  return G_SOURCE_REMOVE;
}

/* A cancellable may fire in any thread and inside any lock; what follows happens in our own
 * context. */
static void
on_cancelled (GCancellable *cancellable, Keyring *keyring)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, on_cancelled_idle, g_atomic_rc_box_acquire (keyring),
                         (GDestroyNotify) keyring_unref);
  g_source_attach (source, keyring->context);
}

static AccountSecret *
make_found (Keyring *keyring)
{
  AccountSecret *secret = account_secret_new (ACCOUNT_SECRET_FOUND, NULL);

  secret->modified_s = secret_retrievable_get_modified (keyring->item);
  return secret;
}

static void
on_retrieved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Keyring) keyring = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) value =
      secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  const char *text = value != NULL ? secret_value_get_text (value) : NULL;
  gsize length = text != NULL ? strlen (text) : 0;
  AccountSecret *secret = NULL;

  if (error != NULL)
    answer_error (keyring, error);
  else if (value == NULL)
    answer_status (keyring,
                   keyring->allow_prompt ? ACCOUNT_SECRET_DISMISSED : ACCOUNT_SECRET_LOCKED,
                   "the item stayed locked");
  else if (text == NULL)
    answer_status (keyring, ACCOUNT_SECRET_MISSING, "the item holds no text");
  else
    {
      secret = make_found (keyring);
      secret->text = account_secret_dup_locked (text, length);
      answer (keyring, secret);
    }
}

/* Of several items, the one changed last. */
static SecretRetrievable *
pick_newest (GList *items)
{
  SecretRetrievable *newest = NULL;

  for (GList *at = items; at != NULL; at = at->next)
    if (newest == NULL ||
        secret_retrievable_get_modified (at->data) > secret_retrievable_get_modified (newest))
      newest = at->data;
  return newest != NULL ? g_object_ref (newest) : NULL;
}

static void
on_searched (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Keyring) keyring = data;
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  keyring->item = pick_newest (items);
  g_list_free_full (items, g_object_unref);
  if (error != NULL)
    answer_error (keyring, error);
  else if (keyring->item == NULL)
    answer_status (keyring, ACCOUNT_SECRET_MISSING, NULL);
  else if (keyring->kind == KEYRING_STORE)
    answer (keyring, make_found (keyring));
  else
    secret_retrievable_retrieve_secret (keyring->item, keyring->cancellable, on_retrieved,
                                        g_atomic_rc_box_acquire (keyring));
}

static void
search (Keyring *keyring)
{
  SecretSearchFlags flags = SECRET_SEARCH_ALL;

  if (keyring->kind == KEYRING_LOOKUP)
    flags |= SECRET_SEARCH_LOAD_SECRETS;
  if (keyring->allow_prompt)
    flags |= SECRET_SEARCH_UNLOCK;
  secret_password_searchv (get_schema (), keyring->attributes, flags, keyring->cancellable,
                           on_searched, g_atomic_rc_box_acquire (keyring));
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Keyring) keyring = data;
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    answer_error (keyring, error);
  else
    search (keyring);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Keyring) keyring = data;
  g_autoptr (GError) error = NULL;
  gboolean removed = secret_password_clear_finish (result, &error);

  if (error != NULL)
    answer_error (keyring, error);
  else
    answer_status (keyring, removed ? ACCOUNT_SECRET_FOUND : ACCOUNT_SECRET_MISSING, NULL);
}

/* The keyring is open, as far as we can tell. */
static void
act (Keyring *keyring)
{
  keyring->prompting = FALSE;
  switch (keyring->kind)
    {
    case KEYRING_LOOKUP:
      search (keyring);
      break;
    case KEYRING_STORE:
      /* without a default collection this makes one, and asks for its password */
      keyring->prompting = keyring->service != NULL && keyring->collection == NULL;
      secret_password_storev_binary (get_schema (), keyring->attributes, SECRET_COLLECTION_DEFAULT,
                                     keyring->label, keyring->value, keyring->cancellable,
                                     on_stored, g_atomic_rc_box_acquire (keyring));
      break;
    case KEYRING_CLEAR:
      secret_password_clearv (get_schema (), keyring->attributes, keyring->cancellable, on_cleared,
                              g_atomic_rc_box_acquire (keyring));
      break;
    }
}

static void
on_unlocked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Keyring) keyring = data;
  g_autoptr (GError) error = NULL;
  int n_unlocked = secret_service_unlock_finish (SECRET_SERVICE (source), result, NULL, &error);

  if (error != NULL)
    answer_error (keyring, error);
  else if (n_unlocked < 1)
    answer_status (keyring, ACCOUNT_SECRET_DISMISSED, "the prompt was dismissed");
  else
    act (keyring);
}

static void
on_collection (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Keyring) keyring = data;
  g_autoptr (GError) error = NULL;

  keyring->collection = secret_collection_for_alias_finish (result, &error);
  if (error != NULL)
    answer_error (keyring, error);
  else if (keyring->collection == NULL || !secret_collection_get_locked (keyring->collection))
    act (keyring);
  else if (!keyring->allow_prompt)
    answer_status (keyring, ACCOUNT_SECRET_LOCKED, "locked, and nobody may be asked");
  else
    {
      GList objects = { .data = keyring->collection };

      keyring->prompting = TRUE;
      secret_service_unlock (keyring->service, &objects, keyring->cancellable, on_unlocked,
                             g_atomic_rc_box_acquire (keyring));
    }
}

static void
on_service (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Keyring) keyring = data;
  g_autoptr (GError) error = NULL;

  keyring->service = secret_service_get_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    answer_error (keyring, error);
  else if (keyring->service == NULL)
    act (keyring);
  else
    secret_collection_for_alias (keyring->service, SECRET_COLLECTION_DEFAULT,
                                 SECRET_COLLECTION_NONE, keyring->cancellable, on_collection,
                                 g_atomic_rc_box_acquire (keyring));
}

static Keyring *
keyring_new (KeyringKind kind, const AccountSecretRequest *request, GTask *task)
{
  Keyring *keyring = g_atomic_rc_box_new0 (Keyring);

  keyring->task = task;
  keyring->kind = kind;
  keyring->context = g_main_context_ref (g_task_get_context (task));
  keyring->cancellable = g_cancellable_new ();
  keyring->allow_prompt = request->allow_prompt;
  keyring->label = g_strdup (request->label);
  if (request->text != NULL)
    keyring->value = secret_value_new (request->text, -1, "text/plain");
  keyring->attributes =
      secret_attributes_build (get_schema (), "account", request->account_id, NULL);
  keyring->limit = g_timeout_source_new (request->limit_ms);
  g_source_set_callback (keyring->limit, on_limit, g_atomic_rc_box_acquire (keyring),
                         (GDestroyNotify) keyring_unref);
  g_source_attach (keyring->limit, keyring->context);
  return keyring;
}

static void
begin (KeyringKind kind, const AccountSecretRequest *request, GTask *task)
{
  g_autoptr (Keyring) keyring = keyring_new (kind, request, task);
  GCancellable *caller = g_task_get_cancellable (task);

  /* the answer says what happened, a cancellation too */
  g_task_set_check_cancellable (task, FALSE);
  if (caller != NULL)
    keyring->cancelled_handler =
        g_cancellable_connect (caller, G_CALLBACK (on_cancelled), g_atomic_rc_box_acquire (keyring),
                               (GDestroyNotify) keyring_unref);
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, keyring->cancellable, on_service,
                      g_atomic_rc_box_acquire (keyring));
}

void
account_keyring_lookup_async (const AccountSecretRequest *request, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, account_keyring_lookup_async);
  begin (KEYRING_LOOKUP, request, task);
}

void
account_keyring_store_async (const AccountSecretRequest *request, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, account_keyring_store_async);
  begin (KEYRING_STORE, request, task);
}

void
account_keyring_clear_async (const AccountSecretRequest *request, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, account_keyring_clear_async);
  begin (KEYRING_CLEAR, request, task);
}

void
account_secret_lookup_async (const char *account_id, gboolean allow_prompt,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  AccountSecretRequest request = {
    .account_id = account_id,
    .allow_prompt = allow_prompt,
    .limit_ms = ACCOUNT_SECRET_LIMIT_MS,
  };

  account_keyring_lookup_async (&request, cancellable, callback, user_data);
}

AccountSecret *
account_secret_lookup_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
account_secret_store_async (const char *account_id, const char *label, const char *text,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  AccountSecretRequest request = {
    .account_id = account_id,
    .label = label,
    .text = text,
    .allow_prompt = TRUE,
    .limit_ms = ACCOUNT_SECRET_LIMIT_MS,
  };

  account_keyring_store_async (&request, cancellable, callback, user_data);
}

AccountSecret *
account_secret_store_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
account_secret_clear_async (const char *account_id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  AccountSecretRequest request = {
    .account_id = account_id,
    .allow_prompt = TRUE,
    .limit_ms = ACCOUNT_SECRET_LIMIT_MS,
  };

  account_keyring_clear_async (&request, cancellable, callback, user_data);
}

AccountSecret *
account_secret_clear_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question to the Secret Service. libsecret tells four situations apart in no simple way: a
 * dismissed prompt may be NULL without an error, exactly like "nothing stored"; a keyring that was
 * loaded locked finds nothing by schema, as if nothing had been stored; a service may never answer.
 * So the status comes from the step that was reached, and the limit ends the request whether
 * libsecret lets go of its call or not. Where there is no Secret Service libsecret may still have a
 * store of its own (the file backend in a sandbox): looking up, storing and clearing go through
 * functions that know both. */

#include "account-keyring-private.h"

#include <string.h>

#include "account-secret-private.h"

/**
 * AccountRequest: counted, because a late call of libsecret may outlive it
 * @keyring: whose it is
 * @task: NULL once it was answered
 * @service: NULL when there is none
 * @collection: the default one; NULL when there is none yet
 * @prompting: whether a person is being asked for the keyring's password
 */
struct _AccountRequest
{
  AccountKeyring *keyring;
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
  char *account_id;
  AccountRequestKind kind;
  gboolean allow_prompt;
  gboolean prompting;
};

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
request_clear (gpointer data)
{
  AccountRequest *request = data;

  g_clear_object (&request->keyring);
  g_clear_object (&request->task);
  g_clear_pointer (&request->context, g_main_context_unref);
  g_clear_object (&request->cancellable);
  g_clear_object (&request->service);
  g_clear_object (&request->collection);
  g_clear_object (&request->item);
  g_clear_pointer (&request->attributes, g_hash_table_unref);
  g_clear_pointer (&request->value, secret_value_unref);
  g_free (request->account_id);
  g_free (request->label);
}

AccountRequest *
account_request_ref (AccountRequest *request)
{
  return g_atomic_rc_box_acquire (request);
}

void
account_request_unref (AccountRequest *request)
{
  g_atomic_rc_box_release_full (request, request_clear);
}

/* The one way out. */
static void
answer (AccountRequest *request, AccountSecret *secret)
{
  g_autoptr (GTask) task = g_steal_pointer (&request->task);

  if (task == NULL)
    {
      account_secret_free (secret);
      return;
    }
  g_source_destroy (request->limit);
  g_clear_pointer (&request->limit, g_source_unref);
  g_cancellable_disconnect (g_task_get_cancellable (task), request->cancelled_handler);
  account_unlock_leave (request->keyring, request);
  if (request->kind == ACCOUNT_REQUEST_STORE && secret->status == ACCOUNT_SECRET_FOUND)
    account_keyring_forget (request->keyring, request->account_id);
  g_task_return_pointer (task, secret, (GDestroyNotify) account_secret_free);
}

static void
answer_status (AccountRequest *request, AccountSecretStatus status, const char *detail)
{
  answer (request, account_secret_new (status, detail));
}

/* A call of libsecret failed. A prompt for a new keyring that was dismissed shows as a collection
 * that is not there. */
static void
answer_error (AccountRequest *request, const GError *error)
{
  gboolean absent = g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
                    g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
                    g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT);
  gboolean locked = g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED);

  if (locked || (request->prompting && absent))
    answer_status (request, ACCOUNT_SECRET_DISMISSED, error->message);
  else
    answer_status (request, ACCOUNT_SECRET_NO_KEYRING, error->message);
}

static void
give_up (AccountRequest *request, const char *detail)
{
  g_autoptr (AccountRequest) kept = account_request_ref (request);

  answer_status (request, request->prompting ? ACCOUNT_SECRET_LOCKED : ACCOUNT_SECRET_NO_KEYRING,
                 detail);
  g_cancellable_cancel (request->cancellable);
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
  AccountRequest *request = data;

  if (request->task != NULL)
    give_up (request, "cancelled");
  return G_SOURCE_REMOVE;
}

/* A cancellable may fire in any thread and inside any lock; what follows happens in our own
 * context. */
static void
on_cancelled (GCancellable *cancellable, AccountRequest *request)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_callback (source, on_cancelled_idle, account_request_ref (request),
                         (GDestroyNotify) account_request_unref);
  g_source_attach (source, request->context);
}

static AccountSecret *
make_found (AccountRequest *request)
{
  AccountSecret *secret = account_secret_new (ACCOUNT_SECRET_FOUND, NULL);

  secret->modified_s = secret_retrievable_get_modified (request->item);
  return secret;
}

static void
on_retrieved (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AccountRequest) request = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) value =
      secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);
  const char *text = value != NULL ? secret_value_get_text (value) : NULL;
  gsize length = text != NULL ? strlen (text) : 0;
  AccountSecret *secret = NULL;

  if (error != NULL)
    answer_error (request, error);
  else if (value == NULL)
    answer_status (request,
                   request->allow_prompt ? ACCOUNT_SECRET_DISMISSED : ACCOUNT_SECRET_LOCKED,
                   "the item stayed locked");
  else if (text == NULL)
    answer_status (request, ACCOUNT_SECRET_MISSING, "the item holds no text");
  else
    {
      secret = make_found (request);
      secret->text = account_secret_dup_locked (text, length);
      answer (request, secret);
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
  g_autoptr (AccountRequest) request = data;
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);

  request->item = pick_newest (items);
  g_list_free_full (items, g_object_unref);
  if (error != NULL)
    answer_error (request, error);
  else if (request->item == NULL)
    answer_status (request, ACCOUNT_SECRET_MISSING, NULL);
  else if (request->kind == ACCOUNT_REQUEST_STORE)
    answer (request, make_found (request));
  else
    secret_retrievable_retrieve_secret (request->item, request->cancellable, on_retrieved,
                                        account_request_ref (request));
}

static void
search (AccountRequest *request)
{
  SecretSearchFlags flags = SECRET_SEARCH_ALL;

  if (request->kind == ACCOUNT_REQUEST_LOOKUP)
    flags |= SECRET_SEARCH_LOAD_SECRETS;
  if (request->allow_prompt)
    flags |= SECRET_SEARCH_UNLOCK;
  secret_password_searchv (get_schema (), request->attributes, flags, request->cancellable,
                           on_searched, account_request_ref (request));
}

static void
on_stored (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AccountRequest) request = data;
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    answer_error (request, error);
  else
    search (request);
}

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AccountRequest) request = data;
  g_autoptr (GError) error = NULL;
  gboolean removed = secret_password_clear_finish (result, &error);

  if (error != NULL)
    answer_error (request, error);
  else
    answer_status (request, removed ? ACCOUNT_SECRET_FOUND : ACCOUNT_SECRET_MISSING, NULL);
}

/* The keyring is open, as far as we can tell. */
static void
act (AccountRequest *request)
{
  request->prompting = FALSE;
  switch (request->kind)
    {
    case ACCOUNT_REQUEST_LOOKUP:
      search (request);
      break;
    case ACCOUNT_REQUEST_STORE:
      /* without a default collection this makes one, and asks for its password */
      request->prompting = request->service != NULL && request->collection == NULL;
      secret_password_storev_binary (get_schema (), request->attributes, SECRET_COLLECTION_DEFAULT,
                                     request->label, request->value, request->cancellable,
                                     on_stored, account_request_ref (request));
      break;
    case ACCOUNT_REQUEST_CLEAR:
      secret_password_clearv (get_schema (), request->attributes, request->cancellable, on_cleared,
                              account_request_ref (request));
      break;
    }
}

void
account_request_unlocked (AccountRequest *request, int n_unlocked, const GError *error)
{
  if (error != NULL)
    answer_error (request, error);
  else if (n_unlocked < 1)
    answer_status (request, ACCOUNT_SECRET_DISMISSED, "the prompt was dismissed");
  else
    act (request);
}

static void
on_collection (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AccountRequest) request = data;
  g_autoptr (GError) error = NULL;

  request->collection = secret_collection_for_alias_finish (result, &error);
  if (error != NULL)
    answer_error (request, error);
  else if (request->collection == NULL || !secret_collection_get_locked (request->collection))
    act (request);
  else if (!request->allow_prompt)
    answer_status (request, ACCOUNT_SECRET_LOCKED, "locked, and nobody may be asked");
  else
    {
      request->prompting = TRUE;
      account_unlock_join (request->keyring, request, request->service, request->collection);
    }
}

static void
on_service (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AccountRequest) request = data;
  g_autoptr (GError) error = NULL;

  request->service = secret_service_get_finish (result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    answer_error (request, error);
  else if (request->service == NULL)
    act (request);
  else
    secret_collection_for_alias (request->service, SECRET_COLLECTION_DEFAULT,
                                 SECRET_COLLECTION_NONE, request->cancellable, on_collection,
                                 account_request_ref (request));
}

AccountRequest *
account_request_new (AccountRequestKind kind, const char *account_id, GTask *task)
{
  AccountRequest *request = g_atomic_rc_box_new0 (AccountRequest);

  request->keyring = g_object_ref (g_task_get_source_object (task));
  request->task = task;
  request->kind = kind;
  request->context = g_main_context_ref (g_task_get_context (task));
  request->cancellable = g_cancellable_new ();
  request->account_id = g_strdup (account_id);
  request->attributes = secret_attributes_build (get_schema (), "account", account_id, NULL);
  return request;
}

void
account_request_set_text (AccountRequest *request, const char *label, const char *text)
{
  request->label = g_strdup (label);
  request->value = secret_value_new (text, -1, "text/plain");
}

void
account_request_allow_prompt (AccountRequest *request)
{
  request->allow_prompt = TRUE;
}

void
account_request_begin (AccountRequest *request)
{
  GCancellable *caller = g_task_get_cancellable (request->task);

  request->limit = g_timeout_source_new (request->keyring->limit_ms);
  g_source_set_callback (request->limit, on_limit, account_request_ref (request),
                         (GDestroyNotify) account_request_unref);
  g_source_attach (request->limit, request->context);
  if (caller != NULL)
    request->cancelled_handler =
        g_cancellable_connect (caller, G_CALLBACK (on_cancelled), account_request_ref (request),
                               (GDestroyNotify) account_request_unref);
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, request->cancellable, on_service,
                      account_request_ref (request));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the keyring's files share: -keyring is the object and what it keeps itself, -request one
 * question to the Secret Service, -unlock the one prompt for all of them, -watch tells when it
 * opens. */

#pragma once

#include <libsecret/secret.h>

#include "account-keyring.h"

G_BEGIN_DECLS

/* How long a keyring may take, its prompt too. */
#define ACCOUNT_KEYRING_LIMIT_MS 60000

/**
 * AccountKeyring:
 * @kept: AccountSecret by account id, until the process ends
 * @limit_ms: how long a request may take
 * @waiting: requests that wait for @unlocking
 * @unlocking: (nullable): the prompt that is shown now
 * @watching: (nullable): ends what the watch has under way
 * @service, @collection: (nullable): the default collection, watched
 */
struct _AccountKeyring
{
  GObject parent_instance;

  GHashTable *kept;
  guint limit_ms;

  GPtrArray *waiting;
  GCancellable *unlocking;

  guint name_watch;
  GCancellable *watching;
  SecretService *service;
  SecretCollection *collection;
  gboolean is_open;
};

/**
 * account_keyring_set_limit: for tests that have no minute
 */
void account_keyring_set_limit (AccountKeyring *keyring, guint limit_ms);

/**
 * account_keyring_forget: wipes what this process keeps for the account
 */
void account_keyring_forget (AccountKeyring *keyring, const char *account_id);

/* --- request --- */

typedef enum
{
  ACCOUNT_REQUEST_LOOKUP,
  ACCOUNT_REQUEST_STORE,
  ACCOUNT_REQUEST_CLEAR,
} AccountRequestKind;

typedef struct _AccountRequest AccountRequest;

AccountRequest *account_request_ref (AccountRequest *request);
void account_request_unref (AccountRequest *request);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccountRequest, account_request_unref)

/**
 * account_request_new:
 * @task: (transfer full): of the keyring; returns an AccountSecret and never an error
 */
AccountRequest *account_request_new (AccountRequestKind kind, const char *account_id, GTask *task);

/**
 * account_request_set_text:
 * @label: shown by the keyring's own tools
 * @text: to store
 */
void account_request_set_text (AccountRequest *request, const char *label, const char *text);
void account_request_allow_prompt (AccountRequest *request);
void account_request_begin (AccountRequest *request);

/**
 * account_request_unlocked: how the prompt ended
 * @n_unlocked: 0 when it was dismissed
 * @error: (nullable): or why there was none
 */
void account_request_unlocked (AccountRequest *request, int n_unlocked, const GError *error);

/* --- unlock --- */

/**
 * account_unlock_join: asks a person to unlock @collection, or waits with those who ask already;
 *   account_request_unlocked() follows unless it leaves
 */
void account_unlock_join (AccountKeyring *keyring, AccountRequest *request, SecretService *service,
                          SecretCollection *collection);

/**
 * account_unlock_leave: the last one that leaves closes the prompt
 */
void account_unlock_leave (AccountKeyring *keyring, AccountRequest *request);

/* --- watch --- */

void account_watch_end (AccountKeyring *keyring);

G_END_DECLS

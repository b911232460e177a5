/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where authorization codes are kept: the Secret Service (libsecret), asynchronously and with a
 * limit of 60 seconds of our own, because a prompt nobody answers must not hang a letter. Where
 * there is none that keeps them, a code may be kept by this object, in memory only: it is forgotten
 * with the process. */

#pragma once

#include <gio/gio.h>

#include "account-profile.h"
#include "account-secret.h"

G_BEGIN_DECLS

#define ACCOUNT_TYPE_KEYRING (account_keyring_get_type ())
G_DECLARE_FINAL_TYPE (AccountKeyring, account_keyring, ACCOUNT, KEYRING, GObject)

/**
 * AccountKeyring::opened: it was unlocked, or came (back) unlocked: what could not be looked up
 *   before may be found now; only while it is watched
 */

AccountKeyring *account_keyring_new (void);

/**
 * account_keyring_watch: begins to look out for the keyring; nobody is asked for it
 */
void account_keyring_watch (AccountKeyring *keyring);

/**
 * account_keyring_lookup_async:
 * @account_id: id of the profile
 * @allow_prompt: whether the keyring may ask a person to unlock it; several that ask at once are
 *   one question
 *
 * A code kept by this process goes before the one in the keyring. Unlocks first, then looks up: a
 * keyring that was loaded locked finds nothing otherwise.
 */
void account_keyring_lookup_async (AccountKeyring *keyring, const char *account_id,
                                   gboolean allow_prompt, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);

/**
 * account_keyring_lookup_finish:
 *
 * Returns: (transfer full): never NULL
 */
AccountSecret *account_keyring_lookup_finish (AccountKeyring *keyring, GAsyncResult *result);

/**
 * account_keyring_store_async:
 * @profile: whose it is; its address is shown by the keyring's own tools
 * @text: the code; copied into memory that is wiped
 *
 * Once it is in the keyring, this process keeps none for the account.
 */
void account_keyring_store_async (AccountKeyring *keyring, const AccountProfile *profile,
                                  const char *text, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

/**
 * account_keyring_store_finish:
 *
 * Returns: (transfer full): ACCOUNT_SECRET_FOUND when stored, with its modified time; @text is NULL
 */
AccountSecret *account_keyring_store_finish (AccountKeyring *keyring, GAsyncResult *result);

/**
 * account_keyring_clear_async: removes the code, where there is one
 */
void account_keyring_clear_async (AccountKeyring *keyring, const char *account_id,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
AccountSecret *account_keyring_clear_finish (AccountKeyring *keyring, GAsyncResult *result);

/**
 * account_keyring_keep: keeps the code until the process ends, in non-pageable memory and nowhere
 *   else
 */
void account_keyring_keep (AccountKeyring *keyring, const char *account_id, const char *text);

/**
 * account_keyring_keeps:
 *
 * Returns: whether the account's code is one that is forgotten when the process ends
 */
gboolean account_keyring_keeps (AccountKeyring *keyring, const char *account_id);

G_END_DECLS

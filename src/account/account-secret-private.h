/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "account-secret.h"

G_BEGIN_DECLS

/* How long a keyring may take, its prompt too. */
#define ACCOUNT_SECRET_LIMIT_MS 60000

/**
 * account_secret_new:
 * @detail: (nullable): words for a developer
 */
AccountSecret *account_secret_new (AccountSecretStatus status, const char *detail);

/**
 * account_secret_dup_locked:
 *
 * Returns: (transfer full): a copy in memory that is locked, to be freed with account_secret_wipe()
 */
char *account_secret_dup_locked (const char *text, gsize length);

/**
 * AccountSecretRequest: what to ask the keyring for
 * @label: (nullable): to store under
 * @text: (nullable): to store
 * @limit_ms: how long it may take
 */
typedef struct
{
  const char *account_id;
  const char *label;
  const char *text;
  gboolean allow_prompt;
  guint limit_ms;
} AccountSecretRequest;

/* The public functions with a limit of one's own; finish them with the public ones. */
void account_keyring_lookup_async (const AccountSecretRequest *request, GCancellable *cancellable,
                                   GAsyncReadyCallback callback, gpointer user_data);
void account_keyring_store_async (const AccountSecretRequest *request, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
void account_keyring_clear_async (const AccountSecretRequest *request, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);

G_END_DECLS

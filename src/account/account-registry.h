/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The profiles of accounts.ini. Window and terminal share the file: it is read, changed and
 * written under a lock, durably, and watched. */

#pragma once

#include <gio/gio.h>

#include "account-keyring.h"

G_BEGIN_DECLS

/**
 * AccountError:
 * @ACCOUNT_ERROR_FILE: the file cannot be read or written
 * @ACCOUNT_ERROR_NOT_FOUND: there is no such profile
 * @ACCOUNT_ERROR_INVALID: a profile that could not be read back: a value is missing, has a line
 *   break or is no address
 */
typedef enum
{
  ACCOUNT_ERROR_FILE,
  ACCOUNT_ERROR_NOT_FOUND,
  ACCOUNT_ERROR_INVALID,
} AccountError;

#define ACCOUNT_ERROR (account_error_quark ())
GQuark account_error_quark (void);

#define ACCOUNT_TYPE_REGISTRY (account_registry_get_type ())
G_DECLARE_FINAL_TYPE (AccountRegistry, account_registry, ACCOUNT, REGISTRY, GObject)

/**
 * AccountRegistry::changed: the profiles were read anew
 */

/**
 * account_registry_new:
 * @file: accounts.ini; it need not exist
 */
AccountRegistry *account_registry_new (GFile *file);

/**
 * account_registry_get_keyring:
 *
 * Returns: (transfer none): where the codes of its accounts are
 */
AccountKeyring *account_registry_get_keyring (AccountRegistry *registry);

/**
 * account_registry_load_async: reads the file and begins to watch it
 */
void account_registry_load_async (AccountRegistry *registry, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean
account_registry_load_finish (AccountRegistry *registry, GAsyncResult *result, GError **error);

/**
 * account_registry_list:
 *
 * Returns: (transfer container) (element-type AccountProfile): profiles in the file's order,
 * without the practice account; the elements are copies owned by the array
 */
GPtrArray *account_registry_list (AccountRegistry *registry);

/**
 * account_registry_lookup:
 *
 * Returns: (transfer full) (nullable): the profile with @id, ACCOUNT_PRACTICE_ID too (its endpoint
 * is a placeholder: the application that runs the practice server knows the real one)
 */
AccountProfile *account_registry_lookup (AccountRegistry *registry, const char *id);

/**
 * account_registry_lookup_address:
 *
 * Returns: (transfer full) (nullable): the profile for @address ("practice" names the practice
 * account)
 */
AccountProfile *account_registry_lookup_address (AccountRegistry *registry, const char *address);

/**
 * account_registry_get_default:
 *
 * Returns: (transfer full) (nullable): the default profile, else the only one; never the practice
 * one
 */
AccountProfile *account_registry_get_default (AccountRegistry *registry);

/**
 * account_registry_save_async:
 * @profile: (transfer none): added, or put in the place of the one with its id; the first profile
 *   becomes the default, and a new default takes the mark from the old one
 */
void account_registry_save_async (AccountRegistry *registry, const AccountProfile *profile,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean
account_registry_save_finish (AccountRegistry *registry, GAsyncResult *result, GError **error);

/**
 * account_registry_remove_async: takes the profile with @id out of the file; its secret is the
 *   caller's to clear (account_keyring_clear_async())
 */
void
account_registry_remove_async (AccountRegistry *registry, const char *id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean
account_registry_remove_finish (AccountRegistry *registry, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logins that failed: the keyring item's modified time is remembered, so that the same secret is
 * not tried again, across restarts too. Nothing derived from the secret is kept. Also what a server
 * announced last. */

#pragma once

#include "store-database.h"

G_BEGIN_DECLS

/**
 * StoreLogin: what is remembered of an account's last login
 * @refused_modified_s: modified time of the keyring item when the login was refused; 0: not refused
 * @soft_refusals: temporary refusals in a row
 * @size_limit: SIZE announced last in octets, 0 when none
 */
typedef struct
{
  guint64 refused_modified_s;
  guint soft_refusals;
  guint64 size_limit;
} StoreLogin;

void
store_logins_get_async (StoreDatabase *database, const char *account_id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data);

/**
 * store_logins_get_finish:
 * @login: (out caller-allocates): zeros when nothing is remembered
 */
gboolean store_logins_get_finish (StoreDatabase *database, GAsyncResult *result, StoreLogin *login,
                                  GError **error);

void store_logins_set_async (StoreDatabase *database, const char *account_id,
                             const StoreLogin *login, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data);
gboolean store_logins_set_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_logins_add_refusal_async:
 * @login: "user@host", which is what a provider locks; there may be no account for it yet
 *
 * The server refused a login that a person tried now. Remembered for a day.
 */
void store_logins_add_refusal_async (StoreDatabase *database, const char *login,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean
store_logins_add_refusal_finish (StoreDatabase *database, GAsyncResult *result, GError **error);

/**
 * store_logins_get_refusal_async:
 * @nth: 1 for the last refusal, 2 for the one before
 */
void store_logins_get_refusal_async (StoreDatabase *database, const char *login, guint nth,
                                     GCancellable *cancellable, GAsyncReadyCallback callback,
                                     gpointer user_data);

/**
 * store_logins_get_refusal_finish:
 * @at_us: (out): when it was, 0 when there were fewer
 */
gboolean store_logins_get_refusal_finish (StoreDatabase *database, GAsyncResult *result,
                                          gint64 *at_us, GError **error);

G_END_DECLS

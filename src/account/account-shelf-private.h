/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where worker threads leave what accounts.ini held last. They know the shelf and not the registry,
 * whose last reference must not go away in a thread. */

#pragma once

#include "account-file-private.h"

G_BEGIN_DECLS

typedef struct _AccountShelf AccountShelf;

AccountShelf *account_shelf_new (GFile *location);
AccountShelf *account_shelf_ref (AccountShelf *shelf);
void account_shelf_unref (AccountShelf *shelf);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccountShelf, account_shelf_unref)

GFile *account_shelf_get_location (AccountShelf *shelf);

/**
 * account_shelf_take:
 *
 * Returns: (transfer full) (nullable): what the file held last, NULL when that was taken already
 */
AccountFile *account_shelf_take (AccountShelf *shelf);

/**
 * AccountWork: reads or changes the file, in a worker thread
 *
 * Returns: (transfer full): what it holds then, or NULL with @error set
 */
typedef AccountFile *(*AccountWork) (GFile *location, gconstpointer data, GCancellable *cancellable,
                                     GError **error);

/**
 * account_shelf_run:
 * @task: returns TRUE once what the file then holds can be taken, or why @work failed
 * @data: (transfer full) (nullable): handed to @work, and then to @free_data
 */
void account_shelf_run (AccountShelf *shelf, GTask *task, AccountWork work, gpointer data,
                        GDestroyNotify free_data);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* accounts.ini itself. Everything here blocks and belongs in a worker thread. */

#pragma once

#include <gio/gio.h>

#include "account-profile.h"

G_BEGIN_DECLS

/**
 * AccountFile: what the file held at one moment
 * @text: its octets; two reads with the same text mean the same
 * @profiles: (element-type AccountProfile): those that could be read, in the file's order
 */
typedef struct
{
  char *text;
  GPtrArray *profiles;
} AccountFile;

void account_file_free (AccountFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccountFile, account_file_free)

/**
 * account_file_read:
 *
 * Returns: (transfer full): an empty one when there is no file; NULL with @error set when there is
 *   one that cannot be read
 */
AccountFile *account_file_read (GFile *location, GError **error);

/**
 * account_file_save:
 * @profile: added, or put in the place of the one with its id
 *
 * Everything else in the file, unknown keys and comments too, stays as it is.
 */
AccountFile *account_file_save (GFile *location, const AccountProfile *profile,
                                GCancellable *cancellable, GError **error);

AccountFile *
account_file_remove (GFile *location, const char *id, GCancellable *cancellable, GError **error);

G_END_DECLS

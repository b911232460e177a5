/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One profile as a group of accounts.ini, "[account <id>]". */

#pragma once

#include "account-profile.h"

G_BEGIN_DECLS

/**
 * account_entry_dup_group:
 *
 * Returns: (transfer full): the group of the profile with @id
 */
char *account_entry_dup_group (const char *id);

/**
 * account_entry_read:
 *
 * Returns: (transfer full) (nullable): the profile in @group; NULL when it is no profile, or one
 *   that may not be used
 */
AccountProfile *account_entry_read (GKeyFile *keys, const char *group);

/**
 * account_entry_write: sets the profile's keys and leaves the group's other keys alone
 */
void account_entry_write (GKeyFile *keys, const AccountProfile *profile);

G_END_DECLS

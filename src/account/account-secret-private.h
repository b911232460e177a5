/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "account-secret.h"

G_BEGIN_DECLS

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

G_END_DECLS

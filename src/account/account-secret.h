/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An authorization code as a value: how it was found, where it lives in memory, how a pasted one is
 * cleaned. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AccountSecretStatus: four situations that are explained in four ways
 * @ACCOUNT_SECRET_FOUND: here it is
 * @ACCOUNT_SECRET_NO_KEYRING: no Secret Service, or none that works
 * @ACCOUNT_SECRET_LOCKED: there is a keyring and it stayed locked: no answer in time
 * @ACCOUNT_SECRET_DISMISSED: a person closed the prompt
 * @ACCOUNT_SECRET_MISSING: the keyring is open and holds no code for this account
 */
typedef enum
{
  ACCOUNT_SECRET_FOUND,
  ACCOUNT_SECRET_NO_KEYRING,
  ACCOUNT_SECRET_LOCKED,
  ACCOUNT_SECRET_DISMISSED,
  ACCOUNT_SECRET_MISSING,
} AccountSecretStatus;

#define ACCOUNT_N_SECRET_STATUSES (ACCOUNT_SECRET_MISSING + 1)

const char *account_secret_status_to_nick (AccountSecretStatus status);

/**
 * AccountSecret:
 * @text: (nullable): the code in non-pageable memory, wiped when freed; NULL unless found
 * @modified_s: when the item was changed last, seconds since 1970; 0 when not known
 * @detail: (nullable): words for a developer
 */
typedef struct
{
  AccountSecretStatus status;
  char *text;
  guint64 modified_s;
  char *detail;
} AccountSecret;

void account_secret_free (AccountSecret *secret);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AccountSecret, account_secret_free)

/**
 * account_secret_dup_clean:
 * @text: as pasted
 *
 * Returns: (transfer full): without blanks, line breaks and zero-width characters around it, and
 * without the blanks providers put between groups of a code when all groups are letters or digits
 * of equal length; in memory to be freed with account_secret_wipe()
 */
char *account_secret_dup_clean (const char *text);

/**
 * account_secret_wipe: overwrites and frees; accepts NULL
 */
void account_secret_wipe (char *text);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Authorization codes: from standard input, and from the keyring. */

#pragma once

#include "account-secret.h"
#include "cli-parts.h"
#include "cli-wait.h"

G_BEGIN_DECLS

/**
 * cli_secret_read:
 *
 * Reads one line from standard input, without echo where that is a terminal, and cleans it
 * (account_secret_dup_clean()).
 *
 * Returns: (transfer full) (nullable): the code, to be freed with account_secret_wipe(); NULL when
 *   there is none
 */
char *cli_secret_read (const char *prompt);

/**
 * cli_secret_lookup: asks for the keyring's password where it is locked
 *
 * Returns: (transfer full): what the keyring says; found and without text when @profile signs in
 *   with nothing or practises
 */
AccountSecret *cli_secret_lookup (CliParts *parts, const AccountProfile *profile);

/**
 * cli_secret_ask: cli_secret_lookup() in two halves, since a keyring takes its time
 * @wait: to be given to cli_secret_take(); stays where it is until the program's last wait
 */
void cli_secret_ask (CliParts *parts, const AccountProfile *profile, gboolean allow_prompt,
                     CliWait *wait);
AccountSecret *cli_secret_take (CliParts *parts, CliWait *wait);

/**
 * cli_secret_explain: says why there is no secret
 *
 * Returns: an exit status
 */
int cli_secret_explain (const AccountProfile *profile, const AccountSecret *secret);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What became of a letter, explained in the language of the terminal. */

#pragma once

#include "account-registry.h"
#include "explain-reply.h"
#include "store-outbox.h"

G_BEGIN_DECLS

/**
 * cli_explanation_get_language:
 *
 * Returns: (transfer none): as in ExplainQuery
 */
const char *cli_explanation_get_language (void);

/**
 * cli_explanation_dup_family:
 * @registry: (nullable):
 *
 * Returns: (transfer full) (nullable): the family of the server @letter went to
 */
char *cli_explanation_dup_family (AccountRegistry *registry, const StoreLetter *letter);

/**
 * cli_explanation_new:
 * @family: (nullable):
 *
 * Returns: (transfer full) (nullable): the one thing most worth explaining; NULL when there is
 *   nothing yet
 */
Explanation *cli_explanation_new (const StoreLetter *letter, const char *family);

/**
 * cli_explanation_dup_short:
 *
 * Returns: (transfer full) (nullable): a few words on what decided @result
 */
char *
cli_explanation_dup_short (const StoreLetter *letter, const MailResult *result, const char *family);

G_END_DECLS

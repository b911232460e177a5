/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a try in the search for a server came to, in a few words. */

#pragma once

#include "explain-reply.h"
#include "mail-try.h"

G_BEGIN_DECLS

/**
 * explain_try:
 * @query: of which the language counts
 *
 * Returns: (transfer full): words that follow the name of the record or server
 */
char *explain_try (const ExplainQuery *query, const MailTry *try);

G_END_DECLS

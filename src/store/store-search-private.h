/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * store_search_fold:
 *
 * Returns: (transfer full): @text as it is compared: compatibility forms, case and accents of
 *   Latin letters do not count
 */
char *store_search_fold (const char *text);

/**
 * store_search_is_paired:
 *
 * Returns: whether @c belongs to a script written without blanks, indexed as overlapping pairs
 */
gboolean store_search_is_paired (gunichar c);

/**
 * store_search_dup_index:
 * @text: (nullable): text of any length; what goes beyond 256 KiB is not indexed
 *
 * Returns: (transfer full): the words to index, parted by blanks
 */
char *store_search_dup_index (const char *text);

/**
 * store_search_dup_query:
 * @text: what a person typed; nothing in it is taken for query syntax
 *
 * Returns: (transfer full) (nullable): an FTS5 query that asks for all of it; NULL when @text holds
 *   no word
 */
char *store_search_dup_query (const char *text);

G_END_DECLS

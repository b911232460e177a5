/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where received letters lie: in memory, or as files in a directory. */

#pragma once

#include "practice-server.h"

G_BEGIN_DECLS

/* More than this are not kept: the oldest go. */
#define PRACTICE_MAX_LETTERS 200

typedef struct PracticeSpool PracticeSpool;

/**
 * practice_spool_new:
 * @directory: (nullable): made when the first letter comes; NULL: in memory
 */
PracticeSpool *practice_spool_new (GFile *directory);
PracticeSpool *practice_spool_ref (PracticeSpool *spool);
void practice_spool_unref (PracticeSpool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeSpool, practice_spool_unref)

void practice_spool_keep_async (PracticeSpool *spool, PracticeLetter *letter,
                                GAsyncReadyCallback callback, gpointer user_data);
gboolean practice_spool_keep_finish (GAsyncResult *result, GError **error);

void practice_spool_list_async (PracticeSpool *spool, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);

/**
 * practice_spool_list_finish:
 *
 * Returns: (transfer container) (element-type PracticeLetter): newest first
 */
GPtrArray *practice_spool_list_finish (GAsyncResult *result, GError **error);

G_END_DECLS

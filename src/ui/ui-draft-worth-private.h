/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which state of a draft is worth a place in its history. */

#pragma once

#include "message-draft.h"

G_BEGIN_DECLS

/**
 * ui_draft_is_worth_keeping:
 * @before: (nullable): what is saved
 * @after: what is to replace it
 * @rest_us: how long nothing was written before this change
 * @age_us: how long ago the last version was kept
 *
 * Returns: whether somebody might want @before back
 */
gboolean ui_draft_is_worth_keeping (const MessageDraft *before, const MessageDraft *after,
                                    gint64 rest_us, gint64 age_us);

G_END_DECLS

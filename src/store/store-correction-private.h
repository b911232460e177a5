/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was sent, or is written, instead of a letter to those who were refused. */

#pragma once

#include "store-connection-private.h"
#include "store-outbox.h"

G_BEGIN_DECLS

/**
 * store_correction_load: what corrects @letter, as far as anybody was refused it
 */
gboolean store_correction_load (StoreConnection *connection, StoreLetter *letter, GError **error);

/**
 * store_correction_write_draft:
 * @corrects: a letter; 0: the draft corrects none
 */
gboolean store_correction_write_draft (StoreConnection *connection, const char *draft_id,
                                       gint64 corrects, GError **error);

G_END_DECLS

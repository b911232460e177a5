/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"
#include "store-outbox.h"

G_BEGIN_DECLS

/* The columns that store_letter_load() reads, of "FROM letter". */
#define STORE_LETTER_COLUMNS                                                                       \
  "letter.id, account_id, message_id, subject, originator, recipients, created_us, due_us, "       \
  "ended_us, size, attempts, n_attachments, server, reverse_path, paused, state, reply_code, "     \
  "reply_text, failure_kind, failure_stage, failure_code, failure_text, "                          \
  "failure_certificate_flags, failure_certificate_sha256, failure_detail, notify, ret, "           \
  "require_tls, send_at_us, tried_us, waited_us, sent_again "

/**
 * store_letter_load:
 * @row: at a row of STORE_LETTER_COLUMNS
 *
 * Returns: (transfer full): the letter with its recipients
 */
StoreLetter *store_letter_load (StoreConnection *connection, sqlite3_stmt *row, GError **error);

/**
 * store_letter_load_id:
 *
 * Returns: (transfer full): the letter, or NULL with STORE_ERROR_NOT_FOUND
 */
StoreLetter *store_letter_load_id (StoreConnection *connection, gint64 id, GError **error);

/**
 * store_letter_get_state:
 *
 * Reads the stored state alone.
 */
gboolean store_letter_get_state (StoreConnection *connection, gint64 id, MailLetterState *state,
                                 GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * StoreJournal: how SQLite makes a transaction whole
 * @STORE_JOURNAL_LOG: a write-ahead log; all who have the database open share memory
 * @STORE_JOURNAL_ROLLBACK: what is overwritten is kept in a file until the transaction is durable
 */
typedef enum
{
  STORE_JOURNAL_LOG,
  STORE_JOURNAL_ROLLBACK,
} StoreJournal;

/**
 * store_journal_for_file_system:
 * @type: statfs()'s f_type
 */
StoreJournal store_journal_for_file_system (guint32 type);

/**
 * store_journal_set: chooses it by where the database lies; who is not alone takes what they find
 */
gboolean store_journal_set (StoreConnection *writer, GError **error);

/**
 * store_journal_be_patient: with whoever writes, where that takes long; for who only reads
 */
void store_journal_be_patient (StoreConnection *connection);

G_END_DECLS

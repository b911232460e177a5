/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter and its correction are two letters; that they belong together is the second one's to
 * say. The first only looks for it, and only where there is anything to correct: a list of
 * thousands that went does not ask once. */

#include "store-correction-private.h"

static gboolean
load_letter (StoreConnection *connection, StoreLetter *letter, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error,
                   "SELECT id, recipients FROM letter WHERE corrects = ? AND corrects > 0 "
                   "AND id NOT IN (SELECT letter_id FROM letter_deleted) ORDER BY id DESC LIMIT 1",
                   "l", letter->id);
  StoreStep step = store_step (row, error);

  if (step == STORE_STEP_ROW)
    {
      letter->corrected_by = sqlite3_column_int64 (row, 0);
      letter->corrected_to = store_column_dup_text (row, 1);
    }
  return step != STORE_STEP_FAILED;
}

static gboolean
load_draft (StoreConnection *connection, StoreLetter *letter, GError **error)
{
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error,
                   "SELECT draft_id FROM draft_correction JOIN draft ON id = draft_id "
                   "WHERE corrects = ? AND draft_id NOT IN (SELECT draft_id FROM draft_discarded) "
                   "ORDER BY modified_us DESC LIMIT 1",
                   "l", letter->id);
  StoreStep step = store_step (row, error);

  if (step == STORE_STEP_ROW)
    letter->correction_draft_id = store_column_dup_text (row, 0);
  return step != STORE_STEP_FAILED;
}

gboolean
store_correction_load (StoreConnection *connection, StoreLetter *letter, GError **error)
{
  return mail_outcome_count (letter->outcome, MAIL_RECIPIENT_REFUSED) == 0 ||
         (load_letter (connection, letter, error) && load_draft (connection, letter, error));
}

gboolean
store_correction_write_draft (StoreConnection *connection, const char *draft_id, gint64 corrects,
                              GError **error)
{
  return corrects == 0 ||
         store_execute (connection, error,
                        "INSERT OR REPLACE INTO draft_correction (draft_id, corrects) "
                        "VALUES (?, ?)",
                        "sl", draft_id, corrects);
}

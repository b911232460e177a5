/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "store-database-private.h"
#include "store-outbox-private.h"
#include "store-salvage-private.h"

#define HORIZON_US (G_GINT64_CONSTANT (5) * 24 * 3600 * G_USEC_PER_SEC)

/* The marks tell what the dead process had come to. *sending*: nothing of the final dot left.
 * *confirming*: it may have; those who were refused or deferred at RCPT are known, the others not.
 */
typedef struct
{
  char *account_id;
  guint max_again;
} RecoverJob;

static void
recover_job_free (RecoverJob *job)
{
  g_free (job->account_id);
  g_free (job);
}

/* For an account whose owner would rather have it twice than not at all. */
static gboolean
send_again (StoreConnection *connection, const RecoverJob *job, GError **error)
{
  return store_execute (
             connection, error,
             "UPDATE recipient SET state = 'deferred', reply_code = NULL, reply_text = NULL, "
             "confirming = 0 WHERE state = 'pending' AND confirming = 1 AND letter_id IN "
             "(SELECT id FROM letter WHERE account_id = ? AND state = 'confirming' "
             "AND sent_again < ?)",
             "si", job->account_id, (int) job->max_again) &&
         store_execute (connection, error,
                        "UPDATE letter SET sent_again = sent_again + 1 WHERE account_id = ? "
                        "AND state = 'confirming' AND sent_again < ?",
                        "si", job->account_id, (int) job->max_again);
}

static gboolean
settle_confirming (StoreConnection *connection, const char *account_id, GError **error)
{
  g_autoptr (sqlite3_stmt) letter = store_query (
      connection, error, "SELECT id FROM letter WHERE account_id = ? AND state = 'confirming'", "s",
      account_id);
  g_autoptr (GArray) ids = store_list_numbers (letter, error);

  if (ids == NULL ||
      !store_execute (
          connection, error,
          "UPDATE recipient SET state = 'unknown', reply_code = NULL, reply_text = NULL, "
          "confirming = 0 WHERE state = 'pending' AND confirming = 1 AND letter_id IN "
          "(SELECT id FROM letter WHERE account_id = ? AND state = 'confirming')",
          "s", account_id))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    if (!store_outbox_settle_letter (connection, g_array_index (ids, gint64, i), g_get_real_time (),
                                     FALSE, error))
      return FALSE;

  return TRUE;
}

gboolean
store_outbox_doubt (StoreConnection *connection, GError **error)
{
  return store_execute (connection, error,
                        "UPDATE recipient SET state = 'unknown', reply_code = NULL, "
                        "reply_text = NULL, confirming = 0 WHERE state = 'pending' AND letter_id "
                        "IN (SELECT id FROM letter WHERE state IN ('sending', 'confirming'))",
                        "") &&
         store_execute (connection, error,
                        "UPDATE letter SET state = iif (EXISTS (SELECT 1 FROM recipient "
                        "WHERE letter_id = letter.id AND state IN ('pending', 'deferred')), "
                        "'queued', 'done'), due_us = 0, ended_us = ?1 "
                        "WHERE state IN ('sending', 'confirming')",
                        "l", g_get_real_time ()) &&
         store_execute (connection, error,
                        "UPDATE letter SET state = 'queued', paused = 1, due_us = 0, ended_us = 0, "
                        "failure_kind = ?, failure_stage = ?, failure_code = NULL, "
                        "failure_text = NULL, failure_detail = NULL "
                        "WHERE state IN ('held', 'queued')",
                        "ss", mail_failure_kind_to_nick (MAIL_FAILURE_RESTORED),
                        mail_stage_to_nick (MAIL_STAGE_CONNECT));
}

/* What should have gone days ago, had anybody looked: the program did not run, or the whole
 * computer is as it was then. In both cases a person may have helped themselves. */
static gboolean
ask_for_old (StoreConnection *connection, const char *account_id, GError **error)
{
  return store_execute (connection, error,
                        "UPDATE letter SET state = 'queued', paused = 1, due_us = 0, "
                        "failure_kind = ?, failure_stage = ?, failure_code = NULL, "
                        "failure_text = NULL, failure_detail = NULL "
                        "WHERE account_id = ? AND state IN ('held', 'queued') AND paused = 0 "
                        "AND send_at_us = 0 AND due_us > 0 AND due_us < ?",
                        "sssl", mail_failure_kind_to_nick (MAIL_FAILURE_RESTORED),
                        mail_stage_to_nick (MAIL_STAGE_CONNECT), account_id,
                        g_get_real_time () - HORIZON_US);
}

static gboolean
run_recover (StoreConnection *connection, gpointer data, GError **error)
{
  RecoverJob *job = data;

  return store_execute (connection, error,
                        "UPDATE letter SET state = 'queued' "
                        "WHERE account_id = ? AND state = 'sending'",
                        "s", job->account_id) &&
         ask_for_old (connection, job->account_id, error) && send_again (connection, job, error) &&
         settle_confirming (connection, job->account_id, error);
}

void
store_outbox_recover_async (StoreDatabase *database, const char *account_id, guint max_again,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  RecoverJob *job = g_new0 (RecoverJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) recover_job_free);

  job->account_id = g_strdup (account_id);
  job->max_again = max_again;
  store_database_write_surely (task, store_outbox_recover_async, run_recover);
}

gboolean
store_outbox_recover_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_outbox_recover_async, error) != NULL;
}

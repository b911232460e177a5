/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An attempt: claim, mark, result; and what a dead process left of one. Each is one transaction
 * that looks at the stored state first, so that two who want the same letter cannot both have it. A
 * recipient's state is written only while it is pending or deferred: what was accepted, refused or
 * became unknown is never changed by an attempt. */

#include "store-database-private.h"
#include "store-letter-private.h"
#include "store-outbox-private.h"

#define OPEN_RECIPIENT "state IN ('pending', 'deferred')"

/* Claiming */

typedef struct
{
  char *account_id;
  gint64 id;
  gint64 now_us;

  StoreLetter *letter;
} ClaimJob;

static void
claim_job_free (ClaimJob *job)
{
  g_free (job->account_id);
  g_clear_pointer (&job->letter, store_letter_unref);
  g_free (job);
}

static StoreStep
claim (StoreConnection *connection, ClaimJob *job, gint64 *id, GError **error)
{
  g_autoptr (sqlite3_stmt) claimed =
      store_query (connection, error,
                   "UPDATE letter SET state = 'sending', attempts = attempts + 1 WHERE id = "
                   "(SELECT id FROM letter WHERE account_id = ?1 AND " STORE_OUTBOX_WAITS
                   " AND " STORE_OUTBOX_IS_DUE ("?2") " AND (?3 = 0 OR id = ?3) "
                                                      "ORDER BY due_us, id LIMIT 1) RETURNING id",
                   "sll", job->account_id, job->now_us, job->id);
  StoreStep step = store_step (claimed, error);
  if (step == STORE_STEP_ROW)
    *id = sqlite3_column_int64 (claimed, 0);
  return step;
}

static gboolean
run_claim (StoreConnection *connection, gpointer data, GError **error)
{
  ClaimJob *job = data;
  gint64 id;

  if (!store_outbox_pause_late (connection, job->account_id, job->now_us, error))
    return FALSE;

  switch (claim (connection, job, &id, error))
    {
    case STORE_STEP_FAILED:
      return FALSE;
    case STORE_STEP_DONE:
      return TRUE;
    case STORE_STEP_ROW:
      job->letter = store_letter_load_id (connection, id, error);
      return job->letter != NULL;
    }

  g_return_val_if_reached (FALSE);
}

void
store_outbox_claim_async (StoreDatabase *database, const char *account_id, gint64 id, gint64 now_us,
                          GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  ClaimJob *job = g_new0 (ClaimJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) claim_job_free);

  job->account_id = g_strdup (account_id);
  job->id = id;
  job->now_us = now_us;
  store_database_write (task, store_outbox_claim_async, run_claim);
}

StoreLetter *
store_outbox_claim_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  ClaimJob *job = store_task_finish (database, result, store_outbox_claim_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->letter);
}

/* Recipients of an attempt */

typedef struct
{
  gint64 id;
  MailOutcome *outcome;
  GBytes *conversation;
  char *server;
  gint64 next_us;
  gboolean paused;
  StorePatience patience;
} AttemptJob;

static void
attempt_job_free (AttemptJob *job)
{
  mail_outcome_free (job->outcome);
  g_bytes_unref (job->conversation);
  g_free (job->server);
  g_free (job);
}

static gboolean
write_result (sqlite3_stmt *update, gint64 id, int position, const MailResult *result,
              gboolean confirming, GError **error)
{
  const MailReply *reply = result->reply;

  store_bind (update, "sisili", mail_recipient_state_to_nick (result->state),
              reply == NULL ? 0 : (int) mail_reply_get_code (reply),
              reply == NULL ? NULL : mail_reply_get_text (reply), confirming, id, position);
  return store_step (update, error) != STORE_STEP_FAILED;
}

/* By their text, as it stands in the rows: paths of a letter at rest come from there. */
static GHashTable *
index_results (const MailOutcome *outcome)
{
  GHashTable *results = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < outcome->results->len; i++)
    {
      MailResult *result = mail_outcome_get (outcome, i);
      g_hash_table_insert (results, (gpointer) mail_path_get_text (result->path), result);
    }

  return results;
}

/* The attempt's recipients may be some of the letter's, in another order; with ten thousand this
 * runs twice a transaction, so the others cost no more than a look. */
static gboolean
write_results (StoreConnection *connection, gint64 id, const MailOutcome *outcome,
               gboolean confirming, GError **error)
{
  g_autoptr (GHashTable) results = index_results (outcome);
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error, "SELECT position, path FROM recipient WHERE letter_id = ?", "l", id);
  if (row == NULL)
    return FALSE;

  g_autoptr (sqlite3_stmt) update =
      store_query (connection, error,
                   "UPDATE recipient SET state = ?, reply_code = NULLIF (?, 0), reply_text = ?, "
                   "confirming = ? WHERE letter_id = ? AND position = ? AND " OPEN_RECIPIENT,
                   "");
  if (update == NULL)
    return FALSE;

  StoreStep step;
  while ((step = store_step (row, error)) == STORE_STEP_ROW)
    {
      const MailResult *result = g_hash_table_lookup (results, store_column_text (row, 1));

      if (result != NULL &&
          !write_result (update, id, sqlite3_column_int (row, 0), result, confirming, error))
        return FALSE;
    }

  return step == STORE_STEP_DONE;
}

/* Neither may be cancelled: what is not written is not known afterwards. */
static GTask *
outcome_task_new (StoreDatabase *database, gint64 id, const MailOutcome *outcome,
                  GAsyncReadyCallback callback, gpointer user_data)
{
  AttemptJob *job = g_new0 (AttemptJob, 1);

  job->id = id;
  job->outcome = mail_outcome_copy (outcome);
  return store_task_new (database, NULL, callback, user_data, job,
                         (GDestroyNotify) attempt_job_free);
}

/* Confirming */

static gboolean
run_mark_confirming (StoreConnection *connection, gpointer data, GError **error)
{
  AttemptJob *job = data;

  return store_execute_one (connection, error,
                            "UPDATE letter SET state = 'confirming' "
                            "WHERE id = ? AND state = 'sending'",
                            "l", job->id) &&
         write_results (connection, job->id, job->outcome, TRUE, error);
}

void
store_outbox_mark_confirming_async (StoreDatabase *database, gint64 id, const MailOutcome *outcome,
                                    GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_write (outcome_task_new (database, id, outcome, callback, user_data),
                        store_outbox_mark_confirming_async, run_mark_confirming);
}

gboolean
store_outbox_mark_confirming_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_outbox_mark_confirming_async, error) != NULL;
}

/* One transaction of several */

static gboolean
run_finish_window (StoreConnection *connection, gpointer data, GError **error)
{
  AttemptJob *job = data;

  return store_execute_one (connection, error,
                            "UPDATE letter SET state = 'sending' "
                            "WHERE id = ? AND state IN ('sending', 'confirming')",
                            "l", job->id) &&
         write_results (connection, job->id, job->outcome, FALSE, error);
}

void
store_outbox_finish_window_async (StoreDatabase *database, gint64 id, const MailOutcome *outcome,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_write_surely (outcome_task_new (database, id, outcome, callback, user_data),
                               store_outbox_finish_window_async, run_finish_window);
}

gboolean
store_outbox_finish_window_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_outbox_finish_window_async, error) != NULL;
}

/* Results */

gboolean
store_outbox_write_failure (StoreConnection *connection, gint64 id, const MailFailure *failure,
                            GError **error)
{
  const MailReply *reply = failure == NULL ? NULL : failure->reply;

  if (failure == NULL)
    return store_execute (connection, error,
                          "UPDATE letter SET failure_kind = NULL, failure_stage = NULL, "
                          "failure_code = NULL, failure_text = NULL, "
                          "failure_certificate_flags = NULL, failure_certificate_sha256 = NULL, "
                          "failure_detail = NULL WHERE id = ?",
                          "l", id);

  return store_execute (
      connection, error,
      "UPDATE letter SET failure_kind = ?, failure_stage = ?, "
      "failure_code = NULLIF (?, 0), failure_text = ?, "
      "failure_certificate_flags = ?, failure_certificate_sha256 = ?, "
      "failure_detail = ? WHERE id = ?",
      "ssisissl", mail_failure_kind_to_nick (failure->kind), mail_stage_to_nick (failure->stage),
      reply == NULL ? 0 : (int) mail_reply_get_code (reply),
      reply == NULL ? NULL : mail_reply_get_text (reply), (int) failure->certificate_flags,
      failure->certificate_sha256, failure->detail, id);
}

static gboolean
write_attempt (StoreConnection *connection, const AttemptJob *job, GError **error)
{
  const MailReply *reply = job->outcome->reply;

  if (!store_execute (connection, error,
                      "UPDATE letter SET server = COALESCE (?, server), "
                      "reply_code = NULLIF (?, 0), reply_text = ? WHERE id = ?",
                      "sisl", job->server, reply == NULL ? 0 : (int) mail_reply_get_code (reply),
                      reply == NULL ? NULL : mail_reply_get_text (reply), job->id) ||
      !store_outbox_write_failure (connection, job->id, job->outcome->failure, error))
    return FALSE;

  return job->conversation == NULL ||
         store_execute (connection, error,
                        "INSERT OR REPLACE INTO attempt "
                        "(letter_id, number, ended_us, server, conversation) "
                        "SELECT id, attempts, ?, ?, ? FROM letter WHERE id = ?",
                        "lsbl", g_get_real_time (), job->server, job->conversation, job->id);
}

gboolean
store_outbox_settle_letter (StoreConnection *connection, gint64 id, gint64 due_us, gboolean paused,
                            GError **error)
{
  return store_execute_one (
      connection, error,
      "WITH open (n) AS "
      "(SELECT COUNT (*) FROM recipient WHERE letter_id = ?1 AND " OPEN_RECIPIENT "), "
      "other (n) AS "
      "(SELECT COUNT (*) FROM recipient WHERE letter_id = ?1 AND state != 'accepted') "
      "UPDATE letter SET state = iif (open.n > 0, 'queued', 'done'), "
      "due_us = iif (open.n > 0, ?2, 0), paused = iif (open.n > 0, ?3, 0), "
      "ended_us = iif (open.n > 0, 0, ?4), accepted = (other.n = 0) "
      "FROM open, other WHERE letter.id = ?1",
      "llil", id, due_us, paused ? 1 : 0, g_get_real_time ());
}

static gboolean
write_patience (StoreConnection *connection, const AttemptJob *job, GError **error)
{
  const StorePatience *patience = &job->patience;

  return store_execute (connection, error,
                        "UPDATE letter SET tried_us = ?, waited_us = ?, sent_again = ? "
                        "WHERE id = ?",
                        "llil", patience->tried_us, patience->waited_us, (int) patience->sent_again,
                        job->id);
}

static gboolean
run_finish_attempt (StoreConnection *connection, gpointer data, GError **error)
{
  AttemptJob *job = data;
  MailLetterState state;

  if (!store_letter_get_state (connection, job->id, &state, error))
    return FALSE;

  if (state != MAIL_LETTER_SENDING && state != MAIL_LETTER_CONFIRMING)
    {
      g_set_error (error, STORE_ERROR, STORE_ERROR_STATE, "The letter is %s, not being sent",
                   mail_letter_state_to_nick (state));
      return FALSE;
    }

  return write_results (connection, job->id, job->outcome, FALSE, error) &&
         write_attempt (connection, job, error) && write_patience (connection, job, error) &&
         store_outbox_settle_letter (connection, job->id, job->next_us, job->paused, error);
}

void
store_outbox_finish_attempt_async (StoreDatabase *database, gint64 id,
                                   const StoreResult *store_result, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  AttemptJob *job = g_new0 (AttemptJob, 1);
  GTask *task =
      store_task_new (database, NULL, callback, user_data, job, (GDestroyNotify) attempt_job_free);

  job->id = id;
  job->outcome = mail_outcome_copy (store_result->outcome);
  job->server = g_strdup (store_result->server);
  job->next_us = store_result->next_us;
  job->paused = store_result->paused;
  job->patience = store_result->patience;
  /* here, because the session may go on writing its last words */
  if (store_result->conversation != NULL)
    job->conversation = mail_conversation_to_bytes (store_result->conversation);
  store_database_write_surely (task, store_outbox_finish_attempt_async, run_finish_attempt);
}

gboolean
store_outbox_finish_attempt_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_outbox_finish_attempt_async, error) != NULL;
}

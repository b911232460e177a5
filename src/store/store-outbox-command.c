/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person may do with a letter. A command says in SQL in which states it is possible; when it
 * comes too late it changes nothing and fails with STORE_ERROR_STATE. */

#include "store-database-private.h"
#include "store-drafts.h"
#include "store-letter-private.h"
#include "store-outbox-private.h"

typedef struct
{
  gint64 id;
  StoreCommand command;

  char *draft_id;
} CommandJob;

static void
command_job_free (CommandJob *job)
{
  g_free (job->draft_id);
  g_free (job);
}

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_STATE, why);
  return FALSE;
}

static gboolean
is_running (const StoreLetter *letter)
{
  return letter->state == MAIL_LETTER_SENDING || letter->state == MAIL_LETTER_CONFIRMING;
}

/* That a person stopped it, or was asked, is no longer so. */
static gboolean
forget_stop (StoreConnection *connection, const StoreLetter *letter, GError **error)
{
  const MailFailure *failure = letter->outcome->failure;

  return failure == NULL ||
         (failure->kind != MAIL_FAILURE_CANCELLED && failure->kind != MAIL_FAILURE_PATIENCE) ||
         store_outbox_write_failure (connection, letter->id, NULL, error);
}

static gboolean
make_due (StoreConnection *connection, const StoreLetter *letter, MailLetterState from,
          GError **error)
{
  return forget_stop (connection, letter, error) &&
         store_execute_one (connection, error,
                            "UPDATE letter SET state = 'queued', due_us = ?, paused = "
                            "0, " STORE_OUTBOX_NEW_PATIENCE " "
                            "WHERE id = ? AND state = ?",
                            "lls", g_get_real_time (), letter->id,
                            mail_letter_state_to_nick (from));
}

/* A letter that is not tried is not tried later either: it keeps until a person says so. */
static gboolean
stop (StoreConnection *connection, const StoreLetter *letter, GError **error)
{
  g_autoptr (MailFailure) failure =
      mail_failure_new (MAIL_FAILURE_CANCELLED, MAIL_STAGE_ENVELOPE, NULL, NULL);

  return store_execute_one (connection, error,
                            "UPDATE letter SET paused = 1 "
                            "WHERE id = ? AND state = 'queued' AND paused = 0",
                            "l", letter->id) &&
         store_outbox_write_failure (connection, letter->id, failure, error);
}

/* Sent earlier or later than the time that was chosen, it is dated when it goes. */
static gboolean
release (StoreConnection *connection, const StoreLetter *letter, GError **error)
{
  gint64 now_us = g_get_real_time ();

  if (!make_due (connection, letter, MAIL_LETTER_HELD, error))
    return FALSE;
  if (letter->send_at_us == 0)
    return TRUE;

  return store_outbox_set_date (connection, letter->id, now_us, error) &&
         store_execute (connection, error, "UPDATE letter SET send_at_us = ? WHERE id = ?", "ll",
                        now_us, letter->id);
}

static gboolean
retry (StoreConnection *connection, const StoreLetter *letter, GError **error)
{
  if (letter->state == MAIL_LETTER_HELD && letter->paused)
    return release (connection, letter, error);
  return make_due (connection, letter, MAIL_LETTER_QUEUED, error);
}

/* The index forgets words only when it is told them. */
gboolean
store_outbox_delete_letter (StoreConnection *connection, gint64 id, GError **error)
{
  return store_execute (connection, error,
                        "INSERT INTO letter_search "
                        "(letter_search, rowid, subject, people, text, files) "
                        "SELECT 'delete', letter_id, indexed_subject, indexed_people, "
                        "indexed_text, indexed_files FROM letter_content WHERE letter_id = ?",
                        "l", id) &&
         store_execute_one (connection, error, "DELETE FROM letter WHERE id = ?", "l", id);
}

static gboolean
delete_finished (StoreConnection *connection, const StoreLetter *letter, GError **error)
{
  if (letter->state != MAIL_LETTER_DONE)
    return refuse (error, "The letter is not finished");

  return store_outbox_delete_letter (connection, letter->id, error);
}

/* Unknown recipients become what a person says; the letter goes on from there. */
static gboolean
decide_unknown (StoreConnection *connection, const StoreLetter *letter, MailRecipientState state,
                GError **error)
{
  if (is_running (letter) || mail_outcome_count (letter->outcome, MAIL_RECIPIENT_UNKNOWN) == 0)
    return refuse (error, "The letter's fate is not unknown");

  /* Their reply, if any, belonged to the attempt that a person has judged now. */
  if (!store_execute (connection, error,
                      "UPDATE recipient SET state = ?, reply_code = NULL, reply_text = NULL "
                      "WHERE letter_id = ? AND state = 'unknown'",
                      "sl", mail_recipient_state_to_nick (state), letter->id) ||
      !store_outbox_write_failure (connection, letter->id, NULL, error) ||
      !store_execute (connection, error,
                      "UPDATE letter SET " STORE_OUTBOX_NEW_PATIENCE " WHERE id = ?", "l",
                      letter->id))
    return FALSE;

  /* What was waiting for others of the recipients goes on waiting. */
  gboolean waits = state == MAIL_RECIPIENT_ACCEPTED && letter->state == MAIL_LETTER_QUEUED;
  return store_outbox_settle_letter (connection, letter->id,
                                     waits ? letter->due_us : g_get_real_time (),
                                     waits && letter->paused, error);
}

static gboolean
restore_draft (StoreConnection *connection, CommandJob *job, const StoreLetter *letter,
               GError **error)
{
  g_autofree char *new_id = store_drafts_dup_new_id ();
  g_autoptr (sqlite3_stmt) draft =
      store_query (connection, error,
                   "INSERT INTO draft "
                   "(id, account_id, subject, recipients, modified_us, n_attachments, octets) "
                   "SELECT COALESCE (draft_id, ?), account_id, subject, recipients, ?, "
                   "n_attachments, draft FROM letter JOIN letter_content ON letter_id = letter.id "
                   "WHERE letter.id = ? AND draft IS NOT NULL RETURNING id",
                   "sll", new_id, g_get_real_time (), letter->id);

  switch (store_step (draft, error))
    {
    case STORE_STEP_FAILED:
      return FALSE;
    case STORE_STEP_DONE:
      return TRUE;
    case STORE_STEP_ROW:
      job->draft_id = store_column_dup_text (draft, 0);
      break;
    }

  return store_execute (connection, error,
                        "INSERT INTO draft_file (draft_id, digest) "
                        "SELECT ?, digest FROM letter_file WHERE letter_id = ?",
                        "sl", job->draft_id, letter->id) &&
         store_execute (connection, error,
                        "INSERT INTO draft_correction (draft_id, corrects) "
                        "SELECT ?, corrects FROM letter WHERE id = ? AND corrects > 0",
                        "sl", job->draft_id, letter->id);
}

/* Some have the letter already, so it cannot be unwritten: it ends for the others. */
static gboolean
give_up (StoreConnection *connection, const StoreLetter *letter, GError **error)
{
  g_autoptr (MailFailure) failure =
      mail_failure_new (MAIL_FAILURE_CANCELLED, MAIL_STAGE_ENVELOPE, NULL, NULL);

  return store_execute (connection, error,
                        "UPDATE recipient SET state = 'refused' "
                        "WHERE letter_id = ? AND state IN ('pending', 'deferred')",
                        "l", letter->id) &&
         store_outbox_write_failure (connection, letter->id, failure, error) &&
         store_outbox_settle_letter (connection, letter->id, 0, FALSE, error);
}

static gboolean
cancel (StoreConnection *connection, CommandJob *job, const StoreLetter *letter, GError **error)
{
  guint n_gone = mail_outcome_count (letter->outcome, MAIL_RECIPIENT_ACCEPTED) +
                 mail_outcome_count (letter->outcome, MAIL_RECIPIENT_UNKNOWN);

  if (is_running (letter))
    return refuse (error, "The letter is being sent");
  if (n_gone > 0 && letter->state == MAIL_LETTER_DONE)
    return refuse (error, "The letter has gone");
  if (n_gone > 0)
    return give_up (connection, letter, error);

  return restore_draft (connection, job, letter, error) &&
         store_outbox_delete_letter (connection, letter->id, error);
}

static gboolean
obey (StoreConnection *connection, CommandJob *job, const StoreLetter *letter, GError **error)
{
  switch (job->command)
    {
    case STORE_COMMAND_RELEASE:
      return release (connection, letter, error);
    case STORE_COMMAND_RETRY:
      return retry (connection, letter, error);
    case STORE_COMMAND_STOP:
      return stop (connection, letter, error);
    case STORE_COMMAND_CANCEL:
      return cancel (connection, job, letter, error);
    case STORE_COMMAND_ACCEPT:
      return decide_unknown (connection, letter, MAIL_RECIPIENT_ACCEPTED, error);
    case STORE_COMMAND_AGAIN:
      return decide_unknown (connection, letter, MAIL_RECIPIENT_PENDING, error);
    case STORE_COMMAND_DELETE:
      return delete_finished (connection, letter, error);
    }

  g_return_val_if_reached (FALSE);
}

/* A letter something is done with is not in the trash any more. */
static gboolean
run_command (StoreConnection *connection, gpointer data, GError **error)
{
  CommandJob *job = data;
  g_autoptr (StoreLetter) letter = store_letter_load_id (connection, job->id, error);

  return letter != NULL && obey (connection, job, letter, error) &&
         store_execute (connection, error, "DELETE FROM letter_deleted WHERE letter_id = ?", "l",
                        job->id);
}

void
store_outbox_command_async (StoreDatabase *database, gint64 id, StoreCommand command,
                            GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data)
{
  CommandJob *job = g_new0 (CommandJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) command_job_free);

  job->id = id;
  job->command = command;
  store_database_write_surely (task, store_outbox_command_async, run_command);
}

gboolean
store_outbox_command_finish (StoreDatabase *database, GAsyncResult *result, char **draft_id,
                             GError **error)
{
  CommandJob *job = store_task_finish (database, result, store_outbox_command_async, error);

  if (job == NULL)
    return FALSE;

  if (draft_id != NULL)
    *draft_id = g_steal_pointer (&job->draft_id);
  return TRUE;
}

static gboolean
run_resume_account (StoreConnection *connection, gpointer account_id, GError **error)
{
  return store_execute (connection, error,
                        "UPDATE letter SET paused = 0, due_us = ?, " STORE_OUTBOX_NEW_PATIENCE " "
                        "WHERE account_id = ? AND paused = 1 AND state = 'queued' "
                        "AND COALESCE (failure_kind, '') NOT IN (?, ?)",
                        "lsss", g_get_real_time (), account_id,
                        mail_failure_kind_to_nick (MAIL_FAILURE_CANCELLED),
                        mail_failure_kind_to_nick (MAIL_FAILURE_RESTORED)) &&
         store_execute (connection, error,
                        "UPDATE login SET refused_modified_s = 0, soft_refusals = 0 "
                        "WHERE account_id = ? AND (refused_modified_s != 0 OR soft_refusals != 0)",
                        "s", account_id);
}

void
store_outbox_resume_account_async (StoreDatabase *database, const char *account_id,
                                   GCancellable *cancellable, GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task =
      store_task_new (database, cancellable, callback, user_data, g_strdup (account_id), g_free);

  store_database_write (task, store_outbox_resume_account_async, run_resume_account);
}

gboolean
store_outbox_resume_account_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_outbox_resume_account_async, error) != NULL;
}

/* The details are the keyring's words for why it gave no secret. That it has none for the account
 * is not among them: that does not change by itself. */
static gboolean
run_resume_locked (StoreConnection *connection, gpointer data, GError **error)
{
  return store_execute (connection, error,
                        "UPDATE letter SET paused = 0, due_us = ? "
                        "WHERE paused = 1 AND state = 'queued' AND failure_kind = ? "
                        "AND failure_detail IN ('locked', 'dismissed', 'no-keyring')",
                        "ls", g_get_real_time (),
                        mail_failure_kind_to_nick (MAIL_FAILURE_NO_SECRET));
}

void
store_outbox_resume_locked_async (StoreDatabase *database, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = store_task_new (database, cancellable, callback, user_data, NULL, NULL);

  store_database_write (task, store_outbox_resume_locked_async, run_resume_locked);
}

gboolean
store_outbox_resume_locked_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

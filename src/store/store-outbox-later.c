/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters with a time of their own. A letter is rendered once, with that time as its Date; when a
 * person chooses another, its Date line follows and not one other octet of it. By itself nothing of
 * it ever changes: a letter that goes an hour late is dated when it was to go. */

#include "store-database-private.h"
#include "store-outbox-private.h"
#include "store-seal-private.h"

static gboolean
set_corrupt (GError **error, const GError *why)
{
  g_set_error_literal (error, STORE_ERROR, STORE_ERROR_CORRUPT, why->message);
  return FALSE;
}

static gboolean
write_content (StoreConnection *connection, gint64 id, const MailContent *content, GError **error)
{
  g_autoptr (GBytes) holes = mail_content_holes_to_bytes (content);
  char seal[MAIL_DIGEST_LENGTH + 1];

  return store_seal_renew (connection, id, content->octets, holes, seal, error) &&
         store_execute (
             connection, error,
             "UPDATE letter_content SET octets = ?, holes = ?, seal = ? WHERE letter_id = ?",
             "bbsl", content->octets, holes, seal, id) &&
         store_execute (connection, error, "UPDATE letter SET size = ? WHERE id = ?", "ll",
                        (gint64) mail_content_get_size (content), id);
}

gboolean
store_outbox_set_date (StoreConnection *connection, gint64 id, gint64 time_us, GError **error)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error,
      "SELECT octets, holes, seal FROM letter_content WHERE letter_id = ? AND draft IS NOT NULL",
      "l", id);
  StoreStep step = store_step (row, error);
  if (step != STORE_STEP_ROW || date == NULL)
    return step != STORE_STEP_FAILED;

  g_autoptr (GBytes) octets = store_column_dup_bytes (row, 0);
  g_autoptr (GBytes) holes = store_column_dup_bytes (row, 1);
  if (!store_seal_check (connection, id, octets, holes, store_column_text (row, 2), error))
    return FALSE;

  g_autoptr (MailContent) content = mail_content_from_bytes (octets, holes, &local_error);
  if (content == NULL)
    return set_corrupt (error, local_error);

  g_autoptr (MailContent) dated = mail_content_set_date (content, date);
  return dated == NULL || write_content (connection, id, dated, error);
}

gboolean
store_outbox_pause_late (StoreConnection *connection, const char *account_id, gint64 now_us,
                         GError **error)
{
  return store_execute (connection, error,
                        "UPDATE letter SET paused = 1 WHERE account_id = ? AND state = 'held' "
                        "AND paused = 0 AND send_at_us > 0 AND send_at_us < ?",
                        "sl", account_id, now_us - STORE_LATE_US);
}

/* Another time */

typedef struct
{
  gint64 id;
  gint64 send_at_us;
  GBytes *draft;
} RescheduleJob;

static void
reschedule_job_free (RescheduleJob *job)
{
  g_clear_pointer (&job->draft, g_bytes_unref);
  g_free (job);
}

static gboolean
run_reschedule (StoreConnection *connection, gpointer data, GError **error)
{
  RescheduleJob *job = data;

  if (!store_execute_one (connection, error,
                          "UPDATE letter SET send_at_us = ?1, due_us = ?1, paused = 0 "
                          "WHERE id = ?2 AND state = 'held'",
                          "ll", job->send_at_us, job->id))
    return FALSE;

  return store_outbox_set_date (connection, job->id, job->send_at_us, error) &&
         (job->draft == NULL ||
          store_execute (connection, error,
                         "UPDATE letter_content SET draft = ? WHERE letter_id = ? "
                         "AND draft IS NOT NULL",
                         "bl", job->draft, job->id));
}

void
store_outbox_reschedule_async (StoreDatabase *database, gint64 id, gint64 send_at_us, GBytes *draft,
                               GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  RescheduleJob *job = g_new0 (RescheduleJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) reschedule_job_free);

  job->id = id;
  job->send_at_us = send_at_us;
  job->draft = draft == NULL ? NULL : g_bytes_ref (draft);
  store_database_write_surely (task, store_outbox_reschedule_async, run_reschedule);
}

gboolean
store_outbox_reschedule_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_outbox_reschedule_async, error) != NULL;
}

/* Those a process stays for */

typedef struct
{
  GPtrArray *letters;
} MovingJob;

static void
moving_job_free (MovingJob *job)
{
  g_clear_pointer (&job->letters, g_ptr_array_unref);
  g_free (job);
}

static void
moving_free (gpointer data)
{
  StoreMoving *moving = data;

  g_free (moving->account_id);
  g_free (moving);
}

static gpointer
load_moving (sqlite3_stmt *row)
{
  StoreMoving *moving = g_new0 (StoreMoving, 1);

  moving->id = sqlite3_column_int64 (row, 0);
  moving->account_id = store_column_dup_text (row, 1);
  mail_letter_state_from_nick (store_column_text (row, 2), &moving->state);
  moving->due_us = sqlite3_column_int64 (row, 3);
  moving->send_at_us = sqlite3_column_int64 (row, 4);
  moving->paused = sqlite3_column_int (row, 5);
  return moving;
}

static gboolean
run_list_moving (StoreConnection *connection, gpointer data, GError **error)
{
  MovingJob *job = data;
  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error,
                   "SELECT id, account_id, state, due_us, send_at_us, paused FROM letter "
                   "WHERE state IN ('held', 'sending', 'confirming') ORDER BY due_us, id",
                   "");

  job->letters = store_list_rows (row, load_moving, moving_free, error);
  return job->letters != NULL;
}

void
store_outbox_list_moving_async (StoreDatabase *database, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = store_task_new (database, cancellable, callback, user_data, g_new0 (MovingJob, 1),
                                (GDestroyNotify) moving_job_free);

  store_database_read (task, store_outbox_list_moving_async, run_list_moving);
}

GPtrArray *
store_outbox_list_moving_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  MovingJob *job = store_task_finish (database, result, store_outbox_list_moving_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->letters);
}

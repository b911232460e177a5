/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking at a letter: its row, what it holds, what was said about it. All of it runs on the
 * reader's thread, so that no view is behind a writer that waits for the disk. */

#include "store-database-private.h"
#include "store-letter-private.h"
#include "store-outbox-private.h"
#include "store-seal-private.h"

/* One letter */

typedef struct
{
  gint64 id;

  StoreLetter *letter;
  MailContent *content;
  GPtrArray *conversations;
  GBytes *draft;
} LetterJob;

static void
letter_job_free (LetterJob *job)
{
  g_clear_pointer (&job->letter, store_letter_unref);
  g_clear_pointer (&job->content, mail_content_free);
  g_clear_pointer (&job->conversations, g_ptr_array_unref);
  g_clear_pointer (&job->draft, g_bytes_unref);
  g_free (job);
}

static GTask *
letter_task_new (StoreDatabase *database, gint64 id, GCancellable *cancellable,
                 GAsyncReadyCallback callback, gpointer user_data)
{
  LetterJob *job = g_new0 (LetterJob, 1);

  job->id = id;
  return store_task_new (database, cancellable, callback, user_data, job,
                         (GDestroyNotify) letter_job_free);
}

static gboolean
run_get (StoreConnection *connection, gpointer data, GError **error)
{
  LetterJob *job = data;

  job->letter = store_letter_load_id (connection, job->id, error);
  return job->letter != NULL;
}

void
store_outbox_get_async (StoreDatabase *database, gint64 id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_read (letter_task_new (database, id, cancellable, callback, user_data),
                       store_outbox_get_async, run_get);
}

StoreLetter *
store_outbox_get_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  LetterJob *job = store_task_finish (database, result, store_outbox_get_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->letter);
}

/* What it holds */

static gboolean
set_not_found (GError **error, gint64 id)
{
  g_set_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND,
               "Letter %" G_GINT64_FORMAT " holds nothing of that kind", id);
  return FALSE;
}

static gboolean
run_get_content (StoreConnection *connection, gpointer data, GError **error)
{
  LetterJob *job = data;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error, "SELECT octets, holes, seal FROM letter_content WHERE letter_id = ?", "l",
      job->id);
  StoreStep step = store_step (row, error);
  if (step != STORE_STEP_ROW)
    return step == STORE_STEP_DONE ? set_not_found (error, job->id) : FALSE;

  g_autoptr (GBytes) octets = store_column_dup_bytes (row, 0);
  g_autoptr (GBytes) holes = store_column_dup_bytes (row, 1);
  if (!store_seal_check (connection, job->id, octets, holes, store_column_text (row, 2), error))
    return FALSE;
  job->content = mail_content_from_bytes (octets, holes, &local_error);
  if (job->content == NULL)
    g_set_error_literal (error, STORE_ERROR, STORE_ERROR_CORRUPT, local_error->message);
  return job->content != NULL;
}

void
store_outbox_get_content_async (StoreDatabase *database, gint64 id, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_read (letter_task_new (database, id, cancellable, callback, user_data),
                       store_outbox_get_content_async, run_get_content);
}

MailContent *
store_outbox_get_content_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  LetterJob *job = store_task_finish (database, result, store_outbox_get_content_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->content);
}

static gboolean
run_get_draft (StoreConnection *connection, gpointer data, GError **error)
{
  LetterJob *job = data;
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error, "SELECT draft FROM letter_content WHERE letter_id = ?", "l", job->id);
  StoreStep step = store_step (row, error);
  if (step == STORE_STEP_FAILED)
    return FALSE;

  job->draft = step == STORE_STEP_ROW ? store_column_dup_bytes (row, 0) : NULL;
  return job->draft != NULL || set_not_found (error, job->id);
}

void
store_outbox_get_draft_async (StoreDatabase *database, gint64 id, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_read (letter_task_new (database, id, cancellable, callback, user_data),
                       store_outbox_get_draft_async, run_get_draft);
}

GBytes *
store_outbox_get_draft_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  LetterJob *job = store_task_finish (database, result, store_outbox_get_draft_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->draft);
}

/* What was said */

static gboolean
add_conversation (sqlite3_stmt *row, GPtrArray *conversations, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GBytes) bytes = store_column_dup_bytes (row, 0);
  MailConversation *conversation = mail_conversation_from_bytes (bytes, &local_error);

  if (conversation == NULL)
    {
      g_set_error_literal (error, STORE_ERROR, STORE_ERROR_CORRUPT, local_error->message);
      return FALSE;
    }

  g_ptr_array_add (conversations, conversation);
  return TRUE;
}

static gboolean
run_get_conversation (StoreConnection *connection, gpointer data, GError **error)
{
  LetterJob *job = data;
  StoreStep step;
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error, "SELECT conversation FROM attempt WHERE letter_id = ? ORDER BY number",
      "l", job->id);

  job->conversations = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_conversation_unref);
  while ((step = store_step (row, error)) == STORE_STEP_ROW)
    if (!add_conversation (row, job->conversations, error))
      return FALSE;

  return step == STORE_STEP_DONE;
}

void
store_outbox_get_conversation_async (StoreDatabase *database, gint64 id, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data)
{
  store_database_read (letter_task_new (database, id, cancellable, callback, user_data),
                       store_outbox_get_conversation_async, run_get_conversation);
}

GPtrArray *
store_outbox_get_conversation_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  LetterJob *job = store_task_finish (database, result, store_outbox_get_conversation_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->conversations);
}

/* When the next is due */

typedef struct
{
  char *account_id;
  gint64 now_us;

  gint64 due_us;
} DueJob;

static void
due_job_free (DueJob *job)
{
  g_free (job->account_id);
  g_free (job);
}

static gboolean
run_next_due (StoreConnection *connection, gpointer data, GError **error)
{
  DueJob *job = data;

  return store_read_number (connection, &job->due_us, error,
                            "SELECT COALESCE ((SELECT ?2 FROM letter WHERE account_id = ?1 "
                            "AND state IN ('sending', 'confirming') LIMIT 1), "
                            "(SELECT MIN (iif (" STORE_OUTBOX_IS_DUE (
                                "?2") ", MIN (due_us, ?2), due_us)) "
                                      "FROM letter WHERE account_id = ?1 AND " STORE_OUTBOX_WAITS
                                      "), -1)",
                            "sl", job->account_id, job->now_us);
}

void
store_outbox_next_due_async (StoreDatabase *database, const char *account_id, gint64 now_us,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  DueJob *job = g_new0 (DueJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) due_job_free);

  job->account_id = g_strdup (account_id);
  job->now_us = now_us;
  store_database_read (task, store_outbox_next_due_async, run_next_due);
}

gint64
store_outbox_next_due_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  DueJob *job = store_task_finish (database, result, store_outbox_next_due_async, error);

  return job == NULL ? -1 : job->due_us;
}

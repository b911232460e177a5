/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Drafts. Saving is an upsert in one durable transaction with the references that keep the draft's
 * files from being collected, and with the version it may leave behind. A deleted draft is only set
 * aside at first, so that Undo gives back all that belongs to it. */

#include "store-drafts-private.h"

#include "store-correction-private.h"
#include "store-versions-private.h"

#define COLUMNS "id, account_id, subject, recipients, modified_us, n_attachments"
#define NOT_DISCARDED "id NOT IN (SELECT draft_id FROM draft_discarded)"

StoreDraft *
store_draft_ref (StoreDraft *draft)
{
  return g_atomic_rc_box_acquire (draft);
}

static void
draft_clear (gpointer data)
{
  StoreDraft *draft = data;

  g_free (draft->id);
  g_free (draft->account_id);
  g_free (draft->subject);
  g_free (draft->recipients);
  g_clear_pointer (&draft->octets, g_bytes_unref);
  g_clear_pointer (&draft->view, g_bytes_unref);
}

void
store_draft_unref (StoreDraft *draft)
{
  g_atomic_rc_box_release_full (draft, draft_clear);
}

StoreDraft *
store_draft_new (const char *id)
{
  StoreDraft *draft = g_atomic_rc_box_new0 (StoreDraft);

  draft->id = g_strdup (id);
  return draft;
}

char *
store_drafts_dup_new_id (void)
{
  return g_uuid_string_random ();
}

static gpointer
load_draft (sqlite3_stmt *row)
{
  StoreDraft *draft = store_draft_new (store_column_text (row, 0));

  draft->account_id = store_column_dup_text (row, 1);
  draft->subject = store_column_dup_text (row, 2);
  draft->recipients = store_column_dup_text (row, 3);
  draft->modified_us = sqlite3_column_int64 (row, 4);
  draft->n_attachments = sqlite3_column_int (row, 5);
  return draft;
}

/* Saving. The draft's members are copied: the caller may go on changing them. */

typedef struct
{
  StoreDraft *draft;
  char **digests;
} SaveJob;

static void
save_job_free (SaveJob *job)
{
  store_draft_unref (job->draft);
  g_strfreev (job->digests);
  g_free (job);
}

static StoreDraft *
copy_draft (const StoreDraft *draft)
{
  StoreDraft *copy = store_draft_new (draft->id);

  copy->account_id = g_strdup (draft->account_id);
  copy->subject = g_strdup (draft->subject == NULL ? "" : draft->subject);
  copy->recipients = g_strdup (draft->recipients == NULL ? "" : draft->recipients);
  copy->modified_us = draft->modified_us == 0 ? g_get_real_time () : draft->modified_us;
  copy->n_attachments = draft->n_attachments;
  copy->octets = g_bytes_ref (draft->octets);
  copy->view = draft->view == NULL ? NULL : g_bytes_ref (draft->view);
  copy->corrects = draft->corrects;
  copy->is_open = draft->is_open;
  copy->keeps_earlier = draft->keeps_earlier;
  return copy;
}

static gboolean
write_draft (StoreConnection *connection, const StoreDraft *draft, GError **error)
{
  return store_execute (connection, error,
                        "INSERT INTO draft (" COLUMNS ", octets) VALUES (?, ?, ?, ?, ?, ?, ?) "
                        "ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, "
                        "subject = excluded.subject, recipients = excluded.recipients, "
                        "modified_us = excluded.modified_us, "
                        "n_attachments = excluded.n_attachments, octets = excluded.octets",
                        "sssslib", draft->id, draft->account_id, draft->subject, draft->recipients,
                        draft->modified_us, (int) draft->n_attachments, draft->octets) &&
         store_execute (connection, error, "DELETE FROM draft_discarded WHERE draft_id = ?", "s",
                        draft->id);
}

static gboolean
write_files (StoreConnection *connection, const SaveJob *job, GError **error)
{
  if (!store_execute (connection, error, "DELETE FROM draft_file WHERE draft_id = ?", "s",
                      job->draft->id))
    return FALSE;

  for (guint i = 0; job->digests != NULL && job->digests[i] != NULL; i++)
    if (!store_execute (connection, error,
                        "INSERT OR IGNORE INTO draft_file (draft_id, digest) VALUES (?, ?)", "ss",
                        job->draft->id, job->digests[i]))
      return FALSE;

  return TRUE;
}

static gboolean
run_save (StoreConnection *connection, gpointer data, GError **error)
{
  SaveJob *job = data;
  const StoreDraft *draft = job->draft;
  gboolean has_window = draft->view != NULL || draft->is_open;

  return (!draft->keeps_earlier ||
          store_versions_keep (connection, draft->id, draft->modified_us, error)) &&
         write_draft (connection, draft, error) && write_files (connection, job, error) &&
         store_correction_write_draft (connection, draft->id, draft->corrects, error) &&
         (!has_window ||
          store_drafts_write_window (connection, draft->id, draft->view, draft->is_open, error));
}

void
store_drafts_save_async (StoreDatabase *database, StoreDraft *draft, const char *const *digests,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (draft->id != NULL && draft->octets != NULL);

  SaveJob *job = g_new0 (SaveJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) save_job_free);

  job->draft = copy_draft (draft);
  job->digests = g_strdupv ((char **) digests);
  store_database_write (task, store_drafts_save_async, run_save);
}

gboolean
store_drafts_save_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_drafts_save_async, error) != NULL;
}

/* Reading */

typedef struct
{
  char *id;

  StoreDraft *draft;
  GPtrArray *drafts;
} ReadJob;

static void
read_job_free (ReadJob *job)
{
  g_free (job->id);
  g_clear_pointer (&job->draft, store_draft_unref);
  g_clear_pointer (&job->drafts, g_ptr_array_unref);
  g_free (job);
}

static gboolean
run_get (StoreConnection *connection, gpointer data, GError **error)
{
  ReadJob *job = data;
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error,
      "SELECT " COLUMNS ", octets, view FROM draft "
      "LEFT JOIN draft_window ON draft_window.draft_id = id WHERE id = ? AND " NOT_DISCARDED,
      "s", job->id);

  switch (store_step (row, error))
    {
    case STORE_STEP_FAILED:
      return FALSE;
    case STORE_STEP_DONE:
      g_set_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "There is no draft %s", job->id);
      return FALSE;
    case STORE_STEP_ROW:
      job->draft = load_draft (row);
      job->draft->octets = store_column_dup_bytes (row, 6);
      job->draft->view = store_column_dup_bytes (row, 7);
      return TRUE;
    }

  g_return_val_if_reached (FALSE);
}

void
store_drafts_get_async (StoreDatabase *database, const char *id, GCancellable *cancellable,
                        GAsyncReadyCallback callback, gpointer user_data)
{
  ReadJob *job = g_new0 (ReadJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) read_job_free);

  job->id = g_strdup (id);
  store_database_read (task, store_drafts_get_async, run_get);
}

StoreDraft *
store_drafts_get_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  ReadJob *job = store_task_finish (database, result, store_drafts_get_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->draft);
}

static gboolean
run_list (StoreConnection *connection, gpointer data, GError **error)
{
  ReadJob *job = data;
  g_autoptr (sqlite3_stmt) row = store_query (connection, error,
                                              "SELECT " COLUMNS " FROM draft WHERE " NOT_DISCARDED
                                              " ORDER BY modified_us DESC, rowid DESC",
                                              "");

  job->drafts = store_list_rows (row, load_draft, (GDestroyNotify) store_draft_unref, error);
  return job->drafts != NULL;
}

void
store_drafts_list_async (StoreDatabase *database, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = store_task_new (database, cancellable, callback, user_data, g_new0 (ReadJob, 1),
                                (GDestroyNotify) read_job_free);

  store_database_read (task, store_drafts_list_async, run_list);
}

GPtrArray *
store_drafts_list_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  ReadJob *job = store_task_finish (database, result, store_drafts_list_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->drafts);
}

/* Deleting */

#define DISCARDED_KEPT_US (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* What a clock that was set back has put into the future goes too. */
gboolean
store_drafts_purge (StoreConnection *connection, GError **error)
{
  gint64 now_us = g_get_real_time ();

  return store_execute (connection, error,
                        "DELETE FROM draft WHERE id IN (SELECT draft_id FROM draft_discarded "
                        "WHERE discarded_us NOT BETWEEN ? AND ?)",
                        "ll", now_us - DISCARDED_KEPT_US, now_us);
}

static gboolean
run_delete (StoreConnection *connection, gpointer id, GError **error)
{
  return store_drafts_purge (connection, error) &&
         store_execute (connection, error,
                        "INSERT OR IGNORE INTO draft_discarded (draft_id, discarded_us) "
                        "SELECT id, ? FROM draft WHERE id = ?",
                        "ls", g_get_real_time (), id) &&
         store_execute (connection, error, "UPDATE draft_window SET opened = 0 WHERE draft_id = ?",
                        "s", id);
}

void
store_drafts_delete_async (StoreDatabase *database, const char *id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = store_task_new (database, cancellable, callback, user_data, g_strdup (id), g_free);

  store_database_write_surely (task, store_drafts_delete_async, run_delete);
}

gboolean
store_drafts_delete_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_drafts_delete_async, error) != NULL;
}

static gboolean
run_restore (StoreConnection *connection, gpointer id, GError **error)
{
  if (!store_execute (connection, error, "DELETE FROM draft_discarded WHERE draft_id = ?", "s", id))
    return FALSE;

  if (sqlite3_changes (connection->sqlite) == 1)
    return TRUE;
  g_set_error (error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "There is no deleted draft %s",
               (const char *) id);
  return FALSE;
}

void
store_drafts_restore_async (StoreDatabase *database, const char *id, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = store_task_new (database, cancellable, callback, user_data, g_strdup (id), g_free);

  store_database_write_surely (task, store_drafts_restore_async, run_restore);
}

gboolean
store_drafts_restore_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  return store_task_finish (database, result, store_drafts_restore_async, error) != NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The one transaction by which a letter becomes durable: its row, octets, recipients and references
 * to files, what search and completion learn from it; the draft goes. Everything the caller lent is
 * copied first, for the transaction runs later on another thread. */

#include <string.h>

#include "store-database-private.h"
#include "store-outbox-private.h"
#include "store-seal-private.h"
#include "store-search-private.h"

typedef struct
{
  char *account_id;
  char *draft_id;
  GBytes *draft;
  MailContent *content;
  MailEnvelope *envelope;
  char *message_id;
  char *subject;
  char *from;
  char *recipients;
  char **recipient_names;
  char **attachment_names;
  char *text;
  gint64 held_until_us;
  gint64 send_at_us;
  gint64 corrects;

  gint64 id;
} AddJob;

/* a ready-made message may lack what a list shows */
static char *
dup_or_empty (const char *text)
{
  return g_strdup (text == NULL ? "" : text);
}

static AddJob *
add_job_new (const StoreNewLetter *letter)
{
  AddJob *job = g_new0 (AddJob, 1);

  job->account_id = g_strdup (letter->account_id);
  job->draft_id = g_strdup (letter->draft_id);
  job->draft = letter->draft == NULL ? NULL : g_bytes_ref (letter->draft);
  job->content = mail_content_copy (letter->content);
  job->envelope = mail_envelope_copy (letter->envelope);
  job->message_id = dup_or_empty (letter->message_id);
  job->subject = dup_or_empty (letter->subject);
  job->from = dup_or_empty (letter->from);
  job->recipients = dup_or_empty (letter->recipients);
  job->recipient_names = g_strdupv ((char **) letter->recipient_names);
  job->attachment_names = g_strdupv ((char **) letter->attachment_names);
  job->text = g_strdup (letter->text);
  job->held_until_us = letter->held_until_us;
  job->send_at_us = letter->send_at_us;
  job->corrects = letter->corrects;
  return job;
}

static void
add_job_free (AddJob *job)
{
  g_free (job->account_id);
  g_free (job->draft_id);
  g_bytes_unref (job->draft);
  mail_content_free (job->content);
  mail_envelope_free (job->envelope);
  g_free (job->message_id);
  g_free (job->subject);
  g_free (job->from);
  g_free (job->recipients);
  g_strfreev (job->recipient_names);
  g_strfreev (job->attachment_names);
  g_free (job->text);
  g_free (job);
}

static guint
count_attachments (const AddJob *job)
{
  return job->attachment_names == NULL ? job->content->holes->len
                                       : g_strv_length (job->attachment_names);
}

static gboolean
add_letter (StoreConnection *connection, AddJob *job, gint64 now_us, GError **error)
{
  MailPath *reverse_path = job->envelope->reverse_path;
  gint64 size = mail_content_get_size (job->content);
  gint64 until_us = job->send_at_us > 0 ? job->send_at_us : job->held_until_us;
  const MailRequest *request = &job->envelope->request;
  g_autofree char *notify = mail_notify_to_text (request->notify);

  if (!store_execute (
          connection, error,
          "INSERT INTO letter (account_id, message_id, subject, originator, recipients, "
          "reverse_path, draft_id, size, n_attachments, created_us, due_us, send_at_us, state, "
          "notify, ret, require_tls, corrects) "
          "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          "ssssssslilllsssil", job->account_id, job->message_id, job->subject, job->from,
          job->recipients, reverse_path == NULL ? NULL : mail_path_get_text (reverse_path),
          job->draft_id, size, count_attachments (job), now_us, until_us > 0 ? until_us : now_us,
          job->send_at_us,
          mail_letter_state_to_nick (until_us > 0 ? MAIL_LETTER_HELD : MAIL_LETTER_QUEUED), notify,
          mail_return_to_text (request->ret), request->require_tls ? 1 : 0, job->corrects))
    return FALSE;

  job->id = sqlite3_last_insert_rowid (connection->sqlite);
  return TRUE;
}

static gboolean
add_recipients (StoreConnection *connection, AddJob *job, gint64 now_us, GError **error)
{
  GPtrArray *paths = job->envelope->forward_paths;
  guint n_names = job->recipient_names == NULL ? 0 : g_strv_length (job->recipient_names);
  g_autoptr (sqlite3_stmt) insert = store_query (
      connection, error, "INSERT INTO recipient (letter_id, position, path) VALUES (?, ?, ?)", "");

  if (insert == NULL)
    return FALSE;

  for (guint i = 0; i < paths->len; i++)
    {
      const MailPath *path = g_ptr_array_index (paths, i);

      store_bind (insert, "lis", job->id, (int) i, mail_path_get_text (path));
      if (store_step (insert, error) == STORE_STEP_FAILED ||
          !store_people_count (connection, path, i < n_names ? job->recipient_names[i] : NULL,
                               now_us, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_content (StoreConnection *connection, AddJob *job, GError **error)
{
  g_autofree char *names =
      job->attachment_names == NULL ? g_strdup ("") : g_strjoinv ("\n", job->attachment_names);
  g_autofree char *display_names =
      job->recipient_names == NULL ? g_strdup ("") : g_strjoinv ("\n", job->recipient_names);
  g_autoptr (GString) people = g_string_new (NULL);
  g_string_printf (people, "%s\n%s\n%s", job->from, job->recipients, display_names);
  for (guint i = 0; i < job->envelope->forward_paths->len; i++)
    g_string_append_printf (
        people, "\n%s", mail_path_get_text (g_ptr_array_index (job->envelope->forward_paths, i)));

  g_autofree char *subject = store_search_dup_index (job->subject);
  g_autofree char *people_index = store_search_dup_index (people->str);
  g_autofree char *files = store_search_dup_index (names);
  g_autofree char *text = store_search_dup_index (job->text);
  g_autoptr (GBytes) holes = mail_content_holes_to_bytes (job->content);
  g_autofree char *sealed_people = store_seal_dup_people (job->envelope);
  char seal[MAIL_DIGEST_LENGTH + 1];

  store_seal_make (job->content->octets, holes, sealed_people, seal);
  return store_execute (connection, error,
                        "INSERT INTO letter_content (letter_id, octets, holes, draft, "
                        "indexed_subject, indexed_people, indexed_text, indexed_files, seal) "
                        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        "lbbbsssss", job->id, job->content->octets, holes, job->draft, subject,
                        people_index, text, files, seal) &&
         store_execute (connection, error,
                        "INSERT INTO letter_search (rowid, subject, people, text, files) "
                        "SELECT letter_id, indexed_subject, indexed_people, indexed_text, "
                        "indexed_files FROM letter_content WHERE letter_id = ?",
                        "l", job->id);
}

/* The files are looked for here, inside the transaction: a collection cannot take one away between
 * the look and the reference, for it unlinks inside a transaction too. */
static gboolean
add_files (StoreConnection *connection, AddJob *job, GError **error)
{
  GArray *holes = job->content->holes;

  for (guint i = 0; i < holes->len; i++)
    {
      const MailHole *hole = &g_array_index (holes, MailHole, i);

      if (!store_attachments_check (connection->directory, hole->digest, hole->size, error) ||
          !store_execute (connection, error,
                          "INSERT OR IGNORE INTO letter_file (letter_id, digest) VALUES (?, ?)",
                          "ls", job->id, hole->digest))
        return FALSE;
    }

  /* The draft may come back, so what it refers to stays. */
  return store_execute (connection, error,
                        "INSERT OR IGNORE INTO letter_file (letter_id, digest) "
                        "SELECT ?, digest FROM draft_file WHERE draft_id = ?",
                        "ls", job->id, job->draft_id) &&
         store_execute (connection, error, "DELETE FROM draft WHERE id = ?", "s", job->draft_id);
}

static gboolean
add (StoreConnection *connection, AddJob *job, gint64 now_us, GError **error)
{
  return add_letter (connection, job, now_us, error) &&
         add_recipients (connection, job, now_us, error) && add_content (connection, job, error) &&
         add_files (connection, job, error);
}

gint64
store_outbox_insert (StoreConnection *connection, const StoreNewLetter *letter, gint64 now_us,
                     GError **error)
{
  AddJob *job = add_job_new (letter);
  gint64 id = add (connection, job, now_us, error) ? job->id : 0;

  add_job_free (job);
  return id;
}

static gboolean
run_add (StoreConnection *connection, gpointer data, GError **error)
{
  return add (connection, data, g_get_real_time (), error);
}

void
store_outbox_add_async (StoreDatabase *database, const StoreNewLetter *letter,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (letter->envelope->forward_paths->len > 0);

  GTask *task = store_task_new (database, cancellable, callback, user_data, add_job_new (letter),
                                (GDestroyNotify) add_job_free);

  store_database_write (task, store_outbox_add_async, run_add);
}

gint64
store_outbox_add_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  AddJob *job = store_task_finish (database, result, store_outbox_add_async, error);

  return job == NULL ? 0 : job->id;
}

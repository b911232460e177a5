/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looking at many letters. A list is the ids of its letters, newest first; a page of it begins
 * below an id, never at an offset, so that the last page costs what the first does and a letter
 * that arrives meanwhile moves nothing. Each question is put so that an index answers it alone: the
 * letters that were not accepted are few, and so are those that were deleted and may yet come
 * back. */

#include "store-database-private.h"
#include "store-letter-private.h"
#include "store-search-private.h"

typedef struct
{
  StoreFilter filter;
  char *account_id;
  char *search;
  gint64 before;
  guint limit;

  GArray *ids;
  GPtrArray *letters;
} ListJob;

static void
list_job_free (ListJob *job)
{
  g_free (job->account_id);
  g_free (job->search);
  g_clear_pointer (&job->ids, g_array_unref);
  g_clear_pointer (&job->letters, g_ptr_array_unref);
  g_free (job);
}

static gint64
get_midnight_us (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) midnight =
      g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                             g_date_time_get_day_of_month (now), 0, 0, 0);

  return g_date_time_to_unix (midnight) * G_USEC_PER_SEC;
}

/* Everybody has an answer, and those who were refused have another letter. */
#define CORRECTED                                                                                  \
  "(SELECT corrects FROM letter WHERE corrects > 0 "                                               \
  "AND id NOT IN (SELECT letter_id FROM letter_deleted) "                                          \
  "AND NOT EXISTS (SELECT 1 FROM recipient WHERE letter_id = corrects "                            \
  "AND state NOT IN ('accepted', 'refused')))"

#define OPEN "SELECT id FROM letter WHERE accepted = 0 AND id NOT IN " CORRECTED

#define OUTBOX                                                                                     \
  "IN (" OPEN " UNION SELECT id FROM letter WHERE state = 'done' AND ended_us >= ?2 "              \
  "AND id NOT IN " CORRECTED ")"

static const char *
get_condition (StoreFilter filter)
{
  switch (filter)
    {
    case STORE_UNFINISHED:
      return "accepted = 0";
    case STORE_SENT:
      return "id NOT IN (" OPEN ")";
    case STORE_OUTBOX:
      return "id " OUTBOX;
    case STORE_ALL:
      return "1";
    }

  g_return_val_if_reached ("0");
}

/* The same of the ids the index of words gives. Looking up the row of each would take longer than
 * finding them; asking the index anew for each id would too, hence the plus. */
static const char *
get_found_condition (StoreFilter filter)
{
  switch (filter)
    {
    case STORE_UNFINISHED:
      return "+rowid IN (SELECT id FROM letter WHERE accepted = 0)";
    case STORE_SENT:
      return "rowid NOT IN (" OPEN ")";
    case STORE_OUTBOX:
      return "+rowid " OUTBOX;
    case STORE_ALL:
      return "1";
    }

  g_return_val_if_reached ("0");
}

static char *
dup_sql (const ListJob *job, gboolean searching)
{
  if (searching)
    return g_strdup_printf (
        "SELECT rowid FROM letter_search WHERE letter_search MATCH ?3 AND rowid < ?4 AND %s%s "
        "AND rowid NOT IN (SELECT letter_id FROM letter_deleted) ORDER BY rowid DESC LIMIT ?5",
        get_found_condition (job->filter),
        job->account_id == NULL ? ""
                                : " AND +rowid IN (SELECT id FROM letter WHERE account_id = ?1)");

  return g_strdup_printf (
      "SELECT id FROM letter WHERE id < ?4 AND %s%s "
      "AND id NOT IN (SELECT letter_id FROM letter_deleted) ORDER BY id DESC LIMIT ?5",
      get_condition (job->filter), job->account_id == NULL ? "" : " AND account_id = ?1");
}

static gboolean
find_ids (StoreConnection *connection, ListJob *job, GError **error)
{
  gboolean searching = job->search != NULL && *job->search != '\0';
  g_autofree char *query = searching ? store_search_dup_query (job->search) : NULL;
  g_autofree char *sql = dup_sql (job, searching);

  /* what was asked for has no word in it */
  if (searching && query == NULL)
    {
      job->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
      return TRUE;
    }

  g_autoptr (sqlite3_stmt) row =
      store_query (connection, error, sql, "slsll", job->account_id, get_midnight_us (), query,
                   job->before == 0 ? G_MAXINT64 : job->before,
                   job->limit == 0 ? (gint64) -1 : (gint64) job->limit);

  job->ids = store_list_numbers (row, error);
  return job->ids != NULL;
}

static gboolean
load_ids (StoreConnection *connection, ListJob *job, GError **error)
{
  StoreStep step = STORE_STEP_DONE;
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error, "SELECT " STORE_LETTER_COLUMNS "FROM letter WHERE id = ?", "");
  if (row == NULL)
    return FALSE;

  job->letters = g_ptr_array_new_with_free_func ((GDestroyNotify) store_letter_unref);
  for (guint i = 0; i < job->ids->len && step != STORE_STEP_FAILED; i++)
    {
      store_bind (row, "l", g_array_index (job->ids, gint64, i));
      step = store_step (row, error);
      StoreLetter *letter =
          step == STORE_STEP_ROW ? store_letter_load (connection, row, error) : NULL;
      if (letter != NULL)
        g_ptr_array_add (job->letters, letter);
      else if (step == STORE_STEP_ROW)
        return FALSE;
    }

  return step != STORE_STEP_FAILED;
}

static gboolean
run_list_ids (StoreConnection *connection, gpointer data, GError **error)
{
  return find_ids (connection, data, error);
}

static gboolean
run_list (StoreConnection *connection, gpointer data, GError **error)
{
  return find_ids (connection, data, error) && load_ids (connection, data, error);
}

static gboolean
run_load (StoreConnection *connection, gpointer data, GError **error)
{
  return load_ids (connection, data, error);
}

static GTask *
list_task_new (StoreDatabase *database, const ListJob *wanted, GCancellable *cancellable,
               GAsyncReadyCallback callback, gpointer user_data)
{
  ListJob *job = g_new0 (ListJob, 1);

  *job = *wanted;
  job->account_id = g_strdup (wanted->account_id);
  job->search = wanted->search == NULL ? NULL : g_strstrip (g_strdup (wanted->search));
  return store_task_new (database, cancellable, callback, user_data, job,
                         (GDestroyNotify) list_job_free);
}

void
store_outbox_list_async (StoreDatabase *database, StoreFilter filter, const char *account_id,
                         const char *search, gint64 before, guint limit, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  const ListJob wanted = { filter, (char *) account_id, (char *) search, before, limit };

  store_database_read (list_task_new (database, &wanted, cancellable, callback, user_data),
                       store_outbox_list_async, run_list);
}

GPtrArray *
store_outbox_list_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  ListJob *job = store_task_finish (database, result, store_outbox_list_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->letters);
}

void
store_outbox_list_ids_async (StoreDatabase *database, StoreFilter filter, const char *account_id,
                             const char *search, gint64 before, guint limit,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  const ListJob wanted = { filter, (char *) account_id, (char *) search, before, limit };

  store_database_read (list_task_new (database, &wanted, cancellable, callback, user_data),
                       store_outbox_list_ids_async, run_list_ids);
}

GArray *
store_outbox_list_ids_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  ListJob *job = store_task_finish (database, result, store_outbox_list_ids_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->ids);
}

void
store_outbox_load_async (StoreDatabase *database, const gint64 *ids, guint n_ids,
                         GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data)
{
  ListJob wanted = { 0 };

  wanted.ids = g_array_sized_new (FALSE, FALSE, sizeof *ids, n_ids);
  g_array_append_vals (wanted.ids, ids, n_ids);
  store_database_read (list_task_new (database, &wanted, cancellable, callback, user_data),
                       store_outbox_load_async, run_load);
}

GPtrArray *
store_outbox_load_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  ListJob *job = store_task_finish (database, result, store_outbox_load_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->letters);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A version is what a save replaces, so none says the same as the draft itself. Thinning looks at
 * fixed stretches of time and keeps the newest version in each: were it the distance to the next
 * kept one, nobody who writes for hours would ever get an old version, for there would always be a
 * newer one near the border. */

#include "store-versions-private.h"

#include "store-database-private.h"

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)

/* younger than @age_us: one in each @stretch_us */
static const struct
{
  gint64 age_us;
  gint64 stretch_us;
} densities[] = {
  { 10 * MINUTE_US, 1 },       { HOUR_US, 5 * MINUTE_US }, { DAY_US, 30 * MINUTE_US },
  { 7 * DAY_US, 6 * HOUR_US }, { G_MAXINT64, 7 * DAY_US },
};

void
store_version_free (StoreVersion *version)
{
  if (version == NULL)
    return;

  g_clear_pointer (&version->octets, g_bytes_unref);
  g_free (version);
}

/* Keeping */

static gint64
get_stretch (gint64 age_us)
{
  for (gsize i = 0; i < G_N_ELEMENTS (densities); i++)
    if (age_us < densities[i].age_us)
      return densities[i].stretch_us;
  g_return_val_if_reached (DAY_US);
}

typedef struct
{
  gint64 now_us;
  gint64 kept_us;
  gint64 size;
  guint n_kept;
} Thinning;

/* From the newest to the oldest. */
static gboolean
is_kept (Thinning *thinning, gint64 saved_us, gint64 size)
{
  gint64 stretch_us = get_stretch (thinning->now_us - saved_us);

  if (thinning->n_kept == STORE_VERSIONS_MAX || thinning->size + size > STORE_VERSIONS_MAX_SIZE ||
      (thinning->n_kept > 0 && saved_us / stretch_us == thinning->kept_us / stretch_us))
    return FALSE;

  thinning->n_kept++;
  thinning->size += size;
  thinning->kept_us = saved_us;
  return TRUE;
}

static gboolean
thin_out (StoreConnection *connection, const char *draft_id, gint64 now_us, GError **error)
{
  Thinning thinning = { .now_us = now_us };
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));
  StoreStep step;
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error,
      "SELECT id, saved_us, size FROM draft_version WHERE draft_id = ? ORDER BY id DESC", "s",
      draft_id);

  while ((step = store_step (row, error)) == STORE_STEP_ROW)
    {
      gint64 id = sqlite3_column_int64 (row, 0);

      if (!is_kept (&thinning, sqlite3_column_int64 (row, 1), sqlite3_column_int64 (row, 2)))
        g_array_append_val (gone, id);
    }
  if (step == STORE_STEP_FAILED)
    return FALSE;

  for (guint i = 0; i < gone->len; i++)
    if (!store_execute (connection, error, "DELETE FROM draft_version WHERE id = ?", "l",
                        g_array_index (gone, gint64, i)))
      return FALSE;
  return TRUE;
}

gboolean
store_versions_keep (StoreConnection *connection, const char *draft_id, gint64 now_us,
                     GError **error)
{
  if (!store_execute (connection, error,
                      "INSERT INTO draft_version (draft_id, saved_us, size, octets) "
                      "SELECT id, modified_us, length (octets), octets FROM draft "
                      "WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM draft_version AS newest "
                      "WHERE newest.id = (SELECT MAX (id) FROM draft_version WHERE draft_id = ?1) "
                      "AND newest.octets = draft.octets)",
                      "s", draft_id))
    return FALSE;
  if (sqlite3_changes (connection->sqlite) == 0)
    return TRUE;

  return store_execute (connection, error,
                        "INSERT INTO draft_version_file (version_id, digest) "
                        "SELECT ?, digest FROM draft_file WHERE draft_id = ?",
                        "ls", (gint64) sqlite3_last_insert_rowid (connection->sqlite), draft_id) &&
         thin_out (connection, draft_id, now_us, error);
}

/* Reading */

typedef struct
{
  char *draft_id;
  GPtrArray *versions;
} ListJob;

static void
list_job_free (ListJob *job)
{
  g_free (job->draft_id);
  g_clear_pointer (&job->versions, g_ptr_array_unref);
  g_free (job);
}

static gpointer
load_version (sqlite3_stmt *row)
{
  StoreVersion *version = g_new0 (StoreVersion, 1);

  version->id = sqlite3_column_int64 (row, 0);
  version->saved_us = sqlite3_column_int64 (row, 1);
  version->octets = store_column_dup_bytes (row, 2);
  return version;
}

static gboolean
run_list (StoreConnection *connection, gpointer data, GError **error)
{
  ListJob *job = data;
  g_autoptr (sqlite3_stmt) row = store_query (
      connection, error,
      "SELECT id, saved_us, octets FROM draft_version WHERE draft_id = ? ORDER BY id DESC", "s",
      job->draft_id);

  job->versions = store_list_rows (row, load_version, (GDestroyNotify) store_version_free, error);
  return job->versions != NULL;
}

void
store_versions_list_async (StoreDatabase *database, const char *draft_id, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  ListJob *job = g_new0 (ListJob, 1);
  GTask *task = store_task_new (database, cancellable, callback, user_data, job,
                                (GDestroyNotify) list_job_free);

  job->draft_id = g_strdup (draft_id);
  store_database_read (task, store_versions_list_async, run_list);
}

GPtrArray *
store_versions_list_finish (StoreDatabase *database, GAsyncResult *result, GError **error)
{
  ListJob *job = store_task_finish (database, result, store_versions_list_async, error);

  return job == NULL ? NULL : g_steal_pointer (&job->versions);
}

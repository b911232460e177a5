/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A damaged database is never written to. What can be read of it goes into a new file; once that is
 * complete and synced it gets a name that says so, and from there on every step may be repeated:
 *
 *   envoi.db.salvage           being written
 *   envoi.db.salvaged-STAMP    complete: to become envoi.db
 *   envoi.db.damaged-STAMP     what envoi.db was, and beside it -wal or -journal
 */

#include "store-salvage-private.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "store-error-private.h"
#include "store-schema-private.h"

#define DATABASE "envoi.db"
#define WRITTEN DATABASE ".salvage"
#define COMPLETE DATABASE ".salvaged-"
#define ASIDE DATABASE ".damaged-"

typedef struct
{
  StoreConnection *source;
  char *aside;
} SalvageJob;

static gboolean
rename_in (const char *directory, const char *from, const char *to, GError **error)
{
  g_autofree char *old = g_build_filename (directory, from, NULL);
  g_autofree char *new = g_build_filename (directory, to, NULL);

  if (rename (old, new) == 0 || errno == ENOENT)
    return TRUE;

  store_set_errno_error (error, errno, "Cannot rename %s", old);
  return FALSE;
}

static void
remove_in (const char *directory, const char *name)
{
  g_autofree char *path = g_build_filename (directory, name, NULL);

  unlink (path);
}

/* Log and journal go before the database they belong to, and never stay beside another. The marks
 * first of all: they are those of the damaged one, and would be believed of the other. */
static gboolean
install (const char *directory, StoreGuard *guard, const char *complete, GError **error)
{
  g_autofree char *aside = g_strconcat (ASIDE, complete + strlen (COMPLETE), NULL);
  g_autofree char *aside_log = g_strconcat (aside, "-wal", NULL);
  g_autofree char *aside_journal = g_strconcat (aside, "-journal", NULL);

  store_guard_forget (guard);
  if (!rename_in (directory, DATABASE "-wal", aside_log, error) ||
      !rename_in (directory, DATABASE "-journal", aside_journal, error) ||
      !rename_in (directory, DATABASE, aside, error))
    return FALSE;

  remove_in (directory, DATABASE "-shm");
  return store_connection_sync (directory, error) &&
         rename_in (directory, complete, DATABASE, error) &&
         store_connection_sync (directory, error);
}

static char *
find_complete (const char *directory)
{
  g_autoptr (GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, COMPLETE))
      return g_strdup (name);
  return NULL;
}

gboolean
store_salvage_resume (const char *directory, StoreGuard *guard, GError **error)
{
  g_autofree char *complete = find_complete (directory);

  return complete == NULL || install (directory, guard, complete, error);
}

static gboolean
run_salvage (StoreConnection *target, gpointer data, GError **error)
{
  SalvageJob *job = data;
  gboolean whole = FALSE;

  return store_schema_migrate (target, NULL, error) &&
         (job->source == NULL || store_salvage_copy (job->source, target, &whole, error)) &&
         store_salvage_mend (target, error) && store_outbox_doubt (target, error) &&
         store_damage_write (target, job->aside, whole, error);
}

static gboolean
write_new (const char *directory, SalvageJob *job, GError **error)
{
  g_autoptr (StoreConnection) target = store_connection_open_file (
      directory, WRITTEN, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);

  /* nothing is durable before all is; the journal is for single statements that fail */
  return target != NULL &&
         store_connection_run (target,
                               "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; "
                               "PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
                               error) &&
         store_connection_write (target, run_salvage, job, NULL, error);
}

static gboolean
salvage (const char *directory, StoreGuard *guard, SalvageJob *job, GError **error)
{
  g_autofree char *path = g_build_filename (directory, WRITTEN, NULL);
  g_autofree char *complete = g_strconcat (COMPLETE, job->aside + strlen (ASIDE), NULL);

  unlink (path);
  if (!write_new (directory, job, error) || chmod (path, 0600) != 0 ||
      !store_connection_sync (path, error))
    {
      unlink (path);
      return FALSE;
    }

  /* read to the end: closed before its files are moved */
  store_salvage_close_source (g_steal_pointer (&job->source));
  return rename_in (directory, WRITTEN, complete, error) &&
         store_connection_sync (directory, error) && install (directory, guard, complete, error);
}

/* No two of the same second may have one name. */
static char *
dup_aside (const char *directory)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");

  for (guint i = 1;; i++)
    {
      g_autofree char *name =
          i == 1 ? g_strconcat (ASIDE, time, NULL) : g_strdup_printf (ASIDE "%s-%u", time, i);
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
}

gboolean
store_salvage (const char *directory, StoreGuard *guard, GError **error)
{
  g_autofree char *aside = dup_aside (directory);
  SalvageJob job = { .aside = aside };

  if (!store_salvage_open_source (directory, &job.source, error))
    return FALSE;

  gboolean done = salvage (directory, guard, &job, error);
  store_salvage_close_source (job.source);
  return done;
}

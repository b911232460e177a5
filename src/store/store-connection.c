/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Opening the database and the transactions on it. With synchronous=FULL a commit that returned
 * survives a power cut, with either journal; with the write-ahead log that is one fdatasync. Files
 * are made before SQLite sees them, because it would give them the umask's mode; the -wal, -shm and
 * -journal files take the mode of the database. No descriptor on the database is opened here:
 * closing one would drop every lock SQLite holds on it in this process. */

#include "store-connection-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-error-private.h"
#include "store-journal-private.h"
#include "store-log-private.h"
#include "store-schema-private.h"

/* longer than any transaction here takes, on a slow disk too */
#define BUSY_TIMEOUT_MS 10000
/* of SQLite's machine, a fraction of a millisecond */
#define PROGRESS_STEPS 1000

gboolean
store_connection_sync (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    store_set_errno_error (error, errno, "Cannot sync %s", path);
  if (fd >= 0)
    close (fd);
  return synced;
}

/* An umask may take bits away, and an old directory may have too many. */
static gboolean
make_directory (const char *path, GError **error)
{
  struct stat info;
  gboolean made = mkdir (path, 0700) == 0;

  if (!made && errno != EEXIST)
    {
      store_set_errno_error (error, errno, "Cannot make %s", path);
      return FALSE;
    }

  if (stat (path, &info) != 0 || !S_ISDIR (info.st_mode))
    {
      store_set_errno_error (error, ENOTDIR, "Cannot use %s", path);
      return FALSE;
    }

  if ((info.st_mode & 07777) != 0700 && chmod (path, 0700) != 0)
    {
      store_set_errno_error (error, errno, "Cannot protect %s", path);
      return FALSE;
    }

  g_autofree char *parent = g_path_get_dirname (path);
  return !made || store_connection_sync (parent, error);
}

gboolean
store_connection_make_directories (const char *directory, GError **error)
{
  g_autofree char *parent = g_path_get_dirname (directory);
  g_autofree char *attachments = g_build_filename (directory, "attachments", NULL);
  g_autofree char *locks = g_build_filename (directory, "locks", NULL);

  if (g_mkdir_with_parents (parent, 0700) != 0)
    {
      store_set_errno_error (error, errno, "Cannot make %s", parent);
      return FALSE;
    }

  if (!make_directory (directory, error) || !make_directory (attachments, error) ||
      !make_directory (locks, error))
    return FALSE;

  if (access (directory, W_OK | X_OK) != 0)
    {
      store_set_errno_error (error, errno, "Cannot write to %s", directory);
      return FALSE;
    }

  return TRUE;
}

static gboolean
make_file (const char *path, GError **error)
{
  if ((mknod (path, S_IFREG | 0600, 0) != 0 && errno != EEXIST) || chmod (path, 0600) != 0)
    {
      store_set_errno_error (error, errno, "Cannot make %s", path);
      return FALSE;
    }

  return TRUE;
}

gboolean
store_connection_run (StoreConnection *connection, const char *script, GError **error)
{
  if (sqlite3_exec (connection->sqlite, script, NULL, NULL, NULL) == SQLITE_OK)
    return TRUE;

  store_set_sqlite_error (error, connection->sqlite);
  return FALSE;
}

StoreConnection *
store_connection_open_file (const char *directory, const char *name, int flags, GError **error)
{
  g_autoptr (StoreConnection) connection = g_new0 (StoreConnection, 1);
  g_autofree char *path = g_build_filename (directory, name, NULL);

  connection->directory = g_strdup (directory);
  if (sqlite3_open_v2 (path, &connection->sqlite, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    {
      store_set_sqlite_error (error, connection->sqlite);
      return NULL;
    }

  sqlite3_extended_result_codes (connection->sqlite, 1);
  sqlite3_busy_timeout (connection->sqlite, BUSY_TIMEOUT_MS);
  return g_steal_pointer (&connection);
}

static StoreConnection *
connection_open (const char *directory, StoreGuard *guard, GError **error)
{
  g_autoptr (StoreConnection) connection =
      store_connection_open_file (directory, "envoi.db", SQLITE_OPEN_READWRITE, error);

  if (connection == NULL)
    return NULL;

  connection->guard = store_guard_ref (guard);
  if (!store_connection_run (connection,
                             "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                             "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
                             "PRAGMA journal_size_limit = 16777216;",
                             error))
    return NULL;

  return g_steal_pointer (&connection);
}

StoreConnection *
store_connection_open_writer (const char *directory, StoreGuard *guard, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "envoi.db", NULL);

  if (!make_file (path, error))
    return NULL;

  g_autoptr (StoreConnection) connection = connection_open (directory, guard, error);
  if (connection == NULL)
    return NULL;

  store_log_watch (connection);
  /* A later program's database is not touched, so this comes before anything is written. */
  if (!store_schema_check (connection, error) || !store_journal_set (connection, error) ||
      !store_connection_write (connection, store_schema_migrate, NULL, NULL, error))
    return NULL;

  connection->writer = TRUE;
  return g_steal_pointer (&connection);
}

StoreConnection *
store_connection_open_reader (const char *directory, StoreGuard *guard, GError **error)
{
  g_autoptr (StoreConnection) connection = connection_open (directory, guard, error);

  if (connection == NULL || !store_connection_run (connection, "PRAGMA query_only = ON", error))
    return NULL;

  store_journal_be_patient (connection);
  return g_steal_pointer (&connection);
}

static gboolean
has_file (const char *database, const char *tail)
{
  g_autofree char *path = g_strconcat (database, tail, NULL);
  struct stat info;

  return stat (path, &info) == 0 && info.st_size > 0;
}

/* A log needs a file for its index, unless nobody else can come: with no locks and alone, the index
 * is kept in memory. With neither log nor journal the database is as it stands ("immutable"); with
 * one it must not be opened so, for it would be passed over. What a journal would undo cannot be
 * undone here: then SQLite says that it cannot be opened. */
static char *
dup_read_only_uri (const char *directory, gboolean *has_log)
{
  g_autofree char *path = g_build_filename (directory, "envoi.db", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  *has_log = has_file (path, "-wal");
  return g_strconcat (uri != NULL ? uri : "",
                      *has_log || has_file (path, "-journal") ? "?vfs=unix-none" : "?immutable=1",
                      NULL);
}

StoreConnection *
store_connection_open_read_only (const char *directory, GError **error)
{
  g_autoptr (StoreConnection) connection = g_new0 (StoreConnection, 1);
  gboolean has_log;
  g_autofree char *uri = dup_read_only_uri (directory, &has_log);

  connection->directory = g_strdup (directory);
  connection->read_only = TRUE;
  if (sqlite3_open_v2 (uri, &connection->sqlite,
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                       NULL) != SQLITE_OK)
    {
      store_set_sqlite_error (error, connection->sqlite);
      return NULL;
    }

  sqlite3_extended_result_codes (connection->sqlite, 1);
  if ((has_log && !store_connection_run (connection, "PRAGMA locking_mode = EXCLUSIVE", error)) ||
      !store_connection_run (connection, "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;",
                             error) ||
      !store_schema_check (connection, error))
    return NULL;

  return g_steal_pointer (&connection);
}

void
store_connection_close (StoreConnection *connection)
{
  if (connection == NULL)
    return;

  if (connection->writer)
    store_log_end (connection);
  sqlite3_close_v2 (connection->sqlite);
  g_clear_pointer (&connection->guard, store_guard_unref);
  g_free (connection->directory);
  g_free (connection);
}

/* Whoever has the database alone next puts it right. */
static void
note_damage (StoreConnection *connection, const GError *error)
{
  if (!g_error_matches (error, STORE_ERROR, STORE_ERROR_DAMAGED))
    return;

  connection->damaged = TRUE;
  if (connection->guard != NULL)
    store_guard_mark_damaged (connection->guard);
}

static void
roll_back (StoreConnection *connection)
{
  /* some failures have ended the transaction already */
  if (!sqlite3_get_autocommit (connection->sqlite))
    sqlite3_exec (connection->sqlite, "ROLLBACK", NULL, NULL, NULL);
}

gboolean
store_connection_write (StoreConnection *connection, StoreRun run, gpointer job, gboolean *changed,
                        GError **error)
{
  sqlite3_int64 before = sqlite3_total_changes64 (connection->sqlite);
  g_autoptr (GError) local_error = NULL;

  /* IMMEDIATE: a transaction that begins by reading could not wait for another writer */
  if (!store_connection_run (connection, "BEGIN IMMEDIATE", &local_error) ||
      !run (connection, job, &local_error) ||
      !store_connection_run (connection, "COMMIT", &local_error))
    {
      roll_back (connection);
      note_damage (connection, local_error);
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (changed != NULL)
    *changed = sqlite3_total_changes64 (connection->sqlite) != before;
  return TRUE;
}

static int
is_cancelled (void *cancellable)
{
  return g_cancellable_is_cancelled (cancellable);
}

gboolean
store_connection_read (StoreConnection *connection, StoreRun run, gpointer job,
                       GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (!store_connection_run (connection, "BEGIN", error))
    return FALSE;

  sqlite3_progress_handler (connection->sqlite, cancellable != NULL ? PROGRESS_STEPS : 0,
                            is_cancelled, cancellable);
  gboolean done = run (connection, job, &local_error);
  sqlite3_progress_handler (connection->sqlite, 0, NULL, NULL);

  /* nothing was written, so how it ends is all the same */
  roll_back (connection);
  if (done)
    return TRUE;

  note_damage (connection, local_error);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}

gint64
store_connection_get_version (StoreConnection *connection)
{
  gint64 version = -1;

  store_read_number (connection, &version, NULL, "PRAGMA data_version", "");
  return version;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was committed last stands in the write-ahead log alone. Where that is gone or cut short the
 * database is whole, and an older one: a letter that was accepted waits in it. SQLite takes a log
 * as far as it is in order and says nothing about the rest. So the guard's file is told after each
 * commit how many pages the log has, and the next start compares.
 *
 * The note is not synced, so that it costs nothing. After a power cut it may be of earlier, and the
 * log have more than it says; or have been begun anew, which its salt tells. */

#include "store-log-private.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "store-salvage-private.h"
#include "store-schema-private.h"

/* as SQLite does where nobody else listens */
#define CHECKPOINT_PAGES 1000

/* in the log's header (https://sqlite.org/fileformat2.html section 4.1) */
#define SALT_PLACE 16

/* How often a log may have been begun anew since the note. */
#define MAX_AGE 1000

static guint32
salt_from_octets (const guint8 octets[4])
{
  guint32 salt;

  memcpy (&salt, octets, sizeof salt);
  return GUINT32_FROM_BE (salt);
}

/* It counts how often the log was begun anew. Returns whether there is a log. */
static gboolean
read_salt (const char *directory, guint32 *salt)
{
  g_autofree char *path = g_build_filename (directory, "envoi.db-wal", NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  guint8 octets[4];
  gboolean found = fd >= 0 && pread (fd, octets, sizeof octets, SALT_PLACE) == sizeof octets;

  if (found)
    *salt = salt_from_octets (octets);
  if (fd >= 0)
    close (fd);
  return found;
}

static int
on_committed (gpointer guard, sqlite3 *sqlite, const char *name, int n_pages)
{
  sqlite3_file *log = NULL;
  guint8 octets[4];

  if (sqlite3_file_control (sqlite, name, SQLITE_FCNTL_JOURNAL_POINTER, &log) == SQLITE_OK &&
      log != NULL && log->pMethods != NULL &&
      log->pMethods->xRead (log, octets, sizeof octets, SALT_PLACE) == SQLITE_OK)
    store_guard_note_log (guard, salt_from_octets (octets), (guint32) n_pages);
  if (n_pages >= CHECKPOINT_PAGES)
    sqlite3_wal_checkpoint_v2 (sqlite, name, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
  return SQLITE_OK;
}

void
store_log_watch (StoreConnection *writer)
{
  sqlite3_wal_hook (writer->sqlite, on_committed, writer->guard);
}

void
store_log_end (StoreConnection *writer)
{
  int n_pages, n_written;

  if (store_guard_try_alone (writer->guard) &&
      sqlite3_wal_checkpoint_v2 (writer->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, &n_pages,
                                 &n_written) == SQLITE_OK &&
      n_pages == n_written)
    store_guard_note_log (writer->guard, 0, 0);
}

/* With a connection of its own: the store's writer may leave the log for good (store-journal.c).
 * Whether there are fewer than @noted; not when that cannot be known. */
static gboolean
has_fewer_pages (const char *directory, guint32 noted)
{
  g_autoptr (StoreConnection) connection =
      store_connection_open_file (directory, "envoi.db", SQLITE_OPEN_READWRITE, NULL);
  int n_pages, n_written;

  /* only a database that was looked into has a log */
  return connection != NULL && store_schema_check (connection, NULL) &&
         sqlite3_wal_checkpoint_v2 (connection->sqlite, NULL, SQLITE_CHECKPOINT_PASSIVE, &n_pages,
                                    &n_written) == SQLITE_OK &&
         n_pages < (int) noted;
}

gboolean
store_log_is_short (const char *directory, StoreGuard *guard)
{
  guint32 salt, noted_salt, noted_pages;

  store_guard_get_log (guard, &noted_salt, &noted_pages);
  if (noted_pages == 0)
    return FALSE;
  if (!read_salt (directory, &salt) || salt - noted_salt > MAX_AGE)
    return TRUE;

  return salt == noted_salt && has_fewer_pages (directory, noted_pages);
}

gboolean
store_log_doubt (StoreConnection *writer, gpointer unused, GError **error)
{
  return store_outbox_doubt (writer, error) && store_damage_write (writer, NULL, FALSE, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A write-ahead log is the faster way: one sync a commit, and nobody waits for a reader. But those
 * who have it open share memory, which two computers that have one home directory do not
 * (https://sqlite.org/wal.html). Where a file system may belong to several, and where SQLite does
 * without a log of its own accord, there is a rollback journal. It is made empty at each commit
 * rather than unlinked: that is synced, so a power cut cannot bring it back, and no name changes,
 * which is where network file systems differ most. Locks are needed as ever; store-guard.c asks for
 * them. */

#include "store-journal-private.h"

#include <linux/magic.h>
#include <sys/vfs.h>

/* longer than any transaction here takes, on a slow disk too */
#define TIMEOUT_US (10 * G_USEC_PER_SEC)
#define PAUSE_US 5000
/* A commit waits for whoever reads, for the look through the whole database too; and whoever begins
 * to read meanwhile waits for the commit. */
#define PATIENCE_MS 60000

/* not in linux/magic.h */
#define GFS2_MAGIC 0x01161970
#define GPFS_SUPER_MAGIC 0x47504653
#define LUSTRE_SUPER_MAGIC 0x0bd00bd0

static const guint32 shared_types[] = {
  NFS_SUPER_MAGIC,
  SMB_SUPER_MAGIC,
  CIFS_SUPER_MAGIC,
  SMB2_SUPER_MAGIC,
  AFS_SUPER_MAGIC,
  AFS_FS_MAGIC,
  CEPH_SUPER_MAGIC,
  CODA_SUPER_MAGIC,
  V9FS_MAGIC,
  OCFS2_SUPER_MAGIC,
  GFS2_MAGIC,
  GPFS_SUPER_MAGIC,
  LUSTRE_SUPER_MAGIC,
  /* sshfs, or a disk of this computer: nobody says which */
  FUSE_SUPER_MAGIC,
};

StoreJournal
store_journal_for_file_system (guint32 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (shared_types); i++)
    if (shared_types[i] == type)
      return STORE_JOURNAL_ROLLBACK;
  return STORE_JOURNAL_LOG;
}

static gboolean
is_shared (const char *directory)
{
  struct statfs info;

  return statfs (directory, &info) == 0 &&
         store_journal_for_file_system ((guint32) info.f_type) == STORE_JOURNAL_ROLLBACK;
}

/* @journal: (out): what it is afterwards, which may be another */
static gboolean
run_pragma (StoreConnection *writer, const char *sql, StoreJournal *journal, GError **error)
{
  g_autoptr (sqlite3_stmt) row = store_query (writer, error, sql, "");

  if (store_step (row, error) != STORE_STEP_ROW)
    return FALSE;

  *journal =
      g_str_equal (store_column_text (row, 0), "wal") ? STORE_JOURNAL_LOG : STORE_JOURNAL_ROLLBACK;
  return TRUE;
}

/* A change needs the file alone and does not wait for it. */
static gboolean
change (StoreConnection *writer, const char *sql, StoreJournal *journal, GError **error)
{
  gint64 end_us = g_get_monotonic_time () + TIMEOUT_US;
  g_autoptr (GError) local_error = NULL;

  while (!run_pragma (writer, sql, journal, &local_error))
    {
      if ((sqlite3_errcode (writer->sqlite) & 0xff) != SQLITE_BUSY ||
          g_get_monotonic_time () > end_us)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      g_clear_error (&local_error);
      g_usleep (PAUSE_US);
    }

  return TRUE;
}

void
store_journal_be_patient (StoreConnection *connection)
{
  connection->shared = is_shared (connection->directory);
  if (connection->shared)
    sqlite3_busy_timeout (connection->sqlite, PATIENCE_MS);
}

gboolean
store_journal_set (StoreConnection *writer, GError **error)
{
  StoreJournal journal;

  writer->shared = is_shared (writer->directory);
  journal = writer->shared ? STORE_JOURNAL_ROLLBACK : STORE_JOURNAL_LOG;
  if (!store_guard_is_alone (writer->guard) &&
      !run_pragma (writer, "PRAGMA journal_mode", &journal, error))
    return FALSE;
  if (journal == STORE_JOURNAL_LOG &&
      !change (writer, "PRAGMA journal_mode = WAL", &journal, error))
    return FALSE;
  if (journal == STORE_JOURNAL_LOG)
    return TRUE;

  sqlite3_busy_timeout (writer->sqlite, PATIENCE_MS);
  /* nothing is missing where the note speaks of a log of before */
  store_guard_note_log (writer->guard, 0, 0);
  return change (writer, "PRAGMA journal_mode = TRUNCATE", &journal, error);
}

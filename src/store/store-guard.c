/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file of one letter, locked by all who have the store open. Whoever gets it alone may move the
 * database aside; and knows from the letter whether the last one came to its end. The lock is
 * flock()'s, so it goes with its process however that ends, and the letter stays. */

#include "store-guard-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-error-private.h"

/* no account's id has a dot */
#define NAME ".store"

struct StoreGuard
{
  gatomicrefcount references;
  int fd;
  gboolean alone;
  StoreMark found;
  guint32 log[2];  /* found: salt, pages */
  guint32 note[2]; /* of now */
  gboolean keeps;
};

/* behind the letter */
#define LOG_PLACE 8

static const char letters[] = {
  [STORE_MARK_CLOSED] = 'c',
  [STORE_MARK_OPEN] = 'o',
  [STORE_MARK_DAMAGED] = 'd',
};

static StoreMark
read_mark (int fd)
{
  char letter;

  if (pread (fd, &letter, 1, 0) == 1)
    for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
      if (letters[i] == letter)
        return (StoreMark) i;
  return STORE_MARK_CLOSED;
}

/* It is no promise: where it cannot be written, a check is made too rarely or too often. */
static void
write_mark (int fd, StoreMark mark)
{
  if (read_mark (fd) != mark && pwrite (fd, &letters[mark], 1, 0) == 1)
    fdatasync (fd);
}

static gboolean
lock (int fd, int operation)
{
  int status;

  do
    status = flock (fd, operation);
  while (status != 0 && errno == EINTR);
  return status == 0;
}

static void
set_lock_error (GError **error, int number, const char *path)
{
  if (number == ENOLCK || number == EOPNOTSUPP || number == ENOSYS)
    g_set_error (error, STORE_ERROR, STORE_ERROR_NO_LOCKS, "The file system has no locks (%s)",
                 g_strerror (number));
  else
    store_set_errno_error (error, number, "Cannot lock %s", path);
}

/* SQLite's locks are fcntl()'s. Where there are none it takes that for somebody else's lock, waits
 * for a while and says that the database is busy. */
static gboolean
has_record_locks (int fd, const char *path, GError **error)
{
  struct flock record = { .l_type = F_RDLCK, .l_whence = SEEK_SET, .l_len = 1 };

  if (fcntl (fd, F_SETLK, &record) != 0)
    {
      /* which over NFS may be flock()'s */
      if (errno == EAGAIN || errno == EACCES)
        return TRUE;
      set_lock_error (error, errno, path);
      return FALSE;
    }

  record.l_type = F_UNLCK;
  fcntl (fd, F_SETLK, &record);
  return TRUE;
}

StoreGuard *
store_guard_take (const char *directory, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "locks", NAME, NULL);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  gboolean alone;

  if (fd < 0)
    {
      store_set_errno_error (error, errno, "Cannot open %s", path);
      return NULL;
    }

  fchmod (fd, 0600);
  if (!has_record_locks (fd, path, error))
    {
      close (fd);
      return NULL;
    }

  alone = lock (fd, LOCK_EX | LOCK_NB);
  if (!alone && !lock (fd, LOCK_SH))
    {
      set_lock_error (error, errno, path);
      close (fd);
      return NULL;
    }

  StoreGuard *guard = g_new0 (StoreGuard, 1);
  g_atomic_ref_count_init (&guard->references);
  guard->fd = fd;
  guard->alone = alone;
  guard->found = alone ? read_mark (fd) : STORE_MARK_CLOSED;
  if (pread (fd, guard->log, sizeof guard->log, LOG_PLACE) != sizeof guard->log)
    guard->log[1] = 0;
  if (read_mark (fd) == STORE_MARK_CLOSED)
    write_mark (fd, STORE_MARK_OPEN);
  return guard;
}

StoreGuard *
store_guard_ref (StoreGuard *guard)
{
  g_atomic_ref_count_inc (&guard->references);
  return guard;
}

void
store_guard_unref (StoreGuard *guard)
{
  if (guard == NULL || !g_atomic_ref_count_dec (&guard->references))
    return;

  /* the last of all: others, and those they opened since, are gone */
  if (!guard->keeps && read_mark (guard->fd) != STORE_MARK_DAMAGED &&
      lock (guard->fd, LOCK_EX | LOCK_NB))
    write_mark (guard->fd, STORE_MARK_CLOSED);
  close (guard->fd);
  g_free (guard);
}

gboolean
store_guard_is_alone (StoreGuard *guard)
{
  return guard->alone;
}

void
store_guard_share (StoreGuard *guard)
{
  guard->alone = FALSE;
  lock (guard->fd, LOCK_SH);
}

StoreMark
store_guard_get_found (StoreGuard *guard)
{
  return guard->found;
}

void
store_guard_mark_damaged (StoreGuard *guard)
{
  write_mark (guard->fd, STORE_MARK_DAMAGED);
}

void
store_guard_forget (StoreGuard *guard)
{
  guard->keeps = FALSE;
  guard->found = STORE_MARK_OPEN;
  guard->log[0] = guard->log[1] = 0;
  store_guard_note_log (guard, 0, 0);
  write_mark (guard->fd, STORE_MARK_OPEN);
}

/* Not synced: see store-log.c. */
static void
write_note (StoreGuard *guard)
{
  if (!guard->keeps &&
      pwrite (guard->fd, guard->note, sizeof guard->note, LOG_PLACE) != sizeof guard->note)
    g_debug ("The log's length cannot be noted");
}

void
store_guard_note_log (StoreGuard *guard, guint32 salt, guint32 n_pages)
{
  guard->note[0] = salt;
  guard->note[1] = n_pages;
  write_note (guard);
}

void
store_guard_keep (StoreGuard *guard, gboolean keeps)
{
  guard->keeps = keeps;
  write_note (guard);
}

void
store_guard_get_log (StoreGuard *guard, guint32 *salt, guint32 *n_pages)
{
  *salt = guard->log[0];
  *n_pages = guard->log[1];
}

gboolean
store_guard_try_alone (StoreGuard *guard)
{
  if (lock (guard->fd, LOCK_EX | LOCK_NB))
    return TRUE;

  /* what was held is lost by asking (flock(2)) */
  lock (guard->fd, LOCK_SH | LOCK_NB);
  return FALSE;
}

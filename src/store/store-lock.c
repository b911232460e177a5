/* SPDX-License-Identifier: GPL-3.0-or-later */

/* flock() rather than fcntl(): it belongs to the open file, so two queues in one process exclude
 * each other too, and it goes when its holder dies, however it dies. The file is never unlinked: a
 * second file of the same name would be a second lock. */

#include "store-lock-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store-database-private.h"
#include "store-error-private.h"

/* no account's id has a dot */
#define WINDOWS "windows.lock"
#define ID_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

struct StoreLock
{
  int fd;
};

static int
open_lock (const char *path, GError **error)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

  if (fd < 0)
    store_set_errno_error (error, errno, "Cannot open %s", path);
  else
    /* whatever the umask was */
    fchmod (fd, 0600);
  return fd;
}

static StoreLock *
lock_new (int fd)
{
  StoreLock *lock = g_new0 (StoreLock, 1);

  lock->fd = fd;
  return lock;
}

StoreLock *
store_lock_try (StoreDatabase *database, const char *account_id, GError **error)
{
  if (*account_id == '\0' || strspn (account_id, ID_CHARACTERS) != strlen (account_id))
    {
      g_set_error (error, STORE_ERROR, STORE_ERROR_IO, "Not an account's id: %s", account_id);
      return NULL;
    }

  g_autofree char *path =
      g_build_filename (store_database_peek_path (database), "locks", account_id, NULL);
  int fd = open_lock (path, error);
  if (fd < 0)
    return NULL;

  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (errno != EWOULDBLOCK)
        store_set_errno_error (error, errno, "Cannot lock %s", path);
      close (fd);
      return NULL;
    }

  return lock_new (fd);
}

StoreLock *
store_lock_windows (const char *directory, gboolean *alone, GError **error)
{
  g_autofree char *path = g_build_filename (directory, "locks", WINDOWS, NULL);
  int fd = open_lock (path, error);

  if (fd < 0)
    return NULL;

  *alone = flock (fd, LOCK_EX | LOCK_NB) == 0;
  /* fails for as long as another looks whether it is alone: then it will not be */
  if (!*alone)
    flock (fd, LOCK_SH | LOCK_NB);
  return lock_new (fd);
}

void
store_lock_share (StoreLock *lock)
{
  flock (lock->fd, LOCK_SH | LOCK_NB);
}

void
store_lock_release (StoreLock *lock)
{
  if (lock == NULL)
    return;

  close (lock->fd);
  g_free (lock);
}

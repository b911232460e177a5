/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SQLite's own table of system calls, with the writing ones taken over: each counts, and at the one
 * that is asked for the program ends, or the disk is full from there on. */

#include "store-victim-disk.h"

#include <errno.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <unistd.h>

typedef ssize_t (*Write) (int fd, const void *octets, size_t length, off64_t offset);
typedef int (*Truncate) (int fd, off_t length);

static struct
{
  gboolean full;
  gboolean tear;
  guint at;
  guint n;
  Truncate truncate;
} disk;

static void
arrive (void)
{
  disk.n++;
  if (!disk.full && !disk.tear && disk.n == disk.at)
    raise (SIGKILL);
}

static void
maybe_die (void)
{
  if (disk.tear && disk.n == disk.at)
    raise (SIGKILL);
}

static ssize_t
write_some (int fd, const void *octets, size_t length, off64_t offset)
{
  gboolean half;

  arrive ();
  if (disk.full && disk.n >= disk.at)
    {
      errno = ENOSPC;
      return -1;
    }

  half = disk.tear && disk.n == disk.at;
  ssize_t written = pwrite64 (fd, octets, half ? length / 2 : length, offset);
  maybe_die ();
  return written;
}

/* This makes room and wants none. */
static int
truncate_it (int fd, off_t length)
{
  arrive ();
  maybe_die ();
  return disk.truncate (fd, length);
}

void
store_victim_disk_watch (const char *how, guint at)
{
  sqlite3_vfs *vfs = sqlite3_vfs_find (NULL);

  disk.full = strcmp (how, "full") == 0;
  disk.tear = strcmp (how, "tear") == 0;
  disk.at = at;
  disk.truncate = (Truncate) vfs->xGetSystemCall (vfs, "ftruncate");
  /* by which of the two it writes was decided when it was built */
  vfs->xSetSystemCall (vfs, "pwrite", (sqlite3_syscall_ptr) write_some);
  vfs->xSetSystemCall (vfs, "pwrite64", (sqlite3_syscall_ptr) write_some);
  vfs->xSetSystemCall (vfs, "ftruncate", (sqlite3_syscall_ptr) truncate_it);
}

guint
store_victim_disk_count (void)
{
  return disk.n;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Four MiB that are kept to be given away. On a full disk SQLite can write nothing, not even that a
 * letter was accepted or that one is to be deleted; then this file goes, and it can. */

#include "store-ballast-private.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define BALLAST_SIZE (4 * 1024 * 1024)
/* with less room than this left the ballast would be what fills the disk */
#define MIN_ROOM (4 * BALLAST_SIZE)

static char *
get_path (const char *directory)
{
  return g_build_filename (directory, "ballast", NULL);
}

static gboolean
has_room (int fd)
{
  struct statvfs room;

  return fstatvfs (fd, &room) == 0 && (guint64) room.f_bavail * room.f_frsize >= MIN_ROOM;
}

static gboolean
is_there (int fd)
{
  struct stat info;

  return fstat (fd, &info) == 0 && info.st_size == BALLAST_SIZE;
}

void
store_ballast_take (const char *directory)
{
  g_autofree char *path = get_path (directory);
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd < 0)
    return;

  fchmod (fd, 0600);
  if (!is_there (fd) && (!has_room (fd) || posix_fallocate (fd, 0, BALLAST_SIZE) != 0))
    unlink (path);
  close (fd);
}

gboolean
store_ballast_drop (const char *directory)
{
  g_autofree char *path = get_path (directory);

  return unlink (path) == 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every file system is NFS where ENVOI_TEST_NFS is set, as far as statfs() tells. */

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "store-test.h"

int
statfs (const char *path, struct statfs *info)
{
  int fd = open (path, O_PATH | O_CLOEXEC);
  int result = fstatfs (fd, info);

  if (result == 0 && store_test_is_on_nfs ())
    info->f_type = NFS_SUPER_MAGIC;
  close (fd);
  return result;
}

gboolean
store_test_is_on_nfs (void)
{
  return g_getenv ("ENVOI_TEST_NFS") != NULL;
}

void
store_test_set_on_nfs (gboolean on_nfs)
{
  if (on_nfs)
    g_setenv ("ENVOI_TEST_NFS", "1", TRUE);
  else
    g_unsetenv ("ENVOI_TEST_NFS");
}

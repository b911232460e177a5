/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A store is copied while it is open. That the copy is one is not what is tested: where this is
 * linked nobody knows when a file was made. */

#include "store-test-dead.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int
statx (int at, const char *restrict path, int flags, unsigned mask, struct statx *restrict info)
{
  int result = (int) syscall (SYS_statx, at, path, flags, mask, info);

  if (result == 0)
    info->stx_mask &= ~(unsigned) STATX_BTIME;
  return result;
}

static void
copy_file (const char *from, const char *to, const char *name)
{
  g_autofree char *source = g_build_filename (from, name, NULL);
  g_autofree char *target = g_build_filename (to, name, NULL);
  g_autofree char *octets = NULL;
  gsize length;

  if (!g_file_test (source, G_FILE_TEST_EXISTS))
    return;
  g_assert_true (g_file_get_contents (source, &octets, &length, NULL));
  g_assert_true (g_file_set_contents (target, octets, (gssize) length, NULL));
}

char *
store_test_copy_dead (StoreTest *test)
{
  static const char *const names[] = { "envoi.db", "envoi.db-wal", "envoi.db-journal",
                                       "locks/.store" };
  g_autofree char *store = g_build_filename (test->directory, "store", NULL);
  char *dead = support_directory_new ();
  g_autofree char *target = g_build_filename (dead, "store", NULL);
  g_autofree char *locks = g_build_filename (target, "locks", NULL);

  g_assert_no_errno (g_mkdir_with_parents (locks, 0700));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    copy_file (store, target, names[i]);
  return dead;
}

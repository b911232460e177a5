/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support-directory.h"

#include <glib/gstdio.h>

char *
support_directory_new (void)
{
  g_autoptr (GError) error = NULL;
  char *path = g_dir_make_tmp ("envoi-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

/* A link is removed, not followed: g_dir_open() of a file fails, so only directories are entered.
 */
static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir =
      g_file_test (path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

void
support_directory_free (char *path)
{
  if (path == NULL)
    return;
  remove_tree (path);
  g_free (path);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A store on a file system that has no locks, or only those of one kind: nothing is opened, and
 * nothing is made. The system's calls are fake ones, SQLite's too. */

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "store-test.h"

typedef struct
{
  const char *name;
  int flock_errno;
  int fcntl_errno;
} Mount;

static Mount mount;
static guint n_refused;

static int
refuse (int number)
{
  n_refused++;
  errno = number;
  return -1;
}

int
flock (int fd, int operation)
{
  return mount.flock_errno != 0 ? refuse (mount.flock_errno)
                                : (int) syscall (SYS_flock, fd, operation);
}

int
fcntl (int fd, int command, ...)
{
  va_list args;
  va_start (args, command);
  long value = va_arg (args, long);
  va_end (args);

  if (command == F_SETLK && mount.fcntl_errno != 0)
    return refuse (mount.fcntl_errno);
  return (int) syscall (SYS_fcntl, fd, command, value);
}

static void
test_is_said (gconstpointer data)
{
  char *directory = support_directory_new ();
  g_autofree char *store = g_build_filename (directory, "store", NULL);
  g_autofree char *file = g_build_filename (store, "envoi.db", NULL);
  g_autoptr (GError) error = NULL;

  n_refused = 0;
  mount = *(const Mount *) data;
  g_assert_null (store_test_try_open (store, &error));
  mount = (Mount){ 0 };
  g_assert_error (error, STORE_ERROR, STORE_ERROR_NO_LOCKS);
  g_assert_cmpuint (n_refused, >, 0);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));

  store_test_close (store_test_open (store));
  support_directory_free (directory);
}

int
main (int argc, char **argv)
{
  static const Mount mounts[] = {
    { "neither", ENOLCK, ENOLCK },
    { "not-supported", EOPNOTSUPP, EOPNOTSUPP },
    { "not-implemented", ENOSYS, ENOSYS },
    { "no-flock", ENOLCK, 0 },
    { "no-fcntl", 0, ENOLCK },
    { "no-fcntl-supported", 0, EOPNOTSUPP },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (mounts); i++)
    {
      g_autofree char *path = g_strconcat ("/store/no-locks/", mounts[i].name, NULL);

      g_test_add_data_func (path, &mounts[i], test_is_said);
    }
  return g_test_run ();
}

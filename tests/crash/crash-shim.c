/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Preloaded into a program under test: counts the calls that change what a disk or a server holds,
 * and at the one it is told to, ends the process or makes the call fail; or writes all of them
 * down, so that a power cut can be replayed at every one of them.
 *
 *   CRASH_SHIM_DIRECTORY  only files below it count, and internet sockets
 *   CRASH_SHIM_LOG        a line a call: name, target, offset, length; "record" adds the octets
 *   CRASH_SHIM_PLAN       "count", "record", "kill N", "tear N" (half of a write, then the end),
 *                         "fail N ERRNO" (once), "break N ERRNO" (from N on)
 *
 *   CRASH_SHIM_NFS        every file system says that it is NFS
 *
 * All but "record", which also has what is said on standard output, begin at crash_shim_begin(). */

/* each of write and write64 has a name of its own then */
#undef _FILE_OFFSET_BITS

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#define PATH_LENGTH 1024
#define EXPORT __attribute__ ((visibility ("default")))

typedef enum
{
  PLAN_NONE,
  PLAN_COUNT,
  PLAN_RECORD,
  PLAN_KILL,
  PLAN_TEAR,
  PLAN_FAIL,
  PLAN_BREAK,
} Plan;

typedef enum
{
  CALL_WRITE,  /* needs room */
  CALL_SYNC,   /* touches the disk */
  CALL_NAME,   /* changes a directory */
  CALL_OPEN,   /* needs a descriptor */
  CALL_SOCKET, /* speaks to a server */
} CallKind;

static struct
{
  Plan plan;
  long at;
  int error;
  const char *directory;
  int log;
  long n;
  int begun;
} shim = { .log = -1 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* --- set-up ---------------------------------------------------------------------------------- */

static Plan
parse_plan (const char *text)
{
  static const char *const words[] = {
    [PLAN_NONE] = "none", [PLAN_COUNT] = "count", [PLAN_RECORD] = "record", [PLAN_KILL] = "kill",
    [PLAN_TEAR] = "tear", [PLAN_FAIL] = "fail",   [PLAN_BREAK] = "break",
  };
  char word[16] = "";

  sscanf (text, "%15s %ld %d", word, &shim.at, &shim.error);
  for (unsigned int i = 0; i < sizeof words / sizeof words[0]; i++)
    if (strcmp (word, words[i]) == 0)
      return i;
  return PLAN_NONE;
}

static void __attribute__ ((constructor)) set_up (void)
{
  const char *plan = getenv ("CRASH_SHIM_PLAN");
  const char *log = getenv ("CRASH_SHIM_LOG");

  shim.directory = getenv ("CRASH_SHIM_DIRECTORY");
  if (plan != NULL && shim.directory != NULL)
    shim.plan = parse_plan (plan);
  shim.begun = shim.plan == PLAN_RECORD;
  if (log != NULL)
    shim.log = syscall (SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

/* A disk that was made of a record has new files: that they are copies is not what is tested. */
EXPORT int
statx (int at, const char *path, int flags, unsigned int mask, struct statx *info)
{
  int result = (int) syscall (SYS_statx, at, path, flags, mask, info);

  if (result == 0)
    info->stx_mask &= ~(unsigned int) STATX_BTIME;
  return result;
}

/* By this the store chooses its journal. */
EXPORT int
statfs64 (const char *path, struct statfs64 *info)
{
  int fd = (int) syscall (SYS_openat, AT_FDCWD, path, O_PATH | O_CLOEXEC);
  int result = fstatfs64 (fd, info);

  if (result == 0 && getenv ("CRASH_SHIM_NFS") != NULL)
    info->f_type = NFS_SUPER_MAGIC;
  syscall (SYS_close, fd);
  return result;
}

EXPORT void crash_shim_begin (void);

void
crash_shim_begin (void)
{
  shim.begun = 1;
}

/* --- what a call is about -------------------------------------------------------------------- */

static int
is_below (const char *path)
{
  return shim.directory != NULL && strncmp (path, shim.directory, strlen (shim.directory)) == 0;
}

/* the target's name, or NULL if it does not count */
static const char *
name_descriptor (int fd, char *path)
{
  char link[64];
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  ssize_t n;

  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  n = readlink (link, path, PATH_LENGTH - 1);
  if (n <= 0)
    return NULL;
  path[n] = '\0';
  if (strncmp (path, "socket:", 7) == 0)
    return getsockname (fd, (struct sockaddr *) &address, &length) == 0 &&
                   (address.ss_family == AF_INET || address.ss_family == AF_INET6)
               ? "socket"
               : NULL;
  /* an index in shared memory: made anew from the log it is about */
  return is_below (path) && strstr (path, "-shm") == NULL ? path : NULL;
}

/* --- what becomes of a call ------------------------------------------------------------------ */

static void
emit (const void *octets, size_t length)
{
  if (shim.log >= 0 && syscall (SYS_write, shim.log, octets, length) != (long) length)
    abort ();
}

/* A line, and the octets where they are wanted. */
static void
note (const char *name, const char *target, long offset, const void *octets, size_t length)
{
  char line[2 * PATH_LENGTH + 128];
  int n = snprintf (line, sizeof line, "%s\t%s\t%ld\t%zu\n", name, target, offset, length);

  emit (line, (size_t) n);
  if (octets != NULL && shim.plan == PLAN_RECORD)
    emit (octets, length);
}

static void
die (void)
{
  syscall (SYS_kill, getpid (), SIGKILL);
  for (;;)
    pause ();
}

static int
can_fail_so (CallKind kind)
{
  switch (shim.error)
    {
    case ENOSPC:
    case EDQUOT:
      return kind == CALL_WRITE || kind == CALL_NAME || kind == CALL_OPEN;
    case EIO:
      return kind == CALL_WRITE || kind == CALL_SYNC || kind == CALL_NAME;
    case EROFS:
      return kind == CALL_WRITE || kind == CALL_NAME || kind == CALL_OPEN;
    case EMFILE:
      return kind == CALL_OPEN;
    default:
      return kind == CALL_SOCKET;
    }
}

/* Called with the lock held, before the call. Returns an errno the call should fail with. */
static int
arrive (CallKind kind)
{
  if (!shim.begun || shim.plan == PLAN_NONE)
    return 0;
  shim.n++;
  if (shim.plan == PLAN_KILL && shim.n == shim.at)
    die ();
  if (shim.plan == PLAN_FAIL && shim.n == shim.at && can_fail_so (kind))
    return shim.error;
  if (shim.plan == PLAN_BREAK && shim.n >= shim.at && can_fail_so (kind))
    return shim.error;
  return 0;
}

static int
must_tear (void)
{
  return shim.begun && shim.plan == PLAN_TEAR && shim.n == shim.at;
}

static int
is_noted (void)
{
  return shim.begun && (shim.plan == PLAN_COUNT || shim.plan == PLAN_RECORD);
}

/* --- the calls ------------------------------------------------------------------------------- */

/* Writing through a descriptor; @offset: -1 where the descriptor's own place counts. */
static ssize_t
write_somewhere (const char *name, int fd, const void *octets, size_t length, off_t offset)
{
  char path[PATH_LENGTH];
  const char *target = name_descriptor (fd, path);
  int is_socket = target != NULL && strcmp (target, "socket") == 0;
  off_t place = offset;
  ssize_t written;
  int error;

  if (fd == STDOUT_FILENO && shim.plan == PLAN_RECORD)
    note ("say", "stdout", 0, octets, length);
  if (target == NULL)
    return offset < 0 ? syscall (SYS_write, fd, octets, length)
                      : syscall (SYS_pwrite64, fd, octets, length, offset);
  pthread_mutex_lock (&mutex);
  if (offset < 0 && !is_socket)
    place = lseek (fd, 0, SEEK_CUR);
  error = arrive (is_socket ? CALL_SOCKET : CALL_WRITE);
  if (error == 0 && must_tear ())
    length = length / 2;
  written = error != 0    ? -1
            : offset >= 0 ? syscall (SYS_pwrite64, fd, octets, length, offset)
                          : syscall (SYS_write, fd, octets, length);
  if (must_tear ())
    die ();
  if (written > 0 && is_noted ())
    note (name, target, (long) place, octets, (size_t) written);
  pthread_mutex_unlock (&mutex);
  if (error != 0)
    errno = error;
  return written;
}

EXPORT ssize_t
write (int fd, const void *octets, size_t length)
{
  return write_somewhere ("write", fd, octets, length, -1);
}

EXPORT ssize_t
pwrite64 (int fd, const void *octets, size_t length, off64_t offset)
{
  return write_somewhere ("write", fd, octets, length, offset);
}

EXPORT ssize_t
pwrite (int fd, const void *octets, size_t length, off_t offset)
{
  return write_somewhere ("write", fd, octets, length, offset);
}

EXPORT ssize_t
send (int fd, const void *octets, size_t length, int flags)
{
  return write_somewhere ("send", fd, octets, length, -1);
}

/* GIO writes vectors of octets; they are one write to whoever reads. */
EXPORT ssize_t
sendmsg (int fd, const struct msghdr *message, int flags)
{
  char path[PATH_LENGTH];
  const char *target = name_descriptor (fd, path);
  size_t length = 0;
  char *octets;
  ssize_t sent;

  if (target == NULL || message->msg_controllen > 0)
    return syscall (SYS_sendmsg, fd, message, flags);
  for (size_t i = 0; i < message->msg_iovlen; i++)
    length += message->msg_iov[i].iov_len;
  octets = malloc (length + 1);
  length = 0;
  for (size_t i = 0; i < message->msg_iovlen; i++)
    {
      memcpy (octets + length, message->msg_iov[i].iov_base, message->msg_iov[i].iov_len);
      length += message->msg_iov[i].iov_len;
    }
  sent = write_somewhere ("send", fd, octets, length, -1);
  free (octets);
  return sent;
}

static int
sync_somewhere (int fd, long number)
{
  char path[PATH_LENGTH];
  const char *target = name_descriptor (fd, path);
  int error = 0;
  int result;

  pthread_mutex_lock (&mutex);
  if (target != NULL)
    error = arrive (CALL_SYNC);
  if (target != NULL && error == 0 && must_tear ())
    die ();
  result = error != 0 ? -1 : (int) syscall (number, fd);
  if (target != NULL && result == 0 && is_noted ())
    note ("sync", target, 0, NULL, 0);
  pthread_mutex_unlock (&mutex);
  if (error != 0)
    errno = error;
  return result;
}

EXPORT int
fsync (int fd)
{
  return sync_somewhere (fd, SYS_fsync);
}

EXPORT int
fdatasync (int fd)
{
  return sync_somewhere (fd, SYS_fdatasync);
}

/* Begins a call that names files; returns FALSE when it is to fail. */
static int
enter (CallKind kind, const char *path, int *counts)
{
  int error = 0;

  pthread_mutex_lock (&mutex);
  *counts = is_below (path) && strstr (path, "-shm") == NULL;
  if (*counts)
    error = arrive (kind);
  if (*counts && error == 0 && must_tear ())
    die ();
  if (error == 0)
    return 1;
  errno = error;
  return 0;
}

static int
leave (int result, int counts, const char *name, const char *target, long offset)
{
  int number = errno;

  if (counts && result >= 0 && is_noted ())
    note (name, target, offset, NULL, 0);
  pthread_mutex_unlock (&mutex);
  errno = number;
  return result;
}

EXPORT int
rename (const char *from, const char *to)
{
  char both[2 * PATH_LENGTH];
  int counts;
  int result = enter (CALL_NAME, to, &counts) ? (int) syscall (SYS_rename, from, to) : -1;

  snprintf (both, sizeof both, "%s\t%s", from, to);
  return leave (result, counts, "rename", both, 0);
}

EXPORT int
unlink (const char *path)
{
  int counts;
  int result = enter (CALL_NAME, path, &counts) ? (int) syscall (SYS_unlink, path) : -1;

  return leave (result, counts, "unlink", path, 0);
}

EXPORT int
mkdir (const char *path, mode_t mode)
{
  int counts;
  int result = enter (CALL_NAME, path, &counts) ? (int) syscall (SYS_mkdir, path, mode) : -1;

  return leave (result, counts, "mkdir", path, 0);
}

static int
truncate_somewhere (int fd, off_t length)
{
  char path[PATH_LENGTH];
  const char *target = name_descriptor (fd, path);
  int error = 0;
  int result;

  pthread_mutex_lock (&mutex);
  if (target != NULL)
    error = arrive (CALL_WRITE);
  if (target != NULL && error == 0 && must_tear ())
    die ();
  result = error != 0 ? -1 : (int) syscall (SYS_ftruncate, fd, length);
  if (target != NULL && result == 0 && is_noted ())
    note ("truncate", target, (long) length, NULL, 0);
  pthread_mutex_unlock (&mutex);
  if (error != 0)
    errno = error;
  return result;
}

EXPORT int
ftruncate (int fd, off_t length)
{
  return truncate_somewhere (fd, length);
}

EXPORT int
ftruncate64 (int fd, off64_t length)
{
  return truncate_somewhere (fd, length);
}

static int
open_somewhere (int at, const char *path, int flags, mode_t mode)
{
  int is_new = (flags & O_CREAT) != 0 && syscall (SYS_faccessat, at, path, F_OK) != 0;
  int counts;
  int result =
      enter (CALL_OPEN, path, &counts) ? (int) syscall (SYS_openat, at, path, flags, mode) : -1;

  if (counts && result >= 0 && (flags & O_TRUNC) != 0 && !is_new && is_noted ())
    note ("truncate", path, 0, NULL, 0);
  return leave (result, counts && is_new, "create", path, 0);
}

#define OPEN_MODE(flags)                                                                           \
  ({                                                                                               \
    mode_t mode = 0;                                                                               \
    if (((flags) & (O_CREAT | O_TMPFILE)) != 0)                                                    \
      {                                                                                            \
        va_list list;                                                                              \
        va_start (list, flags);                                                                    \
        mode = va_arg (list, mode_t);                                                              \
        va_end (list);                                                                             \
      }                                                                                            \
    mode;                                                                                          \
  })

EXPORT int
open (const char *path, int flags, ...)
{
  return open_somewhere (AT_FDCWD, path, flags, OPEN_MODE (flags));
}

EXPORT int
open64 (const char *path, int flags, ...)
{
  return open_somewhere (AT_FDCWD, path, flags, OPEN_MODE (flags));
}

EXPORT int
openat (int at, const char *path, int flags, ...)
{
  return open_somewhere (at, path, flags, OPEN_MODE (flags));
}

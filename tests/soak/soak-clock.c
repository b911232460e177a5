/* SPDX-License-Identifier: GPL-3.0-or-later */

/* This file's clock_gettime(), gettimeofday() and timerfd come before the C library's for every
 * library of the process; its poll function is the main loop's. A thread that waits for a disk is
 * not asleep to the kernel (state D), so what counts as nothing to do is just that: all threads
 * asleep (S), and after that no descriptor ready. */

#include "soak-clock.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* Nothing will ever happen: neither a timer nor a thread nor the server. */
#define STUCK_MS 20000

static SoakClock *shared;
static pid_t other_process;
static guint n_leaps;
static int set_fd = -1;

/* --- the clocks ------------------------------------------------------------------------------ */

static gint64
get_ahead (clockid_t which)
{
  if (shared == NULL)
    return 0;
  switch (which)
    {
    case CLOCK_REALTIME:
    case CLOCK_REALTIME_COARSE:
      return __atomic_load_n (&shared->wall, __ATOMIC_RELAXED);
    case CLOCK_MONOTONIC:
    case CLOCK_MONOTONIC_COARSE:
    case CLOCK_MONOTONIC_RAW:
      return __atomic_load_n (&shared->monotonic, __ATOMIC_RELAXED);
    case CLOCK_BOOTTIME:
      return __atomic_load_n (&shared->boot, __ATOMIC_RELAXED);
    default:
      return 0;
    }
}

int
clock_gettime (clockid_t which, struct timespec *now)
{
  gint64 us;

  if (syscall (SYS_clock_gettime, which, now) != 0)
    return -1;
  us = now->tv_nsec / 1000 + get_ahead (which);
  now->tv_sec += us / G_USEC_PER_SEC;
  us %= G_USEC_PER_SEC;
  if (us < 0)
    {
      us += G_USEC_PER_SEC;
      now->tv_sec--;
    }
  now->tv_nsec = us * 1000 + now->tv_nsec % 1000;
  return 0;
}

int
gettimeofday (struct timeval *restrict now, void *restrict zone)
{
  struct timespec precise;

  if (clock_gettime (CLOCK_REALTIME, &precise) != 0)
    return -1;
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return 0;
}

/* The program has one, which never goes off: it tells when the clock was set, or the machine has
 * slept. */
int
timerfd_create (int which, int flags)
{
  set_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  return set_fd;
}

int
timerfd_settime (int fd, int flags, const struct itimerspec *when, struct itimerspec *before)
{
  return 0;
}

static void
tell_set (void)
{
  guint64 one = 1;

  if (set_fd >= 0)
    g_assert_cmpint (write (set_fd, &one, sizeof one), ==, sizeof one);
}

void
soak_clock_sleep (gint64 us)
{
  __atomic_add_fetch (&shared->boot, us, __ATOMIC_SEQ_CST);
  soak_clock_set (us);
}

void
soak_clock_set (gint64 by_us)
{
  __atomic_add_fetch (&shared->wall, by_us, __ATOMIC_SEQ_CST);
  tell_set ();
}

static void
go_ahead (gint64 us)
{
  __atomic_add_fetch (&shared->monotonic, us, __ATOMIC_SEQ_CST);
  __atomic_add_fetch (&shared->boot, us, __ATOMIC_SEQ_CST);
  __atomic_add_fetch (&shared->wall, us, __ATOMIC_SEQ_CST);
}

/* --- whether anybody has something to do ----------------------------------------------------- */

/* Returns: whether the thread waits for something to happen, or is no more */
static gboolean
is_asleep (const char *task)
{
  char text[256];
  const char *name_end;
  int fd = open (task, O_RDONLY | O_CLOEXEC);
  ssize_t n = fd >= 0 ? read (fd, text, sizeof text - 1) : 0;

  if (fd >= 0)
    close (fd);
  if (n <= 0)
    return TRUE;
  text[n] = '\0';
  name_end = strrchr (text, ')');
  return name_end == NULL || name_end[2] == 'S';
}

static gboolean
all_asleep (pid_t process)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int) process);
  g_autofree char *self = g_strdup_printf ("%d", (int) syscall (SYS_gettid));
  GDir *tasks = g_dir_open (path, 0, NULL);
  gboolean asleep = TRUE;
  const char *task;

  while (asleep && tasks != NULL && (task = g_dir_read_name (tasks)) != NULL)
    {
      g_autofree char *stat = g_strdup_printf ("%s/%s/stat", path, task);

      asleep = strcmp (task, self) == 0 || is_asleep (stat);
    }
  g_clear_pointer (&tasks, g_dir_close);
  return asleep;
}

/* Two looks: what one thread handed to another between them is seen in the second. */
static gboolean
is_quiet (void)
{
  for (guint look = 0; look < 2; look++)
    if (!all_asleep (getpid ()) || !all_asleep (other_process))
      return FALSE;
  return TRUE;
}

/* --- the main loop's poll -------------------------------------------------------------------- */

static int
leap (GPollFD *fds, guint n_fds, int timeout_ms)
{
  int n = poll ((struct pollfd *) fds, n_fds, timeout_ms < 0 ? STUCK_MS : 0);

  if (n != 0)
    return n;
  if (timeout_ms < 0)
    g_error ("nothing will ever happen");
  go_ahead ((gint64) timeout_ms * 1000);
  n_leaps++;
  return 0;
}

static int
poll_or_leap (GPollFD *fds, guint n_fds, int timeout_ms)
{
  gint64 begin_us = g_get_monotonic_time ();

  G_STATIC_ASSERT (sizeof (GPollFD) == sizeof (struct pollfd));
  for (;;)
    {
      int n = poll ((struct pollfd *) fds, n_fds, 0);
      gint64 passed_ms = (g_get_monotonic_time () - begin_us) / 1000;

      if (n != 0 || (timeout_ms >= 0 && passed_ms >= timeout_ms))
        return n;
      if (is_quiet ())
        return leap (fds, n_fds, timeout_ms < 0 ? -1 : timeout_ms - (int) passed_ms);
      n = poll ((struct pollfd *) fds, n_fds, 1);
      if (n != 0)
        return n;
    }
}

void
soak_clock_share (SoakClock *clock)
{
  shared = clock;
}

void
soak_clock_run (pid_t other)
{
  other_process = other;
  g_main_context_set_poll_func (NULL, poll_or_leap);
}

guint
soak_clock_get_leaps (void)
{
  return n_leaps;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* measure FILE PROGRAM [ARGUMENT…]: runs the program and writes what it took to FILE: seconds,
 * seconds of processor, peak memory in KiB, and how it ended. A program's peak memory is at least
 * that of who started it, so who starts it has to be small. */

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double
now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static double
seconds_of (struct timeval time)
{
  return (double) time.tv_sec + (double) time.tv_usec / 1e6;
}

int
main (int argc, char **argv)
{
  struct rusage usage;
  int status = 0;
  double begin = now ();
  pid_t pid;
  FILE *file;

  if (argc < 3 || posix_spawnp (&pid, argv[2], NULL, NULL, argv + 2, environ) != 0)
    return 127;
  while (wait4 (pid, &status, 0, &usage) < 0 && errno == EINTR)
    ;
  double end = now ();

  file = fopen (argv[1], "w");
  if (file == NULL)
    return 126;
  fprintf (file, "%.6f %.6f %ld %d\n", end - begin,
           seconds_of (usage.ru_utime) + seconds_of (usage.ru_stime), usage.ru_maxrss,
           WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status));
  return fclose (file) == 0 ? 0 : 126;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Stands in for libFuzzer where there is none: plays every file given, and every file in the
 * directories given, whole and cut off at up to 24 places. What once crashed is a file among
 * them, so it is tried again by every build. */

#include "fuzz.h"

#include <stdio.h>
#include <string.h>

#define MAX_CUTS 24

static guint n_files;
static guint n_inputs;

/* In memory of its very length, so that a sanitizer sees an octet read too many. */
static void
play (const char *octets, gsize length)
{
  g_autofree guint8 *copy = g_memdup2 (octets, length);

  n_inputs++;
  LLVMFuzzerTestOneInput (copy != NULL ? copy : (const guint8 *) "", length);
}

static void
play_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *octets = NULL;
  gsize length;

  if (!g_file_get_contents (path, &octets, &length, &error))
    g_error ("%s", error->message);
  n_files++;
  play (octets, length);
  for (gsize cut = 0, step = length / MAX_CUTS + 1; cut < length; cut += step)
    play (octets, cut);
}

static void
play_directory (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) directory = g_dir_open (path, 0, &error);
  const char *name;

  if (directory == NULL)
    g_error ("%s", error->message);
  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      play_file (child);
    }
}

int
main (int argc, char **argv)
{
  LLVMFuzzerInitialize (&argc, &argv);
  for (int i = 1; i < argc; i++)
    {
      if (g_file_test (argv[i], G_FILE_TEST_IS_DIR))
        play_directory (argv[i]);
      else
        play_file (argv[i]);
    }
  printf ("%u files, %u inputs\n", n_files, n_inputs);
  return n_files > 0 ? 0 : 1;
}

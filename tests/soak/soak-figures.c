/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sources are found by their ids: a context gives each a number when it is attached and never takes
 * it back, so asking for every number there was finds all that are left. */

#include "soak-figures.h"

#include <malloc.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static guint
count_entries (const char *path)
{
  GDir *directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (directory) != NULL)
    n++;
  g_dir_close (directory);
  return n;
}

static gboolean
do_nothing (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

static guint
count_sources (void)
{
  guint newest = g_idle_add (do_nothing, NULL);
  guint n = 0;

  g_source_remove (newest);
  for (guint id = 1; id < newest; id++)
    n += g_main_context_find_source_by_id (NULL, id) != NULL;
  return n;
}

static guint64
get_resident (void)
{
  g_autofree char *text = NULL;
  unsigned long pages = 0;

  if (!g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) ||
      sscanf (text, "%*u %lu", &pages) != 1)
    return 0;
  return (guint64) pages * (guint64) sysconf (_SC_PAGESIZE);
}

SoakFigures
soak_figures_take (void)
{
  guint64 pages = (guint64) sqlite3_memory_used ();

  /* what is free is given back, so that it does not count */
  malloc_trim (0);
  /* the directory that is read is open meanwhile */
  return (SoakFigures){
    .resident = get_resident (),
    .heap = mallinfo2 ().uordblks - MIN (pages, mallinfo2 ().uordblks),
    .pages = pages,
    .descriptors = count_entries ("/proc/self/fd") - 1,
    .sources = count_sources (),
    .threads = count_entries ("/proc/self/task"),
  };
}

char *
soak_figures_dup_text (const SoakFigures *figures)
{
  return g_strdup_printf ("%.1f MiB resident, %.2f MiB of it in use, %.2f by SQLite, "
                          "%u descriptors, %u sources, %u threads",
                          (double) figures->resident / (1 << 20),
                          (double) figures->heap / (1 << 20), (double) figures->pages / (1 << 20),
                          figures->descriptors, figures->sources, figures->threads);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a process may not have ever more of. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SoakFigures:
 * @resident: octets of memory the process has
 * @heap: octets of it that are in use, without @pages; 0 where the allocator does not tell
 * @pages: octets SQLite has, most of them its cache, which has a limit of its own
 * @descriptors: open files, sockets, pipes
 * @sources: of the main loop
 * @threads:
 */
typedef struct
{
  guint64 resident;
  guint64 heap;
  guint64 pages;
  guint descriptors;
  guint sources;
  guint threads;
} SoakFigures;

SoakFigures soak_figures_take (void);

/**
 * soak_figures_dup_text: for a person
 */
char *soak_figures_dup_text (const SoakFigures *figures);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A directory for one test. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * support_directory_new:
 *
 * Returns: (transfer full): path of a new, empty directory
 */
char *support_directory_new (void);

/**
 * support_directory_free: removes the directory with all that is in it, and frees the path
 */
void support_directory_free (char *path);

G_END_DECLS

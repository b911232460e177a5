/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How both programs begin. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * program_begin: forbids core files and chooses the language
 */
void program_begin (void);

/**
 * program_dup_beside:
 * @name: "data"
 *
 * Returns: (transfer full) (nullable): the directory @name of the build tree the program is run
 *   from; NULL when it is installed
 */
char *program_dup_beside (const char *name);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "practice-server.h"

G_BEGIN_DECLS

/**
 * practice_letter_new:
 * @id: its name, which sorts by time
 * @forward_paths: (transfer full) (array zero-terminated=1): who gets it
 * @octets: (transfer full): trace fields and content
 */
PracticeLetter *practice_letter_new (const char *id, gint64 received_us, const char *reverse_path,
                                     char **forward_paths, GBytes *octets);

/**
 * practice_letter_new_id:
 *
 * Returns: (transfer full): a name nobody has, that sorts after all made before
 */
char *practice_letter_new_id (gint64 received_us);

G_END_DECLS

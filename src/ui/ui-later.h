/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Times to come, in words. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ui_later_dup_when:
 *
 * Returns: (transfer full): "tomorrow 08:00", "Friday 08:00", "24 December 08:00", to stand in a
 *   sentence
 */
char *ui_later_dup_when (gint64 time_us, gint64 now_us);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

/**
 * store_victim_disk_watch: SQLite's writes count from here on
 * @how: "kill" before the write, "tear": after half of it, "full": it and all that follow fail
 * @at: which one, 0 for none
 */
void store_victim_disk_watch (const char *how, guint at);
guint store_victim_disk_count (void);

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Time that passes at once when nobody has anything to do. The program under test knows nothing of
 * it: timers, deadlines and dates are GLib's own, over clocks that run ahead of the machine's. */

#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * SoakClock: how far each clock runs ahead, microseconds; in memory that processes share
 * @monotonic: what timers go by; it stands still while the machine sleeps
 * @boot: the same with the sleep
 * @wall: what dates go by; somebody may set it
 */
typedef struct
{
  gint64 monotonic;
  gint64 boot;
  gint64 wall;
} SoakClock;

/**
 * soak_clock_share: from here on all clocks of this process go by @clock
 */
void soak_clock_share (SoakClock *clock);

/**
 * soak_clock_run: the main loop waits no more: where it would, and no thread of this process or of
 *   @other has anything to do, the clocks go ahead by as much
 */
void soak_clock_run (pid_t other);

/**
 * soak_clock_sleep: the machine sleeps for @us
 */
void soak_clock_sleep (gint64 us);

/**
 * soak_clock_set: the wall clock is set, forward or back
 */
void soak_clock_set (gint64 by_us);

/**
 * soak_clock_get_leaps: how often time went ahead
 */
guint soak_clock_get_leaps (void);

G_END_DECLS

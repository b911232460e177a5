/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A clock that stands still until it is moved: five days pass in the time their work takes.
 *
 *   g_autoptr (FakeClock) clock = fake_clock_new ();
 *   submission_queue_set_clock (queue, SUBMISSION_CLOCK (clock));
 *   submission_queue_start (queue);
 *   … let the main loop do what there is to do …
 *   fake_clock_advance_to_next (clock);
 */

#pragma once

#include "submission-clock-private.h"

G_BEGIN_DECLS

#define FAKE_TYPE_CLOCK (fake_clock_get_type ())
G_DECLARE_FINAL_TYPE (FakeClock, fake_clock, FAKE, CLOCK, SubmissionClock)

/**
 * fake_clock_new:
 *
 * Returns: (transfer full): a clock an hour ahead of the system's, so that what the store dates by
 *   that one is past
 */
FakeClock *fake_clock_new (void);

/**
 * fake_clock_advance: both clocks go on; timers go off in their order, each at its time
 */
void fake_clock_advance (FakeClock *clock, gint64 by_us);

/**
 * fake_clock_advance_to_next: to the moment the next timer goes off
 *
 * Returns: FALSE when there is no timer
 */
gboolean fake_clock_advance_to_next (FakeClock *clock);

/**
 * fake_clock_get_next_us:
 *
 * Returns: how long until the next timer goes off; -1: there is none
 */
gint64 fake_clock_get_next_us (FakeClock *clock);

/**
 * fake_clock_sleep: the machine sleeps for @us and wakes: what is due meanwhile goes off then
 */
void fake_clock_sleep (FakeClock *clock, gint64 us);

/**
 * fake_clock_set_wall: somebody sets the wall clock forward, or back
 */
void fake_clock_set_wall (FakeClock *clock, gint64 by_us);

/**
 * fake_clock_get_n_timers:
 *
 * Returns: timers that wait
 */
guint fake_clock_get_n_timers (FakeClock *clock);

G_END_DECLS

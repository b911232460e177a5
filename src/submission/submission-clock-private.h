/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the queue knows of time, in one place, so that a test can play five days in a second.
 *
 * There are two clocks. The wall clock is what is stored and shown; anybody may set it, by ten
 * years or back by a day, and nothing that waits may hang on it alone. The boot clock only goes
 * forward, also while the machine sleeps, and is forgotten with the process.
 *
 * A test makes a subclass with a time of its own, gives it to submission_queue_set_clock() before
 * the queue starts, and moves it when the main loop has nothing left to do; fake-clock.h in
 * tests/submission is one. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define SUBMISSION_TYPE_CLOCK (submission_clock_get_type ())
G_DECLARE_DERIVABLE_TYPE (SubmissionClock, submission_clock, SUBMISSION, CLOCK, GObject)

/**
 * SubmissionClockClass:
 * @get_real_us: microseconds since 1970 by the wall clock
 * @get_boot_us: microseconds since any moment, never less than before
 * @add_timer: calls @func once, when the boot clock has gone on by @delay_us; what @func returns
 *   does not matter. Never 0
 * @remove_timer: a timer that has not gone off
 *
 * All have an implementation that asks the system.
 */
struct _SubmissionClockClass
{
  GObjectClass parent_class;

  gint64 (*get_real_us) (SubmissionClock *clock);
  gint64 (*get_boot_us) (SubmissionClock *clock);
  guint (*add_timer) (SubmissionClock *clock, gint64 delay_us, GSourceFunc func,
                      gpointer user_data);
  void (*remove_timer) (SubmissionClock *clock, guint timer);
};

/**
 * SubmissionClock::changed: the wall clock was set, or the machine has slept: what waits for a time
 *   of day is to be looked at anew
 */

SubmissionClock *submission_clock_new (void);

gint64 submission_clock_get_real_us (SubmissionClock *clock);
gint64 submission_clock_get_boot_us (SubmissionClock *clock);
guint submission_clock_add_timer (SubmissionClock *clock, gint64 delay_us, GSourceFunc func,
                                  gpointer user_data);

/**
 * submission_clock_clear_timer:
 * @timer: (inout): 0 afterwards; may be 0 before
 */
void submission_clock_clear_timer (SubmissionClock *clock, guint *timer);

/**
 * submission_clock_changed: for a subclass: emits ::changed
 */
void submission_clock_changed (SubmissionClock *clock);

G_END_DECLS

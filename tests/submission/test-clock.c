/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Timers of the system's clock. The boot clock is the test's, so that the machine can sleep. */

#include "submission-clock-private.h"

#define TEST_TYPE_SLEEPER (sleeper_get_type ())
G_DECLARE_FINAL_TYPE (Sleeper, sleeper, TEST, SLEEPER, SubmissionClock)

struct _Sleeper
{
  SubmissionClock parent_instance;

  gint64 slept_us;
};

G_DEFINE_FINAL_TYPE (Sleeper, sleeper, SUBMISSION_TYPE_CLOCK)

static gint64
sleeper_get_boot_us (SubmissionClock *clock)
{
  Sleeper *self = TEST_SLEEPER (clock);

  return SUBMISSION_CLOCK_CLASS (sleeper_parent_class)->get_boot_us (clock) + self->slept_us;
}

static void
sleeper_class_init (SleeperClass *class)
{
  SUBMISSION_CLOCK_CLASS (class)->get_boot_us = sleeper_get_boot_us;
}

static void
sleeper_init (Sleeper *self)
{
}

static gboolean
count_up (gpointer count)
{
  (*(guint *) count)++;
  return G_SOURCE_CONTINUE;
}

static void
test_goes_off_once (void)
{
  g_autoptr (SubmissionClock) clock = submission_clock_new ();
  gint64 begin_us = g_get_monotonic_time ();
  guint n = 0;
  guint last = 0;

  submission_clock_add_timer (clock, 10 * G_TIME_SPAN_MILLISECOND, count_up, &n);
  submission_clock_add_timer (clock, 30 * G_TIME_SPAN_MILLISECOND, count_up, &last);
  while (last == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, >=, 30 * G_TIME_SPAN_MILLISECOND);
}

static void
test_cleared_does_not_go_off (void)
{
  g_autoptr (SubmissionClock) clock = submission_clock_new ();
  guint n = 0;
  guint last = 0;
  guint timer = submission_clock_add_timer (clock, 0, count_up, &n);

  submission_clock_clear_timer (clock, &timer);
  g_assert_cmpuint (timer, ==, 0);
  submission_clock_clear_timer (clock, &timer);
  submission_clock_add_timer (clock, G_TIME_SPAN_MILLISECOND, count_up, &last);
  while (last == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpuint (n, ==, 0);
}

/* Eight hours of sleep are eight hours; what is due after them still waits. */
static void
test_goes_off_on_waking (void)
{
  g_autoptr (Sleeper) clock = g_object_new (TEST_TYPE_SLEEPER, NULL);
  guint n = 0;
  guint tomorrow = 0;

  submission_clock_add_timer (SUBMISSION_CLOCK (clock), 5 * G_TIME_SPAN_MINUTE, count_up, &n);
  submission_clock_add_timer (SUBMISSION_CLOCK (clock), G_TIME_SPAN_DAY, count_up, &tomorrow);
  g_assert_false (g_main_context_iteration (NULL, FALSE));

  clock->slept_us = 8 * G_TIME_SPAN_HOUR;
  submission_clock_changed (SUBMISSION_CLOCK (clock));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (tomorrow, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/submission/clock/goes-off-once", test_goes_off_once);
  g_test_add_func ("/submission/clock/cleared-does-not-go-off", test_cleared_does_not_go_off);
  g_test_add_func ("/submission/clock/goes-off-on-waking", test_goes_off_on_waking);

  return g_test_run ();
}

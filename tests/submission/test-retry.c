/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When the queue tries again, in a time that the test moves. */

#include "queue-fixture.h"

#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE
#define HOUR G_TIME_SPAN_HOUR

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, data);
  fixture_use_clock (fixture);
  submission_queue_start (fixture->queue);
}

/* Each attempt when its time has come, and not a second before. */
static void
assert_steps (Fixture *fixture, gint64 id, const gint64 *steps, gsize n_steps)
{
  for (gsize i = 0; i < n_steps; i++)
    {
      g_autoptr (StoreLetter) letter = NULL;
      gint64 left_us;

      fixture_wait_timer (fixture);
      letter = fixture_get (fixture, id);
      g_assert_cmpuint (letter->attempts, ==, i + 1);
      left_us = fake_clock_get_next_us (fixture->clock);
      g_assert_cmpint (left_us, >, steps[i] - SECOND);
      g_assert_cmpint (left_us, <=, steps[i] + SECOND);

      fake_clock_advance_to_next (fixture->clock);
      fixture_wait_settled (fixture, 1);
    }
}

static void
test_transport (Fixture *fixture, gconstpointer data)
{
  static const gint64 steps[] = { 30 * SECOND, MINUTE,      2 * MINUTE, 5 * MINUTE,
                                  10 * MINUTE, 30 * MINUTE, 30 * MINUTE };

  support_server_add_script (fixture->server, "close\n");
  assert_steps (fixture, fixture_enqueue (fixture, "nobody there"), steps, G_N_ELEMENTS (steps));
}

static void
test_refusal (Fixture *fixture, gconstpointer data)
{
  static const gint64 steps[] = { 5 * MINUTE,  15 * MINUTE, 30 * MINUTE,
                                  60 * MINUTE, 4 * HOUR,    4 * HOUR };

  support_server_add_script (fixture->server, "S: 451 4.3.2 later\nclose\n");
  assert_steps (fixture, fixture_enqueue (fixture, "later"), steps, G_N_ELEMENTS (steps));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/submission/retry/transport", test_transport);
  ADD ("/submission/retry/refusal", test_refusal);

  return g_test_run ();
}

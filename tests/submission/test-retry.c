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

/* One attempt after the other, each in its time; @n: (inout): how many in all. */
static StoreLetter *
play_until_paused (Fixture *fixture, gint64 id, guint *n)
{
  for (;;)
    {
      g_autoptr (StoreLetter) letter = NULL;

      fixture_wait_settled_in_all (fixture, ++*n);
      letter = fixture_get (fixture, id);
      if (letter->paused)
        return g_steal_pointer (&letter);
      fixture_wait_timer (fixture);
      fake_clock_advance_to_next (fixture->clock);
    }
}

/* Nothing is dropped: after five days nothing happens by itself any more, and a person may say "go
 * on", for another five. */
static void
test_five_days_ask (Fixture *fixture, gconstpointer data)
{
  SubmissionClock *clock = SUBMISSION_CLOCK (fixture->clock);
  guint n = 0;
  gint64 id;

  support_server_add_script (fixture->server, "S: 451 4.3.2 later\nclose\n");
  id = fixture_enqueue (fixture, "patience");
  for (guint i = 0; i < 2; i++)
    {
      gint64 begin_us = submission_clock_get_boot_us (clock);
      g_autoptr (StoreLetter) letter = play_until_paused (fixture, id, &n);
      gint64 passed_us = submission_clock_get_boot_us (clock) - begin_us;

      g_assert_cmpint (passed_us, >=, 5 * G_TIME_SPAN_DAY);
      g_assert_cmpint (passed_us, <, 5 * G_TIME_SPAN_DAY + 4 * HOUR + SECOND);
      g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PAUSED);
      g_assert_cmpint (letter->outcome->failure->kind, ==, MAIL_FAILURE_PATIENCE);
      g_assert_cmpuint (mail_reply_get_code (letter->outcome->failure->reply), ==, 451);
      g_assert_cmpuint (fake_clock_get_n_timers (fixture->clock), ==, 0);
      fixture_command (fixture, id, STORE_COMMAND_RETRY);
    }
}

/* A day back: what waits half a minute still waits half a minute. Ten years on: it is tried when it
 * would have been, and not given up. */
static void
test_clock_jumps (Fixture *fixture, gconstpointer data)
{
  static const gint64 jumps[] = { -G_TIME_SPAN_DAY, 3650 * G_TIME_SPAN_DAY,
                                  -3650 * G_TIME_SPAN_DAY };
  static const gint64 steps[] = { 30 * SECOND, MINUTE, 2 * MINUTE };
  gint64 id;

  support_server_add_script (fixture->server, "close\n");
  id = fixture_enqueue (fixture, "what is the time");
  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++)
    {
      g_autoptr (StoreLetter) letter = NULL;

      fixture_wait_settled_in_all (fixture, i + 1);
      fixture_wait_timer (fixture);
      fake_clock_set_wall (fixture->clock, jumps[i]);
      fixture_wait_quiet (fixture);
      g_assert_cmpuint (fixture->n_settled, ==, i + 1);
      fake_clock_advance (fixture->clock, steps[i] + SECOND);
      fixture_wait_settled_in_all (fixture, i + 2);
      letter = fixture_get (fixture, id);
      g_assert_cmpuint (letter->attempts, ==, i + 2);
      g_assert_false (letter->paused);
    }
}

/* A letter that was to wait for a minute when the clock was set back a day, and the program with it
 * switched off. */
static void
test_start_after_the_clock_was_set_back (Fixture *fixture, gconstpointer data)
{
  g_autofree char *directory = g_strdup (fixture->directory);

  support_server_add_script (fixture->server, "close\n");
  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n");
  fixture_enqueue (fixture, "back in time");
  fixture_wait_settled_in_all (fixture, 1);
  fixture_close (fixture);

  fixture_open (fixture, directory);
  fixture_use_clock (fixture);
  fake_clock_set_wall (fixture->clock, -G_TIME_SPAN_DAY);
  submission_queue_start (fixture->queue);
  fixture_wait_settled_in_all (fixture, 2);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 1);
}

/* Eight hours of sleep between two attempts: the second is made on waking, once. */
static void
test_sleep (Fixture *fixture, gconstpointer data)
{

  support_server_add_script (fixture->server, "close\n");
  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n");
  fixture_enqueue (fixture, "good night");
  fixture_wait_settled_in_all (fixture, 1);
  fixture_wait_timer (fixture);
  fake_clock_sleep (fixture->clock, 8 * HOUR);
  fixture_wait_settled_in_all (fixture, 2);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 1);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/submission/retry/transport", test_transport);
  ADD ("/submission/retry/refusal", test_refusal);
  ADD ("/submission/retry/five-days-ask", test_five_days_ask);
  ADD ("/submission/retry/clock-jumps", test_clock_jumps);
  ADD ("/submission/retry/start-after-the-clock-was-set-back",
       test_start_after_the_clock_was_set_back);
  ADD ("/submission/retry/sleep", test_sleep);

  return g_test_run ();
}

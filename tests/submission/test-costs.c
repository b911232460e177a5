/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters wait while sending costs what a person wants to avoid, and go when it does not, or when
 * the person says so. */

#include "fake-network.h"
#include "fake-power.h"
#include "queue-fixture.h"
#include "submission-queue-private.h"

#define ACCEPTED ENVELOPE ONE_PERSON LETTER "S: 250 kept\n"

typedef struct
{
  Fixture base;
  FakeNetwork *network;
  FakePower *power;
  guint n_changed;
} CostsFixture;

static void
count_changed (SubmissionQueue *queue, guint *n)
{
  (*n)++;
}

static void
set_up (CostsFixture *fixture, gconstpointer data)
{
  g_autoptr (SubmissionCostWatch) watch = NULL;
  SubmissionQueue *queue;

  fixture_set_up (&fixture->base, NULL);
  fixture_use_clock (&fixture->base);
  queue = fixture->base.queue;
  fixture->network = fake_network_new (TRUE);
  fixture->power = fake_power_new ();
  watch = submission_cost_watch_new (G_NETWORK_MONITOR (fixture->network),
                                     G_POWER_PROFILE_MONITOR (fixture->power));
  submission_queue_set_cost_watch (queue, watch);
  g_signal_connect (queue, "costs-changed", G_CALLBACK (count_changed), &fixture->n_changed);
  support_server_add_script (fixture->base.server, GREETING ACCEPTED ACCEPTED ACCEPTED);
  submission_queue_start (queue);
}

static void
tear_down (CostsFixture *fixture, gconstpointer data)
{
  fixture_tear_down (&fixture->base, NULL);
  g_object_unref (fixture->network);
  g_object_unref (fixture->power);
}

static void
wait_settled (CostsFixture *fixture, guint n)
{
  fixture_wait_settled_in_all (&fixture->base, n);
  fixture_wait_quiet (&fixture->base);
}

/* Nothing is asked, and nothing turns in a circle. */
static void
assert_waits (CostsFixture *fixture, guint n_contents)
{
  fixture_wait_quiet (&fixture->base);
  fake_clock_advance (fixture->base.clock, G_TIME_SPAN_HOUR);
  fixture_wait_quiet (&fixture->base);
  g_assert_cmpuint (support_server_get_n_contents (fixture->base.server), ==, n_contents);
  g_assert_cmpuint (fake_clock_get_n_timers (fixture->base.clock), ==, 0);
}

static void
test_metered (CostsFixture *fixture, gconstpointer data)
{
  SubmissionQueue *queue = fixture->base.queue;

  submission_queue_avoid (queue, SUBMISSION_COST_METERED);
  g_assert_cmpint (submission_queue_get_costs (queue), ==, 0);
  fake_network_set_metered (fixture->network, TRUE);
  g_assert_cmpint (submission_queue_get_costs (queue), ==, SUBMISSION_COST_METERED);
  fixture_enqueue (&fixture->base, "not over this one");
  assert_waits (fixture, 0);
  g_assert_cmpuint (support_server_get_n_connections (fixture->base.server), ==, 0);
  g_assert_true (submission_queue_is_busy (queue));

  fake_network_set_metered (fixture->network, FALSE);
  wait_settled (fixture, 1);
  g_assert_cmpuint (support_server_get_n_contents (fixture->base.server), ==, 1);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
}

/* No connection is opened for a letter that would not go over it. */
static void
test_held_letter_opens_nothing (CostsFixture *fixture, gconstpointer data)
{
  static const char *const han[] = { "han@example.test", NULL };

  submission_queue_avoid (fixture->base.queue, SUBMISSION_COST_METERED);
  fake_network_set_metered (fixture->network, TRUE);
  fixture_enqueue_held (&fixture->base, "held", han, g_get_real_time () + 10 * G_USEC_PER_SEC);
  assert_waits (fixture, 0);
  g_assert_cmpuint (support_server_get_n_connections (fixture->base.server), ==, 0);
}

static void
test_nobody_minds (CostsFixture *fixture, gconstpointer data)
{
  fake_network_set_metered (fixture->network, TRUE);
  fake_power_set_saving (fixture->power, TRUE);
  fixture_enqueue (&fixture->base, "whatever it costs");
  wait_settled (fixture, 1);
  submission_queue_avoid (fixture->base.queue, SUBMISSION_COST_POWER);
  fake_power_set_saving (fixture->power, FALSE);
  fixture_enqueue (&fixture->base, "metered, and only power counts");
  wait_settled (fixture, 2);
}

static void
test_power (CostsFixture *fixture, gconstpointer data)
{
  fake_power_set_saving (fixture->power, TRUE);
  submission_queue_avoid (fixture->base.queue, SUBMISSION_COST_POWER);
  fixture_enqueue (&fixture->base, "when there is a socket");
  assert_waits (fixture, 0);
  fake_power_set_saving (fixture->power, FALSE);
  wait_settled (fixture, 1);
}

/* The preference is taken back. */
static void
test_avoided_no_more (CostsFixture *fixture, gconstpointer data)
{
  fake_network_set_metered (fixture->network, TRUE);
  submission_queue_avoid (fixture->base.queue, SUBMISSION_COST_METERED);
  fixture_enqueue (&fixture->base, "after all");
  assert_waits (fixture, 0);
  submission_queue_avoid (fixture->base.queue, 0);
  wait_settled (fixture, 1);
}

static void
test_asked_for (CostsFixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id;

  fake_network_set_metered (fixture->network, TRUE);
  submission_queue_avoid (fixture->base.queue, SUBMISSION_COST_METERED);
  fixture_enqueue (&fixture->base, "this one waits");
  id = fixture_enqueue (&fixture->base, "this one goes");
  letter = fixture_deliver (&fixture->base, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
  fixture_wait_quiet (&fixture->base);
  g_assert_cmpuint (support_server_get_n_contents (fixture->base.server), ==, 1);
}

/* All that wait, and none that comes later. */
static void
test_anyway (CostsFixture *fixture, gconstpointer data)
{
  fake_network_set_metered (fixture->network, TRUE);
  submission_queue_avoid (fixture->base.queue, SUBMISSION_COST_METERED);
  fixture_enqueue (&fixture->base, "one");
  fixture_enqueue (&fixture->base, "two");
  assert_waits (fixture, 0);
  submission_queue_send_anyway (fixture->base.queue);
  wait_settled (fixture, 2);
  fixture_enqueue (&fixture->base, "three");
  fixture_wait_quiet (&fixture->base);
  g_assert_cmpuint (support_server_get_n_contents (fixture->base.server), ==, 2);
}

static void
test_practice_is_here (CostsFixture *fixture, gconstpointer data)
{
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new (
      "127.0.0.1", support_server_get_port (fixture->base.server), MAIL_SECURITY_NONE);

  fake_network_set_metered (fixture->network, TRUE);
  submission_queue_avoid (fixture->base.queue, SUBMISSION_COST_METERED);
  submission_queue_set_practice (fixture->base.queue, endpoint);
  g_free (fixture->base.account_id);
  fixture->base.account_id = g_strdup (ACCOUNT_PRACTICE_ID);
  fixture_enqueue (&fixture->base, "costs nothing");
  wait_settled (fixture, 1);
}

#define ADD(path, func) g_test_add (path, CostsFixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/submission/costs/metered", test_metered);
  ADD ("/submission/costs/held-letter-opens-nothing", test_held_letter_opens_nothing);
  ADD ("/submission/costs/nobody-minds", test_nobody_minds);
  ADD ("/submission/costs/power", test_power);
  ADD ("/submission/costs/avoided-no-more", test_avoided_no_more);
  ADD ("/submission/costs/asked-for", test_asked_for);
  ADD ("/submission/costs/anyway", test_anyway);
  ADD ("/submission/costs/practice-is-here", test_practice_is_here);

  return g_test_run ();
}

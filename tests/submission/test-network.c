/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The network goes and comes, and the queue makes no more of it than there is. */

#include "fake-network.h"
#include "queue-fixture.h"
#include "submission-queue-private.h"

#define SECOND G_TIME_SPAN_SECOND
#define MINUTE G_TIME_SPAN_MINUTE
/* longer than the jitter */
#define SOON (5 * SECOND)

typedef struct
{
  Fixture base;
  FakeNetwork *network;
} NetworkFixture;

static void
set_up (NetworkFixture *fixture, gconstpointer data)
{
  fixture_set_up (&fixture->base, NULL);
  fixture_use_clock (&fixture->base);
  fixture->network = fake_network_new (TRUE);
  submission_queue_set_network_monitor (fixture->base.queue, G_NETWORK_MONITOR (fixture->network));
  submission_queue_start (fixture->base.queue);
}

static void
tear_down (NetworkFixture *fixture, gconstpointer data)
{
  fixture_tear_down (&fixture->base, NULL);
  g_object_unref (fixture->network);
}

static void
wait_for (NetworkFixture *fixture, guint n)
{
  fixture_wait_settled_in_all (&fixture->base, n);
  fixture_wait_quiet (&fixture->base);
}

/* Time goes on in small steps, so that what one timer begins has come to its end at the next. */
static void
pass (NetworkFixture *fixture, gint64 us)
{
  for (gint64 left_us = us; left_us > 0; left_us -= SECOND)
    {
      fake_clock_advance (fixture->base.clock, MIN (left_us, SECOND));
      fixture_wait_quiet (&fixture->base);
    }
}

/* A letter that could not be sent a number of times, and so waits for half an hour. */
static gint64
enqueue_and_fail (NetworkFixture *fixture, const char *script, guint n_times)
{
  gint64 id;

  for (guint i = 0; i < n_times; i++)
    support_server_add_script (fixture->base.server, script);
  id = fixture_enqueue (&fixture->base, "no network");
  wait_for (fixture, 1);
  while (fixture->base.n_settled < n_times)
    {
      fixture_wait_timer (&fixture->base);
      fake_clock_advance_to_next (fixture->base.clock);
      wait_for (fixture, fixture->base.n_settled + 1);
    }
  return id;
}

#define ACCEPTED ENVELOPE ONE_PERSON LETTER "S: 250 kept\n"

static void
let_one_in (NetworkFixture *fixture)
{
  support_server_add_script (fixture->base.server, GREETING ACCEPTED);
}

static void
test_found_wakes_once (NetworkFixture *fixture, gconstpointer data)
{
  enqueue_and_fail (fixture, "close\n", 7);
  let_one_in (fixture);
  fake_network_set (fixture->network, FALSE);
  pass (fixture, SOON);
  fake_network_set (fixture->network, TRUE);
  fake_network_set (fixture->network, TRUE);
  g_assert_cmpuint (fixture->base.n_settled, ==, 7);
  fake_clock_advance (fixture->base.clock, SOON);
  wait_for (fixture, 8);
  pass (fixture, SOON);
  g_assert_cmpuint (support_server_get_n_contents (fixture->base.server), ==, 1);
  g_assert_cmpuint (support_server_get_n_connections (fixture->base.server), ==, 8);
}

/* An open connection is one of the network of before. */
static void
test_changed_drops_connections (NetworkFixture *fixture, gconstpointer data)
{
  for (int i = 0; i < 2; i++)
    {
      support_server_add_script (fixture->base.server, GREETING ACCEPTED ACCEPTED);
      fixture_enqueue (&fixture->base, "one");
      wait_for (fixture, i + 1);
      fake_network_set (fixture->network, TRUE);
      fixture_wait_quiet (&fixture->base);
    }
  g_assert_cmpuint (support_server_get_n_contents (fixture->base.server), ==, 2);
  g_assert_cmpuint (support_server_get_n_connections (fixture->base.server), ==, 2);
}

static void
test_lost_again_wakes_nobody (NetworkFixture *fixture, gconstpointer data)
{
  enqueue_and_fail (fixture, "close\n", 7);
  fake_network_set (fixture->network, TRUE);
  fake_network_set (fixture->network, FALSE);
  pass (fixture, SOON);
  g_assert_cmpuint (support_server_get_n_connections (fixture->base.server), ==, 7);
}

/* Every two seconds for five minutes: three seconds here, one second gone. The tries are those of
 * the back-off: at once, after 30 s, a minute more, two more. */
static void
test_flapping (NetworkFixture *fixture, gconstpointer data)
{
  enqueue_and_fail (fixture, "close\n", 7);
  for (guint i = 0; i < 75; i++)
    {
      fake_network_set (fixture->network, FALSE);
      pass (fixture, SECOND);
      fake_network_set (fixture->network, TRUE);
      pass (fixture, 3 * SECOND);
    }
  g_assert_cmpuint (support_server_get_n_connections (fixture->base.server), >, 8);
  g_assert_cmpuint (support_server_get_n_connections (fixture->base.server), <=, 7 + 4);
}

/* The first try over a new network fails, because the names come a moment later. */
static void
test_found_begins_anew (NetworkFixture *fixture, gconstpointer data)
{
  enqueue_and_fail (fixture, "close\n", 7);
  support_server_add_script (fixture->base.server, "close\n");
  let_one_in (fixture);
  fake_network_set (fixture->network, TRUE);
  pass (fixture, SOON);
  wait_for (fixture, 8);
  g_assert_cmpuint (support_server_get_n_contents (fixture->base.server), ==, 0);
  pass (fixture, 31 * SECOND);
  wait_for (fixture, 9);
  g_assert_cmpuint (support_server_get_n_contents (fixture->base.server), ==, 1);
}

/* A server that has said "later", or that did not like the login, has said so over any network. */
static void
test_refusal_is_not_woken (NetworkFixture *fixture, gconstpointer data)
{
  enqueue_and_fail (fixture, "S: 421 4.3.2 too many logins\nclose\n", 1);
  for (guint i = 0; i < 10; i++)
    {
      fake_network_set (fixture->network, FALSE);
      fake_network_set (fixture->network, TRUE);
      pass (fixture, SOON);
    }
  g_assert_cmpuint (support_server_get_n_connections (fixture->base.server), ==, 1);
}

static void
test_offline_is_no_error (NetworkFixture *fixture, gconstpointer data)
{
  SubmissionNetwork *network = fixture->base.queue->network;
  g_autoptr (MailEndpoint) far = mail_endpoint_new ("smtp.example.test", 465, MAIL_SECURITY_TLS);
  g_autoptr (MailEndpoint) here = mail_endpoint_new ("127.0.0.1", 465, MAIL_SECURITY_TLS);
  g_autoptr (MailFailure) resolve =
      mail_failure_new (MAIL_FAILURE_RESOLVE, MAIL_STAGE_CONNECT, NULL, NULL);
  g_autoptr (MailFailure) login =
      mail_failure_new (MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN, NULL, NULL);

  submission_network_judge (network, far, resolve);
  g_assert_cmpint (resolve->kind, ==, MAIL_FAILURE_RESOLVE);
  fake_network_set (fixture->network, FALSE);
  submission_network_judge (network, here, resolve);
  g_assert_cmpint (resolve->kind, ==, MAIL_FAILURE_RESOLVE);
  submission_network_judge (network, far, login);
  g_assert_cmpint (login->kind, ==, MAIL_FAILURE_LOGIN);
  submission_network_judge (network, far, resolve);
  g_assert_cmpint (resolve->kind, ==, MAIL_FAILURE_OFFLINE);
}

/* The system says that there is none; the letter goes all the same, because it is wrong. */
static void
test_wrong_monitor_stops_nothing (NetworkFixture *fixture, gconstpointer data)
{
  fake_network_set (fixture->network, FALSE);
  support_server_add_script (fixture->base.server, "close\n");
  let_one_in (fixture);
  fixture_enqueue (&fixture->base, "in a container");
  wait_for (fixture, 1);
  pass (fixture, MINUTE);
  wait_for (fixture, 2);
  g_assert_cmpuint (support_server_get_n_contents (fixture->base.server), ==, 1);
}

#define ADD(path, func) g_test_add (path, NetworkFixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/submission/network/found-wakes-once", test_found_wakes_once);
  ADD ("/submission/network/changed-drops-connections", test_changed_drops_connections);
  ADD ("/submission/network/lost-again-wakes-nobody", test_lost_again_wakes_nobody);
  ADD ("/submission/network/flapping", test_flapping);
  ADD ("/submission/network/found-begins-anew", test_found_begins_anew);
  ADD ("/submission/network/refusal-is-not-woken", test_refusal_is_not_woken);
  ADD ("/submission/network/offline-is-no-error", test_offline_is_no_error);
  ADD ("/submission/network/wrong-monitor-stops-nothing", test_wrong_monitor_stops_nothing);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fifty accounts at once, and one server or account that fails among others. */

#include "queue-fixture.h"
#include "submission-queue-private.h"

#define N_ACCOUNTS 50

static void
on_entered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GPtrArray *order = user_data;
  gboolean inside = submission_gate_enter_finish (SUBMISSION_GATE (source), result);

  g_ptr_array_add (order, GINT_TO_POINTER (inside ? 1 : -1));
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* Who is asked by a person goes before who waits for a dead server. */
static void
test_order (void)
{
  g_autoptr (SubmissionGate) gate = submission_gate_new ();
  g_autoptr (GPtrArray) dead = g_ptr_array_new ();
  g_autoptr (GPtrArray) person = g_ptr_array_new ();

  for (guint i = 0; i < SUBMISSION_GATE_WIDTH + 2; i++)
    submission_gate_enter_async (gate, SUBMISSION_RANK_UNREACHED, NULL, on_entered, dead);
  submission_gate_enter_async (gate, SUBMISSION_RANK_PERSON, NULL, on_entered, person);
  settle ();
  g_assert_cmpuint (dead->len, ==, SUBMISSION_GATE_WIDTH);
  g_assert_cmpuint (person->len, ==, 0);
  g_assert_true (submission_gate_is_full (gate));

  submission_gate_leave (gate);
  settle ();
  g_assert_cmpuint (person->len, ==, 1);
  g_assert_cmpuint (dead->len, ==, SUBMISSION_GATE_WIDTH);
  submission_gate_leave (gate);
  submission_gate_leave (gate);
  settle ();
  g_assert_cmpuint (dead->len, ==, SUBMISSION_GATE_WIDTH + 2);
}

static void
test_cancelled (void)
{
  g_autoptr (SubmissionGate) gate = submission_gate_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) inside = g_ptr_array_new ();
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();

  for (guint i = 0; i < SUBMISSION_GATE_WIDTH; i++)
    submission_gate_enter_async (gate, SUBMISSION_RANK_PERSON, cancellable, on_entered, inside);
  submission_gate_enter_async (gate, SUBMISSION_RANK_PERSON, cancellable, on_entered, waiting);
  settle ();
  g_cancellable_cancel (cancellable);
  settle ();
  g_assert_cmpuint (waiting->len, ==, 1);
  g_assert_cmpint (GPOINTER_TO_INT (waiting->pdata[0]), ==, -1);
  submission_gate_enter_async (gate, SUBMISSION_RANK_PERSON, cancellable, on_entered, waiting);
  settle ();
  g_assert_cmpuint (waiting->len, ==, 2);
  g_assert_true (submission_gate_is_full (gate));
}

/* --- accounts ------------------------------------------------------------------------------- */

static void
use_new_account (Fixture *fixture, guint16 port)
{
  g_free (fixture->account_id);
  fixture->account_id = fixture_add_account (fixture, port);
}

/* All connect to a server that accepts and says nothing; one has another. */
static void
test_fifty_accounts (Fixture *fixture, gconstpointer data)
{
  SupportServer *reachable = support_server_new (NULL);
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id;

  support_server_add_script (fixture->server, "hang\n");
  support_server_add_script (reachable, GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n");
  for (guint i = 0; i < N_ACCOUNTS; i++)
    {
      use_new_account (fixture, support_server_get_port (fixture->server));
      fixture_enqueue (fixture, "nobody there");
    }
  submission_queue_set_timeout (fixture->queue, 1);
  submission_queue_start (fixture->queue);
  while (support_server_get_n_connections (fixture->server) < SUBMISSION_GATE_WIDTH)
    g_main_context_iteration (NULL, TRUE);
  fixture_wait_quiet (fixture);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, SUBMISSION_GATE_WIDTH);

  /* forty-six came before it, and it is the next all the same */
  use_new_account (fixture, support_server_get_port (reachable));
  id = fixture_enqueue (fixture, "somebody there");
  fixture_wait_settled (fixture, 1);
  while (support_server_get_n_contents (reachable) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), <=,
                    2 * SUBMISSION_GATE_WIDTH);
  do
    {
      g_clear_pointer (&letter, store_letter_unref);
      letter = fixture_get (fixture, id);
    }
  while (letter->shown != MAIL_SHOWN_ACCEPTED);
  support_server_free (reachable);
}

static void
enqueue_many (Fixture *fixture, guint n)
{
  for (guint i = 0; i < n; i++)
    fixture_enqueue (fixture, "one of a thousand");
}

typedef struct
{
  guint n_letters;
  const char *script;
} Crowd;

/* A server that closes for everybody is asked once for all, and another account goes on. */
static void
test_one_back_off (Fixture *fixture, gconstpointer data)
{
  const Crowd *crowd = data;
  SupportServer *other = support_server_new (NULL);
  gint64 next_us;

  fixture_use_clock (fixture);
  support_server_add_script (fixture->server, crowd->script);
  support_server_add_script (other, GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n");
  enqueue_many (fixture, crowd->n_letters);
  submission_queue_start (fixture->queue);
  fixture_wait_settled (fixture, 1);
  fixture_wait_timer (fixture);
  fixture_wait_quiet (fixture);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
  g_assert_cmpuint (fake_clock_get_n_timers (fixture->clock), ==, 1);
  next_us = fake_clock_get_next_us (fixture->clock);
  g_assert_cmpint (next_us, >, 4 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (next_us, <=, 5 * G_TIME_SPAN_MINUTE);

  use_new_account (fixture, support_server_get_port (other));
  fixture_enqueue (fixture, "of another account");
  while (support_server_get_n_contents (other) == 0)
    g_main_context_iteration (NULL, TRUE);
  fixture_wait_quiet (fixture);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
  support_server_free (other);
}

#define ADD(path, data, func)                                                                      \
  g_test_add (path, Fixture, data, fixture_set_up, func, fixture_tear_down)

static const Crowd at_greeting = { 1000, "S: 421 4.3.2 busy\nclose\n" };
static const Crowd at_mail = { 20,
                               GREETING ENVELOPE ONE_PERSON "C: DATA\nS: 421 4.3.2 busy\nclose\n" };
static const Crowd at_dot = { 20,
                              GREETING ENVELOPE ONE_PERSON LETTER "S: 421 4.3.2 busy\nclose\n" };

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/submission/gate/order", test_order);
  g_test_add_func ("/submission/gate/cancelled", test_cancelled);
  ADD ("/submission/gate/fifty-accounts", NULL, test_fifty_accounts);
  ADD ("/submission/gate/one-back-off/greeting", &at_greeting, test_one_back_off);
  ADD ("/submission/gate/one-back-off/mail", &at_mail, test_one_back_off);
  ADD ("/submission/gate/one-back-off/dot", &at_dot, test_one_back_off);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is done again by itself: a letter nobody knows the fate of, where its account says so, and
 * what the store did not allow. */

#include <signal.h>
#include <sys/resource.h>

#include "queue-fixture.h"

#define MINUTE G_TIME_SPAN_MINUTE

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture_set_up (fixture, data);
  fixture_use_clock (fixture);
}

/* --- unknown -------------------------------------------------------------------------------- */

static void
switch_on (Fixture *fixture)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (fixture->registry, fixture->account_id);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (profile->send_again_unknown);
  profile->send_again_unknown = TRUE;
  account_registry_save_async (fixture->registry, profile, NULL, support_await_done, &result);
  account_registry_save_finish (fixture->registry, support_await (&result), &error);
  g_assert_no_error (error);
}

static void
assert_same_octets (Fixture *fixture, guint a, guint b)
{
  const SupportContent *first = support_server_get_content (fixture->server, a);
  const SupportContent *second = support_server_get_content (fixture->server, b);

  g_assert_true (g_bytes_equal (first->octets, second->octets));
}

static void
test_no_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLetter) waiting = NULL;
  g_autoptr (StoreLetter) accepted = NULL;
  gint64 id;

  switch_on (fixture);
  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER "close\n");
  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n");
  submission_queue_start (fixture->queue);
  id = fixture_enqueue (fixture, "perhaps twice");
  fixture_wait_settled_in_all (fixture, 1);
  waiting = fixture_get (fixture, id);
  g_assert_cmpint (waiting->shown, ==, MAIL_SHOWN_WAITING);
  g_assert_cmpuint (waiting->patience.sent_again, ==, 1);

  fixture_wait_timer (fixture);
  g_assert_cmpint (fake_clock_get_next_us (fixture->clock), >, 4 * MINUTE);
  fake_clock_advance (fixture->clock, 5 * MINUTE);
  fixture_wait_settled_in_all (fixture, 2);
  accepted = fixture_get (fixture, id);
  g_assert_cmpint (accepted->shown, ==, MAIL_SHOWN_ACCEPTED);
  assert_same_octets (fixture, 0, 1);
}

/* A server that never answers is no reason to fill somebody's mailbox. */
static void
test_never_an_answer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (StoreLetter) letter = NULL;
  gint64 id;

  switch_on (fixture);
  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER "close\n");
  submission_queue_start (fixture->queue);
  id = fixture_enqueue (fixture, "again and again");
  for (guint i = 1; i <= 3; i++)
    {
      fixture_wait_settled_in_all (fixture, i);
      fixture_wait_timer (fixture);
      fake_clock_advance_to_next (fixture->clock);
    }
  fixture_wait_settled_in_all (fixture, 4);
  letter = fixture_get (fixture, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_UNKNOWN);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, 4);
}

/* What a process that was killed after the mark leaves behind. */
static void
leave_confirming (Fixture *fixture, gint64 id)
{
  g_autoptr (GAsyncResult) claimed = NULL;
  g_autoptr (GAsyncResult) marked = NULL;
  g_autoptr (StoreLetter) letter = NULL;

  store_outbox_claim_async (fixture->database, fixture->account_id, id, G_MAXINT64, NULL,
                            support_await_done, &claimed);
  letter = store_outbox_claim_finish (fixture->database, support_await (&claimed), NULL);
  store_outbox_mark_confirming_async (fixture->database, id, letter->outcome, support_await_done,
                                      &marked);
  g_assert_true (
      store_outbox_mark_confirming_finish (fixture->database, support_await (&marked), NULL));
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  gboolean again = GPOINTER_TO_INT (data);
  gint64 id = fixture_enqueue (fixture, "killed while confirming");
  g_autoptr (StoreLetter) letter = NULL;

  if (again)
    switch_on (fixture);
  leave_confirming (fixture, id);
  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n");
  submission_queue_start (fixture->queue);
  if (again)
    fixture_wait_settled (fixture, 1);
  do
    {
      g_clear_pointer (&letter, store_letter_unref);
      letter = fixture_get (fixture, id);
    }
  while (letter->state == MAIL_LETTER_CONFIRMING);
  g_assert_cmpint (letter->shown, ==, again ? MAIL_SHOWN_ACCEPTED : MAIL_SHOWN_UNKNOWN);
  g_assert_cmpuint (support_server_get_n_contents (fixture->server), ==, again ? 1 : 0);
}

/* --- the store ------------------------------------------------------------------------------ */

/* No file may grow: what a disk that is full does to a store. */
static void
fill_disk (gboolean full)
{
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = full ? 0 : limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

typedef struct
{
  guint n_begun;
  guint n_over;
} Troubles;

static void
on_trouble (SubmissionQueue *queue, const char *account_id, gpointer failure, Troubles *troubles)
{
  const MailFailure *why = failure;

  if (why == NULL)
    {
      troubles->n_over++;
      return;
    }
  g_assert_cmpint (why->kind, ==, MAIL_FAILURE_STORAGE);
  troubles->n_begun++;
}

/* The letter keeps its place, somebody is told, and it is tried by steps, not all the time. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  static const gint64 steps[] = { MINUTE / 2, MINUTE, 2 * MINUTE };
  gint64 id = fixture_enqueue (fixture, "no room");
  Troubles troubles = { 0 };
  g_autoptr (StoreLetter) letter = NULL;

  support_server_add_script (fixture->server, GREETING ENVELOPE ONE_PERSON LETTER "S: 250 kept\n");
  g_signal_connect (fixture->queue, "trouble", G_CALLBACK (on_trouble), &troubles);
  fill_disk (TRUE);
  submission_queue_start (fixture->queue);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      while (troubles.n_begun <= i)
        g_main_context_iteration (NULL, TRUE);
      fixture_wait_timer (fixture);
      g_assert_cmpuint (troubles.n_begun, ==, i + 1);
      g_assert_cmpint (fake_clock_get_next_us (fixture->clock), ==, steps[i]);
      if (i + 1 == G_N_ELEMENTS (steps))
        fill_disk (FALSE);
      fake_clock_advance_to_next (fixture->clock);
    }
  fixture_wait_settled (fixture, 1);
  letter = fixture_get (fixture, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
  g_assert_cmpuint (letter->attempts, ==, 1);
  g_assert_cmpuint (troubles.n_over, ==, 1);
}

/* The terminal, which waits for this one letter, is told why. */
static void
test_full_disk_is_told (Fixture *fixture, gconstpointer data)
{
  gint64 id = fixture_enqueue (fixture, "no room");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StoreLetter) letter = NULL;
  g_autoptr (GError) error = NULL;

  fill_disk (TRUE);
  submission_queue_deliver_async (fixture->queue, id, NULL, support_await_done, &result);
  letter = submission_queue_deliver_finish (fixture->queue, support_await (&result), &error);
  fill_disk (FALSE);
  g_assert_null (letter);
  g_assert_true (error->domain == STORE_ERROR);
  letter = fixture_get (fixture, id);
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_QUEUED);
}

#define ADD(path, data, func) g_test_add (path, Fixture, data, set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/submission/again/no-answer", NULL, test_no_answer);
  ADD ("/submission/again/never-an-answer", NULL, test_never_an_answer);
  ADD ("/submission/again/killed", GINT_TO_POINTER (TRUE), test_killed);
  ADD ("/submission/again/killed-is-unknown", GINT_TO_POINTER (FALSE), test_killed);
  ADD ("/submission/again/full-disk", NULL, test_full_disk);
  ADD ("/submission/again/full-disk-is-told", NULL, test_full_disk_is_told);

  return g_test_run ();
}

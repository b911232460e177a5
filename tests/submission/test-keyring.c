/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters that wait for the keyring, and the codes that are kept only for as long as the program
 * runs. with-session.sh says in ENVOI_KEYRING what is found: nothing, or a keyring without a code.
 */

#include "queue-fixture.h"

#define CODE "open-sesame"

/* The account of the fixture signs in. */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AccountProfile) profile = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  fixture_set_up (fixture, data);
  profile = account_registry_lookup (fixture->registry, fixture->account_id);
  profile->endpoint->user = g_strdup ("li");
  account_registry_save_async (fixture->registry, profile, NULL, support_await_done, &result);
  g_assert_true (account_registry_save_finish (fixture->registry, support_await (&result), NULL));
}

static void
script_login (Fixture *fixture)
{
  support_server_add_script (fixture->server,
                             "S: 220 here\nC: EHLO *\nS: 250-here\nS: 250-PIPELINING\n"
                             "S: 250 AUTH PLAIN\nauth li " CODE "\n" ENVELOPE ONE_PERSON LETTER
                             "S: 250 kept\n" GOODBYE);
}

static void
assert_paused (Fixture *fixture, gint64 id, const char *why)
{
  g_autoptr (StoreLetter) letter = fixture_get (fixture, id);

  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PAUSED);
  g_assert_cmpint (letter->outcome->failure->kind, ==, MAIL_FAILURE_NO_SECRET);
  g_assert_cmpstr (letter->outcome->failure->detail, ==, why);
  g_assert_cmpuint (letter->attempts, ==, 1);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 0);
}

/* As the watch says it; a keyring that opens is in tests/account. */
static void
open_keyring (Fixture *fixture)
{
  g_signal_emit_by_name (account_registry_get_keyring (fixture->registry), "opened");
}

static void
keep_code (Fixture *fixture)
{
  account_keyring_keep (account_registry_get_keyring (fixture->registry), fixture->account_id,
                        CODE);
}

static void
assert_goes (Fixture *fixture, gint64 id)
{
  g_autoptr (StoreLetter) letter = NULL;

  fixture_wait_settled (fixture, 1);
  letter = fixture_get (fixture, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
}

static void
test_waits_for_it (Fixture *fixture, gconstpointer data)
{
  gint64 id;

  script_login (fixture);
  submission_queue_start (fixture->queue);
  id = fixture_enqueue (fixture, "waits");
  fixture_wait_settled (fixture, 1);
  assert_paused (fixture, id, "no-keyring");
  keep_code (fixture);
  open_keyring (fixture);
  assert_goes (fixture, id);
}

/* What was paused by a run of the program before this one goes on too. */
static void
test_waits_across_restarts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *directory = g_strdup (fixture->directory);
  gint64 id;

  script_login (fixture);
  submission_queue_start (fixture->queue);
  id = fixture_enqueue (fixture, "waits");
  fixture_wait_settled (fixture, 1);
  fixture_close (fixture);
  fixture_open (fixture, directory);
  submission_queue_start (fixture->queue);
  assert_paused (fixture, id, "no-keyring");
  keep_code (fixture);
  open_keyring (fixture);
  assert_goes (fixture, id);
}

/* An open keyring without a code: opening it once more changes nothing. */
static void
test_missing_stays (Fixture *fixture, gconstpointer data)
{
  gint64 id;

  submission_queue_start (fixture->queue);
  id = fixture_enqueue (fixture, "stays");
  fixture_wait_settled (fixture, 1);
  open_keyring (fixture);
  /* written behind what opening it wrote */
  fixture_enqueue_held (fixture, "held", (const char *const[]){ "han@example.test", NULL },
                        G_MAXINT64);
  assert_paused (fixture, id, "missing");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  if (g_strcmp0 (g_getenv ("ENVOI_KEYRING"), "none") == 0)
    {
      ADD ("/submission/keyring/waits-for-it", test_waits_for_it);
      ADD ("/submission/keyring/waits-across-restarts", test_waits_across_restarts);
    }
  else
    ADD ("/submission/keyring/missing-stays", test_missing_stays);
  return g_test_run ();
}

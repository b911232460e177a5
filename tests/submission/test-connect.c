/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From an account to a session, with a real keyring and a scripted server: how often a server is
 * asked, which is what gets accounts locked. */

#include "submission-connect-private.h"

#include "support-await.h"
#include "support-directory.h"
#include "support-server.h"

#define GREETING "S: 220 here\nC: EHLO *\nS: 250-here\nS: 250 AUTH PLAIN\n"

typedef struct
{
  char *directory;
  StoreDatabase *database;
  AccountKeyring *keyring;
  SupportServer *server;
  MailEndpoint *endpoint;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;

  fixture->directory = support_directory_new ();
  file = g_file_new_build_filename (fixture->directory, "data", NULL);
  store_database_open_async (file, NULL, support_await_done, &result);
  fixture->database = store_database_open_finish (support_await (&result), &error);
  g_assert_no_error (error);
  fixture->keyring = account_keyring_new ();
  fixture->server = support_server_new (NULL);
  fixture->endpoint = mail_endpoint_new ("127.0.0.1", support_server_get_port (fixture->server),
                                         MAIL_SECURITY_NONE);
  fixture->endpoint->user = g_strdup ("li");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_database_close_async (fixture->database, support_await_done, &result);
  store_database_close_finish (fixture->database, support_await (&result));
  g_clear_object (&fixture->database);
  g_clear_object (&fixture->keyring);
  support_server_free (fixture->server);
  mail_endpoint_free (fixture->endpoint);
  support_directory_free (fixture->directory);
}

static void
keep_secret (Fixture *fixture, const char *account_id, const char *text)
{
  g_autoptr (AccountProfile) profile = account_profile_new ("li@a.test", fixture->endpoint);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (AccountSecret) secret = NULL;

  g_free (profile->id);
  profile->id = g_strdup (account_id);
  account_keyring_store_async (fixture->keyring, profile, text, NULL, support_await_done, &result);
  secret = account_keyring_store_finish (fixture->keyring, support_await (&result));
  g_assert_cmpint (secret->status, ==, ACCOUNT_SECRET_FOUND);
}

static SubmissionConnection *
connect_to (Fixture *fixture, const char *account_id, gboolean patient)
{
  g_autoptr (NetSession) session = net_session_new (fixture->endpoint);
  g_autoptr (GAsyncResult) result = NULL;

  g_autoptr (SubmissionClock) clock = submission_clock_new ();
  g_autoptr (SubmissionGate) gate = submission_gate_new ();
  g_autoptr (SubmissionNetwork) network = submission_network_new (NULL, clock);
  g_autoptr (SubmissionCostWatch) costs = submission_cost_watch_new (NULL, NULL);
  const SubmissionMeans means = {
    fixture->database, fixture->keyring, clock, gate, network, costs
  };
  const SubmissionRoute route = { fixture->endpoint, "netease", FALSE };
  SubmissionCaller caller = {
    .means = &means,
    .account_id = account_id,
    .route = &route,
    .rank = SUBMISSION_RANK_PERSON,
    .patient = patient,
  };

  submission_connect_async (&caller, session, NULL, support_await_done, &result);
  return submission_connect_finish (support_await (&result));
}

static StoreLogin
what_is_known (Fixture *fixture, const char *account_id)
{
  g_autoptr (GAsyncResult) result = NULL;
  StoreLogin login = { 0 };

  store_logins_get_async (fixture->database, account_id, NULL, support_await_done, &result);
  g_assert_true (
      store_logins_get_finish (fixture->database, support_await (&result), &login, NULL));
  return login;
}

static void
test_good_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SubmissionConnection) connection = NULL;

  keep_secret (fixture, "good-code", "the-code");
  support_server_add_script (fixture->server,
                             "S: 220 here\nC: EHLO *\nS: 250-here\nS: 250-SIZE 5000\n"
                             "S: 250 AUTH PLAIN\nauth li the-code\nhang\n");
  connection = connect_to (fixture, "good-code", TRUE);

  g_assert_null (connection->failure);
  g_assert_true (net_session_is_ready (submission_link_get_session (connection->link)));
  g_assert_cmpuint (what_is_known (fixture, "good-code").size_limit, ==, 5000);
}

static void
test_refused_code_is_tried_once (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SubmissionConnection) first = NULL;
  g_autoptr (SubmissionConnection) second = NULL;

  keep_secret (fixture, "refused-code", "wrong");
  support_server_add_script (fixture->server, GREETING "C: AUTH PLAIN *\nS: 535 5.7.8 no\nclose\n");
  first = connect_to (fixture, "refused-code", TRUE);
  g_assert_cmpint (first->failure->kind, ==, MAIL_FAILURE_LOGIN);
  g_assert_cmpuint (mail_reply_get_code (first->failure->reply), ==, 535);
  g_assert_cmpuint (what_is_known (fixture, "refused-code").refused_modified_s, >, 0);

  second = connect_to (fixture, "refused-code", TRUE);
  g_assert_cmpint (second->failure->kind, ==, MAIL_FAILURE_LOGIN);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
}

static void
test_soft_refusals_are_counted (Fixture *fixture, gconstpointer data)
{
  keep_secret (fixture, "soft", "code");
  support_server_add_script (fixture->server,
                             GREETING "C: AUTH PLAIN *\nS: 454 4.7.0 later\nclose\n");
  for (guint i = 1; i <= 3; i++)
    {
      g_autoptr (SubmissionConnection) connection = connect_to (fixture, "soft", TRUE);

      g_assert_cmpint (connection->failure->kind, ==, MAIL_FAILURE_LOGIN);
      g_assert_cmpuint (connection->soft_refusals, ==, i);
    }
}

/* The code says later; the text, to those who know it, says locked. */
static void
test_lock_is_no_soft_refusal (Fixture *fixture, gconstpointer data)
{
  keep_secret (fixture, "locked-out", "code");
  support_server_add_script (fixture->server,
                             GREETING "C: AUTH PLAIN *\n"
                                      "S: 451 Requested action aborted: too much fail "
                                      "authentication\nclose\n");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (SubmissionConnection) connection = connect_to (fixture, "locked-out", TRUE);

      g_assert_cmpint (connection->failure->kind, ==, MAIL_FAILURE_LOGIN);
      g_assert_cmpuint (connection->soft_refusals, ==, 0);
    }
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);
}

static void
reopen_store (Fixture *fixture)
{
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GFile) file = g_file_new_build_filename (fixture->directory, "data", NULL);
  g_autoptr (GError) error = NULL;

  store_database_close_async (fixture->database, support_await_done, &closed);
  store_database_close_finish (fixture->database, support_await (&closed));
  g_clear_object (&fixture->database);
  store_database_open_async (file, NULL, support_await_done, &opened);
  fixture->database = store_database_open_finish (support_await (&opened), &error);
  g_assert_no_error (error);
}

/* The keyring tells when an item was modified in whole seconds. */
static void
wait_for_another_second (void)
{
  gint64 begin = g_get_real_time () / G_TIME_SPAN_SECOND;

  while (g_get_real_time () / G_TIME_SPAN_SECOND == begin)
    g_usleep (10 * 1000);
}

static void
test_new_code_is_tried_at_once (Fixture *fixture, gconstpointer data)
{
  keep_secret (fixture, "new-code", "wrong");
  support_server_add_script (fixture->server, GREETING "C: AUTH PLAIN *\nS: 535 5.7.8 no\nclose\n");
  support_server_add_script (fixture->server, GREETING "auth li right\nhang\n");
  g_autoptr (SubmissionConnection) first = connect_to (fixture, "new-code", TRUE);
  reopen_store (fixture);
  g_autoptr (SubmissionConnection) second = connect_to (fixture, "new-code", TRUE);
  g_assert_nonnull (second->failure);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 1);

  wait_for_another_second ();
  keep_secret (fixture, "new-code", "right");
  g_autoptr (SubmissionConnection) third = connect_to (fixture, "new-code", TRUE);
  g_assert_null (third->failure);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 2);
  g_assert_cmpuint (what_is_known (fixture, "new-code").refused_modified_s, ==, 0);
}

/* The refused secret stays where it is: a person may have to look at it. */
static void
test_refused_code_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  keep_secret (fixture, "kept-code", "wrong");
  support_server_add_script (fixture->server, GREETING "C: AUTH PLAIN *\nS: 535 5.7.8 no\nclose\n");
  g_autoptr (SubmissionConnection) connection = connect_to (fixture, "kept-code", TRUE);
  g_assert_nonnull (connection->failure);
  account_keyring_lookup_async (fixture->keyring, "kept-code", TRUE, NULL, support_await_done,
                                &result);
  g_autoptr (AccountSecret) secret =
      account_keyring_lookup_finish (fixture->keyring, support_await (&result));
  g_assert_cmpstr (secret->text, ==, "wrong");
}

static void
test_impatient_after_a_failure (Fixture *fixture, gconstpointer data)
{
  const StoreLogin refused = { .soft_refusals = 1 };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (SubmissionConnection) connection = NULL;

  keep_secret (fixture, "impatient", "code");
  store_logins_set_async (fixture->database, "impatient", &refused, NULL, support_await_done,
                          &result);
  store_logins_set_finish (fixture->database, support_await (&result), NULL);
  support_server_add_script (fixture->server, "close\n");
  connection = connect_to (fixture, "impatient", FALSE);

  g_assert_nonnull (connection->failure);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 0);
}

static void
test_missing_code (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SubmissionConnection) connection = NULL;

  support_server_add_script (fixture->server, "close\n");
  connection = connect_to (fixture, "never-stored", TRUE);

  g_assert_cmpint (connection->failure->kind, ==, MAIL_FAILURE_NO_SECRET);
  g_assert_cmpstr (connection->failure->detail, ==,
                   account_secret_status_to_nick (ACCOUNT_SECRET_MISSING));
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/submission/connect/good-code", test_good_code);
  ADD ("/submission/connect/refused-code-is-tried-once", test_refused_code_is_tried_once);
  ADD ("/submission/connect/soft-refusals-are-counted", test_soft_refusals_are_counted);
  ADD ("/submission/connect/lock-is-no-soft-refusal", test_lock_is_no_soft_refusal);
  ADD ("/submission/connect/new-code-is-tried-at-once", test_new_code_is_tried_at_once);
  ADD ("/submission/connect/refused-code-is-kept", test_refused_code_is_kept);
  ADD ("/submission/connect/impatient-after-a-failure", test_impatient_after_a_failure);
  ADD ("/submission/connect/missing-code", test_missing_code);

  return g_test_run ();
}

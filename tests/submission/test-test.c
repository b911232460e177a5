/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "submission-test.h"

#include "support-await.h"
#include "support-directory.h"
#include "support-server.h"

/* "connect:done encrypt:done ..." without the steps that are only begun */
static void
on_step (SubmissionTest *test, int stage, int step, const char *words, guint ms, GString *seen)
{
  static const char *const names[] = { "todo", "running", "done", "failed", "skipped" };

  if (step != SUBMISSION_STEP_RUNNING)
    g_string_append_printf (seen, "%s:%s ", mail_stage_to_nick (stage), names[step]);
}

static MailFailure *
run (SupportServer *server, MailSecurity security, SupportCertificates *certificates, GString *seen)
{
  g_autoptr (MailEndpoint) endpoint =
      mail_endpoint_new ("localhost", support_server_get_port (server), security);
  g_autoptr (SubmissionTest) test = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  endpoint->user = g_strdup ("li");
  if (certificates != NULL)
    endpoint->ca_file = g_strdup (support_certificates_get_ca_file (certificates));
  test = submission_test_new (endpoint);
  g_signal_connect (test, "step", G_CALLBACK (on_step), seen);
  submission_test_run_async (test, "code", NULL, support_await_done, &result);
  return submission_test_run_finish (test, support_await (&result));
}

static void
test_all_steps (void)
{
  g_autoptr (SupportCertificates) certificates = support_certificates_new ();
  g_autoptr (SupportServer) server = support_server_new (certificates);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (MailFailure) failure = NULL;

  support_server_add_script (server, "tls good\nS: 220 here\nC: EHLO *\nS: 250-here\n"
                                     "S: 250 AUTH PLAIN\nauth li code\n"
                                     "C: QUIT\nS: 221 bye\neof\n");
  failure = run (server, MAIL_SECURITY_TLS, certificates, seen);

  g_assert_null (failure);
  g_assert_cmpstr (seen->str, ==,
                   "connect:done encrypt:done greeting:done login:done goodbye:done ");
}

static void
test_refused_code (void)
{
  g_autoptr (SupportCertificates) certificates = support_certificates_new ();
  g_autoptr (SupportServer) server = support_server_new (certificates);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (MailFailure) failure = NULL;

  support_server_add_script (server, "tls good\nS: 220 here\nC: EHLO *\nS: 250-here\n"
                                     "S: 250 AUTH PLAIN\nauth li another\n");
  failure = run (server, MAIL_SECURITY_TLS, certificates, seen);

  g_assert_nonnull (failure);
  g_assert_cmpint (failure->kind, ==, MAIL_FAILURE_LOGIN);
  g_assert_cmpuint (mail_reply_get_code (failure->reply), ==, 535);
  g_assert_cmpstr (seen->str, ==,
                   "connect:done encrypt:done greeting:done login:failed goodbye:skipped ");
}

static void
test_bad_certificate (void)
{
  g_autoptr (SupportCertificates) certificates = support_certificates_new ();
  g_autoptr (SupportServer) server = support_server_new (certificates);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (MailFailure) failure = NULL;

  support_server_add_script (server, "tls expired\n");
  failure = run (server, MAIL_SECURITY_TLS, certificates, seen);

  g_assert_nonnull (failure);
  g_assert_cmpint (failure->kind, ==, MAIL_FAILURE_CERTIFICATE);
  g_assert_true (failure->certificate_flags & MAIL_CERTIFICATE_EXPIRED);
  g_assert_cmpstr (seen->str, ==,
                   "connect:done encrypt:failed greeting:skipped login:skipped goodbye:skipped ");
}

static StoreDatabase *
open_store (const char *directory)
{
  g_autoptr (GFile) file = g_file_new_for_path (directory);
  g_autoptr (GAsyncResult) result = NULL;
  StoreDatabase *database = NULL;

  store_database_open_async (file, NULL, support_await_done, &result);
  database = store_database_open_finish (support_await (&result), NULL);
  g_assert_nonnull (database);
  return database;
}

static void
close_store (StoreDatabase *database)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_database_close_async (database, support_await_done, &result);
  store_database_close_finish (database, support_await (&result));
}

static MailFailure *
try_code (SupportServer *server, StoreDatabase *database, const char *code, gint64 *retry_us)
{
  g_autoptr (MailEndpoint) endpoint =
      mail_endpoint_new ("localhost", support_server_get_port (server), MAIL_SECURITY_NONE);
  g_autoptr (SubmissionTest) test = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  MailFailure *failure = NULL;

  endpoint->user = g_strdup ("li");
  test = submission_test_new (endpoint);
  submission_test_set_limited (test, database);
  submission_test_run_async (test, code, NULL, support_await_done, &result);
  failure = submission_test_run_finish (test, support_await (&result));
  *retry_us = submission_test_get_retry_us (test);
  return failure;
}

/* Three wrong codes, and the fourth does not reach the server, in no program: what is remembered is
 * in the store. Ten minutes after the first of them it may. */
static void
test_limited (void)
{
  g_autofree char *directory = support_directory_new ();
  g_autoptr (StoreDatabase) database = open_store (directory);
  g_autoptr (SupportServer) server = support_server_new (NULL);
  gint64 before_us = g_get_real_time ();
  gint64 retry_us = 0;

  for (guint i = 0; i < 3; i++)
    support_server_add_script (server, "S: 220 here\nC: EHLO *\nS: 250-here\nS: 250 AUTH PLAIN\n"
                                       "C: AUTH PLAIN *\nS: 535 5.7.8 no\nclose\n");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (MailFailure) refused = try_code (server, database, "wrong", &retry_us);

      g_assert_cmpint (refused->kind, ==, MAIL_FAILURE_LOGIN);
      g_assert_nonnull (refused->reply);
      g_assert_cmpint (retry_us, ==, 0);
    }
  g_autoptr (MailFailure) held = try_code (server, database, "another", &retry_us);
  g_assert_cmpint (held->kind, ==, MAIL_FAILURE_LOGIN);
  g_assert_cmpstr (held->detail, ==, SUBMISSION_TEST_LIMITED);
  g_assert_null (held->reply);
  g_assert_cmpint (retry_us, >=, before_us + 10 * G_TIME_SPAN_MINUTE);
  g_assert_cmpint (retry_us, <=, g_get_real_time () + 10 * G_TIME_SPAN_MINUTE);
  g_assert_cmpuint (support_server_get_n_connections (server), ==, 3);
  close_store (database);
  support_directory_free (g_steal_pointer (&directory));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/submission/test/all-steps", test_all_steps);
  g_test_add_func ("/submission/test/refused-code", test_refused_code);
  g_test_add_func ("/submission/test/bad-certificate", test_bad_certificate);

  g_test_add_func ("/submission/test/limited", test_limited);
  return g_test_run ();
}

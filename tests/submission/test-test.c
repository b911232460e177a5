/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "submission-test.h"

#include "support-await.h"
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/submission/test/all-steps", test_all_steps);
  g_test_add_func ("/submission/test/refused-code", test_refused_code);
  g_test_add_func ("/submission/test/bad-certificate", test_bad_certificate);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What may be done with what was found; how it is found has its tests in net. The domain is
 * "example": the tests have a certificate for mail.example and one for localhost, which is
 * outside. */

#include "submission-discovery.h"
#include "support-await.h"
#include "support-proxies.h"
#include "support-resolver.h"
#include "support-server.h"

#define SERVER(certificate)                                                                        \
  "tls " certificate "\nS: 220 x\nC: EHLO *\nS: 250-x\nS: 250 AUTH PLAIN\nC: QUIT\nS: 221 Bye\n"   \
  "eof\n"

typedef struct
{
  SupportCertificates *certificates;
  SupportResolver *resolver;
  SupportServer *own;
  SupportServer *foreign;
  SubmissionDiscovery *discovery;
  guint tried;
} Search;

static void
on_tried (SubmissionDiscovery *discovery, guint index, Search *search)
{
  g_assert_cmpuint (index, <, submission_discovery_get_tries (discovery)->len);
  search->tried++;
}

static void
set_up (Search *search, gconstpointer data)
{
  search->certificates = support_certificates_new ();
  support_certificates_trust (search->certificates);
  search->resolver = support_resolver_new ();
  g_resolver_set_default (G_RESOLVER (search->resolver));
  support_resolver_add_host (search->resolver, "mail.example");
  search->own = support_server_new (search->certificates);
  search->foreign = support_server_new (search->certificates);
  support_server_add_script (search->own, SERVER ("wrong-host"));
  support_server_add_script (search->foreign, SERVER ("good"));
  search->discovery = submission_discovery_new ("wang@example");
  g_signal_connect (search->discovery, "tried", G_CALLBACK (on_tried), search);
}

static void
tear_down (Search *search, gconstpointer data)
{
  g_clear_object (&search->discovery);
  support_server_free (search->own);
  support_server_free (search->foreign);
  support_certificates_free (search->certificates);
  g_clear_object (&search->resolver);
}

static void
add_record (Search *search, guint16 priority, SupportServer *server, const char *host)
{
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", priority, 0,
                               support_server_get_port (server), host);
}

static void
run (Search *search)
{
  g_autoptr (GAsyncResult) result = NULL;

  submission_discovery_run_async (search->discovery, NULL, support_await_done, &result);
  g_assert_true (submission_discovery_run_finish (search->discovery, support_await (&result)));
  g_assert_cmpuint (search->tried, >=, 2 * submission_discovery_get_tries (search->discovery)->len);
}

static void
test_own (Search *search, gconstpointer data)
{
  add_record (search, 0, search->own, "mail.example");
  run (search);

  const MailTry *best = submission_discovery_get_best (search->discovery, FALSE);
  g_assert_nonnull (best);
  g_autoptr (MailEndpoint) endpoint = submission_discovery_dup_endpoint (search->discovery, best);
  g_assert_cmpstr (endpoint->host, ==, "mail.example");
  g_assert_cmpstr (endpoint->user, ==, "wang@example");
  g_assert_cmpint (endpoint->security, ==, MAIL_SECURITY_TLS);
  g_assert_true (submission_discovery_get_best (search->discovery, TRUE) == best);
  support_server_assert_played (search->own);
}

static void
test_foreign_only_if_agreed (Search *search, gconstpointer data)
{
  add_record (search, 0, search->foreign, "localhost");
  run (search);
  g_assert_null (submission_discovery_get_best (search->discovery, FALSE));
  g_assert_cmpstr (submission_discovery_get_best (search->discovery, TRUE)->endpoint->host, ==,
                   "localhost");
}

static void
test_own_although_foreign_is_better (Search *search, gconstpointer data)
{
  add_record (search, 1, search->foreign, "localhost");
  add_record (search, 2, search->own, "mail.example");
  run (search);
  g_assert_cmpstr (submission_discovery_get_best (search->discovery, FALSE)->endpoint->host, ==,
                   "mail.example");
  g_assert_cmpstr (submission_discovery_get_best (search->discovery, TRUE)->endpoint->host, ==,
                   "localhost");
}

static void
test_no_address (void)
{
  g_autoptr (SubmissionDiscovery) discovery = submission_discovery_new ("wang");
  g_autoptr (GAsyncResult) result = NULL;

  submission_discovery_run_async (discovery, NULL, support_await_done, &result);
  g_assert_true (submission_discovery_run_finish (discovery, support_await (&result)));
  g_assert_null (submission_discovery_get_best (discovery, TRUE));
}

#define add(path, function)                                                                        \
  g_test_add ("/submission/discovery/" path, Search, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  support_proxies_install ();
  add ("own", test_own);
  add ("foreign-only-if-agreed", test_foreign_only_if_agreed);
  add ("own-although-foreign-is-better", test_own_although_foreign_is_better);
  g_test_add_func ("/submission/discovery/no-address", test_no_address);
  return g_test_run ();
}

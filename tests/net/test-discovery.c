/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finding a domain's server, with a DNS that is a table and servers that play a script. The domain
 * is "example", because the tests have a certificate for mail.example. */

#include "net-discovery-private.h"
#include "net-fixture.h"
#include "support-proxies.h"
#include "support-resolver.h"

#define TLS_SERVER                                                                                 \
  "tls wrong-host\nS: 220 mail.example ESMTP\nC: EHLO *\nS: 250-mail.example\n"                    \
  "S: 250 AUTH PLAIN LOGIN\nC: QUIT\nS: 221 Bye\neof\n"
#define STARTTLS_SERVER                                                                            \
  "S: 220 mail.example ESMTP\nC: EHLO *\nS: 250-mail.example\nS: 250 STARTTLS\nC: STARTTLS\n"      \
  "S: 220 Go\ntls wrong-host\nC: EHLO *\nS: 250-mail.example\nS: 250 AUTH PLAIN\nC: QUIT\n"        \
  "S: 221 Bye\neof\n"

/* Long enough for a busy machine, where nothing has to be waited for. */
#define LONG_MS 8000
#define SHORT_MS 60

typedef struct
{
  SupportCertificates *certificates;
  SupportResolver *resolver;
  SupportServer *tls;
  SupportServer *starttls;
  NetDiscovery *discovery;
  NetDiscoverySettings *settings;
  GCancellable *cancellable;
  gboolean over;
  gboolean complete;
} Search;

static void
use_domain (Search *search, const char *domain)
{
  g_clear_object (&search->discovery);
  search->discovery = net_discovery_new (domain);
  search->settings = net_discovery_get_settings (search->discovery);
  search->settings->tls_port = support_server_get_port (search->tls);
  search->settings->starttls_port = support_server_get_port (search->starttls);
  search->settings->record_ms = LONG_MS;
  search->settings->server_ms = LONG_MS;
  search->settings->grace_ms = LONG_MS;
}

static void
set_up (Search *search, gconstpointer data)
{
  search->certificates = support_certificates_new ();
  support_certificates_trust (search->certificates);
  search->resolver = support_resolver_new ();
  g_resolver_set_default (G_RESOLVER (search->resolver));
  support_proxies_set (NULL);
  search->tls = support_server_new (search->certificates);
  search->starttls = support_server_new (search->certificates);
  search->cancellable = g_cancellable_new ();
  use_domain (search, "example");
}

static void
tear_down (Search *search, gconstpointer data)
{
  g_clear_object (&search->discovery);
  support_server_free (search->tls);
  support_server_free (search->starttls);
  support_certificates_free (search->certificates);
  g_clear_object (&search->cancellable);
  g_clear_object (&search->resolver);
}

static void
on_over (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Search *search = user_data;

  search->complete = net_discovery_run_finish (NET_DISCOVERY (source), result);
  search->over = TRUE;
}

static void
begin (Search *search)
{
  net_discovery_run_async (search->discovery, search->cancellable, on_over, search);
}

static void
run (Search *search)
{
  begin (search);
  fixture_iterate_until (&search->over);
  g_assert_true (search->complete);
}

/* Each try in a line: "record state", or "host:port security state", with "foreign" and the
 * failure's kind where there are such. */
static char *
describe (Search *search)
{
  GPtrArray *tries = net_discovery_get_tries (search->discovery);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tries->len; i++)
    {
      const MailTry *try = g_ptr_array_index (tries, i);

      if (try->record != NULL)
        g_string_append (text, try->record);
      else
        g_string_append_printf (text, "%s:%s %s", try->endpoint->host,
                                try->endpoint->port == support_server_get_port (search->tls) ? "T"
                                                                                             : "S",
                                mail_security_to_nick (try->endpoint->security));
      g_string_append_printf (text, " %s", mail_try_state_to_nick (try->state));
      if (try->failure != NULL && try->state == MAIL_TRY_FAILED)
        g_string_append_printf (text, " %s", mail_failure_kind_to_nick (try->failure->kind));
      g_string_append (text, try->is_foreign ? " foreign\n" : "\n");
    }
  return g_string_free (text, FALSE);
}

static void
assert_tries (Search *search, const char *expected)
{
  g_autofree char *tries = describe (search);

  g_assert_cmpstr (tries, ==, expected);
}

/* That the client said no more than it must to find out. */
static void
assert_modest (SupportServer *server)
{
  const char *const *lines = support_server_get_lines (server);

  for (guint i = 0; lines[i] != NULL; i++)
    g_assert_true (g_str_has_prefix (lines[i], "EHLO ") || g_str_equal (lines[i], "STARTTLS") ||
                   g_str_equal (lines[i], "QUIT"));
}

#define NO_RECORDS                                                                                 \
  "_submissions._tcp.example missing\n"                                                            \
  "_submission._tcp.example missing\n"

static void
test_record_for_tls (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "mail.example");
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 0, 1,
                               support_server_get_port (search->tls), "mail.example.");
  support_server_add_script (search->tls, TLS_SERVER);
  run (search);
  assert_tries (search, "_submissions._tcp.example found\n"
                        "_submission._tcp.example missing\n"
                        "mail.example:T tls found\n");
  support_server_assert_played (search->tls);
  assert_modest (search->tls);
}

static void
test_record_for_starttls (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "mail.example");
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 0, 0, 0, ".");
  support_resolver_add_record (search->resolver, "_submission._tcp.example", 0, 1,
                               support_server_get_port (search->starttls), "MAIL.example");
  support_server_add_script (search->starttls, STARTTLS_SERVER);
  run (search);
  assert_tries (search, "_submissions._tcp.example declined\n"
                        "_submission._tcp.example found\n"
                        "MAIL.example:S starttls found\n");
  support_server_assert_played (search->starttls);
  assert_modest (search->starttls);
}

/* TLS from the first octet before STARTTLS, the lower priority before the higher. */
static void
test_order (Search *search, gconstpointer data)
{
  guint16 port = support_server_get_port (search->tls);

  support_resolver_add_record (search->resolver, "_submission._tcp.example", 0, 1, 1, "d.example");
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 30, 9, port,
                               "c.example");
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 10, 0, port,
                               "a.example");
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 20, 0, port,
                               "b.example");
  search->settings->tls_port = port;
  run (search);
  assert_tries (search, "_submissions._tcp.example found\n"
                        "_submission._tcp.example found\n"
                        "a.example:T tls missing\n"
                        "b.example:T tls missing\n"
                        "c.example:T tls missing\n"
                        "d.example:S starttls missing\n"
                        "smtp.example:T tls missing\n"
                        "smtp.example:S starttls missing\n"
                        "mail.example:T tls missing\n"
                        "mail.example:S starttls missing\n"
                        "example:T tls missing\n"
                        "example:S starttls missing\n");
}

static void
test_declined (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "mail.example");
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 0, 0, 0, ".");
  support_resolver_add_record (search->resolver, "_submission._tcp.example", 0, 0, 0, "");
  run (search);
  assert_tries (search, "_submissions._tcp.example declined\n"
                        "_submission._tcp.example declined\n");
  g_assert_cmpuint (support_server_get_n_connections (search->tls), ==, 0);
}

static void
test_foreign (Search *search, gconstpointer data)
{
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 0, 0,
                               support_server_get_port (search->tls), "localhost");
  support_server_add_script (search->tls, "tls good\nS: 220 x\nC: EHLO *\nS: 250-x\n"
                                          "S: 250 AUTH PLAIN\nC: QUIT\nS: 221 Bye\neof\n");
  run (search);
  assert_tries (search, "_submissions._tcp.example found\n"
                        "_submission._tcp.example missing\n"
                        "localhost:T tls found foreign\n"
                        "smtp.example:T tls missing\n"
                        "smtp.example:S starttls missing\n"
                        "mail.example:T tls missing\n"
                        "mail.example:S starttls missing\n"
                        "example:T tls missing\n"
                        "example:S starttls missing\n");
  support_server_assert_played (search->tls);
}

/* "notexample" ends with "example" and is somebody else's. */
static void
test_similar_is_foreign (Search *search, gconstpointer data)
{
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 0, 0,
                               support_server_get_port (search->tls), "mail.notexample");
  run (search);
  const MailTry *try = g_ptr_array_index (net_discovery_get_tries (search->discovery), 2);
  g_assert_cmpstr (try->endpoint->host, ==, "mail.notexample");
  g_assert_true (try->is_foreign);
}

static void
test_usual_name (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "mail.example");
  support_server_add_script (search->tls, TLS_SERVER);
  support_server_add_script (search->starttls, STARTTLS_SERVER);
  run (search);
  const MailTry *found = g_ptr_array_index (net_discovery_get_tries (search->discovery), 4);
  g_assert_cmpstr (found->endpoint->host, ==, "mail.example");
  g_assert_cmpint (found->endpoint->security, ==, MAIL_SECURITY_TLS);
  g_assert_cmpint (found->state, ==, MAIL_TRY_FOUND);
  g_assert_false (found->is_foreign);
  assert_modest (search->tls);
  assert_modest (search->starttls);
}

static void
test_never_plain (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "mail.example");
  support_server_add_script (search->tls, "S: 220 mail.example ESMTP\nhang\n");
  support_server_add_script (search->starttls, "S: 220 mail.example ESMTP\nC: EHLO *\n"
                                               "S: 250-mail.example\nS: 250 AUTH PLAIN\neof\n");
  run (search);
  assert_tries (search, NO_RECORDS "smtp.example:T tls missing\n"
                                   "smtp.example:S starttls missing\n"
                                   "mail.example:T tls failed wrong-security\n"
                                   "mail.example:S starttls failed no-tls\n"
                                   "example:T tls missing\n"
                                   "example:S starttls missing\n");
  assert_modest (search->starttls);
}

static void
test_wrong_certificate (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "smtp.example");
  support_resolver_add_host (search->resolver, "mail.example");
  search->settings->starttls_port = search->settings->tls_port;
  support_server_add_script (search->tls, TLS_SERVER);
  support_resolver_add_record (search->resolver, "_submission._tcp.example", 0, 0, 0, ".");
  run (search);
  const MailTry *try = g_ptr_array_index (net_discovery_get_tries (search->discovery), 2);
  g_assert_cmpstr (try->endpoint->host, ==, "smtp.example");
  g_assert_cmpint (try->state, ==, MAIL_TRY_FAILED);
  g_assert_cmpint (try->failure->kind, ==, MAIL_FAILURE_CERTIFICATE);
  g_assert_cmpint (try->failure->certificate_flags, ==, MAIL_CERTIFICATE_WRONG_HOST);
  const MailTry *next = g_ptr_array_index (net_discovery_get_tries (search->discovery), 3);
  g_assert_cmpstr (next->endpoint->host, ==, "mail.example");
  g_assert_cmpint (next->state, ==, MAIL_TRY_FOUND);
}

static void
test_no_login (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "mail.example");
  support_resolver_add_record (search->resolver, "_submission._tcp.example", 0, 0, 0, ".");
  support_server_add_script (search->tls, "tls wrong-host\nS: 220 x\nC: EHLO *\nS: 250 x\n"
                                          "C: QUIT\nS: 221 Bye\neof\n");
  run (search);
  assert_tries (search, "_submissions._tcp.example missing\n"
                        "_submission._tcp.example declined\n"
                        "smtp.example:T tls missing\n"
                        "mail.example:T tls failed no-mechanism\n"
                        "example:T tls missing\n");
}

static void
test_nothing (Search *search, gconstpointer data)
{
  run (search);
  assert_tries (search, NO_RECORDS "smtp.example:T tls missing\n"
                                   "smtp.example:S starttls missing\n"
                                   "mail.example:T tls missing\n"
                                   "mail.example:S starttls missing\n"
                                   "example:T tls missing\n"
                                   "example:S starttls missing\n");
}

static void
test_slow_server (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "mail.example");
  support_server_add_script (search->tls, "hang\n");
  support_server_add_script (search->starttls, "hang\n");
  search->settings->server_ms = SHORT_MS;
  run (search);
  assert_tries (search, NO_RECORDS "smtp.example:T tls missing\n"
                                   "smtp.example:S starttls missing\n"
                                   "mail.example:T tls failed timeout\n"
                                   "mail.example:S starttls failed timeout\n"
                                   "example:T tls missing\n"
                                   "example:S starttls missing\n");
}

/* A better one that does not answer is waited for, but not for long. */
static void
test_grace (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "mail.example");
  support_server_add_script (search->tls, "hang\n");
  support_server_add_script (search->starttls, STARTTLS_SERVER);
  search->settings->grace_ms = SHORT_MS;
  run (search);
  assert_tries (search, NO_RECORDS "smtp.example:T tls missing\n"
                                   "smtp.example:S starttls missing\n"
                                   "mail.example:T tls skipped\n"
                                   "mail.example:S starttls found\n"
                                   "example:T tls missing\n"
                                   "example:S starttls missing\n");
}

static void
test_silent_dns (Search *search, gconstpointer data)
{
  support_resolver_hang (search->resolver, "_submissions._tcp.example");
  support_resolver_add_host (search->resolver, "mail.example");
  support_server_add_script (search->tls, TLS_SERVER);
  support_server_add_script (search->starttls, STARTTLS_SERVER);
  search->settings->record_ms = SHORT_MS;
  run (search);
  const MailTry *record = g_ptr_array_index (net_discovery_get_tries (search->discovery), 0);
  g_assert_cmpint (record->state, ==, MAIL_TRY_FAILED);
  g_assert_cmpint (record->failure->kind, ==, MAIL_FAILURE_TIMEOUT);
  const MailTry *found = g_ptr_array_index (net_discovery_get_tries (search->discovery), 4);
  g_assert_cmpint (found->state, ==, MAIL_TRY_FOUND);
}

static void
test_hostile_records (Search *search, gconstpointer data)
{
  guint16 port = support_server_get_port (search->tls);

  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 0, 0, port,
                               "127.0.0.1");
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 0, 0, port,
                               "a b\r\n.example");
  support_resolver_add_record (search->resolver, "_submissions._tcp.example", 0, 0, 0,
                               "mail.example");
  for (guint i = 0; i < 100; i++)
    support_resolver_add_record (search->resolver, "_submission._tcp.example", 0, 0, i + 1,
                                 "x.example");
  run (search);
  GPtrArray *tries = net_discovery_get_tries (search->discovery);
  g_assert_cmpint (((MailTry *) g_ptr_array_index (tries, 0))->state, ==, MAIL_TRY_MISSING);
  g_assert_cmpuint (tries->len, ==, 2 + 4 + 6);
}

static void
test_cancelled_at_the_dns (Search *search, gconstpointer data)
{
  support_resolver_hang (search->resolver, "_submissions._tcp.example");
  begin (search);
  while (support_resolver_get_questions (search->resolver)[0] == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (search->cancellable);
  fixture_iterate_until (&search->over);
  g_assert_false (search->complete);
  const MailTry *record = g_ptr_array_index (net_discovery_get_tries (search->discovery), 0);
  g_assert_cmpint (record->state, ==, MAIL_TRY_SKIPPED);
  g_assert_cmpuint (net_discovery_get_tries (search->discovery)->len, ==, 2);
}

static void
test_cancelled_at_a_server (Search *search, gconstpointer data)
{
  support_resolver_add_host (search->resolver, "mail.example");
  support_server_add_script (search->tls, "hang\n");
  support_server_add_script (search->starttls, "hang\n");
  begin (search);
  while (support_server_get_n_connections (search->tls) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (search->cancellable);
  fixture_iterate_until (&search->over);
  g_assert_false (search->complete);
}

static void
test_unicode_domain (Search *search, gconstpointer data)
{
  use_domain (search, "例子.example");
  run (search);
  g_assert_cmpstr (support_resolver_get_questions (search->resolver)[0], ==,
                   "_submissions._tcp.xn--fsqu00a.example");
}

static void
test_no_domain (Search *search, gconstpointer data)
{
  static const char *const none[] = { "", "[127.0.0.1]", "127.0.0.1", "::1", ".example" };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    {
      use_domain (search, none[i]);
      search->over = FALSE;
      run (search);
      g_assert_cmpuint (net_discovery_get_tries (search->discovery)->len, ==, 0);
    }
  g_assert_null (support_resolver_get_questions (search->resolver)[0]);
}

/* What a proxy is there to hide is not told to the DNS. */
static void
test_proxied (Search *search, gconstpointer data)
{
  const char *const proxies[] = { "socks5://127.0.0.1:1", NULL };

  support_proxies_set (proxies);
  run (search);
  g_assert_null (support_resolver_get_questions (search->resolver)[0]);
  const MailTry *record = g_ptr_array_index (net_discovery_get_tries (search->discovery), 0);
  g_assert_cmpint (record->state, ==, MAIL_TRY_SKIPPED);
}

#define add(path, function)                                                                        \
  g_test_add ("/net/discovery/" path, Search, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  support_proxies_install ();
  add ("record-for-tls", test_record_for_tls);
  add ("record-for-starttls", test_record_for_starttls);
  add ("order", test_order);
  add ("declined", test_declined);
  add ("foreign", test_foreign);
  add ("similar-is-foreign", test_similar_is_foreign);
  add ("usual-name", test_usual_name);
  add ("never-plain", test_never_plain);
  add ("wrong-certificate", test_wrong_certificate);
  add ("no-login", test_no_login);
  add ("nothing", test_nothing);
  add ("slow-server", test_slow_server);
  add ("grace", test_grace);
  add ("silent-dns", test_silent_dns);
  add ("hostile-records", test_hostile_records);
  add ("cancelled-at-the-dns", test_cancelled_at_the_dns);
  add ("cancelled-at-a-server", test_cancelled_at_a_server);
  add ("unicode-domain", test_unicode_domain);
  add ("no-domain", test_no_domain);
  add ("proxied", test_proxied);
  return g_test_run ();
}

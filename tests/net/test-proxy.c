/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sessions through a proxy. The server is mail.example, which no DNS knows: only the proxy is told
 * the name. */

#include "net-fixture.h"
#include "support-proxies.h"
#include "support-proxy.h"
#include "support-resolver.h"

#define HOST "mail.example"
#define PASSWORD "proxy-pass-9"
#define LETTER "Subject: Hello\r\n\r\nThrough a proxy.\r\n"
#define SHORT_MS 60

typedef struct
{
  Fixture net;
  SupportProxy *proxy;
  SupportResolver *resolver;
} Way;

static void
set_up (Way *way, gconstpointer data)
{
  fixture_set_up (&way->net, NULL);
  support_certificates_trust (way->net.certificates);
  way->resolver = support_resolver_new ();
  g_resolver_set_default (G_RESOLVER (way->resolver));
  way->proxy = support_proxy_new (support_server_get_port (way->net.server));
  g_free (way->net.endpoint->host);
  way->net.endpoint->host = g_strdup (HOST);
}

static void
tear_down (Way *way, gconstpointer data)
{
  g_clear_pointer (&way->proxy, support_proxy_free);
  fixture_tear_down (&way->net, NULL);
  g_clear_object (&way->resolver);
}

static void
use_proxy (Way *way, const char *prefix)
{
  g_autofree char *uri = support_proxy_dup_uri (way->proxy, prefix);
  const char *const uris[] = { uri, NULL };

  support_proxies_set (uris);
}

static void
assert_asked (Way *way, const char *how)
{
  g_autofree char *expected =
      g_strdup_printf ("%s" HOST ":%u", how, support_server_get_port (way->net.server));

  g_assert_cmpuint (g_strv_length ((char **) support_proxy_get_requests (way->proxy)), ==, 1);
  g_assert_cmpstr (support_proxy_get_requests (way->proxy)[0], ==, expected);
  g_assert_null (support_resolver_get_questions (way->resolver)[0]);
}

static void
assert_sent (Way *way)
{
  g_assert_true (fixture_connect (&way->net));
  fixture_submit (&way->net, LETTER);
  g_assert_cmpint (fixture_get_state (&way->net, 0), ==, MAIL_RECIPIENT_ACCEPTED);
  fixture_quit (&way->net);
  support_server_assert_played (way->net.server);
}

static void
assert_failed (Way *way, MailFailureKind kind)
{
  g_assert_false (fixture_connect (&way->net));
  fixture_assert_failure (&way->net, kind, MAIL_STAGE_CONNECT);
  g_assert_cmpuint (support_server_get_n_connections (way->net.server), ==, 0);
}

static void
test_socks5 (Way *way, gconstpointer data)
{
  way->net.endpoint->security = MAIL_SECURITY_TLS;
  fixture_use (&way->net, "tls wrong-host\n" GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  use_proxy (way, "socks5://");
  assert_sent (way);
  assert_asked (way, "socks5 name ");
  g_assert_true (
      fixture_has_line (&way->net, MAIL_WHO_NOTE, "Connecting to the proxy 127.0.0.1 *"));
  g_assert_true (fixture_has_line (&way->net, MAIL_WHO_NOTE, "Asking the proxy for " HOST " *"));
  g_assert_true (fixture_has_line (&way->net, MAIL_WHO_NOTE, "Connected through the proxy *"));
}

static void
test_socks5_starttls (Way *way, gconstpointer data)
{
  way->net.endpoint->security = MAIL_SECURITY_STARTTLS;
  fixture_use (&way->net,
               GREETING "S: 250-mail.test\nS: 250 STARTTLS\nC: STARTTLS\nS: 220 Go\n"
                        "tls wrong-host\nC: EHLO *\n" LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  use_proxy (way, "socks5h://");
  assert_sent (way);
  assert_asked (way, "socks5 name ");
}

/* The name that the certificate must carry is the server's, not the proxy's. */
static void
test_certificate_is_the_servers (Way *way, gconstpointer data)
{
  way->net.endpoint->security = MAIL_SECURITY_TLS;
  fixture_use (&way->net, "tls good\neof\n");
  use_proxy (way, "socks5://");
  g_assert_false (fixture_connect (&way->net));
  fixture_assert_failure (&way->net, MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT);
}

static void
test_socks5_login (Way *way, gconstpointer data)
{
  support_proxy_want_login (way->proxy, "wang", PASSWORD);
  fixture_use (&way->net, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  use_proxy (way, "socks5://wang:" PASSWORD "@");
  assert_sent (way);
  g_assert_false (fixture_has_line (&way->net, MAIL_WHO_NOTE, "*" PASSWORD "*"));
}

static void
test_socks5_wrong_login (Way *way, gconstpointer data)
{
  support_proxy_want_login (way->proxy, "wang", "another");
  fixture_use (&way->net, GREETING);
  use_proxy (way, "socks5://wang:" PASSWORD "@");
  assert_failed (way, MAIL_FAILURE_PROXY_LOGIN);
  g_assert_false (fixture_has_line (&way->net, MAIL_WHO_NOTE, "*" PASSWORD "*"));
}

static void
test_socks5_no_login (Way *way, gconstpointer data)
{
  support_proxy_want_login (way->proxy, "wang", PASSWORD);
  fixture_use (&way->net, GREETING);
  use_proxy (way, "socks5://");
  assert_failed (way, MAIL_FAILURE_PROXY_LOGIN);
}

/* What each answer of RFC 1928 section 6 means to us. */
static void
test_socks5_refusals (Way *way, gconstpointer data)
{
  static const MailFailureKind kinds[] = {
    [1] = MAIL_FAILURE_PROXY_REFUSED, [2] = MAIL_FAILURE_PROXY_REFUSED,
    [3] = MAIL_FAILURE_CONNECT,       [4] = MAIL_FAILURE_CONNECT,
    [5] = MAIL_FAILURE_CONNECT,       [7] = MAIL_FAILURE_PROXY_REFUSED,
    [8] = MAIL_FAILURE_PROXY_REFUSED, [77] = MAIL_FAILURE_PROXY_REFUSED,
  };

  use_proxy (way, "socks5://");
  for (guint code = 1; code < G_N_ELEMENTS (kinds); code++)
    {
      if (kinds[code] == 0)
        continue;
      support_proxy_refuse (way->proxy, code);
      fixture_use (&way->net, GREETING);
      assert_failed (way, kinds[code]);
      g_clear_object (&way->net.session);
      g_clear_pointer (&way->net.failure, mail_failure_free);
      way->net.connected = FALSE;
    }
}

static void
test_http (Way *way, gconstpointer data)
{
  support_proxy_want_login (way->proxy, "wang", PASSWORD);
  way->net.endpoint->security = MAIL_SECURITY_TLS;
  fixture_use (&way->net, "tls wrong-host\n" GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  use_proxy (way, "http://wang:" PASSWORD "@");
  assert_sent (way);
  assert_asked (way, "http ");
}

static void
test_http_no_login (Way *way, gconstpointer data)
{
  support_proxy_want_login (way->proxy, "wang", PASSWORD);
  fixture_use (&way->net, GREETING);
  use_proxy (way, "http://");
  assert_failed (way, MAIL_FAILURE_PROXY_LOGIN);
}

static void
test_http_refused (Way *way, gconstpointer data)
{
  support_proxy_refuse (way->proxy, 403);
  fixture_use (&way->net, GREETING);
  use_proxy (way, "http://");
  assert_failed (way, MAIL_FAILURE_PROXY_REFUSED);
}

static void
test_unreachable (Way *way, gconstpointer data)
{
  fixture_use (&way->net, GREETING);
  use_proxy (way, "socks5://");
  g_clear_pointer (&way->proxy, support_proxy_free);
  assert_failed (way, MAIL_FAILURE_PROXY_UNREACHABLE);
}

static void
test_unknown_proxy (Way *way, gconstpointer data)
{
  const char *const uris[] = { "socks5://proxy.example:1080", NULL };

  fixture_use (&way->net, GREETING);
  support_proxies_set (uris);
  assert_failed (way, MAIL_FAILURE_PROXY_UNREACHABLE);
}

static void
test_not_a_proxy (Way *way, gconstpointer data)
{
  g_autofree char *uri =
      g_strdup_printf ("socks5://127.0.0.1:%u", support_server_get_port (way->net.server));
  const char *const uris[] = { uri, NULL };

  fixture_use (&way->net, "S: 220 this is mail\nclose\n");
  support_proxies_set (uris);
  g_assert_false (fixture_connect (&way->net));
  fixture_assert_failure (&way->net, MAIL_FAILURE_PROXY_REFUSED, MAIL_STAGE_CONNECT);
}

static void
test_unheard_of_kind (Way *way, gconstpointer data)
{
  fixture_use (&way->net, GREETING);
  use_proxy (way, "pigeon://");
  assert_failed (way, MAIL_FAILURE_PROXY_REFUSED);
}

static void
test_silent (Way *way, gconstpointer data)
{
  support_proxy_set_silent (way->proxy);
  fixture_use (&way->net, GREETING);
  net_session_set_time_limit (way->net.session, SHORT_MS);
  use_proxy (way, "socks5://");
  assert_failed (way, MAIL_FAILURE_TIMEOUT);
}

/* Where the newest protocol was refused, an older one is not tried at the same place: it would
 * look the name up on this side. */
static void
test_no_older_protocol (Way *way, gconstpointer data)
{
  g_autofree char *socks5 = support_proxy_dup_uri (way->proxy, "socks5://");
  g_autofree char *socks4a = support_proxy_dup_uri (way->proxy, "socks4a://");
  g_autofree char *socks4 = support_proxy_dup_uri (way->proxy, "socks4://");
  const char *const uris[] = { socks5, socks4a, socks4, NULL };

  support_resolver_add_host (way->resolver, HOST);
  support_proxy_want_login (way->proxy, "wang", PASSWORD);
  fixture_use (&way->net, GREETING);
  support_proxies_set (uris);
  assert_failed (way, MAIL_FAILURE_PROXY_LOGIN);
  g_assert_cmpuint (support_proxy_get_n_connections (way->proxy), ==, 1);
  g_assert_null (support_resolver_get_questions (way->resolver)[0]);
}

/* The settings may say so; we never do. */
static void
test_direct_after_proxy (Way *way, gconstpointer data)
{
  g_autofree char *uri = support_proxy_dup_uri (way->proxy, "socks5://");
  const char *const uris[] = { uri, "direct://", NULL };

  g_clear_pointer (&way->proxy, support_proxy_free);
  support_resolver_add_host (way->resolver, HOST);
  fixture_use (&way->net, GREETING LOCKSTEP ENVELOPE ACCEPTED GOODBYE);
  support_proxies_set (uris);
  assert_sent (way);
  g_assert_true (fixture_has_line (&way->net, MAIL_WHO_NOTE, "Connected to 127.0.0.1 *"));
}

static void
test_host_is_no_line (Way *way, gconstpointer data)
{
  static const char *const hosts[] = { "mail.example\r\nX-Y: z", "mail.example HTTP/1.0", "" };

  use_proxy (way, "http://");
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_free (way->net.endpoint->host);
      way->net.endpoint->host = g_strdup (hosts[i]);
      fixture_use (&way->net, GREETING);
      assert_failed (way, MAIL_FAILURE_RESOLVE);
      g_assert_cmpuint (support_proxy_get_n_connections (way->proxy), ==, 0);
      g_clear_object (&way->net.session);
      g_clear_pointer (&way->net.failure, mail_failure_free);
      way->net.connected = FALSE;
    }
}

/* Not even asked whether there is one. */
static void
test_loopback (Way *way, gconstpointer data)
{
  static const char *const hosts[] = { "127.0.0.1", "localhost", "LOCALHOST" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_free (way->net.endpoint->host);
      way->net.endpoint->host = g_strdup (hosts[i]);
      fixture_use (&way->net, GREETING LOCKSTEP GOODBYE);
      use_proxy (way, "socks5://");
      g_assert_true (fixture_connect (&way->net));
      fixture_quit (&way->net);
      g_assert_cmpuint (support_proxy_get_n_connections (way->proxy), ==, 0);
      g_assert_cmpuint (support_proxies_get_n_questions (), ==, 0);
      g_clear_object (&way->net.session);
      way->net.connected = way->net.quit = FALSE;
    }
}

#define add(path, function) g_test_add ("/net/proxy/" path, Way, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  support_proxies_install ();
  add ("socks5", test_socks5);
  add ("socks5-starttls", test_socks5_starttls);
  add ("certificate-is-the-servers", test_certificate_is_the_servers);
  add ("socks5-login", test_socks5_login);
  add ("socks5-wrong-login", test_socks5_wrong_login);
  add ("socks5-no-login", test_socks5_no_login);
  add ("socks5-refusals", test_socks5_refusals);
  add ("http", test_http);
  add ("http-no-login", test_http_no_login);
  add ("http-refused", test_http_refused);
  add ("unreachable", test_unreachable);
  add ("unknown-proxy", test_unknown_proxy);
  add ("not-a-proxy", test_not_a_proxy);
  add ("unheard-of-kind", test_unheard_of_kind);
  add ("silent", test_silent);
  add ("no-older-protocol", test_no_older_protocol);
  add ("direct-after-proxy", test_direct_after_proxy);
  add ("host-is-no-line", test_host_is_no_line);
  add ("loopback", test_loopback);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Logins against libgsasl's own server half, and servers that do not play fair. */

#include "net-fixture.h"

#define WRONG "auth " USER " another-one\n"
#define RIGHT "auth " USER " " SECRET "\n"

typedef struct
{
  const char *name;
  const char *offered; /* an EHLO line */
  const char *command; /* must begin the AUTH line */
} Row;

static const Row rows[] = {
  { "plain", "AUTH PLAIN", "AUTH PLAIN *" },
  { "login", "AUTH LOGIN", "AUTH LOGIN" },
  { "cram-md5", "AUTH CRAM-MD5", "AUTH CRAM-MD5" },
  { "scram-sha-1", "AUTH SCRAM-SHA-1", "AUTH SCRAM-SHA-1 *" },
  { "scram-sha-256", "AUTH SCRAM-SHA-256", "AUTH SCRAM-SHA-256 *" },
  { "strongest", "AUTH LOGIN PLAIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256 GSSAPI",
    "AUTH SCRAM-SHA-256 *" },
  { "hidden-in-the-clear", "AUTH LOGIN PLAIN CRAM-MD5", "AUTH CRAM-MD5" },
  { "old-form", "AUTH=LOGIN PLAIN", "AUTH PLAIN *" },
};

static gboolean
client_said (Fixture *fixture, const char *pattern)
{
  for (const char *const *line = support_server_get_lines (fixture->server); *line != NULL; line++)
    if (g_pattern_match_simple (pattern, *line))
      return TRUE;
  return FALSE;
}

static guint
count_auth (Fixture *fixture)
{
  guint n = 0;

  for (const char *const *line = support_server_get_lines (fixture->server); *line != NULL; line++)
    n += g_str_has_prefix (*line, "AUTH ");
  return n;
}

static void
use_row (Fixture *fixture, const Row *row, const char *rest)
{
  g_autofree char *script =
      g_strdup_printf (GREETING "S: 250-mail.test\nS: 250 %s\n%s", row->offered, rest);

  fixture_login (fixture, NULL);
  fixture_use (fixture, script);
}

static void
test_right (Fixture *fixture, gconstpointer data)
{
  const Row *row = data;

  use_row (fixture, row, RIGHT GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
  g_assert_true (client_said (fixture, row->command));
  g_assert_cmpuint (count_auth (fixture), ==, 1);
  fixture_assert_no_secret (fixture);
}

static void
test_wrong (Fixture *fixture, gconstpointer data)
{
  use_row (fixture, data, WRONG);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN);
  g_assert_cmpuint (mail_reply_get_code (fixture->failure->reply), ==, 535);
  g_assert_cmpuint (count_auth (fixture), ==, 1);
  fixture_assert_no_secret (fixture);
}

/* 535 is about the secret: another mechanism would be a second try with it. */
static void
test_no_second_try (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture, GREETING WITH_AUTH ("PLAIN LOGIN") "C: AUTH PLAIN *\nS: 535 5.7.8 No\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN);
  support_server_assert_played (fixture->server);
  g_assert_cmpuint (count_auth (fixture), ==, 1);
}

static void
test_next_mechanism (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture,
               GREETING WITH_AUTH (
                   "PLAIN LOGIN") "C: AUTH PLAIN *\nS: 504 5.5.4 Not this one\n" RIGHT GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
  g_assert_true (client_said (fixture, "AUTH LOGIN"));
}

static void
test_none_left (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture, GREETING WITH_AUTH ("PLAIN") "C: AUTH PLAIN *\nS: 534 5.7.9 Too weak\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN);
  g_assert_cmpuint (mail_reply_get_code (fixture->failure->reply), ==, 534);
}

static void
test_none_in_common (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture, GREETING WITH_AUTH ("GSSAPI NTLM") "eof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_NO_MECHANISM, MAIL_STAGE_LOGIN);
  g_assert_cmpstr (fixture->failure->detail, ==, "GSSAPI NTLM");
}

static void
test_forced (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, "LOGIN");
  fixture_use (fixture, GREETING WITH_AUTH ("SCRAM-SHA-256 PLAIN LOGIN") RIGHT GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  g_assert_true (client_said (fixture, "AUTH LOGIN"));
}

static void
test_none_owed (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, "NONE");
  fixture_use (fixture, GREETING WITH_AUTH ("PLAIN") GOODBYE);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
on_connected (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->failure = net_session_connect_finish (NET_SESSION (source), result);
  fixture->connected = TRUE;
}

static void
test_no_secret (Fixture *fixture, gconstpointer data)
{
  const char *unusable[] = { NULL, "", "line\r\nbreak", "\xff\xfe" };

  fixture_login (fixture, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (unusable); i++)
    {
      g_clear_object (&fixture->session);
      g_clear_pointer (&fixture->failure, mail_failure_free);
      fixture->connected = FALSE;
      fixture_use (fixture, "");
      net_session_connect_async (fixture->session, unusable[i], NULL, on_connected, fixture);
      fixture_iterate_until (&fixture->connected);
      fixture_assert_failure (fixture, MAIL_FAILURE_NO_SECRET, MAIL_STAGE_CONNECT);
    }
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 0);
}

static void
test_temporary (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture, GREETING WITH_AUTH ("PLAIN") "C: AUTH PLAIN *\nS: 454 4.7.0 Later\n");
  g_assert_false (fixture_connect (fixture));
  g_assert_nonnull (fixture->failure->reply);
  g_assert_cmpuint (mail_reply_get_code (fixture->failure->reply), ==, 454);
}

/* The prompts of LOGIN mean nothing. */
static void
test_login_prompts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *user = g_base64_encode ((const guint8 *) USER, strlen (USER));
  g_autofree char *secret = g_base64_encode ((const guint8 *) SECRET, strlen (SECRET));
  g_autofree char *script =
      g_strdup_printf (GREETING WITH_AUTH ("LOGIN") "C: AUTH LOGIN\nS: 334 dXNlcm5hbWU6\nC: %s\n"
                                                    "S: 334\nC: %s\nS: 235\n" GOODBYE,
                       user, secret);

  fixture_login (fixture, NULL);
  fixture_use (fixture, script);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
  fixture_assert_no_secret (fixture);
}

static void
test_endless (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture, GREETING WITH_AUTH ("LOGIN") "C: AUTH LOGIN\nS: 334 QQ==\nC: *\n"
                                                     "S: 334 QQ==\nC: *\nS: 334 QQ==\n"
                                                     "C: ?\nS: 501 Aborted\n");
  g_assert_false (fixture_connect (fixture));
  g_assert_cmpint (fixture->failure->stage, ==, MAIL_STAGE_LOGIN);
  fixture_assert_no_secret (fixture);
}

/* r=, s= and an iteration count that would take hours. */
static void
test_scram_iterations (Fixture *fixture, gconstpointer data)
{
  g_autofree char *rest = g_strdup_printf ("auth " USER " " SECRET " %s\n", (const char *) data);
  g_autofree char *script = g_strconcat (GREETING WITH_AUTH ("SCRAM-SHA-256"), rest, NULL);

  fixture_login (fixture, NULL);
  fixture_use (fixture, script);
  g_assert_false (fixture_connect (fixture));
  g_assert_cmpint (fixture->failure->stage, ==, MAIL_STAGE_LOGIN);
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_NOTE, "*iteration count*"));
  g_assert_true (client_said (fixture, "?"));
}

/* A server that says yes without having shown that it knows the secret. */
static void
test_scram_unsigned (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture, GREETING WITH_AUTH ("SCRAM-SHA-256") "C: AUTH SCRAM-SHA-256 *\nS: 235 Ok\n"
                                                             "eof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_PROTOCOL, MAIL_STAGE_LOGIN);
  support_server_assert_played (fixture->server);
}

/* --- access tokens ---------------------------------------------------------------------------- */

#define EXPIRED "{\"status\":\"401\",\"schemes\":\"bearer\",\"scope\":\"https://mail.test/\"}"

static char *
to_base64 (const char *text)
{
  return g_base64_encode ((const guint8 *) text, strlen (text));
}

/* Returns: (transfer full): what the mechanism must say first, in base64 */
static char *
dup_first (Fixture *fixture, const char *mechanism, const char *token)
{
  g_autofree char *text =
      g_str_equal (mechanism, "XOAUTH2")
          ? g_strdup_printf ("user=" USER "\001auth=Bearer %s\001\001", token)
          : g_strdup_printf ("n,a=" USER ",\001host=127.0.0.1\001port=%u\001auth=Bearer %s\001\001",
                             fixture->endpoint->port, token);

  return to_base64 (text);
}

static void
test_token (Fixture *fixture, gconstpointer data)
{
  const char *mechanism = data;
  g_autofree char *first = dup_first (fixture, mechanism, SECRET);
  g_autofree char *script = g_strdup_printf (
      GREETING WITH_AUTH ("PLAIN XOAUTH2 OAUTHBEARER") "C: AUTH %s %s\nS: 235 2.7.0 Ok\n" GOODBYE,
      mechanism, first);

  fixture_login (fixture, mechanism);
  fixture_use (fixture, script);
  g_assert_true (fixture_connect (fixture));
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
  fixture_assert_no_secret (fixture);
}

/* The error comes as a challenge; its answer is empty, or %x01 (RFC 7628 section 3.2.3), and then
 * comes the reply. */
static void
test_token_refused (Fixture *fixture, gconstpointer data)
{
  const char *mechanism = data;
  gboolean bearer = g_str_equal (mechanism, "OAUTHBEARER");
  g_autofree char *error = to_base64 (EXPIRED);
  g_autofree char *script =
      g_strdup_printf (GREETING WITH_AUTH ("PLAIN LOGIN XOAUTH2 OAUTHBEARER") "C: AUTH %s *\n"
                                                                              "S: 334 %s\nC: %s\n"
                                                                              "S: 535 5.7.8 No\n",
                       mechanism, error, bearer ? "AQ==" : "");

  fixture_login (fixture, mechanism);
  fixture_use (fixture, script);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_LOGIN, MAIL_STAGE_LOGIN);
  g_assert_cmpuint (mail_reply_get_code (fixture->failure->reply), ==, 535);
  g_assert_cmpstr (fixture->failure->detail, ==, EXPIRED);
  support_server_assert_played (fixture->server);
  g_assert_cmpuint (count_auth (fixture), ==, 1);
  fixture_assert_no_secret (fixture);
}

/* A line that would be longer than a command may be (RFC 5321 section 4.5.3.1.4) goes without the
 * token, which then answers the empty challenge (RFC 4954 section 4). */
static void
test_token_long (Fixture *fixture, gconstpointer data)
{
  const char *mechanism = data;
  g_autofree char *token = g_strnfill (2048, 'T');
  g_autofree char *first = dup_first (fixture, mechanism, token);
  g_autofree char *script = g_strdup_printf (
      GREETING WITH_AUTH ("XOAUTH2 OAUTHBEARER") "C: AUTH %s\nS: 334 \nC: %s\nS: 235 Ok\n" GOODBYE,
      mechanism, first);

  fixture_login (fixture, mechanism);
  fixture_use (fixture, script);
  net_session_connect_async (fixture->session, token, NULL, on_connected, fixture);
  fixture_iterate_until (&fixture->connected);
  g_assert_null (fixture->failure);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
  for (const char *const *line = support_server_get_lines (fixture->server); *line != NULL; line++)
    g_assert_true (strlen (*line) <= 510 || !g_str_has_prefix (*line, "AUTH"));
  g_assert_false (fixture_has_line (fixture, MAIL_WHO_CLIENT, "*VFRUVFRU*"));
}

/* A password is never shown to a mechanism for tokens, even where it is all there is. */
static void
test_token_by_name_only (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture, GREETING WITH_AUTH ("XOAUTH2 OAUTHBEARER") "eof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_NO_MECHANISM, MAIL_STAGE_LOGIN);
  support_server_assert_played (fixture->server);
}

/* What is no token is not sent, and nothing is connected for it. */
static void
test_token_unusable (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, "OAUTHBEARER");
  fixture_use (fixture, "");
  net_session_connect_async (fixture->session, "a\001auth=Bearer b", NULL, on_connected, fixture);
  fixture_iterate_until (&fixture->connected);
  fixture_assert_failure (fixture, MAIL_FAILURE_NO_SECRET, MAIL_STAGE_CONNECT);
  g_assert_cmpuint (support_server_get_n_connections (fixture->server), ==, 0);
}

/* --- what servers do with secrets ---------------------------------------------------------------
 */

#define FOREIGN_SECRET "p\u00e4ss\u5bc6\u7801"

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autofree char *script = g_strdup_printf (GREETING "S: 250-mail.test\nS: 250 AUTH %s\nauth " USER
                                                      " " FOREIGN_SECRET "\n" GOODBYE,
                                             (const char *) data);

  fixture_login (fixture, NULL);
  fixture_use (fixture, script);
  net_session_connect_async (fixture->session, FOREIGN_SECRET, NULL, on_connected, fixture);
  fixture_iterate_until (&fixture->connected);
  g_assert_null (fixture->failure);
  fixture_quit (fixture);
  support_server_assert_played (fixture->server);
}

static void
test_not_base64 (Fixture *fixture, gconstpointer data)
{
  fixture_login (fixture, NULL);
  fixture_use (fixture, GREETING WITH_AUTH ("CRAM-MD5") "C: AUTH CRAM-MD5\nS: 334 what?\nC: ?\n"
                                                        "S: 501 5.7.0 Aborted\neof\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_PROTOCOL, MAIL_STAGE_LOGIN);
  support_server_assert_played (fixture->server);
  g_assert_true (client_said (fixture, "?"));
}

static void
add_for (const char *path, const char *mechanism, GTestFixtureFunc test)
{
  g_autofree char *lower = g_ascii_strdown (mechanism, -1);
  g_autofree char *full = g_strdup_printf ("/net/login/%s-%s", lower, path);

  g_test_add_vtable (full, sizeof (Fixture), mechanism, (GTestFixtureFunc) fixture_set_up, test,
                     (GTestFixtureFunc) fixture_tear_down);
}

static void
add_tokens (void)
{
  const char *mechanisms[] = { "XOAUTH2", "OAUTHBEARER" };
  const char *others[] = { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256" };

  for (gsize i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      add_for ("accepted", mechanisms[i], (GTestFixtureFunc) test_token);
      add_for ("refused", mechanisms[i], (GTestFixtureFunc) test_token_refused);
      add_for ("long", mechanisms[i], (GTestFixtureFunc) test_token_long);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    add_for ("foreign", others[i], (GTestFixtureFunc) test_foreign);
}

static void
add_rows (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *right = g_strdup_printf ("/net/login/%s", rows[i].name);
      g_autofree char *wrong = g_strdup_printf ("/net/login/%s-wrong", rows[i].name);
      g_test_add (right, Fixture, &rows[i], fixture_set_up, test_right, fixture_tear_down);
      g_test_add (wrong, Fixture, &rows[i], fixture_set_up, test_wrong, fixture_tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_rows ();
  fixture_add ("/net/login/no-second-try", test_no_second_try);
  fixture_add ("/net/login/next-mechanism", test_next_mechanism);
  fixture_add ("/net/login/none-left", test_none_left);
  fixture_add ("/net/login/none-in-common", test_none_in_common);
  fixture_add ("/net/login/forced", test_forced);
  fixture_add ("/net/login/none-owed", test_none_owed);
  fixture_add ("/net/login/no-secret", test_no_secret);
  fixture_add ("/net/login/temporary", test_temporary);
  fixture_add ("/net/login/login-prompts", test_login_prompts);
  fixture_add ("/net/login/endless", test_endless);
  g_test_add ("/net/login/scram-too-few-iterations", Fixture, "1", fixture_set_up,
              test_scram_iterations, fixture_tear_down);
  g_test_add ("/net/login/scram-too-many-iterations", Fixture, "600001", fixture_set_up,
              test_scram_iterations, fixture_tear_down);
  fixture_add ("/net/login/scram-unsigned", test_scram_unsigned);
  fixture_add ("/net/login/not-base64", test_not_base64);
  fixture_add ("/net/login/token-by-name-only", test_token_by_name_only);
  fixture_add ("/net/login/token-unusable", test_token_unusable);
  add_tokens ();
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every stage of a session times every way it can go wrong there. What must hold: before the final
 * dot nothing was sent and nobody is marked; after it, only a complete reply decides and all else
 * is unknown. */

#include "net-fixture.h"

#define LETTER "Subject: Hello\r\n\r\nHello.\r\n"

/* Long enough to be still on its way when the server stops reading. */
#define LARGE (32 * 1024 * 1024)

typedef struct
{
  const char *name;
  const char *script;
  MailStage stage;
  gboolean login;
  gboolean connects;
  gboolean large;
  gboolean confirmed;
} Place;

static const Place places[] = {
  { "greeting", "", MAIL_STAGE_GREETING },
  { "ehlo", "S: 220 mail.test\nC: EHLO *\n", MAIL_STAGE_GREETING },
  { "auth", GREETING WITH_AUTH ("PLAIN") "C: AUTH *\n", MAIL_STAGE_LOGIN, .login = TRUE },
  { "mail", GREETING LOCKSTEP "C: MAIL *\n", MAIL_STAGE_ENVELOPE, .connects = TRUE },
  { "rcpt", GREETING LOCKSTEP "C: MAIL *\nS: 250 Ok\nC: RCPT *\n", MAIL_STAGE_ENVELOPE,
    .connects = TRUE },
  { "data", GREETING LOCKSTEP "C: MAIL *\nS: 250 Ok\nC: RCPT *\nS: 250 Ok\nC: DATA\n",
    MAIL_STAGE_LETTER, .connects = TRUE },
  { "content", GREETING LOCKSTEP ENVELOPE "take 100\n", MAIL_STAGE_LETTER, .connects = TRUE,
    .large = TRUE },
  { "dot", GREETING LOCKSTEP ENVELOPE "content\n", MAIL_STAGE_LETTER, .connects = TRUE,
    .confirmed = TRUE },
};

static void
use_place (Fixture *fixture, const Place *place, const char *fault)
{
  g_autofree char *script = g_strconcat (place->script, fault, NULL);

  if (place->login)
    fixture_login (fixture, NULL);
  fixture_use (fixture, script);
}

/* Runs into the fault; afterwards there is a failure or an outcome. */
static void
run (Fixture *fixture, const Place *place)
{
  g_assert_true (fixture_connect (fixture) == place->connects);
  if (!place->connects)
    return;
  if (!place->large)
    {
      fixture_submit (fixture, LETTER);
      return;
    }
  g_autofree char *text = g_strnfill (LARGE, 'x');
  for (gsize i = 76; i < LARGE - 2; i += 78)
    memcpy (text + i, "\r\n", 2);
  memcpy (text + LARGE - 2, "\r\n", 2);
  g_autoptr (GInputStream) content =
      g_memory_input_stream_new_from_data (g_steal_pointer (&text), LARGE, g_free);
  fixture_begin_submit (fixture, content, LARGE);
  fixture_wait_outcome (fixture);
}

static void
check (Fixture *fixture, const Place *place, MailFailureKind kind)
{
  fixture_assert_failure (fixture, kind, place->stage);
  g_assert_false (net_session_is_ready (fixture->session));
  if (place->connects)
    g_assert_cmpint (fixture_get_state (fixture, 0), ==,
                     place->confirmed ? MAIL_RECIPIENT_UNKNOWN : MAIL_RECIPIENT_PENDING);
  fixture_assert_no_secret (fixture);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  const Place *place = data;

  use_place (fixture, place, "close\n");
  run (fixture, place);
  check (fixture, place, MAIL_FAILURE_CLOSED);
}

static void
test_half_close (Fixture *fixture, gconstpointer data)
{
  const Place *place = data;

  use_place (fixture, place, place->large ? "half\ncut\n" : "half\neof\n");
  run (fixture, place);
  check (fixture, place, MAIL_FAILURE_CLOSED);
  support_server_assert_played (fixture->server);
}

static void
test_reset (Fixture *fixture, gconstpointer data)
{
  const Place *place = data;

  use_place (fixture, place, "rst\n");
  run (fixture, place);
  /* so early that it was never a connection for us */
  if (place->stage == MAIL_STAGE_GREETING && fixture->failure->kind == MAIL_FAILURE_CONNECT)
    return;
  check (fixture, place, MAIL_FAILURE_CLOSED);
}

static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  const Place *place = data;

  use_place (fixture, place, place->large ? "S: hello there\ncut\n" : "S: hello there\neof\n");
  run (fixture, place);
  check (fixture, place, MAIL_FAILURE_PROTOCOL);
  support_server_assert_played (fixture->server);
}

static void
test_half_a_reply (Fixture *fixture, gconstpointer data)
{
  const Place *place = data;

  use_place (fixture, place, "R: 250 2.0.0 queu\nclose\n");
  run (fixture, place);
  check (fixture, place, MAIL_FAILURE_CLOSED);
}

static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  const Place *place = data;

  use_place (fixture, place, "hang\n");
  net_session_set_time_limit (fixture->session, 60);
  run (fixture, place);
  check (fixture, place, MAIL_FAILURE_TIMEOUT);
}

/* 421 is a complete reply: even after the dot it decides. */
static void
test_421 (Fixture *fixture, gconstpointer data)
{
  const Place *place = data;

  use_place (fixture, place, "S: 421 4.3.2 Going down\nclose\n");
  run (fixture, place);
  g_assert_false (net_session_is_ready (fixture->session));
  if (!place->connects)
    {
      g_assert_cmpuint (mail_reply_get_code (fixture->failure->reply), ==, 421);
      return;
    }
  MailRecipientState state = fixture_get_state (fixture, 0);
  g_assert_true (state == MAIL_RECIPIENT_DEFERRED ||
                 (state == MAIL_RECIPIENT_PENDING && !place->confirmed));
}

static gboolean
release_once (gpointer user_data)
{
  Fixture *fixture = user_data;

  /* the test may be over already */
  if (fixture->server != NULL)
    support_server_release (fixture->server);
  return G_SOURCE_REMOVE;
}

static void
cancel_at_mark (SupportServer *server, const char *mark, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_cancellable_cancel (fixture->cancellable);
  /* once everything that is due has been done */
  g_idle_add (release_once, fixture);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  const Place *place = data;

  if (place->confirmed)
    use_place (fixture, place, "mark cancel\nhold\nS: 250 2.0.0 Ok\n" GOODBYE);
  else
    use_place (fixture, place, place->large ? "mark cancel\ncut\n" : "mark cancel\neof\n");
  support_server_set_mark_func (fixture->server, cancel_at_mark, fixture);
  run (fixture, place);
  if (place->confirmed)
    {
      g_assert_null (fixture->outcome->failure);
      g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_ACCEPTED);
      fixture_quit (fixture);
    }
  else
    check (fixture, place, MAIL_FAILURE_CANCELLED);
  support_server_assert_played (fixture->server);
}

static void
test_cancelled_before (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, "eof\n");
  g_cancellable_cancel (fixture->cancellable);
  g_assert_false (fixture_connect (fixture));
  g_assert_cmpint (fixture->failure->kind, ==, MAIL_FAILURE_CANCELLED);
}

static void
test_nobody_listens (Fixture *fixture, gconstpointer data)
{
  fixture_use (fixture, "");
  g_clear_pointer (&fixture->server, support_server_free);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CONNECT, MAIL_STAGE_CONNECT);
}

/* A listener with a full queue lets SYN fall on the floor, as a network that swallows it does. */
static GSocket *
swallow_connections (GPtrArray *waiting, guint16 *port)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;
  GSocket *listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, &error);

  g_assert_no_error (error);
  g_assert_true (g_socket_bind (listener, any, TRUE, NULL));
  g_socket_set_listen_backlog (listener, 0);
  g_assert_true (g_socket_listen (listener, NULL));
  address = g_socket_get_local_address (listener, NULL);
  *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  for (guint i = 0; i < 4; i++)
    {
      GSocket *one =
          g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_ptr_array_add (waiting, one);
      g_socket_set_blocking (one, FALSE);
      g_socket_connect (one, address, NULL, NULL);
    }
  return listener;
}

static void
test_nobody_answers (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GSocket) listener = NULL;

  listener = swallow_connections (waiting, &fixture->endpoint->port);
  fixture_use (fixture, "");
  net_session_set_time_limit (fixture->session, 60);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_TIMEOUT, MAIL_STAGE_CONNECT);
}

static void
test_unknown_host (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->endpoint->host);
  fixture->endpoint->host = g_strdup ("no-such-host.invalid");
  fixture_use (fixture, "");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_RESOLVE, MAIL_STAGE_CONNECT);
}

static void
test_handshake_deadline (Fixture *fixture, gconstpointer data)
{
  fixture->endpoint->security = MAIL_SECURITY_TLS;
  fixture_use (fixture, "hang\n");
  net_session_set_time_limit (fixture->session, 60);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_TIMEOUT, MAIL_STAGE_ENCRYPT);
}

static void
test_handshake_cancel (Fixture *fixture, gconstpointer data)
{
  fixture->endpoint->security = MAIL_SECURITY_TLS;
  fixture_use (fixture, "take 5\nmark cancel\nhang\n");
  support_server_set_mark_func (fixture->server, cancel_at_mark, fixture);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_CANCELLED, MAIL_STAGE_ENCRYPT);
}

/* A definite word in mid-content: no dot, and the word counts. */
static void
test_early_refusal (Fixture *fixture, gconstpointer data)
{
  const Place place = { .connects = TRUE, .large = TRUE };

  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "take 100\nS: 552 5.3.4 Too big\ncut\n");
  run (fixture, &place);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_REFUSED);
  support_server_assert_played (fixture->server);
}

/* The word counts even where the connection broke in the same moment. */
static void
test_early_refusal_and_reset (Fixture *fixture, gconstpointer data)
{
  const Place place = { .connects = TRUE, .large = TRUE };

  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "take 100\nS: 552 5.3.4 Too big\nclose\n");
  run (fixture, &place);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_REFUSED);
}

/* A server that has said no and reads nothing more must not hold us until the deadline. */
static void
test_early_refusal_unread (Fixture *fixture, gconstpointer data)
{
  const Place place = { .connects = TRUE, .large = TRUE };

  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "take 100\nS: 552 5.3.4 Too big\nhang\n");
  run (fixture, &place);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_REFUSED);
  g_assert_cmpuint (fixture->sent, <, LARGE);
}

static void
test_early_yes (Fixture *fixture, gconstpointer data)
{
  const Place place = { .connects = TRUE, .large = TRUE };

  fixture_use (fixture, GREETING LOCKSTEP ENVELOPE "take 100\nS: 250 Ok\ncut\n");
  run (fixture, &place);
  g_assert_cmpint (fixture_get_state (fixture, 0), ==, MAIL_RECIPIENT_PENDING);
  g_assert_nonnull (fixture->outcome->failure);
  support_server_assert_played (fixture->server);
}

static void
test_flood (Fixture *fixture, gconstpointer data)
{
  g_autofree char *line = g_strnfill (1024 * 1024, 'x');
  g_autofree char *script = g_strconcat ("R: 220 ", line, "\nhang\n", NULL);

  fixture_use (fixture, script);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_PROTOCOL, MAIL_STAGE_GREETING);
}

static gboolean
release (gpointer user_data)
{
  Fixture *fixture = user_data;

  support_server_release (fixture->server);
  return fixture->connected ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* An octet now and then does not make a reply: the deadline is for the whole of it. */
static void
test_trickle (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) script = g_string_new ("S: 220-mail.test\n");

  for (guint i = 0; i < 100; i++)
    g_string_append (script, "hold\nR: 2\nhold\nR: 20-\\r\\n\n");
  g_string_append (script, "close\n");
  fixture_use (fixture, script->str);
  net_session_set_time_limit (fixture->session, 100);
  g_timeout_add (10, release, fixture);
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_TIMEOUT, MAIL_STAGE_GREETING);
  g_assert_true (fixture_has_line (fixture, MAIL_WHO_NOTE, "Ended: timeout"));
  while (g_source_remove_by_user_data (fixture))
    ;
}

/* The endpoint's own limit goes before the RFC's. */
static void
test_endpoint_limit (Fixture *fixture, gconstpointer data)
{
  fixture->endpoint->timeout_s = 1;
  fixture_use (fixture, "hang\n");
  g_assert_false (fixture_connect (fixture));
  fixture_assert_failure (fixture, MAIL_FAILURE_TIMEOUT, MAIL_STAGE_GREETING);
}

typedef void (*TestFunc) (Fixture *fixture, gconstpointer data);

static void
add_everywhere (const char *name, TestFunc function)
{
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *path = g_strdup_printf ("/net/faults/%s/%s", name, places[i].name);
      g_test_add (path, Fixture, &places[i], fixture_set_up, function, fixture_tear_down);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_everywhere ("close", test_close);
  add_everywhere ("half-close", test_half_close);
  add_everywhere ("reset", test_reset);
  add_everywhere ("garbage", test_garbage);
  add_everywhere ("half-a-reply", test_half_a_reply);
  add_everywhere ("deadline", test_deadline);
  add_everywhere ("421", test_421);
  add_everywhere ("cancel", test_cancel);
  fixture_add ("/net/faults/cancelled-before", test_cancelled_before);
  fixture_add ("/net/faults/nobody-listens", test_nobody_listens);
  fixture_add ("/net/faults/nobody-answers", test_nobody_answers);
  fixture_add ("/net/faults/unknown-host", test_unknown_host);
  fixture_add ("/net/faults/handshake-deadline", test_handshake_deadline);
  fixture_add ("/net/faults/handshake-cancel", test_handshake_cancel);
  fixture_add ("/net/faults/early-refusal", test_early_refusal);
  fixture_add ("/net/faults/early-refusal-and-reset", test_early_refusal_and_reset);
  fixture_add ("/net/faults/early-refusal-unread", test_early_refusal_unread);
  fixture_add ("/net/faults/early-yes", test_early_yes);
  fixture_add ("/net/faults/flood", test_flood);
  fixture_add ("/net/faults/trickle", test_trickle);
  fixture_add ("/net/faults/endpoint-limit", test_endpoint_limit);
  return g_test_run ();
}

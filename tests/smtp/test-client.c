/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A server that says anything and a driver that writes as little as it likes, at random but the
 * same every time. Whatever happens: each letter has one result, nothing follows the end, nothing
 * is accepted without a dot, and nothing that may have arrived is called not sent. */

#include <string.h>

#include "smtp-client.h"

#define N_SESSIONS 20000
#define N_STEPS 120
#define SECRET "sesame-open"

static const char *const said[] = {
  "220 x\r\n",
  "250 ok\r\n",
  "250 ok\r\n",
  "250 ok\r\n",
  "250-x\r\n250-PIPELINING\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n",
  "250-x\r\n250-CHUNKING\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n",
  "250-x\r\n250-SIZE 1000\r\n250 STARTTLS\r\n",
  "354 go\r\n",
  "354 go\r\n",
  "334 \r\n",
  "334 YWJj\r\n",
  "235 in\r\n",
  "250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n",
  "250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n",
  "550 no\r\n",
  "450 later\r\n",
  "421 bye\r\n",
  "500 what\r\n",
  "535 no\r\n",
  "504 no\r\n",
  "221 bye\r\n",
  "250-half\r\n",
  "25",
  "garbage\r\n",
  "\r\n",
};

static const char text[] = "Subject: x\r\n\r\n.\r\nbody\r\n";

#define TEXT_LENGTH (sizeof text - 1)

typedef struct
{
  GRand *rand;
  SmtpClient *client;
  GString *wire;
  gsize end_at;   /* where in @wire the end of the running letter's content begins; 0: not yet */
  gsize end_stop; /* and the place behind it */
  gsize heard;    /* octets the server has answered */
  SmtpFlight flight;
  gsize size;   /* of the running letter */
  gsize pushed; /* of it */
  gsize chunk;  /* octets of a chunk the server waits for */
  gboolean in_content;
  gboolean encrypted;
  gboolean failed;
  guint n_submitted;
  guint n_done;
} Session;

static gboolean
chance (Session *session, gint one_in)
{
  return g_rand_int_range (session->rand, 0, one_in) == 0;
}

static const char *
answer_line (Session *session, const char *line)
{
  if (session->in_content)
    {
      session->in_content = !g_str_has_prefix (line, ".\r\n");
      return session->in_content ? "" : "250 queued\r\n";
    }
  if (g_str_has_prefix (line, "EHLO"))
    return "250-x\r\n250-PIPELINING\r\n250-CHUNKING\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n";
  if (g_str_has_prefix (line, "BDAT"))
    {
      session->chunk = (gsize) g_ascii_strtoull (line + 5, NULL, 10);
      return "";
    }
  if (g_str_has_prefix (line, "STARTTLS"))
    return "220 go\r\n";
  if (g_str_has_prefix (line, "RCPT") && chance (session, 4))
    return chance (session, 2) ? "550 no\r\n" : "450 later\r\n";
  if (g_str_has_prefix (line, "AUTH"))
    return "235 in\r\n";
  if (!g_str_has_prefix (line, "DATA"))
    return "250 ok\r\n";
  session->in_content = TRUE;
  return "354 go\r\n";
}

/* A chunk is octets, whatever they look like. */
static const char *
take_chunk (Session *session, const char *at, GString *answer)
{
  gsize there = session->wire->str + session->wire->len - at;
  gsize n = MIN (session->chunk, there);

  if (session->chunk > 0 && n == session->chunk)
    g_string_append (answer, chance (session, 5) ? "503 no\r\n" : "250 queued\r\n");
  session->chunk -= n;
  return at + n;
}

/* what would be right, but for once in a while */
static char *
choose (Session *session)
{
  GString *answer = g_string_new (NULL);
  const char *line = session->wire->str + session->heard;
  const char *end;

  if (chance (session, 30))
    g_string_append (answer, said[g_rand_int_range (session->rand, 0, G_N_ELEMENTS (said))]);
  else if (session->wire->len == 0)
    g_string_append (answer, "220 x\r\n");
  line = take_chunk (session, line, answer);
  while (session->chunk == 0 && (end = strchr (line, '\n')) != NULL)
    {
      g_string_append (answer, answer_line (session, line));
      line = take_chunk (session, end + 1, answer);
    }
  session->heard = line - session->wire->str;
  return g_string_free (answer, FALSE);
}

/* 421 to the envelope of a chunk that has left with it. */
static gboolean
is_closed_envelope (Session *session, const MailFailure *failure)
{
  return session->flight == SMTP_FLIGHT_CHUNK_AT_ONCE && failure->kind == MAIL_FAILURE_REPLY &&
         mail_reply_get_code (failure->reply) == 421;
}

static void
check_outcome (Session *session, const MailOutcome *outcome)
{
  gboolean ended = session->end_at > 0 && session->wire->len > session->end_at;
  gboolean whole = session->end_at > 0 && session->wire->len >= session->end_stop;

  for (guint i = 0; i < outcome->results->len; i++)
    switch (mail_outcome_get (outcome, i)->state)
      {
      case MAIL_RECIPIENT_ACCEPTED:
        g_assert_true (whole);
        g_assert_cmpuint (mail_reply_get_code (outcome->reply) / 10, ==, 25);
        break;
      case MAIL_RECIPIENT_UNKNOWN:
        g_assert_true (ended);
        g_assert_nonnull (outcome->failure);
        break;
      case MAIL_RECIPIENT_PENDING:
        g_assert_nonnull (outcome->failure);
        g_assert_true (!ended || is_closed_envelope (session, outcome->failure));
        break;
      case MAIL_RECIPIENT_REFUSED:
      case MAIL_RECIPIENT_DEFERRED:
        g_assert_nonnull (mail_outcome_get (outcome, i)->reply);
        break;
      }
}

static void
drain (Session *session)
{
  SmtpEvent *event;

  while ((event = smtp_client_pop_event (session->client)) != NULL)
    {
      g_assert_true (!session->failed || event->kind == SMTP_EVENT_LINE);
      if (event->text != NULL)
        g_assert_null (strstr (event->text, SECRET));
      if (event->kind == SMTP_EVENT_FAILED)
        session->failed = TRUE;
      if (event->kind == SMTP_EVENT_DONE)
        {
          session->n_done++;
          check_outcome (session, event->outcome);
          session->end_at = 0;
        }
      smtp_event_free (event);
    }
}

static void
write_some (Session *session)
{
  gsize length;
  const guint8 *octets = smtp_client_peek_output (session->client, &length);

  if (length > 0 && chance (session, 4))
    length = (gsize) g_rand_int_range (session->rand, 0, (gint) length + 1);
  g_string_append_len (session->wire, (const char *) octets, (gssize) length);
  smtp_client_advance_output (session->client, length);
}

static void
read_some (Session *session)
{
  g_autofree char *answer = choose (session);
  gsize length = strlen (answer);

  for (gsize at = 0; at < length;)
    {
      gsize piece = (gsize) g_rand_int_range (session->rand, 1, (gint) length + 1);

      piece = MIN (piece, length - at);
      if (smtp_client_get_want (session->client) & SMTP_WANT_READ || chance (session, 3))
        smtp_client_feed (session->client, (const guint8 *) answer + at, piece);
      at += piece;
    }
}

static void give_content (Session *session);

static void
submit (Session *session)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);
  gboolean chunks = session->flight != SMTP_FLIGHT_DATA;
  guint n = session->flight == SMTP_FLIGHT_CHUNK_AT_ONCE ? 1 : 3;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *address = g_strdup_printf ("r%u@example.com", i);
      g_autoptr (MailPath) path = mail_path_parse (address, NULL);

      mail_envelope_add (envelope, path);
    }
  session->n_submitted++;
  session->pushed = 0;
  session->size = TEXT_LENGTH * (gsize) g_rand_int_range (session->rand, 1, 5);
  if (!chunks || chance (session, 20))
    session->size = (gsize) g_rand_int_range (session->rand, 900, 1100);
  smtp_client_submit (session->client, envelope, session->size, FALSE,
                      session->flight != SMTP_FLIGHT_CHUNK_AT_ONCE && chance (session, 4));
  /* what goes at once is ready when it begins */
  while (session->flight == SMTP_FLIGHT_CHUNK_AT_ONCE && session->pushed <= session->size &&
         smtp_client_get_want (session->client) & SMTP_WANT_CONTENT)
    give_content (session);
}

static gboolean
is_chunk (Session *session)
{
  return session->flight != SMTP_FLIGHT_DATA &&
         smtp_client_get_capabilities (session->client)->extensions & SMTP_EXTENSION_CHUNKING;
}

/* A chunk is complete with its last octet, and then its end is said; or, once in a while, before.
 */
static void
give_content (Session *session)
{
  gboolean whole = is_chunk (session) ? session->pushed == session->size : chance (session, 3);

  if (!whole && !(is_chunk (session) && chance (session, 50)))
    {
      smtp_client_push_content (session->client, (const guint8 *) text, TEXT_LENGTH);
      session->pushed += TEXT_LENGTH;
      if (is_chunk (session) && session->pushed == session->size)
        {
          session->end_stop = session->wire->len + smtp_client_get_pending (session->client);
          session->end_at = session->end_stop - 1;
        }
      return;
    }
  if (!is_chunk (session))
    session->end_at = session->wire->len + smtp_client_get_pending (session->client);
  smtp_client_end_content (session->client);
  session->end_stop = session->wire->len + smtp_client_get_pending (session->client);
}

static void
log_in (Session *session)
{
  g_autoptr (GBytes) secret = g_bytes_new_static (SECRET, sizeof SECRET - 1);

  smtp_client_login (session->client, "PLAIN", chance (session, 2) ? secret : NULL);
}

static void
respond (Session *session)
{
  g_autoptr (GBytes) secret = g_bytes_new_static (SECRET, sizeof SECRET - 1);

  smtp_client_respond (session->client, chance (session, 5) ? NULL : secret);
}

static void
step (Session *session)
{
  SmtpWant want = smtp_client_get_want (session->client);
  g_autoptr (MailFailure) failure = NULL;

  if (want & SMTP_WANT_TLS)
    {
      session->encrypted = TRUE;
      smtp_client_tls_started (session->client);
    }
  if (want & SMTP_WANT_LOGIN)
    log_in (session);
  if (want & SMTP_WANT_RESPONSE)
    respond (session);
  if (want & SMTP_WANT_IDLE && session->n_submitted < 3)
    submit (session);
  else if (want & SMTP_WANT_IDLE && chance (session, 2))
    smtp_client_quit (session->client);
  if (want & SMTP_WANT_CONTENT)
    give_content (session);
  write_some (session);
  read_some (session);
  if (!chance (session, 100))
    return;
  failure = mail_failure_new (MAIL_FAILURE_CLOSED, MAIL_STAGE_CONNECT, NULL, NULL);
  smtp_client_fail (session->client, failure);
}

static void
check_wire (Session *session)
{
  /* base64 of SECRET */
  if (!session->encrypted)
    g_assert_null (strstr (session->wire->str, "c2VzYW1lLW9wZW4="));
  for (gsize i = 0; i < session->wire->len; i++)
    {
      g_assert_cmpuint (session->wire->str[i], !=, '\0');
      if (session->wire->str[i] == '\n')
        g_assert_true (i > 0 && session->wire->str[i - 1] == '\r');
    }
}

static gboolean
run (guint32 seed)
{
  SmtpConfig config = { .ehlo_name = "[127.0.0.1]", .security = MAIL_SECURITY_STARTTLS };
  Session session = { .rand = g_rand_new_with_seed (seed), .wire = g_string_new (NULL) };
  g_autoptr (MailFailure) end = mail_failure_new (MAIL_FAILURE_CLOSED, 0, NULL, NULL);
  gboolean accepted;

  config.login = seed % 2;
  session.client = smtp_client_new (&config);
  session.flight = (SmtpFlight) (seed / 2 % 3);
  smtp_client_set_flight (session.client, session.flight);
  for (guint i = 0; i < N_STEPS && smtp_client_get_want (session.client) != SMTP_WANT_CLOSE; i++)
    {
      step (&session);
      drain (&session);
      check_wire (&session);
    }
  accepted = session.n_done > 2;
  smtp_client_fail (session.client, end);
  drain (&session);
  g_assert_cmpuint (session.n_done, ==, session.n_submitted);
  g_assert_cmpuint (smtp_client_get_want (session.client), ==, SMTP_WANT_CLOSE);
  g_assert_cmpuint (smtp_client_get_pending (session.client), ==, 0);
  g_assert_cmpuint (smtp_client_get_timeout (session.client), ==, 0);

  smtp_client_free (session.client);
  g_string_free (session.wire, TRUE);
  g_rand_free (session.rand);
  return accepted;
}

static void
test_random (void)
{
  guint n_long = 0;

  for (guint32 seed = 0; seed < N_SESSIONS; seed++)
    n_long += run (seed) ? 1 : 0;
  /* the test reaches what it is about */
  g_test_message ("%u sessions came to the third letter's end", n_long);
  g_assert_cmpuint (n_long, >, N_SESSIONS / 50);
}

/* The deadline restarts when, and only when, something was achieved. */
static void
test_phase (void)
{
  SmtpConfig config = { .security = MAIL_SECURITY_NONE };
  g_autoptr (SmtpClient) client = smtp_client_new (&config);
  guint phase = smtp_client_get_phase (client);
  gsize length;

  g_assert_cmpuint (smtp_client_get_timeout (client), ==, 300);
  smtp_client_feed (client, (const guint8 *) "220-a\r\n", 7);
  smtp_client_feed (client, (const guint8 *) "220", 3);
  g_assert_cmpuint (smtp_client_get_phase (client), ==, phase);
  smtp_client_feed (client, (const guint8 *) " b\r\n", 4);
  g_assert_cmpuint (smtp_client_get_phase (client), !=, phase);

  phase = smtp_client_get_phase (client);
  smtp_client_peek_output (client, &length);
  smtp_client_advance_output (client, length);
  g_assert_cmpuint (smtp_client_get_phase (client), ==, phase);
}

/* A refusal of 60 KiB to each of ten thousand people would be kept ten thousand times. */
static void
test_long_refusal (void)
{
  SmtpConfig config = { .security = MAIL_SECURITY_NONE };
  g_autoptr (SmtpClient) client = smtp_client_new (&config);
  g_autoptr (GString) refusal = g_string_new (NULL);
  g_autofree char *line = g_strnfill (996, 'x');
  const char *kept = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (refusal, "554%c%s\r\n", i < 59 ? '-' : ' ', line);
  smtp_client_feed (client, (const guint8 *) refusal->str, refusal->len);
  while (kept == NULL)
    {
      g_autoptr (SmtpEvent) event = smtp_client_pop_event (client);

      g_assert_nonnull (event);
      if (event->kind != SMTP_EVENT_FAILED)
        continue;
      kept = mail_reply_get_text (event->failure->reply);
      g_assert_cmpuint (strlen (kept), <=, MAIL_REPLY_MAX_TEXT);
      g_assert_true (g_str_has_prefix (kept, line));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/client/phase", test_phase);
  g_test_add_func ("/smtp/client/long-refusal", test_long_refusal);
  g_test_add_func ("/smtp/client/random", test_random);
  return g_test_run ();
}

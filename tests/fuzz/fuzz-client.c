/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The whole machine, driven by the input: octets in any pieces, and whatever a driver may do,
 * whenever it may do it. What must hold is in fuzz-model.h; beside it: every transaction ends in
 * exactly one outcome, the session in at most one failure and nothing after it, no secret is in a
 * line or a reply, and fed octet by octet it all comes to the same.
 *
 * An input is a transcript (tests/data/transcripts/README.md), so those are seeds as they are.
 * Steps that expect something of the client take it instead, whatever it is; "write N" hands N
 * octets to the kernel. A step that no driver would take is passed over. */

#include "fuzz.h"

#include <string.h>

#include "fuzz-model.h"

/* more than any reply may have */
#define MAX_FEED (80 * 1024)
#define MANY 2048
#define MAX_RECIPIENTS 300
#define MAX_PENDING 65536

typedef struct
{
  SmtpConfig config;
  SmtpClient *client;
  FuzzModel *model;
  MailEnvelope *envelope;
  gboolean by_octet;
  gsize fed;
  gboolean failed;
  GPtrArray *secrets;
  GString *log;
} Play;

static void
check_text (Play *play, const char *text, gsize skip)
{
  g_assert (g_utf8_validate (text, -1, NULL));
  for (guint i = 0; i < play->secrets->len; i++)
    g_assert (strstr (text + MIN (skip, strlen (text)), g_ptr_array_index (play->secrets, i)) ==
              NULL);
}

static void
check_reply (Play *play, const MailReply *reply)
{
  if (reply != NULL)
    check_text (play, mail_reply_get_text (reply), 0);
}

static void
check_line (Play *play, const SmtpEvent *event)
{
  g_assert (strpbrk (event->text, "\r\n") == NULL);
  /* the client's own lines hold what the test says; only a login's may not */
  if (event->who == MAIL_WHO_SERVER)
    check_text (play, event->text, 4);
  else if (event->flags & MAIL_LINE_HIDDEN)
    g_assert (g_str_has_suffix (event->text, "●"));
}

static void
handle (Play *play, const SmtpEvent *event)
{
  g_assert (!play->failed || event->kind == SMTP_EVENT_LINE);
  check_reply (play, event->reply);
  g_string_append_printf (play->log, "%d %s %u\n", event->kind,
                          event->text != NULL ? event->text : "",
                          event->reply != NULL ? mail_reply_get_code (event->reply) : 0);
  switch (event->kind)
    {
    case SMTP_EVENT_LINE:
      check_line (play, event);
      break;
    case SMTP_EVENT_RECIPIENT:
      g_assert (fuzz_model_is_running (play->model));
      g_assert (event->index < play->envelope->forward_paths->len);
      break;
    case SMTP_EVENT_DONE:
      fuzz_model_done (play->model, event->outcome);
      check_reply (play, event->outcome->reply);
      break;
    case SMTP_EVENT_FAILED:
      g_assert (!fuzz_model_is_running (play->model));
      check_reply (play, event->failure->reply);
      play->failed = TRUE;
      break;
    case SMTP_EVENT_CHALLENGE:
    case SMTP_EVENT_LOGGED_IN:
    case SMTP_EVENT_LOGIN_REFUSED:
      break;
    }
}

static void
collect (Play *play)
{
  SmtpEvent *next;

  while ((next = smtp_client_pop_event (play->client)) != NULL)
    {
      g_autoptr (SmtpEvent) event = next;
      handle (play, event);
    }
  fuzz_model_watch (play->model);
}

static gboolean
wants (Play *play, SmtpWant want)
{
  return (smtp_client_get_want (play->client) & want) != 0;
}

static void
feed (Play *play, const guint8 *octets, gsize length)
{
  gsize piece = play->by_octet ? 1 : MAX (length, 1);

  if (play->fed + length > MAX_FEED)
    return;
  play->fed += length;
  /* a flood is no finer for being looked at by the octet */
  if (play->by_octet && play->fed > MANY)
    piece = 61;
  for (gsize i = 0; i < length; i += piece)
    {
      guint phase = smtp_client_get_phase (play->client);
      guint n_replies = fuzz_model_get_n_replies (play->model);

      smtp_client_feed (play->client, octets + i, MIN (piece, length - i));
      fuzz_model_fed (play->model, octets + i, MIN (piece, length - i));
      g_assert (phase == smtp_client_get_phase (play->client) || wants (play, SMTP_WANT_CLOSE) ||
                n_replies < fuzz_model_get_n_replies (play->model));
      collect (play);
    }
}

static void
feed_line (Play *play, const char *text)
{
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);

  feed (play, (const guint8 *) line, strlen (line));
}

static void
feed_escaped (Play *play, const char *text, guint64 n)
{
  g_autoptr (GByteArray) octets = fuzz_unescape (text);

  for (guint64 i = 0; i < n && play->fed < MAX_FEED && octets->len > 0; i++)
    feed (play, octets->data, octets->len);
}

static void
feed_repeated (Play *play, char *rest)
{
  char *text = NULL;
  guint64 n = g_ascii_strtoull (rest, &text, 10);

  feed_escaped (play, *text == ' ' ? text + 1 : text, MIN (n, 1024));
}

static void
write_octets (Play *play, guint64 wanted)
{
  gsize length;

  smtp_client_peek_output (play->client, &length);
  fuzz_model_watch (play->model);
  smtp_client_advance_output (play->client, (gsize) MIN (wanted, length));
}

static void
write_line (Play *play, char *rest)
{
  gsize length;
  const guint8 *octets = smtp_client_peek_output (play->client, &length);
  const guint8 *end = length > 0 ? memchr (octets, '\n', length) : NULL;

  write_octets (play, end != NULL ? (guint64) (end - octets) + 1 : length);
}

static void
write_escaped (Play *play, char *rest)
{
  g_autoptr (GByteArray) octets = fuzz_unescape (rest);

  write_octets (play, octets->len);
}

static void
write_number (Play *play, char *rest)
{
  write_octets (play, *rest != '\0' ? g_ascii_strtoull (rest, NULL, 10) : G_MAXUINT64);
}

static void
look (Play *play, char *rest)
{
  write_octets (play, 0);
}

static void
server_line (Play *play, char *rest)
{
  feed_line (play, rest);
}

static void
server_octets (Play *play, char *rest)
{
  feed_escaped (play, rest, 1);
}

static void
start_tls (Play *play, char *rest)
{
  if (!wants (play, SMTP_WANT_TLS))
    return;
  smtp_client_tls_started (play->client);
  fuzz_model_tls_started (play->model);
}

/* From now on it may not be seen in the form it goes over the wire in. */
static GBytes *
keep_secret (Play *play, const char *text)
{
  g_autoptr (GByteArray) octets = fuzz_unescape (text);

  if (octets->len > 0)
    g_ptr_array_add (play->secrets, g_base64_encode (octets->data, octets->len));
  return g_byte_array_free_to_bytes (g_steal_pointer (&octets));
}

static void
begin_login (Play *play, const char *mechanism, const char *response)
{
  g_autoptr (GBytes) octets = NULL;

  if (!wants (play, SMTP_WANT_LOGIN) || !smtp_capabilities_is_mechanism (mechanism))
    return;
  if (response != NULL)
    octets = keep_secret (play, response);
  smtp_client_login (play->client, mechanism, octets);
}

static void
log_in (Play *play, char *rest)
{
  char *response = strchr (rest, ' ');

  if (response != NULL)
    *response++ = '\0';
  begin_login (play, rest, response);
}

static void
log_in_long (Play *play, char *rest)
{
  char *number = strchr (rest, ' ');
  g_autofree char *response = NULL;

  if (number == NULL)
    return;
  *number++ = '\0';
  response = g_strnfill (MIN (g_ascii_strtoull (number, NULL, 10), 8192), 'x');
  begin_login (play, rest, response);
}

static void
respond (Play *play, char *rest)
{
  g_autoptr (GBytes) octets = NULL;

  if (!wants (play, SMTP_WANT_RESPONSE))
    return;
  octets = keep_secret (play, rest);
  smtp_client_respond (play->client, octets);
}

static void
give_up (Play *play, char *rest)
{
  if (wants (play, SMTP_WANT_RESPONSE))
    smtp_client_respond (play->client, NULL);
}

/* Before anything was said, as the session does it, and in ASCII: what decodes differently is not
 * found in octets. */
static void
hide (Play *play, char *rest)
{
  gboolean printable = strlen (rest) >= 4;

  for (const char *p = rest; *p != '\0'; p++)
    printable &= g_ascii_isprint (*p);
  if (!printable)
    return;
  g_ptr_array_add (play->secrets, g_strdup (rest));
  smtp_client_hide (play->client, rest);
}

static void
from (Play *play, char *rest)
{
  g_autoptr (MailPath) path = mail_path_parse (rest, NULL);

  if (path == NULL || fuzz_model_is_running (play->model))
    return;
  g_clear_pointer (&play->envelope->reverse_path, mail_path_unref);
  play->envelope->reverse_path = g_steal_pointer (&path);
}

static void
to (Play *play, char *rest)
{
  g_autoptr (MailPath) path = mail_path_parse (rest, NULL);

  if (path != NULL && !fuzz_model_is_running (play->model) &&
      play->envelope->forward_paths->len < MAX_RECIPIENTS)
    mail_envelope_add (play->envelope, path);
}

static void
recipients (Play *play, char *rest)
{
  guint64 n = MIN (g_ascii_strtoull (rest, NULL, 10), MAX_RECIPIENTS);

  for (guint64 i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("r%" G_GUINT64_FORMAT "@example.com", i);
      to (play, text);
    }
}

static void
submit (Play *play, char *rest)
{
  SmtpWant want = smtp_client_get_want (play->client);

  if (fuzz_model_is_running (play->model) || play->envelope->forward_paths->len == 0 ||
      !(want & (SMTP_WANT_IDLE | SMTP_WANT_CLOSE)))
    return;
  /* a session that has failed is not used again */
  if (want & SMTP_WANT_CLOSE)
    return;
  fuzz_model_submitted (play->model);
  smtp_client_submit (play->client, play->envelope, g_ascii_strtoull (rest, NULL, 10),
                      strstr (rest, "8bit") != NULL, strstr (rest, "ask") != NULL);
}

static void
set_flight (Play *play, char *rest)
{
  static const char *const names[] = { "data", "chunk", "at-once", NULL };

  for (guint i = 0; names[i] != NULL; i++)
    if (strcmp (rest, names[i]) == 0)
      smtp_client_set_flight (play->client, i);
}

static void
notify (Play *play, char *rest)
{
  if (g_utf8_validate (rest, -1, NULL))
    mail_notify_from_text (rest, &play->envelope->request.notify);
}

static void
set_return (Play *play, char *rest)
{
  if (g_utf8_validate (rest, -1, NULL))
    mail_return_from_text (rest, &play->envelope->request.ret);
}

static void
set_envelope_id (Play *play, char *rest)
{
  g_free (play->envelope->envelope_id);
  play->envelope->envelope_id = g_strdup (rest);
}

static void
require_tls (Play *play, char *rest)
{
  play->envelope->request.require_tls = TRUE;
}

static void
push (Play *play, char *rest)
{
  g_autoptr (GByteArray) octets = fuzz_unescape (rest);

  if (!wants (play, SMTP_WANT_CONTENT) || smtp_client_get_pending (play->client) > MAX_PENDING)
    return;
  if (octets->len == 0)
    return;
  fuzz_model_before_content (play->model);
  smtp_client_push_content (play->client, octets->data, octets->len);
  fuzz_model_pushed (play->model, octets->data, octets->len);
}

static void
end (Play *play, char *rest)
{
  if (!wants (play, SMTP_WANT_CONTENT))
    return;
  fuzz_model_before_content (play->model);
  smtp_client_end_content (play->client);
  fuzz_model_ended (play->model);
}

static void
quit (Play *play, char *rest)
{
  if (!fuzz_model_is_running (play->model))
    smtp_client_quit (play->client);
}

static void
fail (Play *play, char *rest)
{
  MailFailureKind kind = MAIL_FAILURE_CLOSED;
  g_autoptr (MailFailure) failure = NULL;

  /* that something is a violation only the machine can say */
  if (mail_failure_kind_from_nick (rest, &kind) && kind == MAIL_FAILURE_PROTOCOL)
    return;
  failure = mail_failure_new (kind, MAIL_STAGE_CONNECT, NULL, NULL);
  smtp_client_fail (play->client, failure);
}

static const struct
{
  const char *word;
  void (*step) (Play *play, char *rest);
} steps[] = {
  { "S:", server_line },
  { "S!", server_octets },
  { "S*", feed_repeated },
  { "C:", write_line },
  { "C!", write_escaped },
  { "C-rcpt", write_number },
  { "group", look },
  { "write", write_number },
  { "tls", start_tls },
  { "login", log_in },
  { "login-long", log_in_long },
  { "respond", respond },
  { "give-up", give_up },
  { "hide", hide },
  { "from", from },
  { "to", to },
  { "recipients", recipients },
  { "submit", submit },
  { "content", push },
  { "end", end },
  { "quit", quit },
  { "fail", fail },
  { "flight", set_flight },
  { "notify", notify },
  { "return", set_return },
  { "envelope-id", set_envelope_id },
  { "require-tls", require_tls },
};

/* Returns: whether the line says how the client is made */
static gboolean
configure (Play *play, const char *word, const char *rest)
{
  if (strcmp (word, "security") == 0)
    mail_security_from_nick (rest, &play->config.security);
  else if (strcmp (word, "owes-login") == 0)
    play->config.login = TRUE;
  else if (strcmp (word, "ehlo") == 0 && play->config.ehlo_name == NULL &&
           g_utf8_validate (rest, -1, NULL))
    play->config.ehlo_name = g_strdup (rest);
  else
    return FALSE;
  return TRUE;
}

static void
start (Play *play)
{
  play->client = smtp_client_new (&play->config);
  play->model = fuzz_model_new (play->client, play->config.security);
  play->envelope = mail_envelope_new (NULL);
  collect (play);
}

static void
play_line (Play *play, char *line)
{
  char *rest = strchr (line, ' ');

  if (rest != NULL)
    *rest++ = '\0';
  else
    rest = line + strlen (line);
  if (play->client == NULL && configure (play, line, rest))
    return;
  if (play->client == NULL)
    start (play);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (strcmp (line, steps[i].word) == 0)
      {
        steps[i].step (play, rest);
        collect (play);
        return;
      }
}

/* Whatever state it is left in, it can be ended. */
static void
finish (Play *play)
{
  char timeout[] = "timeout";

  fail (play, timeout);
  collect (play);
  g_assert (wants (play, SMTP_WANT_CLOSE));
  g_assert (!fuzz_model_is_running (play->model));
  smtp_client_free (play->client);
  fuzz_model_free (play->model);
  mail_envelope_free (play->envelope);
  g_ptr_array_unref (play->secrets);
  g_free ((char *) play->config.ehlo_name);
}

static char *
play_all (const guint8 *data, gsize size, gboolean by_octet)
{
  Play play = { .config = { .security = MAIL_SECURITY_NONE }, .by_octet = by_octet };

  play.secrets = g_ptr_array_new_with_free_func (g_free);
  play.log = g_string_new (NULL);
  while (size > 0)
    {
      g_autofree char *line = fuzz_take_field (&data, &size, '\n');
      play_line (&play, line);
    }
  if (play.client == NULL)
    start (&play);
  finish (&play);
  return g_string_free (play.log, FALSE);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *whole = play_all (data, size, FALSE);
  g_autofree char *octets = play_all (data, size, TRUE);

  g_assert (strcmp (whole, octets) == 0);
  return 0;
}

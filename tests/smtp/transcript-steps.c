/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One function a step. A step acts on the client or looks at it; what it looks at must be as the
 * file says. */

#include <stdio.h>
#include <string.h>

#include "transcript.h"

static SmtpClient *
get_client (Transcript *transcript)
{
  if (transcript->client == NULL)
    {
      transcript->client = smtp_client_new (&transcript->config);
      transcript->envelope = mail_envelope_new (NULL);
    }
  return transcript->client;
}

static void
check_secrets (Transcript *transcript, const char *text)
{
  for (guint i = 0; i < transcript->secrets->len; i++)
    if (strstr (text, g_ptr_array_index (transcript->secrets, i)) != NULL)
      transcript_fail (transcript, "a secret is shown: %s", text);
}

static void
check_reply (Transcript *transcript, const MailReply *reply)
{
  if (reply != NULL)
    check_secrets (transcript, mail_reply_get_text (reply));
}

void
transcript_collect (Transcript *transcript)
{
  SmtpEvent *event;

  while ((event = smtp_client_pop_event (transcript->client)) != NULL)
    {
      check_reply (transcript, event->reply);
      if (event->failure != NULL)
        check_reply (transcript, event->failure->reply);
      if (event->kind != SMTP_EVENT_LINE)
        {
          g_queue_push_tail (&transcript->events, event);
          continue;
        }
      g_assert_true (g_utf8_validate (event->text, -1, NULL));
      check_secrets (transcript, event->text);
      g_ptr_array_add (transcript->shown, event);
    }
}

static void
feed (Transcript *transcript, const guint8 *octets, gsize length)
{
  SmtpClient *client = get_client (transcript);
  gsize piece = transcript->piece > 0 ? transcript->piece : length;

  for (gsize i = 0; i < length; i += piece)
    smtp_client_feed (client, octets + i, MIN (piece, length - i));
}

static void
do_server_line (Transcript *transcript, char *rest)
{
  g_autofree char *line = g_strconcat (rest, "\r\n", NULL);

  feed (transcript, (const guint8 *) line, strlen (line));
}

static void
do_server_octets (Transcript *transcript, char *rest)
{
  g_autoptr (GByteArray) octets = transcript_unescape (rest);

  feed (transcript, octets->data, octets->len);
}

static void
do_server_repeat (Transcript *transcript, char *rest)
{
  guint n = (guint) g_ascii_strtoull (transcript_take_word (&rest), NULL, 10);

  for (guint i = 0; i < n; i++)
    do_server_octets (transcript, rest);
}

static void
expect_octets (Transcript *transcript, const guint8 *octets, gsize length)
{
  gsize n;
  const guint8 *output = smtp_client_peek_output (get_client (transcript), &n);

  if (n < length || memcmp (output, octets, length) != 0)
    transcript_fail (transcript, "the client says %.*s", (int) n, (const char *) output);
  smtp_client_advance_output (transcript->client, length);
}

static void
do_client_line (Transcript *transcript, char *rest)
{
  g_autofree char *line = g_strconcat (rest, "\r\n", NULL);

  expect_octets (transcript, (const guint8 *) line, strlen (line));
}

static void
do_client_octets (Transcript *transcript, char *rest)
{
  g_autoptr (GByteArray) octets = transcript_unescape (rest);

  expect_octets (transcript, octets->data, octets->len);
}

/* C-rcpt FIRST LAST: commands for recipients made by `recipients` */
static void
do_client_rcpt (Transcript *transcript, char *rest)
{
  guint first, last;

  g_assert_cmpint (sscanf (rest, "%u %u", &first, &last), ==, 2);
  for (guint i = first; i <= last; i++)
    {
      g_autofree char *line = g_strdup_printf ("RCPT TO:<r%u@example.com>", i);

      do_client_line (transcript, line);
    }
}

/* group N: what waits to be written are N lines */
static void
do_group (Transcript *transcript, char *rest)
{
  gsize length;
  const guint8 *output = smtp_client_peek_output (get_client (transcript), &length);
  guint n = 0;

  for (gsize i = 0; i < length; i++)
    if (output[i] == '\n')
      n++;
  if (n != g_ascii_strtoull (rest, NULL, 10))
    transcript_fail (transcript, "%u lines wait", n);
}

static void
do_silent (Transcript *transcript, char *rest)
{
  gsize length;
  const guint8 *output = smtp_client_peek_output (get_client (transcript), &length);

  if (length > 0)
    transcript_fail (transcript, "the client says %.*s", (int) length, (const char *) output);
}

static void
do_security (Transcript *transcript, char *rest)
{
  g_assert_true (mail_security_from_nick (rest, &transcript->config.security));
}

static void
do_owes_login (Transcript *transcript, char *rest)
{
  transcript->config.login = TRUE;
}

static void
do_ehlo (Transcript *transcript, char *rest)
{
  transcript->config.ehlo_name = g_intern_string (rest);
}

static void
do_tls (Transcript *transcript, char *rest)
{
  if (smtp_client_get_want (get_client (transcript)) != SMTP_WANT_TLS)
    transcript_fail (transcript, "no TLS is wanted");
  smtp_client_tls_started (transcript->client);
}

/* Both forms of it are looked for from now on. */
static void
keep_secret (Transcript *transcript, const GByteArray *octets)
{
  if (octets->len < 4)
    return;
  g_ptr_array_add (transcript->secrets, g_base64_encode (octets->data, octets->len));
  for (guint start = 0, i = 0; i <= octets->len; i++)
    if (i == octets->len || octets->data[i] == '\0')
      {
        if (i - start >= 4)
          g_ptr_array_add (transcript->secrets,
                           g_strndup ((const char *) octets->data + start, i - start));
        start = i + 1;
      }
}

static GBytes *
make_response (Transcript *transcript, const char *text)
{
  g_autoptr (GByteArray) octets = transcript_unescape (text);

  keep_secret (transcript, octets);
  return g_bytes_new (octets->data, octets->len);
}

/* login MECHANISM [RESPONSE] */
static void
do_login (Transcript *transcript, char *rest)
{
  gboolean has_response = strchr (rest, ' ') != NULL;
  const char *mechanism = transcript_take_word (&rest);
  g_autoptr (GBytes) response = has_response ? make_response (transcript, rest) : NULL;

  if (!(smtp_client_get_want (get_client (transcript)) & SMTP_WANT_LOGIN))
    transcript_fail (transcript, "no login is wanted");
  smtp_client_login (transcript->client, mechanism, response);
}

/* login-long MECHANISM N: an initial response of N octets */
static void
do_login_long (Transcript *transcript, char *rest)
{
  const char *mechanism = transcript_take_word (&rest);
  g_autofree char *text = g_strnfill (g_ascii_strtoull (rest, NULL, 10), 'p');
  g_autoptr (GBytes) response = make_response (transcript, text);

  smtp_client_login (get_client (transcript), mechanism, response);
}

static void
do_respond (Transcript *transcript, char *rest)
{
  g_autoptr (GBytes) response = make_response (transcript, rest);

  if (!(smtp_client_get_want (get_client (transcript)) & SMTP_WANT_RESPONSE))
    transcript_fail (transcript, "no response is wanted");
  smtp_client_respond (transcript->client, response);
}

static void
do_give_up (Transcript *transcript, char *rest)
{
  smtp_client_respond (get_client (transcript), NULL);
}

static void
do_hide (Transcript *transcript, char *rest)
{
  smtp_client_hide (get_client (transcript), rest);
  g_ptr_array_add (transcript->secrets, g_strdup (rest));
}

static MailPath *
parse_path (Transcript *transcript, const char *text)
{
  g_autoptr (GError) error = NULL;
  MailPath *path = mail_path_parse (text, &error);

  if (path == NULL)
    transcript_fail (transcript, "%s: %s", text, error->message);
  return path;
}

static void
do_from (Transcript *transcript, char *rest)
{
  g_autoptr (MailPath) path = parse_path (transcript, rest);

  get_client (transcript);
  mail_envelope_free (transcript->envelope);
  transcript->envelope = mail_envelope_new (path);
}

static void
do_to (Transcript *transcript, char *rest)
{
  g_autoptr (MailPath) path = parse_path (transcript, rest);

  get_client (transcript);
  mail_envelope_add (transcript->envelope, path);
}

static void
do_recipients (Transcript *transcript, char *rest)
{
  guint n = (guint) g_ascii_strtoull (rest, NULL, 10);

  for (guint i = 1; i <= n; i++)
    {
      g_autofree char *text = g_strdup_printf ("r%u@example.com", i);

      do_to (transcript, text);
    }
}

/* flight data|chunk|at-once: for the letters that follow */
static void
do_flight (Transcript *transcript, char *rest)
{
  static const char *const names[] = { "data", "chunk", "at-once" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (rest, names[i]) == 0)
      {
        smtp_client_set_flight (get_client (transcript), i);
        return;
      }
  transcript_fail (transcript, "no such flight");
}

static void
do_notify (Transcript *transcript, char *rest)
{
  get_client (transcript);
  g_assert_true (mail_notify_from_text (rest, &transcript->envelope->request.notify));
}

static void
do_return (Transcript *transcript, char *rest)
{
  get_client (transcript);
  g_assert_true (mail_return_from_text (rest, &transcript->envelope->request.ret));
}

static void
do_envelope_id (Transcript *transcript, char *rest)
{
  get_client (transcript);
  g_free (transcript->envelope->envelope_id);
  transcript->envelope->envelope_id = g_strdup (rest);
}

static void
do_require_tls (Transcript *transcript, char *rest)
{
  get_client (transcript);
  transcript->envelope->request.require_tls = TRUE;
}

/* submit SIZE [8bit] [ask] */
static void
do_submit (Transcript *transcript, char *rest)
{
  guint64 size = g_ascii_strtoull (transcript_take_word (&rest), NULL, 10);

  smtp_client_submit (get_client (transcript), transcript->envelope, size,
                      strstr (rest, "8bit") != NULL, strstr (rest, "ask") != NULL);
}

static void
do_content (Transcript *transcript, char *rest)
{
  g_autoptr (GByteArray) octets = transcript_unescape (rest);
  gsize piece = transcript->piece > 0 ? transcript->piece : MAX (octets->len, 1);

  if (!(smtp_client_get_want (get_client (transcript)) & SMTP_WANT_CONTENT))
    transcript_fail (transcript, "no content is wanted");
  for (gsize i = 0; i < octets->len; i += piece)
    smtp_client_push_content (transcript->client, octets->data + i, MIN (piece, octets->len - i));
}

static void
do_end (Transcript *transcript, char *rest)
{
  smtp_client_end_content (get_client (transcript));
}

static void
do_quit (Transcript *transcript, char *rest)
{
  smtp_client_quit (get_client (transcript));
}

static void
do_fail (Transcript *transcript, char *rest)
{
  g_autoptr (MailFailure) failure = NULL;
  MailFailureKind kind;

  g_assert_true (mail_failure_kind_from_nick (rest, &kind));
  failure = mail_failure_new (kind, MAIL_STAGE_CONNECT, NULL, NULL);
  smtp_client_fail (get_client (transcript), failure);
}

static void
do_want (Transcript *transcript, char *rest)
{
  static const char *const names[] = { "read",     "write",   "tls",  "login",
                                       "response", "content", "idle", "close" };
  SmtpWant want = smtp_client_get_want (get_client (transcript));
  GString *text = g_string_new (NULL);
  g_autofree char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (want & (1u << i))
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", names[i]);
  found = g_string_free (text, FALSE);
  if (strcmp (found, rest) != 0)
    transcript_fail (transcript, "it wants %s", found);
}

static void
do_timeout (Transcript *transcript, char *rest)
{
  guint timeout = smtp_client_get_timeout (get_client (transcript));

  if (timeout != g_ascii_strtoull (rest, NULL, 10))
    transcript_fail (transcript, "the limit is %u s", timeout);
}

static void
do_stage (Transcript *transcript, char *rest)
{
  const char *stage = mail_stage_to_nick (smtp_client_get_stage (get_client (transcript)));

  if (strcmp (stage, rest) != 0)
    transcript_fail (transcript, "it is at %s", stage);
}

static void
do_mechanisms (Transcript *transcript, char *rest)
{
  const SmtpCapabilities *offered = smtp_client_get_capabilities (get_client (transcript));
  g_autofree char *found = g_strjoinv (" ", offered->mechanisms);

  if (strcmp (found, rest) != 0)
    transcript_fail (transcript, "it offers %s", found);
}

/* shown WHO STAGE FLAGS TEXT: such a line was shown; FLAGS are some of h, e, c, or - */
static void
do_shown (Transcript *transcript, char *rest)
{
  const char *who = transcript_take_word (&rest);
  const char *stage = transcript_take_word (&rest);
  const char *letters = transcript_take_word (&rest);
  guint flags = (strchr (letters, 'h') ? MAIL_LINE_HIDDEN : 0) |
                (strchr (letters, 'e') ? MAIL_LINE_ENCRYPTED : 0) |
                (strchr (letters, 'c') ? MAIL_LINE_CONTENT : 0);

  for (guint i = 0; i < transcript->shown->len; i++)
    {
      const SmtpEvent *event = g_ptr_array_index (transcript->shown, i);

      if (strcmp (event->text, rest) == 0 && event->flags == flags &&
          strcmp (mail_who_to_nick (event->who), who) == 0 &&
          strcmp (mail_stage_to_nick (event->stage), stage) == 0)
        return;
    }
  transcript_fail (transcript, "not shown");
}

static void
check_code (Transcript *transcript, const MailReply *reply, const char *code)
{
  guint found = reply != NULL ? mail_reply_get_code (reply) : 0;

  if (found != g_ascii_strtoull (code, NULL, 10))
    transcript_fail (transcript, "the code is %u", found);
}

static void
check_failure (Transcript *transcript, const MailFailure *failure, char *rest)
{
  const char *kind = transcript_take_word (&rest);
  const char *stage = transcript_take_word (&rest);

  if (failure == NULL)
    transcript_fail (transcript, "there is no failure");
  if (strcmp (mail_failure_kind_to_nick (failure->kind), kind) != 0 ||
      strcmp (mail_stage_to_nick (failure->stage), stage) != 0)
    transcript_fail (transcript, "the failure is %s at %s (%s)",
                     mail_failure_kind_to_nick (failure->kind), mail_stage_to_nick (failure->stage),
                     failure->detail);
  check_code (transcript, failure->reply, rest);
}

static void
check_octets (Transcript *transcript, GBytes *octets, const char *text)
{
  g_autoptr (GByteArray) wanted = transcript_unescape (text);
  g_autoptr (GBytes) bytes = g_bytes_new (wanted->data, wanted->len);

  if (!g_bytes_equal (octets, bytes))
    transcript_fail (transcript, "the challenge is %.*s", (int) g_bytes_get_size (octets),
                     (const char *) g_bytes_get_data (octets, NULL));
}

/* event KIND …: the next event that is no line */
static void
do_event (Transcript *transcript, char *rest)
{
  static const char *const kinds[] = { "line",      "challenge", "logged-in", "refused",
                                       "recipient", "done",      "failed" };
  const char *kind = transcript_take_word (&rest);
  g_autoptr (SmtpEvent) event = g_queue_pop_head (&transcript->events);

  if (event == NULL || strcmp (kinds[event->kind], kind) != 0)
    transcript_fail (transcript, "the event is %s", event != NULL ? kinds[event->kind] : "none");
  switch (event->kind)
    {
    case SMTP_EVENT_LINE:
    case SMTP_EVENT_LOGGED_IN:
      break;
    case SMTP_EVENT_CHALLENGE:
      check_octets (transcript, event->octets, rest);
      break;
    case SMTP_EVENT_RECIPIENT:
      g_assert_cmpuint (event->index, ==,
                        g_ascii_strtoull (transcript_take_word (&rest), NULL, 10));
      check_code (transcript, event->reply, rest);
      break;
    case SMTP_EVENT_LOGIN_REFUSED:
      check_code (transcript, event->reply, rest);
      break;
    case SMTP_EVENT_DONE:
      g_clear_pointer (&transcript->outcome, mail_outcome_free);
      transcript->outcome = g_steal_pointer (&event->outcome);
      break;
    case SMTP_EVENT_FAILED:
      check_failure (transcript, event->failure, rest);
      break;
    }
}

/* events N KIND: drops N events of a kind */
static void
do_events (Transcript *transcript, char *rest)
{
  guint n = (guint) g_ascii_strtoull (transcript_take_word (&rest), NULL, 10);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *copy = g_strdup_printf ("%s %u 250", rest, i);

      do_event (transcript, copy);
    }
}

/* result INDEX STATE [CODE] */
static void
do_result (Transcript *transcript, char *rest)
{
  guint index = (guint) g_ascii_strtoull (transcript_take_word (&rest), NULL, 10);
  const char *state = transcript_take_word (&rest);
  const MailResult *result = mail_outcome_get (transcript->outcome, index);

  if (strcmp (mail_recipient_state_to_nick (result->state), state) != 0)
    transcript_fail (transcript, "it is %s", mail_recipient_state_to_nick (result->state));
  check_code (transcript, result->reply, rest);
}

/* outcome [CODE]: the final reply, and no failure */
static void
do_outcome (Transcript *transcript, char *rest)
{
  check_code (transcript, transcript->outcome->reply, rest);
  if (transcript->outcome->failure != NULL)
    transcript_fail (transcript, "there is a failure");
}

/* outcome-failed KIND STAGE [CODE] */
static void
do_outcome_failed (Transcript *transcript, char *rest)
{
  check_failure (transcript, transcript->outcome->failure, rest);
}

typedef struct
{
  const char *word;
  void (*function) (Transcript *transcript, char *rest);
} Step;

static const Step steps[] = {
  { "S:", do_server_line },
  { "S!", do_server_octets },
  { "S*", do_server_repeat },
  { "C:", do_client_line },
  { "C!", do_client_octets },
  { "C-rcpt", do_client_rcpt },
  { "group", do_group },
  { "silent", do_silent },
  { "security", do_security },
  { "owes-login", do_owes_login },
  { "ehlo", do_ehlo },
  { "tls", do_tls },
  { "login", do_login },
  { "login-long", do_login_long },
  { "respond", do_respond },
  { "give-up", do_give_up },
  { "hide", do_hide },
  { "from", do_from },
  { "to", do_to },
  { "recipients", do_recipients },
  { "flight", do_flight },
  { "notify", do_notify },
  { "return", do_return },
  { "envelope-id", do_envelope_id },
  { "require-tls", do_require_tls },
  { "submit", do_submit },
  { "content", do_content },
  { "end", do_end },
  { "quit", do_quit },
  { "fail", do_fail },
  { "want", do_want },
  { "timeout", do_timeout },
  { "stage", do_stage },
  { "mechanisms", do_mechanisms },
  { "shown", do_shown },
  { "event", do_event },
  { "events", do_events },
  { "result", do_result },
  { "outcome", do_outcome },
  { "outcome-failed", do_outcome_failed },
};

void
transcript_do (Transcript *transcript, const char *word, char *rest)
{
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (strcmp (steps[i].word, word) == 0)
      {
        steps[i].function (transcript, rest);
        if (transcript->client != NULL)
          transcript_collect (transcript);
        return;
      }
  transcript_fail (transcript, "no such step: %s", word);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One function a step. Those here are what the one does who has the client. */

#include <string.h>

#include "transcript.h"

SmtpClient *
transcript_get_client (Transcript *transcript)
{
  if (transcript->client == NULL)
    {
      transcript->client = smtp_client_new (&transcript->config);
      transcript->envelope = mail_envelope_new (NULL);
    }
  return transcript->client;
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
  if (smtp_client_get_want (transcript_get_client (transcript)) != SMTP_WANT_TLS)
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

  if (!(smtp_client_get_want (transcript_get_client (transcript)) & SMTP_WANT_LOGIN))
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

  smtp_client_login (transcript_get_client (transcript), mechanism, response);
}

static void
do_respond (Transcript *transcript, char *rest)
{
  g_autoptr (GBytes) response = make_response (transcript, rest);

  if (!(smtp_client_get_want (transcript_get_client (transcript)) & SMTP_WANT_RESPONSE))
    transcript_fail (transcript, "no response is wanted");
  smtp_client_respond (transcript->client, response);
}

static void
do_give_up (Transcript *transcript, char *rest)
{
  smtp_client_respond (transcript_get_client (transcript), NULL);
}

static void
do_hide (Transcript *transcript, char *rest)
{
  smtp_client_hide (transcript_get_client (transcript), rest);
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

  transcript_get_client (transcript);
  mail_envelope_free (transcript->envelope);
  transcript->envelope = mail_envelope_new (path);
}

static void
do_to (Transcript *transcript, char *rest)
{
  g_autoptr (MailPath) path = parse_path (transcript, rest);

  transcript_get_client (transcript);
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
        smtp_client_set_flight (transcript_get_client (transcript), i);
        return;
      }
  transcript_fail (transcript, "no such flight");
}

static void
do_notify (Transcript *transcript, char *rest)
{
  transcript_get_client (transcript);
  g_assert_true (mail_notify_from_text (rest, &transcript->envelope->request.notify));
}

static void
do_return (Transcript *transcript, char *rest)
{
  transcript_get_client (transcript);
  g_assert_true (mail_return_from_text (rest, &transcript->envelope->request.ret));
}

static void
do_envelope_id (Transcript *transcript, char *rest)
{
  transcript_get_client (transcript);
  g_free (transcript->envelope->envelope_id);
  transcript->envelope->envelope_id = g_strdup (rest);
}

static void
do_require_tls (Transcript *transcript, char *rest)
{
  transcript_get_client (transcript);
  transcript->envelope->request.require_tls = TRUE;
}

/* submit SIZE [8bit] [ask] */
static void
do_submit (Transcript *transcript, char *rest)
{
  guint64 size = g_ascii_strtoull (transcript_take_word (&rest), NULL, 10);

  smtp_client_submit (transcript_get_client (transcript), transcript->envelope, size,
                      strstr (rest, "8bit") != NULL, strstr (rest, "ask") != NULL);
}

static void
do_content (Transcript *transcript, char *rest)
{
  g_autoptr (GByteArray) octets = transcript_unescape (rest);
  gsize piece = transcript->piece > 0 ? transcript->piece : MAX (octets->len, 1);

  if (!(smtp_client_get_want (transcript_get_client (transcript)) & SMTP_WANT_CONTENT))
    transcript_fail (transcript, "no content is wanted");
  for (gsize i = 0; i < octets->len; i += piece)
    smtp_client_push_content (transcript->client, octets->data + i, MIN (piece, octets->len - i));
}

static void
do_end (Transcript *transcript, char *rest)
{
  smtp_client_end_content (transcript_get_client (transcript));
}

static void
do_quit (Transcript *transcript, char *rest)
{
  smtp_client_quit (transcript_get_client (transcript));
}

static void
do_fail (Transcript *transcript, char *rest)
{
  g_autoptr (MailFailure) failure = NULL;
  MailFailureKind kind;

  g_assert_true (mail_failure_kind_from_nick (rest, &kind));
  failure = mail_failure_new (kind, MAIL_STAGE_CONNECT, NULL, NULL);
  smtp_client_fail (transcript_get_client (transcript), failure);
}

static const TranscriptStep steps[] = {
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
  { NULL },
};

/* NULL where there is no such step. */
static const TranscriptStep *
find_step (const TranscriptStep *table, const char *word)
{
  for (; table->word != NULL; table++)
    if (strcmp (table->word, word) == 0)
      return table;
  return NULL;
}

void
transcript_do (Transcript *transcript, const char *word, char *rest)
{
  static const TranscriptStep *const tables[] = { transcript_wire, steps, transcript_looks };
  const TranscriptStep *step = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (tables) && step == NULL; i++)
    step = find_step (tables[i], word);
  if (step == NULL)
    transcript_fail (transcript, "no such step: %s", word);
  step->function (transcript, rest);
  if (transcript->client != NULL)
    transcript_collect (transcript);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Looks at the client: what it wants and has come to, and what it tells of that. */

#include <string.h>

#include "transcript.h"

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
do_want (Transcript *transcript, char *rest)
{
  static const char *const names[] = { "read",     "write",   "tls",  "login",
                                       "response", "content", "idle", "close" };
  SmtpWant want = smtp_client_get_want (transcript_get_client (transcript));
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
  guint timeout = smtp_client_get_timeout (transcript_get_client (transcript));

  if (timeout != g_ascii_strtoull (rest, NULL, 10))
    transcript_fail (transcript, "the limit is %u s", timeout);
}

static void
do_stage (Transcript *transcript, char *rest)
{
  const char *stage =
      mail_stage_to_nick (smtp_client_get_stage (transcript_get_client (transcript)));

  if (strcmp (stage, rest) != 0)
    transcript_fail (transcript, "it is at %s", stage);
}

static void
do_mechanisms (Transcript *transcript, char *rest)
{
  const SmtpCapabilities *offered =
      smtp_client_get_capabilities (transcript_get_client (transcript));
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

const TranscriptStep transcript_looks[] = {
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
  { NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every reply code that is registered or was met, at every place where a reply is owed: none is
 * taken for a fault of the protocol if it says no, and the class decides what it means. */

#include <string.h>

#include "smtp-client.h"

static const guint codes[] = {
  211, 214, 220, 221, 235, 250, 251, 252, 253, 334, 354, 421, 422, 430, 431, 432, 435, 440, 441,
  442, 446, 447, 450, 451, 452, 453, 454, 455, 458, 459, 500, 501, 502, 503, 504, 521, 522, 523,
  524, 525, 526, 530, 533, 534, 535, 538, 541, 550, 551, 552, 553, 554, 555, 556, 571,
};

typedef enum
{
  PLACE_GREETING,
  PLACE_EHLO,
  PLACE_AUTH,
  PLACE_MAIL,
  PLACE_RCPT,
  PLACE_DATA,
  PLACE_END,
} Place;

static void
say (SmtpClient *client, const char *text)
{
  gsize length;

  smtp_client_peek_output (client, &length);
  smtp_client_advance_output (client, length);
  smtp_client_feed (client, (const guint8 *) text, strlen (text));
}

static void
submit (SmtpClient *client)
{
  g_autoptr (MailPath) path = mail_path_parse ("a@example.com", NULL);
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);

  mail_envelope_add (envelope, path);
  smtp_client_submit (client, envelope, 3, FALSE, FALSE);
}

/* a client for which the next reply stands at @place */
static SmtpClient *
make_client (Place place)
{
  SmtpConfig config = { .security = MAIL_SECURITY_NONE, .login = place == PLACE_AUTH };
  SmtpClient *client = smtp_client_new (&config);

  if (place > PLACE_GREETING)
    say (client, "220 x\r\n");
  if (place > PLACE_EHLO)
    say (client, "250-x\r\n250 AUTH PLAIN\r\n");
  if (place == PLACE_AUTH)
    smtp_client_login (client, "PLAIN", NULL);
  if (place > PLACE_AUTH)
    submit (client);
  if (place > PLACE_MAIL)
    say (client, "250 ok\r\n");
  if (place > PLACE_RCPT)
    say (client, "250 ok\r\n");
  if (place > PLACE_DATA)
    {
      say (client, "354 go\r\n");
      smtp_client_push_content (client, (const guint8 *) "a\r\n", 3);
      smtp_client_end_content (client);
    }
  return client;
}

typedef struct
{
  MailOutcome *outcome;
  MailFailure *failure;
} Result;

static Result
try_code (Place place, guint code)
{
  g_autoptr (SmtpClient) client = make_client (place);
  g_autofree char *text = g_strdup_printf ("%u a text\r\n", code);
  Result result = { 0 };
  SmtpEvent *event;

  say (client, text);
  while ((event = smtp_client_pop_event (client)) != NULL)
    {
      if (event->kind == SMTP_EVENT_DONE)
        result.outcome = g_steal_pointer (&event->outcome);
      if (event->kind == SMTP_EVENT_FAILED)
        result.failure = g_steal_pointer (&event->failure);
      smtp_event_free (event);
    }
  return result;
}

static void
result_clear (Result *result)
{
  g_clear_pointer (&result->outcome, mail_outcome_free);
  g_clear_pointer (&result->failure, mail_failure_free);
}

static void
test_session (void)
{
  for (Place place = PLACE_GREETING; place <= PLACE_AUTH; place++)
    for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
      {
        Result result = try_code (place, codes[i]);

        g_test_message ("%u at %d", codes[i], place);
        if (result.failure != NULL)
          {
            g_assert_cmpint (result.failure->kind == MAIL_FAILURE_PROTOCOL, ==, codes[i] < 400);
            g_assert_cmpuint (mail_reply_get_code (result.failure->reply), ==, codes[i]);
          }
        else if (codes[i] >= 400)
          /* 500, 502, 504 to EHLO lead to HELO; 504, 534 to AUTH to another mechanism */
          g_assert_true ((place == PLACE_EHLO && codes[i] <= 504) ||
                         (place == PLACE_AUTH && (codes[i] == 504 || codes[i] == 534)));
        result_clear (&result);
      }
}

static void
check_recipient (guint code, Place place, const MailOutcome *outcome)
{
  const MailResult *recipient = mail_outcome_get (outcome, 0);

  if (code >= 500)
    g_assert_cmpuint (recipient->state, ==, MAIL_RECIPIENT_REFUSED);
  else if (code == 421 && place != PLACE_END)
    g_assert_cmpuint (recipient->state, ==, MAIL_RECIPIENT_PENDING);
  else if (code >= 400)
    g_assert_cmpuint (recipient->state, ==, MAIL_RECIPIENT_DEFERRED);
  else if (code / 10 == 25 && place == PLACE_END)
    g_assert_cmpuint (recipient->state, ==, MAIL_RECIPIENT_ACCEPTED);
  else
    g_assert_cmpuint (recipient->state, ==,
                      place == PLACE_END ? MAIL_RECIPIENT_UNKNOWN : MAIL_RECIPIENT_PENDING);
  if (recipient->state == MAIL_RECIPIENT_REFUSED || recipient->state == MAIL_RECIPIENT_DEFERRED)
    g_assert_cmpuint (mail_reply_get_code (recipient->reply), ==, code);
}

/* the transaction goes on where the code is the one that was hoped for */
static gboolean
goes_on (guint code, Place place)
{
  if (place == PLACE_DATA)
    return code == 354;
  return place < PLACE_DATA && code / 10 == 25;
}

static void
test_transaction (void)
{
  for (Place place = PLACE_MAIL; place <= PLACE_END; place++)
    for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
      {
        Result result = try_code (place, codes[i]);

        g_test_message ("%u at %d", codes[i], place);
        g_assert_cmpint (result.outcome == NULL, ==, goes_on (codes[i], place));
        if (result.outcome != NULL)
          check_recipient (codes[i], place, result.outcome);
        if (codes[i] >= 400 && codes[i] != 421)
          g_assert_null (result.failure);
        else if (result.outcome != NULL && codes[i] < 400 && codes[i] / 10 != 25)
          g_assert_cmpuint (result.failure->kind, ==, MAIL_FAILURE_PROTOCOL);
        result_clear (&result);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/codes/session", test_session);
  g_test_add_func ("/smtp/codes/transaction", test_transaction);
  return g_test_run ();
}

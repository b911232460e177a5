/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The words of every state, once. A state says what is known: a letter is "accepted by" a server,
 * never "delivered". */

#include "ui-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "account-profile.h"
#include "account-provider.h"
#include "mail-text.h"
#include "ui-later-private.h"

typedef struct
{
  const char *icon;
  const char *style_class;
  const char *title;
} StateWords;

static const StateWords STATES[] = {
  [MAIL_SHOWN_HELD] = { "envoi-held-symbolic", "s-accent", N_ ("Held") },
  [MAIL_SHOWN_QUEUED] = { "envoi-waiting-symbolic", "s-dim", N_ ("Queued") },
  [MAIL_SHOWN_SENDING] = { "envoi-sending-symbolic", "s-accent", N_ ("Sending") },
  [MAIL_SHOWN_CONFIRMING] = { "envoi-sending-symbolic", "s-accent", N_ ("Waiting for the answer") },
  [MAIL_SHOWN_ACCEPTED] = { "envoi-accepted-symbolic", "s-ok", N_ ("Accepted") },
  [MAIL_SHOWN_PARTLY_ACCEPTED] = { "envoi-partly-symbolic", "s-warn", N_ ("Partly accepted") },
  [MAIL_SHOWN_WAITING] = { "envoi-waiting-symbolic", "s-dim", N_ ("Waiting") },
  [MAIL_SHOWN_REFUSED] = { "envoi-refused-symbolic", "s-err", N_ ("Refused") },
  [MAIL_SHOWN_PAUSED] = { "envoi-paused-symbolic", "s-warn", N_ ("Paused") },
  [MAIL_SHOWN_UNKNOWN] = { "envoi-unknown-symbolic", "s-ask", N_ ("Unknown") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (STATES) == MAIL_N_SHOWN_STATES);

static const StateWords RECIPIENTS[] = {
  [MAIL_RECIPIENT_PENDING] = { "envoi-waiting-symbolic", "s-dim", N_ ("Not accepted yet") },
  [MAIL_RECIPIENT_ACCEPTED] = { "envoi-accepted-symbolic", "s-ok", N_ ("Accepted") },
  [MAIL_RECIPIENT_REFUSED] = { "envoi-refused-symbolic", "s-err", N_ ("Refused") },
  [MAIL_RECIPIENT_DEFERRED] = { "envoi-waiting-symbolic", "s-dim", N_ ("Not now") },
  [MAIL_RECIPIENT_UNKNOWN] = { "envoi-unknown-symbolic", "s-ask", N_ ("Unknown") },
};
G_STATIC_ASSERT (G_N_ELEMENTS (RECIPIENTS) == MAIL_N_RECIPIENT_STATES);

const char *
ui_words_state_icon (MailShownState state)
{
  return STATES[state].icon;
}

const char *
ui_words_letter_icon (const StoreLetter *letter)
{
  if (ui_later_get_kind (letter) == UI_LATER_HELD)
    return "envoi-waiting-symbolic";
  return ui_words_state_icon (letter->shown);
}

gboolean
ui_words_is_held (const StoreLetter *letter)
{
  return letter->shown == MAIL_SHOWN_HELD && ui_later_get_kind (letter) == UI_LATER_NONE;
}

gboolean
ui_words_counts_down (const StoreLetter *letter, gint64 now_us)
{
  return ui_words_is_held (letter) && letter->due_us > now_us;
}

const char *
ui_words_state_class (MailShownState state)
{
  return STATES[state].style_class;
}

const char *
ui_words_state_title (MailShownState state)
{
  return _ (STATES[state].title);
}

const char *
ui_words_recipient_icon (MailRecipientState state)
{
  return RECIPIENTS[state].icon;
}

const char *
ui_words_recipient_class (MailRecipientState state)
{
  return RECIPIENTS[state].style_class;
}

const char *
ui_words_recipient_title (MailRecipientState state)
{
  return _ (RECIPIENTS[state].title);
}

const char *
ui_words_stage (MailStage stage)
{
  switch (stage)
    {
    case MAIL_STAGE_CONNECT:
      return _ ("Connect");
    case MAIL_STAGE_GREETING:
      return _ ("Greeting");
    case MAIL_STAGE_ENCRYPT:
      return _ ("Encrypt");
    case MAIL_STAGE_LOGIN:
      return _ ("Sign in");
    case MAIL_STAGE_ENVELOPE:
      return _ ("Envelope");
    case MAIL_STAGE_LETTER:
      return _ ("Letter");
    case MAIL_STAGE_GOODBYE:
      return _ ("Goodbye");
    }
  g_return_val_if_reached ("");
}

const char *
ui_words_family (const char *server)
{
  const AccountProvider *provider = server != NULL ? account_provider_for_host (server) : NULL;

  return provider != NULL ? provider->family : NULL;
}

static gboolean
is_practice (const StoreLetter *letter)
{
  return g_str_equal (letter->account_id, ACCOUNT_PRACTICE_ID);
}

gboolean
ui_words_goes_by_itself (const StoreLetter *letter)
{
  return (letter->shown == MAIL_SHOWN_HELD || letter->shown == MAIL_SHOWN_QUEUED ||
          letter->shown == MAIL_SHOWN_WAITING) &&
         !is_practice (letter);
}

const char *
ui_words_server (const StoreLetter *letter)
{
  return is_practice (letter) ? _ ("Practice server") : letter->server;
}

gboolean
ui_words_concerns_account (const StoreLetter *letter)
{
  const MailFailure *failure = letter->outcome->failure;

  if (letter->shown != MAIL_SHOWN_PAUSED || failure == NULL)
    return FALSE;
  switch (failure->kind)
    {
    case MAIL_FAILURE_CERTIFICATE:
    case MAIL_FAILURE_NO_TLS:
    case MAIL_FAILURE_WRONG_SECURITY:
    case MAIL_FAILURE_NO_MECHANISM:
    case MAIL_FAILURE_LOGIN:
    case MAIL_FAILURE_NO_SECRET:
      return TRUE;
    case MAIL_FAILURE_REPLY:
      return failure->stage < MAIL_STAGE_ENVELOPE;
    case MAIL_FAILURE_CANCELLED:
    case MAIL_FAILURE_RESOLVE:
    case MAIL_FAILURE_CONNECT:
    case MAIL_FAILURE_PROXY_UNREACHABLE:
    case MAIL_FAILURE_PROXY_LOGIN:
    case MAIL_FAILURE_PROXY_REFUSED:
    case MAIL_FAILURE_TIMEOUT:
    case MAIL_FAILURE_CLOSED:
    case MAIL_FAILURE_PROTOCOL:
    case MAIL_FAILURE_TLS:
    case MAIL_FAILURE_TOO_LARGE:
    case MAIL_FAILURE_NEEDS_SMTPUTF8:
    case MAIL_FAILURE_NEEDS_REQUIRETLS:
    case MAIL_FAILURE_CONTENT:
    case MAIL_FAILURE_STORAGE:
    case MAIL_FAILURE_RESTORED:
    case MAIL_FAILURE_OFFLINE:
    case MAIL_FAILURE_PATIENCE:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

/* Without a final reply no server has said it: a person looked, and marked the letter. */
char *
ui_words_accepted (const StoreLetter *letter)
{
  if (letter->outcome->reply == NULL)
    return g_strdup (_ ("Marked as accepted"));
  if (letter->server == NULL)
    return g_strdup (_ ("Accepted"));
  return mail_text_close_up (g_strdup_printf (
      _ ("Accepted by %s"), is_practice (letter) ? _ ("the practice server") : letter->server));
}

char *
ui_words_people (const StoreLetter *letter)
{
  guint others = letter->outcome->results->len > 0 ? letter->outcome->results->len - 1 : 0;
  const char *comma = strstr (letter->recipients, ", ");
  g_autofree char *first = NULL;

  if (*letter->recipients == '\0')
    return g_strdup (_ ("Nobody"));
  if (others < 2 || comma == NULL)
    return g_strdup (letter->recipients);
  first = g_strndup (letter->recipients, comma - letter->recipients);
  return mail_text_close_up (
      g_strdup_printf (ngettext ("%s and %u other", "%s and %u others", others), first, others));
}

char *
ui_words_progress (guint64 sent, guint64 total)
{
  g_autofree char *all = ui_words_size (total);

  if (sent >= total)
    return g_strdup_printf (_ ("Sending · %s"), all);
  if (total >= 100 * 1000)
    {
      /* Translators: "1.2 of 3.3 MB": the first number has the unit of the second */
      double unit = total >= 1000 * 1000 ? 1e6 : 1e3;
      return g_strdup_printf (_ ("Sending · %.1f of %s"), sent / unit, all);
    }
  return g_strdup_printf (_ ("Sending · %s"), all);
}

static GDateTime *
local_time (gint64 time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);

  return g_date_time_to_local (utc);
}

char *
ui_words_time (gint64 time_us, gint64 now_us)
{
  g_autoptr (GDateTime) then = local_time (time_us);
  g_autoptr (GDateTime) now = local_time (now_us);
  gint64 days = ABS (time_us - now_us) / G_TIME_SPAN_DAY;

  if (days == 0 && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now))
    return g_date_time_format (then, "%H:%M");
  if (days < 6)
    /* Translators: time on a day of this week, see strftime(). xgettext:no-c-format */
    return g_date_time_format (then, _ ("%a %H:%M"));
  if (g_date_time_get_year (then) == g_date_time_get_year (now))
    /* Translators: a day of this year, see strftime(). xgettext:no-c-format */
    return g_date_time_format (then, _ ("%-e %b"));
  return g_date_time_format (then, "%x");
}

char *
ui_words_moment (gint64 time_us, gint64 now_us)
{
  g_autoptr (GDateTime) then = local_time (time_us);
  g_autoptr (GDateTime) now = local_time (now_us);

  if (g_date_time_get_year (then) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now))
    return g_date_time_format (then, "%H:%M:%S");
  /* Translators: day and time to the second, see strftime(). xgettext:no-c-format */
  return g_date_time_format (then, _ ("%-e %b %Y, %H:%M:%S"));
}

char *
ui_words_size (guint64 octets)
{
  return g_format_size (octets);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The line of a letter in a list: its state, and what a person would ask next - why, or when. */

#include <glib/gi18n.h>

#include "explain-reply.h"
#include "ui-context.h"
#include "ui-later-private.h"
#include "ui-later.h"
#include "ui-words.h"

/* The words a refused or waiting letter has for its reason: those of the first person it did not
 * reach, else those of the failure. */
static char *
dup_reason (const StoreLetter *letter)
{
  ExplainQuery query = { .family = ui_words_family (letter->server),
                         .language = ui_context_get_language () };

  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);

      if (result->state != MAIL_RECIPIENT_ACCEPTED && result->reply != NULL)
        return explain_reply_short (&query, result->reply);
    }
  if (letter->outcome->reply != NULL && mail_reply_get_code (letter->outcome->reply) >= 400)
    return explain_reply_short (&query, letter->outcome->reply);
  if (letter->outcome->failure != NULL)
    return explain_failure_short (&query, letter->outcome->failure);
  return NULL;
}

static char *
with_reason (const StoreLetter *letter, const char *title)
{
  g_autofree char *reason = dup_reason (letter);

  if (reason == NULL)
    return g_strdup (title);
  /* Translators: a state and its reason, "Refused · no such mailbox" */
  return g_strdup_printf (_ ("%s · %s"), title, reason);
}

static char *
later_line (const StoreLetter *letter, gint64 now_us)
{
  g_autofree char *when = ui_later_dup_when (letter->send_at_us, now_us);

  /* Translators: "tomorrow 08:00" */
  return g_strdup_printf (_ ("Will be sent %s"), when);
}

static char *
late_line (const StoreLetter *letter, gint64 now_us)
{
  g_autofree char *when = ui_later_dup_when (letter->send_at_us, now_us);

  return g_strdup_printf (_ ("Paused · was to be sent %s"), when);
}

static char *
held_line (const StoreLetter *letter, gint64 now_us)
{
  gint64 seconds = (letter->due_us - now_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;

  if (seconds <= 0)
    return g_strdup (_ ("Held · goes now"));
  return g_strdup_printf (_ ("Held · goes in %d s"), (int) seconds);
}

static char *
waiting_line (const StoreLetter *letter, gint64 now_us)
{
  g_autofree char *time = NULL;

  if (letter->due_us <= now_us)
    return with_reason (letter, _ ("Waiting"));
  time = ui_words_time (letter->due_us, now_us);
  return g_strdup_printf (_ ("Waiting · next try at %s"), time);
}

/* The words the explanation has, since it is the same thing. */
static char *
unknown_line (void)
{
  ExplainQuery query = { .language = ui_context_get_language () };
  g_autofree char *reason = explain_unknown_short (&query);

  return g_strdup_printf (_ ("%s · %s"), ui_words_state_title (MAIL_SHOWN_UNKNOWN), reason);
}

static char *
partly_line (const StoreLetter *letter)
{
  guint all = letter->outcome->results->len;

  return g_strdup_printf (
      ngettext ("Partly accepted · %u of %u person", "Partly accepted · %u of %u people", all),
      mail_outcome_count (letter->outcome, MAIL_RECIPIENT_ACCEPTED), all);
}

/* It would have gone by now. */
static gboolean
waits_for_costs (const StoreLetter *letter, SubmissionCosts costs, gint64 now_us)
{
  return costs != 0 && ui_words_goes_by_itself (letter) && letter->due_us <= now_us;
}

static char *
costs_line (const StoreLetter *letter, SubmissionCosts costs)
{
  const char *reason = costs & SUBMISSION_COST_METERED
                           ? _ ("waits for a network that is not metered")
                           : _ ("waits until power saver mode ends");

  return g_strdup_printf (_ ("%s · %s"), ui_words_state_title (letter->shown), reason);
}

char *
ui_words_state_line (const StoreLetter *letter, SubmissionCosts costs, gint64 now_us)
{
  if (waits_for_costs (letter, costs, now_us))
    return costs_line (letter, costs);
  switch (ui_later_get_kind (letter))
    {
    case UI_LATER_HELD:
      return later_line (letter, now_us);
    case UI_LATER_LATE:
      return late_line (letter, now_us);
    case UI_LATER_NONE:
      break;
    }
  switch (letter->shown)
    {
    case MAIL_SHOWN_HELD:
      return held_line (letter, now_us);
    case MAIL_SHOWN_QUEUED:
      return g_strdup (_ ("Queued · goes as soon as it can"));
    case MAIL_SHOWN_SENDING:
      return g_strdup (_ ("Sending"));
    case MAIL_SHOWN_CONFIRMING:
      return g_strdup (_ ("Sending · waiting for the answer"));
    case MAIL_SHOWN_ACCEPTED:
      return ui_words_accepted (letter);
    case MAIL_SHOWN_PARTLY_ACCEPTED:
      return partly_line (letter);
    case MAIL_SHOWN_WAITING:
      return waiting_line (letter, now_us);
    case MAIL_SHOWN_REFUSED:
    case MAIL_SHOWN_PAUSED:
      return with_reason (letter, ui_words_state_title (letter->shown));
    case MAIL_SHOWN_UNKNOWN:
      return unknown_line ();
    }
  g_return_val_if_reached (NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever came from somewhere else goes through mail_text_decode() before it reaches a terminal,
 * for which some octets are commands. */

#include "cli-report.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#include "cli-json.h"
#include "cli-status.h"
#include "cli-wait.h"
#include "explain-line.h"
#include "mail-text.h"

#define MS (G_USEC_PER_SEC / 1000)

static char *
dup_safe (const char *text)
{
  return text != NULL ? mail_text_decode (text, strlen (text)) : g_strdup ("");
}

static char *
dup_time (gint64 at_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_local (at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  gboolean today = at != NULL && g_date_time_get_year (at) == g_date_time_get_year (now) &&
                   g_date_time_get_day_of_year (at) == g_date_time_get_day_of_year (now);

  if (at == NULL)
    return g_strdup ("");
  return g_date_time_format (at, today ? "%H:%M" : "%Y-%m-%d %H:%M");
}

static char *
dup_waiting (const StoreLetter *letter)
{
  g_autofree char *due = dup_time (letter->due_us);

  return g_strdup_printf (_ ("Not accepted yet. The letter is kept; the next try is at %s, by an "
                             "open Envoi or by “envoi-cli outbox run”."),
                          due);
}

/* It was to go at a time that is more than a day past. */
static char *
dup_late (const StoreLetter *letter)
{
  g_autofree char *at = dup_time (letter->send_at_us);

  return g_strdup_printf (
      _ ("The letter was to go at %s and could not; that is more than a day ago, "
         "so it waits for you. “envoi-cli outbox release %" PRId64 "” sends it now."),
      at, letter->id);
}

static char *
dup_paused (const StoreLetter *letter)
{
  if (letter->state == MAIL_LETTER_HELD)
    return dup_late (letter);
  return g_strdup_printf (_ ("The letter is kept and waits for you; then “envoi-cli outbox retry "
                             "%" PRId64 "” sends it."),
                          letter->id);
}

static char *
dup_held (const StoreLetter *letter)
{
  g_autofree char *until = dup_time (letter->due_us);

  return g_strdup_printf (_ ("The letter is kept until %s; then an open Envoi or “envoi-cli outbox "
                             "run” sends it."),
                          until);
}

static char *
dup_unknown (const StoreLetter *letter)
{
  return g_strdup_printf (_ ("The server received everything, but its answer never came. It has "
                             "probably accepted the letter. “envoi-cli outbox accept "
                             "%" PRId64 "” says so, “envoi-cli outbox again "
                             "%" PRId64 "” sends it a second time."),
                          letter->id, letter->id);
}

char *
cli_report_dup_state (const StoreLetter *letter)
{
  g_autofree char *server = g_str_equal (letter->account_id, ACCOUNT_PRACTICE_ID)
                                ? g_strdup (_ ("the practice server"))
                                : dup_safe (letter->server);

  switch (letter->shown)
    {
    case MAIL_SHOWN_HELD:
      return dup_held (letter);
    case MAIL_SHOWN_QUEUED:
      return g_strdup (_ ("Queued. An open Envoi or “envoi-cli outbox run” sends it."));
    case MAIL_SHOWN_SENDING:
      return g_strdup (_ ("Being sent."));
    case MAIL_SHOWN_CONFIRMING:
      return g_strdup (_ ("The server has the letter; its answer is awaited."));
    case MAIL_SHOWN_ACCEPTED:
      return letter->outcome->reply != NULL
                 ? mail_text_close_up (g_strdup_printf (_ ("Accepted by %s."), server))
                 : g_strdup (_ ("Marked as accepted."));
    case MAIL_SHOWN_PARTLY_ACCEPTED:
      return mail_text_close_up (g_strdup_printf (_ ("Partly accepted by %s."), server));
    case MAIL_SHOWN_WAITING:
      return dup_waiting (letter);
    case MAIL_SHOWN_REFUSED:
      return mail_text_close_up (g_strdup_printf (_ ("Refused by %s."), server));
    case MAIL_SHOWN_PAUSED:
      return dup_paused (letter);
    case MAIL_SHOWN_UNKNOWN:
      return dup_unknown (letter);
    }
  g_return_val_if_reached (NULL);
}

void
cli_report_explanation (const Explanation *explanation)
{
  g_print ("%s\n%s\n", explanation->title, explanation->detail);
}

static const char *
get_word (MailRecipientState state)
{
  switch (state)
    {
    case MAIL_RECIPIENT_PENDING:
      return _ ("pending");
    case MAIL_RECIPIENT_ACCEPTED:
      return _ ("accepted");
    case MAIL_RECIPIENT_REFUSED:
      return _ ("refused");
    case MAIL_RECIPIENT_DEFERRED:
      return _ ("deferred");
    case MAIL_RECIPIENT_UNKNOWN:
      return _ ("unknown");
    }
  g_return_val_if_reached ("");
}

/* "  refused   zhang@163.com  550 5.1.1: no such mailbox" */
static void
print_recipient (const StoreLetter *letter, const MailResult *result, const char *family)
{
  g_autofree char *words = cli_explanation_dup_short (letter, result, family);
  g_autofree char *enhanced = NULL;

  g_print ("  %-9s %s", get_word (result->state), mail_path_get_text (result->path));
  if (result->reply != NULL)
    {
      enhanced = mail_enhanced_code_to_string (mail_reply_get_enhanced (result->reply));
      g_print ("  %u%s%s", mail_reply_get_code (result->reply), enhanced != NULL ? " " : "",
               enhanced != NULL ? enhanced : "");
    }
  if (words != NULL)
    g_print (": %s", words);
  g_print ("\n");
}

/* What was accepted explains itself, and a catalogue takes its time to be read. */
static void
print_letter (CliParts *parts, const StoreLetter *letter)
{
  gboolean clear = letter->shown == MAIL_SHOWN_ACCEPTED;
  g_autofree char *family = clear ? NULL : cli_explanation_dup_family (parts->registry, letter);
  g_autoptr (Explanation) explanation = clear ? NULL : cli_explanation_new (letter, family);
  g_autofree char *subject = dup_safe (letter->subject);
  g_autofree char *state = cli_report_dup_state (letter);

  g_print (_ ("Letter %" PRId64 ": %s\n"), letter->id, subject);
  for (guint i = 0; i < letter->outcome->results->len; i++)
    print_recipient (letter, mail_outcome_get (letter->outcome, i), family);
  if (explanation != NULL && letter->shown != MAIL_SHOWN_UNKNOWN)
    cli_report_explanation (explanation);
  g_print ("%s\n", state);
}

static const char *
get_arrow (MailWho who)
{
  switch (who)
    {
    case MAIL_WHO_CLIENT:
      return "C:";
    case MAIL_WHO_SERVER:
      return "S:";
    case MAIL_WHO_NOTE:
      return "--";
    }
  g_return_val_if_reached ("");
}

/* Notes are told in the language of the terminal; what crossed the wire is shown as it was. */
static char *
dup_line (const MailLine *line)
{
  g_autofree char *story = NULL;

  if (line->who != MAIL_WHO_NOTE)
    return dup_safe (line->text);
  story = explain_line_story (line, cli_explanation_get_language ());
  return dup_safe (story);
}

void
cli_report_conversation (const MailConversation *conversation)
{
  for (guint i = 0; i < mail_conversation_get_n_lines (conversation); i++)
    {
      const MailLine *line = mail_conversation_get_line (conversation, i);
      g_autofree char *text = dup_line (line);

      g_print ("%8" G_GINT64_FORMAT " ms  %-8s  %s %s\n", line->at_us / MS,
               mail_stage_to_nick (line->stage), get_arrow (line->who), text);
    }
}

int
cli_report_letter (CliParts *parts, const StoreLetter *letter, CliManner manner)
{
  g_autoptr (GPtrArray) conversations = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (CliWait) wait = CLI_WAIT_INIT;

  if (manner != CLI_PLAIN)
    {
      store_outbox_get_conversation_async (parts->database, letter->id, NULL, cli_wait_done, &wait);
      conversations =
          store_outbox_get_conversation_finish (parts->database, cli_wait (&wait), &error);
      if (conversations == NULL)
        return cli_fail_with (error);
    }
  if (manner & CLI_JSON)
    {
      cli_json_print (cli_json_letter (parts->registry, letter, conversations));
      return cli_status_for_letter (letter);
    }
  for (guint i = 0; conversations != NULL && i < conversations->len; i++)
    cli_report_conversation (g_ptr_array_index (conversations, i));
  print_letter (parts, letter);
  return cli_status_for_letter (letter);
}

static char *
dup_plan (const StoreLetter *letter)
{
  g_autofree char *at = NULL;

  if (letter->state != MAIL_LETTER_HELD || letter->send_at_us == 0)
    return g_strdup ("");
  at = dup_time (letter->send_at_us);
  /* Translators: after a letter in a list; the time it was to be sent at is more than a day past */
  return g_strdup_printf (letter->paused ? _ (" (was to go at %s)") : _ (" (goes at %s)"), at);
}

static void
print_row (const StoreLetter *letter)
{
  g_autofree char *plan = dup_plan (letter);
  g_autofree char *subject = dup_safe (letter->subject);
  g_autofree char *recipients = dup_safe (letter->recipients);
  g_autofree char *at = dup_time (letter->created_us);

  g_print ("%5" G_GINT64_FORMAT "  %-15s  %-16s  %s  —  %s%s\n", letter->id,
           mail_shown_state_to_nick (letter->shown), at, recipients, subject, plan);
}

static void
print_array (CliParts *parts, GPtrArray *letters)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < letters->len; i++)
    json_array_add_element (
        array, cli_json_letter (parts->registry, g_ptr_array_index (letters, i), NULL));
  json_node_take_array (node, array);
  cli_json_print (node);
}

void
cli_report_letters (CliParts *parts, GPtrArray *letters, CliManner manner)
{
  if (manner & CLI_JSON)
    {
      print_array (parts, letters);
      return;
    }
  for (guint i = 0; i < letters->len; i++)
    print_row (g_ptr_array_index (letters, i));
}

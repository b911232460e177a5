/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A report that can be pasted into a mail to a teacher or an administrator. Nothing secret can be
 * in it: a conversation holds no secret. It is in English, as those who read such things expect. */

#include "ui-receipt-actions-private.h"

static void
append_results (GString *report, const StoreLetter *letter)
{
  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);
      g_autofree char *reply = result->reply != NULL ? mail_reply_dup_line (result->reply) : NULL;

      g_string_append_printf (report, "  %s: %s%s%s\n", mail_path_get_text (result->path),
                              mail_recipient_state_to_nick (result->state),
                              reply != NULL ? ", " : "", reply != NULL ? reply : "");
    }
}

static void
append_failure (GString *report, const MailFailure *failure)
{
  g_string_append_printf (report, "Failure: %s at %s", mail_failure_kind_to_nick (failure->kind),
                          mail_stage_to_nick (failure->stage));
  if (failure->detail != NULL)
    g_string_append_printf (report, " (%s)", failure->detail);
  g_string_append_c (report, '\n');
}

static void
append_conversation (GString *report, MailConversation *conversation, guint attempt)
{
  g_string_append_printf (report, "\nTry %u\n", attempt + 1);
  for (guint i = 0; i < mail_conversation_get_n_lines (conversation); i++)
    {
      const MailLine *line = mail_conversation_get_line (conversation, i);

      g_string_append_printf (report, "%8.3f %-6s %s\n", line->at_us / 1e6,
                              mail_who_to_nick (line->who), line->text);
    }
}

char *
ui_receipt_dup_report (const StoreLetter *letter, GPtrArray *conversations)
{
  GString *report = g_string_new (NULL);
  g_autoptr (GDateTime) created =
      g_date_time_new_from_unix_utc (letter->created_us / G_USEC_PER_SEC);
  g_autofree char *time = g_date_time_format_iso8601 (created);

  g_string_append_printf (
      report, "Letter %s, %s\nState: %s, attempts: %u, %" G_GUINT64_FORMAT " octets, server: %s\n",
      letter->message_id, time, mail_shown_state_to_nick (letter->shown), letter->attempts,
      letter->size, letter->server != NULL ? letter->server : "none yet");
  append_results (report, letter);
  if (letter->outcome->reply != NULL)
    {
      g_autofree char *reply = mail_reply_dup_line (letter->outcome->reply);

      g_string_append_printf (report, "Final reply: %s\n", reply);
    }
  if (letter->outcome->failure != NULL)
    append_failure (report, letter->outcome->failure);
  for (guint i = 0; conversations != NULL && i < conversations->len; i++)
    append_conversation (report, g_ptr_array_index (conversations, i), i);
  return g_string_free (report, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-talk-text-private.h"

static void
append_line (GString *text, const MailLine *line)
{
  static const char *const MARKS[] = {
    [MAIL_WHO_CLIENT] = "C:",
    [MAIL_WHO_SERVER] = "S:",
    [MAIL_WHO_NOTE] = "--",
  };

  g_string_append_printf (text, "%8.3f %s %s\n", line->at_us / 1e6, MARKS[line->who], line->text);
}

char *
ui_talk_text_new (GPtrArray *conversations)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < conversations->len; i++)
    {
      MailConversation *conversation = g_ptr_array_index (conversations, i);

      if (i > 0)
        g_string_append_c (text, '\n');
      for (guint j = 0; j < mail_conversation_get_n_lines (conversation); j++)
        append_line (text, mail_conversation_get_line (conversation, j));
    }
  return g_string_free (text, FALSE);
}

/* What passes before a command is ours: a letter may be held for a minute with the connection
 * open. */
static gboolean
is_waiting (const MailLine *line, const MailLine *next)
{
  return next->who == MAIL_WHO_CLIENT && line->who != MAIL_WHO_CLIENT;
}

gint64
ui_talk_text_count_us (GPtrArray *conversations)
{
  gint64 us = 0;

  for (guint i = 0; i < conversations->len; i++)
    {
      MailConversation *conversation = g_ptr_array_index (conversations, i);
      guint n = mail_conversation_get_n_lines (conversation);

      for (guint j = 1; j < n; j++)
        {
          const MailLine *line = mail_conversation_get_line (conversation, j - 1);
          const MailLine *next = mail_conversation_get_line (conversation, j);

          if (!is_waiting (line, next))
            us += next->at_us - line->at_us;
        }
    }
  return us;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What leaves the program as text. A conversation holds no secret, so neither does this; addresses
 * are what a person may want to leave out. */

#include "ui-talk-text-private.h"

#include <glib/gi18n.h>

#include "ui-words.h"

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

/* A bar would part a cell of a table and an accent end the code; an accent inside is kept by two
 * around it. */
static void
append_code (GString *text, const char *line)
{
  const char *fence = strchr (line, '`') != NULL ? "``" : "`";
  g_autoptr (GString) cell = g_string_new (line);

  g_string_replace (cell, "|", "\\|", 0);
  if (cell->len > 0)
    g_string_append_printf (text, "%s%s%s%s%s", fence, fence[1] != '\0' ? " " : "", cell->str,
                            fence[1] != '\0' ? " " : "", fence);
}

static void
append_row (GString *text, const MailLine *line, UiDepth depth)
{
  static const char *const MARKS[] = {
    [MAIL_WHO_CLIENT] = "→",
    [MAIL_WHO_SERVER] = "←",
    [MAIL_WHO_NOTE] = "",
  };
  g_autofree char *words = ui_talk_words_sentence (line, depth);
  g_autoptr (GString) meaning = g_string_new (words);

  g_string_replace (meaning, "|", "\\|", 0);
  g_string_replace (meaning, "\n", " ", 0);
  g_string_append_printf (text, "| %.3f | %s | ", line->at_us / 1e6, MARKS[line->who]);
  append_code (text, line->text);
  g_string_append_printf (text, " | %s |\n", meaning->str);
}

static void
append_stage (GString *text, MailStage stage)
{
  g_string_append_printf (text, "\n### %s\n\n| %s | | %s | %s |\n|---:|:-:|---|---|\n",
                          ui_words_stage (stage), _ ("Seconds"), _ ("Line"), _ ("Meaning"));
}

static void
append_turn (GString *text, UiTurn *turn, UiDepth depth)
{
  if (ui_turn_begins_stage (turn))
    append_stage (text, ui_turn_get_stage (turn));
  for (guint i = 0; i < ui_turn_get_n_asked (turn); i++)
    append_row (text, ui_turn_get_asked (turn, i), depth);
  for (guint i = 0; i < ui_turn_get_n_answered (turn); i++)
    append_row (text, ui_turn_get_answered (turn, i), depth);
}

/* In turns, as it is read in the window: pipelined commands stand beside their replies. */
char *
ui_talk_text_new_markdown (GPtrArray *conversations, UiDepth depth)
{
  g_autoptr (UiTalk) talk = ui_talk_new (conversations);
  GString *text = g_string_new ("# ");

  g_string_append_printf (text, "%s\n", _ ("Conversation with the server"));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (talk)); i++)
    {
      g_autoptr (UiTurn) turn = g_list_model_get_item (G_LIST_MODEL (talk), i);

      if (conversations->len > 1 && ui_turn_begins_attempt (turn))
        {
          g_string_append (text, "\n## ");
          g_string_append_printf (text, _ ("Try %u"), ui_turn_get_attempt (turn) + 1);
          g_string_append_c (text, '\n');
        }
      append_turn (text, turn, depth);
    }
  return g_string_free (text, FALSE);
}

char *
ui_talk_text_mask (const char *text)
{
  g_autoptr (GRegex) local_part = g_regex_new (
      "(?:\"(?:[^\"\\\\\\n]|\\\\.)*\"|[^\\s<>()\\[\\]:;,@\"]+)@", G_REGEX_OPTIMIZE, 0, NULL);

  return g_regex_replace_literal (local_part, text, -1, 0, "…@", 0, NULL);
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

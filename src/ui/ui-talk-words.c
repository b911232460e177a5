/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A turn of a conversation in one sentence, for a screen reader: what a sighted person takes from
 * place, colour and icon must be in it. */

#include "ui-talk-words-private.h"

#include <glib/gi18n.h>

#include "explain-line.h"
#include "ui-context.h"

char *
ui_talk_words_sentence (const MailLine *line, UiDepth depth)
{
  const char *language = ui_context_get_language ();

  return depth == UI_DEPTH_STORY ? explain_line_story (line, language)
                                 : explain_line_textbook (line, language);
}

const char *
ui_talk_words_class (guint code)
{
  switch (code / 100)
    {
    case 2:
      return _ ("done");
    case 3:
      return _ ("go on");
    case 4:
      return _ ("not now");
    case 5:
      return _ ("no");
    default:
      return "";
    }
}

const char *
ui_talk_words_class_icon (guint code)
{
  switch (code / 100)
    {
    case 2:
      return "object-select-symbolic";
    case 3:
      return "go-next-symbolic";
    case 4:
      return "envoi-waiting-symbolic";
    default:
      return "window-close-symbolic";
    }
}

const char *
ui_talk_words_class_style (guint code)
{
  switch (code / 100)
    {
    case 2:
      return "s-ok";
    case 3:
      return "s-accent";
    case 4:
      return "s-warn";
    default:
      return "s-err";
    }
}

static gboolean
asked_starts_with (UiTurn *turn, const char *verb)
{
  return ui_turn_get_n_asked (turn) > 0 &&
         g_ascii_strncasecmp (ui_turn_get_asked (turn, 0)->text, verb, strlen (verb)) == 0;
}

static const char *
recipient_words (guint code)
{
  if (code < 300)
    return _ ("recipient taken");
  return code < 500 ? _ ("recipient not now") : _ ("recipient refused");
}

static const char *
letter_words (guint code)
{
  if (code < 300)
    return _ ("letter accepted");
  return code < 500 ? _ ("letter not now") : _ ("letter refused");
}

static const char *
login_words (guint code)
{
  if (code < 300)
    return _ ("signed in");
  return code < 500 ? _ ("signing in not now") : _ ("signing in refused");
}

const char *
ui_talk_words_result (UiTurn *turn)
{
  guint code = ui_turn_get_code (turn);

  if (code / 100 == 3)
    return _ ("go on");
  if (asked_starts_with (turn, "RCPT"))
    return recipient_words (code);
  if (ui_turn_get_stage (turn) == MAIL_STAGE_LETTER && code / 100 != 3)
    return letter_words (code);
  if (ui_turn_get_stage (turn) == MAIL_STAGE_LOGIN)
    return login_words (code);
  return ui_talk_words_class (code);
}

/* A sentence that ends by itself gets no second stop. */
static gboolean
ends_by_itself (const char *text)
{
  const char *last = g_utf8_find_prev_char (text, text + strlen (text));

  return last != NULL && g_unichar_ispunct (g_utf8_get_char (last));
}

char *
ui_talk_words_name (UiTurn *turn, const char *told)
{
  guint code = ui_turn_get_code (turn);
  g_autofree char *asked = g_strdup (told);
  g_autofree char *answered = NULL;

  if (asked == NULL && ui_turn_get_n_asked (turn) > 0)
    asked = ui_talk_words_sentence (ui_turn_get_asked (turn, 0), UI_DEPTH_STORY);
  if (code != 0)
    answered = g_strdup_printf (_ ("Server replied %u, %s"), code, ui_talk_words_result (turn));
  if (asked == NULL)
    return g_steal_pointer (&answered);
  if (answered == NULL)
    return g_steal_pointer (&asked);
  return g_strdup_printf (ends_by_itself (asked) ? _ ("%s %s, %d milliseconds")
                                                 : _ ("%s. %s, %d milliseconds"),
                          asked, answered, (int) (ui_turn_get_us (turn) / 1000));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The composer's one strip. Several things may want to be said; the most serious is, with "1 of 2"
 * beside it. What a person closed stays closed until it is about something else. */

#include <glib/gi18n.h>

#include "ui-composer-private.h"

static const struct
{
  UiStripWeight weight;
  const char *icon_name;
  gboolean is_answer; /* to Send or Discard; the others come by themselves */
} notices[] = {
  [COMPOSER_NOTICE_PRACTICE] = { UI_STRIP_INFO, NULL },
  [COMPOSER_NOTICE_LATER] = { UI_STRIP_INFO, "envoi-waiting-symbolic" },
  [COMPOSER_NOTICE_MANY_VISIBLE] = { UI_STRIP_WARNING, NULL },
  [COMPOSER_NOTICE_FROM_NOT_LOGIN] = { UI_STRIP_WARNING, NULL },
  [COMPOSER_NOTICE_NO_SUBJECT] = { UI_STRIP_WARNING, NULL, TRUE },
  [COMPOSER_NOTICE_MISSING_ATTACHMENT] = { UI_STRIP_WARNING, NULL },
  [COMPOSER_NOTICE_REFUSED] = { UI_STRIP_WARNING, NULL },
  [COMPOSER_NOTICE_TYPO] = { UI_STRIP_WARNING, NULL },
  [COMPOSER_NOTICE_FILE] = { UI_STRIP_WARNING, NULL },
  [COMPOSER_NOTICE_LACKING] = { UI_STRIP_WARNING, NULL },
  [COMPOSER_NOTICE_DISCARD] = { UI_STRIP_WARNING, "user-trash-symbolic", TRUE },
  [COMPOSER_NOTICE_NO_RECIPIENT] = { UI_STRIP_ERROR, NULL, TRUE },
  [COMPOSER_NOTICE_BAD_ADDRESS] = { UI_STRIP_ERROR, NULL, TRUE },
  [COMPOSER_NOTICE_TOO_LARGE] = { UI_STRIP_ERROR, NULL, TRUE },
  [COMPOSER_NOTICE_NOT_SAVED] = { UI_STRIP_ERROR, NULL },
  [COMPOSER_NOTICE_NOT_SENT] = { UI_STRIP_ERROR, NULL, TRUE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (notices) == COMPOSER_N_NOTICES);

static void
show_most_serious (UiComposer *self)
{
  guint total = 0;

  for (guint i = 0; i < COMPOSER_N_NOTICES; i++)
    {
      if (self->notices[i].text == NULL)
        continue;
      self->shown_notice = (ComposerNotice) i;
      total++;
    }
  self->is_shown_notice = total > 0;
  if (total == 0)
    {
      ui_strip_hide (self->strip);
      return;
    }
  ui_strip_show (self->strip, notices[self->shown_notice].weight,
                 notices[self->shown_notice].icon_name, self->notices[self->shown_notice].text,
                 self->notices[self->shown_notice].button);
  ui_strip_set_place (self->strip, 1, total);
}

static void
clear_words (ComposerWords *words)
{
  g_clear_pointer (&words->text, g_free);
  g_clear_pointer (&words->button, g_free);
  g_clear_pointer (&words->detail, g_free);
}

void
ui_composer_say (UiComposer *self, ComposerNotice notice, const char *detail, const char *button,
                 const char *text)
{
  ComposerWords *words = &self->notices[notice];

  if (words->silenced != NULL && g_strcmp0 (words->silenced, detail != NULL ? detail : "") == 0)
    return;
  if (g_strcmp0 (words->text, text) == 0 && g_strcmp0 (words->detail, detail) == 0)
    return;
  clear_words (words);
  words->text = g_strdup (text);
  words->button = g_strdup (button);
  words->detail = g_strdup (detail);
  show_most_serious (self);
}

void
ui_composer_unsay (UiComposer *self, ComposerNotice notice)
{
  if (self->notices[notice].text == NULL)
    return;
  clear_words (&self->notices[notice]);
  show_most_serious (self);
}

void
ui_composer_say_lacking (UiComposer *composer, const char *text)
{
  g_return_if_fail (UI_IS_COMPOSER (composer));
  ui_composer_say (composer, COMPOSER_NOTICE_LACKING, NULL, NULL, text);
}

gboolean
ui_composer_says (UiComposer *self, ComposerNotice notice)
{
  return self->notices[notice].text != NULL || self->notices[notice].silenced != NULL;
}

gboolean
ui_composer_answers (UiComposer *self)
{
  return self->is_shown_notice && notices[self->shown_notice].is_answer;
}

void
ui_composer_clear_notices (UiComposer *self)
{
  for (guint i = 0; i < COMPOSER_N_NOTICES; i++)
    {
      clear_words (&self->notices[i]);
      g_clear_pointer (&self->notices[i].silenced, g_free);
    }
}

void
ui_composer_on_notice_activated (UiComposer *self)
{
  if (!self->is_shown_notice)
    return;
  switch (self->shown_notice)
    {
    case COMPOSER_NOTICE_MANY_VISIBLE:
      ui_composer_move_to_bcc (self);
      break;
    case COMPOSER_NOTICE_FROM_NOT_LOGIN:
      ui_composer_use_login (self);
      break;
    case COMPOSER_NOTICE_NO_SUBJECT:
      ui_composer_send_on (self);
      break;
    case COMPOSER_NOTICE_LATER:
      ui_composer_send_then (self);
      break;
    case COMPOSER_NOTICE_MISSING_ATTACHMENT:
      ui_composer_choose_files (self);
      break;
    case COMPOSER_NOTICE_REFUSED:
      ui_composer_use_known (self);
      break;
    case COMPOSER_NOTICE_TYPO:
    case COMPOSER_NOTICE_BAD_ADDRESS:
      ui_composer_correct_address (self);
      break;
    case COMPOSER_NOTICE_DISCARD:
      ui_composer_discard (self);
      break;
    case COMPOSER_NOTICE_NOT_SAVED:
      ui_composer_touch (self);
      ui_composer_save (self);
      break;
    case COMPOSER_NOTICE_NOT_SENT:
      ui_composer_send_on (self);
      break;
    case COMPOSER_NOTICE_PRACTICE:
    case COMPOSER_NOTICE_FILE:
    case COMPOSER_NOTICE_LACKING:
    case COMPOSER_NOTICE_NO_RECIPIENT:
    case COMPOSER_NOTICE_TOO_LARGE:
      ui_composer_unsay (self, self->shown_notice);
      break;
    }
}

void
ui_composer_on_notice_dismissed (UiComposer *self)
{
  ComposerWords *words = &self->notices[self->shown_notice];
  const char *detail = words->detail != NULL ? words->detail : "";

  /* advice that was heard is not repeated; what stops a letter is */
  if (notices[self->shown_notice].weight != UI_STRIP_ERROR &&
      self->shown_notice != COMPOSER_NOTICE_FILE && self->shown_notice != COMPOSER_NOTICE_DISCARD)
    {
      g_free (words->silenced);
      words->silenced = g_strdup (detail);
    }
  clear_words (words);
  show_most_serious (self);
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->strip)) != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->message));
}

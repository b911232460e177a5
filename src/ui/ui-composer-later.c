/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Send at a time that a person chooses, or at the one that was chosen before. */

#include <glib/gi18n.h>

#include "ui-composer-private.h"
#include "ui-later-dialog-private.h"
#include "ui-later.h"

static void
on_time_chosen (UiComposer *self, gint64 time_us)
{
  self->wanted_us = time_us;
  ui_composer_send_at (self, time_us);
}

/* What stops a letter is said before anybody chooses a time for it. */
static void
choose_time (UiComposer *self)
{
  g_autoptr (MessageDraft) draft = NULL;
  UiLaterDialog *dialog;

  if (!ui_composer_may_send (self))
    return;
  ui_composer_commit_fields (self);
  draft = ui_composer_dup_draft (self);
  if (!ui_composer_check (self, draft, TRUE))
    {
      ui_composer_touch (self);
      return;
    }
  dialog = ui_later_dialog_new (GTK_WINDOW (self), self->origin->send_at_us);
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (on_time_chosen), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
ui_composer_send_later (UiComposer *self)
{
  self->wants_later = TRUE;
  self->wanted_us = 0;
  choose_time (self);
}

void
ui_composer_send_on (UiComposer *self)
{
  if (!self->wants_later)
    ui_composer_send (self, TRUE);
  else if (self->wanted_us == 0)
    choose_time (self);
  else
    ui_composer_send_at (self, self->wanted_us);
}

void
ui_composer_send_then (UiComposer *self)
{
  self->wants_later = TRUE;
  if (self->origin->send_at_us > g_get_real_time ())
    on_time_chosen (self, self->origin->send_at_us);
  else
    choose_time (self);
}

void
ui_composer_say_later (UiComposer *self)
{
  gint64 time_us = self->origin->send_at_us;
  gint64 now_us = g_get_real_time ();
  g_autofree char *detail = g_strdup_printf ("%" G_GINT64_FORMAT, time_us);
  g_autofree char *when = NULL;
  g_autofree char *text = NULL;

  if (time_us <= now_us)
    {
      ui_composer_unsay (self, COMPOSER_NOTICE_LATER);
      return;
    }
  when = ui_later_dup_when (time_us, now_us);
  /* Translators: "tomorrow 08:00" */
  text = g_strdup_printf (_ ("This letter was to be sent %s"), when);
  ui_composer_say (self, COMPOSER_NOTICE_LATER, detail, _ ("Send Then"), text);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Going back to an earlier version. The letter as it was until then becomes a version itself, and
 * a toast takes one back to it: nothing is lost by looking for what was lost. */

#include <glib/gi18n.h>

#include "ui-composer-private.h"
#include "ui-letter-command-private.h"
#include "ui-versions-private.h"
#include "ui-words.h"

#define SECONDS 10

/* The letter before, held by the toast. */
typedef struct
{
  UiComposer *composer;
  MessageDraft *draft;
} Before;

static void
before_free (gpointer data, GClosure *closure)
{
  Before *before = data;

  message_draft_free (before->draft);
  g_free (before);
}

/* Saved as it is first: with the save after that it becomes a version. */
static void
become (UiComposer *self, const MessageDraft *draft)
{
  if (self->context == NULL || self->letter != 0 || self->sending)
    return;
  ui_composer_save (self);
  if (draft->account_id != NULL)
    ui_from_button_set_account (self->from, draft->account_id);
  ui_composer_load (self, draft, FALSE);
  self->keeps_next = TRUE;
  ui_composer_touch (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->message));
}

static void
on_undo (AdwToast *toast, Before *before)
{
  become (before->composer, before->draft);
}

static void
say_gone_back (UiComposer *self, MessageDraft *before, gint64 saved_us)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (self->page, ADW_TYPE_TOAST_OVERLAY);
  Before *data = g_new0 (Before, 1);
  g_autofree char *moment = ui_words_moment (saved_us, g_get_real_time ());
  /* Translators: a moment, like "today at 12:04" */
  g_autofree char *text = g_strdup_printf (_ ("The letter is as it was: %s"), moment);
  AdwToast *toast = adw_toast_new (text);

  data->composer = self;
  data->draft = before;
  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_timeout (toast, SECONDS);
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), data, before_free, 0);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

static void
on_chosen (UiVersions *versions, MessageDraft *draft, gint64 saved_us, UiComposer *self)
{
  MessageDraft *before = ui_composer_dup_draft (self);

  become (self, draft);
  say_gone_back (self, before, saved_us);
}

void
ui_composer_show_versions (UiComposer *self)
{
  UiVersions *versions;

  if (self->letter != 0 || self->sending)
    return;
  if (self->copies > 0)
    {
      ui_toast (self->page, _ ("A file is still being copied; look again in a moment"));
      return;
    }
  ui_composer_commit_fields (self);
  versions = ui_versions_new (GTK_WINDOW (self), self->context, self->draft_id,
                              ui_composer_dup_draft (self));
  g_signal_connect_object (versions, "chosen", G_CALLBACK (on_chosen), self, 0);
  gtk_window_present (GTK_WINDOW (versions));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Closing never asks: the draft stays, and where the main window is there it says so and offers to
 * discard it. Discarding does not ask either where Undo can be offered; where it cannot, the strip
 * asks once. A window whose draft cannot be saved does not close. */

#include <glib/gi18n.h>

#include "ui-composer-private.h"
#include "ui-draft-delete-private.h"
#include "ui-window.h"

/* What is inside the main window, for its toasts. */
static GtkWidget *
find_place_for_toasts (UiComposer *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GList *windows = application != NULL ? gtk_application_get_windows (application) : NULL;

  for (GList *l = windows; l != NULL; l = l->next)
    if (UI_IS_WINDOW (l->data) && gtk_widget_get_visible (l->data))
      return adw_application_window_get_content (l->data);
  return NULL;
}

/* Said in the same queue as the saves, so that the last word is the last. */
static void
mark_closed (UiComposer *self)
{
  g_clear_pointer (&self->last_view, g_bytes_unref);
  self->last_view = ui_composer_dup_view (self);
  if (self->kept || self->saving)
    store_drafts_set_window_async (self->context->database, self->draft_id, self->last_view, FALSE,
                                   NULL, NULL, NULL);
}

/* A letter that was only looked at is where it was; to say so would be to offer its loss. */
static void
say_kept (UiComposer *self)
{
  GtkWidget *place = self->touched && self->kept ? find_place_for_toasts (self) : NULL;

  if (place != NULL)
    ui_draft_say_kept (place, self->context, self->draft_id);
}

void
ui_composer_finish_closing (UiComposer *self)
{
  /* a file on its way belongs to the letter: when it has come the draft is saved once more */
  if (self->copies > 0 && !self->discarding)
    return;
  self->closing = FALSE;
  /* asked for again while its draft was saved */
  if (!self->discarding && gtk_widget_get_visible (GTK_WIDGET (self)))
    {
      ui_composer_mark_open (self);
      return;
    }
  if (!self->discarding)
    say_kept (self);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  GtkWidget *place;

  if (!store_drafts_delete_finish (STORE_DATABASE (source), result, &error))
    g_debug ("draft not deleted: %s", error->message);
  if (self->context == NULL)
    return;
  place = error == NULL && !self->is_blank ? find_place_for_toasts (self) : NULL;
  if (place != NULL)
    ui_draft_say_deleted (place, self->context, self->draft_id, TRUE);
  ui_composer_finish_closing (self);
}

static gboolean
is_blank (UiComposer *self)
{
  g_autofree char *body = ui_composer_dup_body (self);
  g_autoptr (MessageDraft) draft = ui_composer_dup_draft_with (self, body);

  return ui_composer_is_empty (self, draft, body);
}

/* Saved once more first, so that Undo brings back the last words too. */
void
ui_composer_discard (UiComposer *self)
{
  if (!self->discarding)
    {
      self->is_blank = is_blank (self);
      if (!self->is_blank && self->notices[COMPOSER_NOTICE_DISCARD].text == NULL &&
          find_place_for_toasts (self) == NULL)
        {
          ui_composer_say (self, COMPOSER_NOTICE_DISCARD, NULL, _ ("Discard"),
                           _ ("Throw this letter away? It cannot be brought back"));
          return;
        }
    }
  if (!self->discarding && !self->is_blank)
    ui_composer_save (self);
  self->discarding = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  ui_composer_forget_timer (self);
  if (self->saving)
    return;
  self->dirty_since_us = 0;
  if (self->kept)
    store_drafts_delete_async (self->context->database, self->draft_id, NULL, on_deleted,
                               g_object_ref (self));
  else
    ui_composer_finish_closing (self);
}

/* TRUE keeps the window until its words are safe; it hides at once all the same. */
gboolean
ui_composer_on_close_request (UiComposer *self)
{
  if (self->letter != 0 || self->discarding)
    return FALSE;
  if (self->sending || self->closing)
    return TRUE;
  ui_composer_commit_fields (self);
  if (self->copies == 0 && is_blank (self))
    {
      self->is_blank = TRUE;
      self->discarding = TRUE;
      ui_composer_discard (self);
      return TRUE;
    }
  mark_closed (self);
  if (self->dirty_since_us == 0 && !self->saving && self->copies == 0)
    {
      say_kept (self);
      return FALSE;
    }
  self->closing = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  ui_composer_save (self);
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Words survive: what a person writes is saved at the latest a second after a pause, every five
 * seconds while there is none, when the window loses the focus and before it closes. A window
 * whose draft cannot be saved does not close. */

#include <glib/gi18n.h>

#include "ui-composer-private.h"

#define PAUSE_MS 1000
#define LONGEST_UNSAVED_US (5 * G_USEC_PER_SEC)

static void save_later (UiComposer *self);

static char *
dup_body (UiComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->message);
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static guint
get_cursor (UiComposer *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->message);
  GtkTextIter iter;

  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));
  return (guint) gtk_text_iter_get_offset (&iter);
}

static void
load_body (UiComposer *self, const char *text, guint cursor, gboolean is_new)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->message);
  g_autofree char *body = ui_signature_split (self->signature, text);
  GtkTextIter iter;

  ui_signature_set_left_out (self->signature, body == NULL && !is_new);
  gtk_text_buffer_set_enable_undo (buffer, FALSE);
  gtk_text_buffer_set_text (buffer, body != NULL ? body : text, -1);
  gtk_text_buffer_set_enable_undo (buffer, TRUE);
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, (int) cursor);
  gtk_text_buffer_place_cursor (buffer, &iter);
}

void
ui_composer_load (UiComposer *self, const MessageDraft *draft, gboolean is_new)
{
  g_autoptr (MessageDraft) shown = NULL;

  self->loading = TRUE;
  g_clear_pointer (&self->origin, message_draft_free);
  self->origin = message_draft_copy (draft);
  ui_recipient_field_set_mailboxes (self->to, draft->to);
  ui_recipient_field_set_mailboxes (self->cc, draft->cc);
  ui_recipient_field_set_mailboxes (self->bcc, draft->bcc);
  ui_recipient_field_set_mailboxes (self->reply_to, draft->reply_to);
  gtk_editable_set_text (GTK_EDITABLE (self->subject), draft->subject);
  load_body (self, draft->text, draft->cursor, is_new);
  ui_tray_set_attachments (self->tray, draft->attachments);
  ui_composer_show_originator (self);
  ui_composer_show_rows (self);
  ui_composer_update_title (self);
  shown = ui_composer_dup_draft (self);
  ui_composer_update_size (self, shown);
  self->loading = FALSE;
}

static MessageMailbox *
dup_originator (UiComposer *self, const AccountProfile *profile)
{
  g_autoptr (MailPath) path = NULL;

  if (self->origin->from != NULL && g_strcmp0 (self->origin->account_id, profile->id) == 0)
    return message_mailbox_copy (self->origin->from);
  path = mail_path_parse (profile->address, NULL);
  return path != NULL ? message_mailbox_new (profile->name, path) : NULL;
}

static void
take_mailboxes (GPtrArray **place, UiRecipientField *field)
{
  g_ptr_array_unref (*place);
  *place = ui_recipient_field_dup_mailboxes (field);
}

MessageDraft *
ui_composer_dup_draft (UiComposer *self)
{
  const AccountProfile *profile = ui_from_button_get_profile (self->from);
  MessageDraft *draft = message_draft_copy (self->origin);
  g_autofree char *body = dup_body (self);

  g_clear_pointer (&draft->from, message_mailbox_free);
  draft->from = dup_originator (self, profile);
  g_free (draft->account_id);
  draft->account_id = g_strdup (profile->id);
  take_mailboxes (&draft->to, self->to);
  take_mailboxes (&draft->cc, self->cc);
  take_mailboxes (&draft->bcc, self->bcc);
  take_mailboxes (&draft->reply_to, self->reply_to);
  g_free (draft->subject);
  draft->subject = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->subject)));
  g_free (draft->text);
  draft->text = ui_signature_join (self->signature, body);
  draft->cursor = get_cursor (self);
  g_ptr_array_unref (draft->attachments);
  draft->attachments = ui_tray_dup_attachments (self->tray);
  /* an alternative says what the text says, or it is none */
  if (g_strcmp0 (draft->text, self->origin->text) != 0)
    g_clear_pointer (&draft->html, g_free);
  return draft;
}

/* A signature alone is nothing anyone wrote. */
static gboolean
is_empty (UiComposer *self, const MessageDraft *draft)
{
  g_autoptr (MessageDraft) written = message_draft_copy (draft);

  g_free (written->text);
  written->text = dup_body (self);
  return message_draft_is_empty (written);
}

void
ui_composer_commit_fields (UiComposer *self)
{
  ui_recipient_field_commit (self->to);
  ui_recipient_field_commit (self->cc);
  ui_recipient_field_commit (self->bcc);
  ui_recipient_field_commit (self->reply_to);
}

static void
show_saved (UiComposer *self, gboolean saved)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%H:%M:%S");
  /* Translators: followed by a time of day */
  g_autofree char *words = g_strdup_printf (_ ("Saved %s"), time);

  gtk_widget_set_visible (self->saved_mark, saved);
  gtk_label_set_text (self->saved, saved ? words : "");
}

static void
finish_closing (UiComposer *self)
{
  self->closing = FALSE;
  /* asked for again while its draft was saved */
  if (!self->discarding && gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
say_not_saved (UiComposer *self, const GError *error)
{
  const char *text = _ ("This letter could not be saved; please keep the window open");

  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_FULL))
    text = _ ("The disk is full, so this letter could not be saved");
  show_saved (self, FALSE);
  ui_composer_say (self, COMPOSER_NOTICE_NOT_SAVED, NULL, _ ("Try Again"), text);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = store_drafts_save_finish (STORE_DATABASE (source), result, &error);

  self->saving = FALSE;
  if (self->context == NULL)
    return;
  if (!ok)
    {
      self->dirty_since_us = g_get_monotonic_time ();
      self->closing = FALSE;
      gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
      say_not_saved (self, error);
      return;
    }
  self->kept = TRUE;
  ui_composer_unsay (self, COMPOSER_NOTICE_NOT_SAVED);
  if (self->discarding)
    ui_composer_discard (self);
  else if (self->dirty_since_us != 0 && self->closing)
    ui_composer_save (self);
  else if (self->closing)
    finish_closing (self);
  else if (self->dirty_since_us != 0)
    save_later (self);
  else
    show_saved (self, TRUE);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!store_drafts_delete_finish (STORE_DATABASE (source), result, &error))
    g_debug ("draft not deleted: %s", error->message);
  if (self->context != NULL)
    finish_closing (self);
}

static GStrv
dup_digests (const MessageDraft *draft)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < draft->attachments->len; i++)
    g_strv_builder_add (builder,
                        ((MessageAttachment *) g_ptr_array_index (draft->attachments, i))->digest);
  return g_strv_builder_end (builder);
}

static void
save_draft (UiComposer *self, const MessageDraft *draft)
{
  g_autoptr (StoreDraft) row = store_draft_new (self->draft_id);
  g_auto (GStrv) digests = dup_digests (draft);

  row->account_id = g_strdup (draft->account_id);
  row->subject = g_strdup (draft->subject);
  row->recipients = message_draft_dup_recipients (draft);
  row->modified_us = g_get_real_time ();
  row->n_attachments = draft->attachments->len;
  row->octets = message_draft_to_bytes (draft);
  self->saving = TRUE;
  self->dirty_since_us = 0;
  store_drafts_save_async (self->context->database, row, (const char *const *) digests, NULL,
                           on_saved, g_object_ref (self));
}

void
ui_composer_save (UiComposer *self)
{
  g_autoptr (MessageDraft) draft = NULL;

  ui_composer_forget_timer (self);
  if (self->saving || self->sending || self->letter != 0 || self->dirty_since_us == 0)
    return;
  draft = ui_composer_dup_draft (self);
  if (!self->kept && is_empty (self, draft))
    {
      self->dirty_since_us = 0;
      if (self->closing)
        finish_closing (self);
      return;
    }
  save_draft (self, draft);
}

static gboolean
on_pause (gpointer data)
{
  UiComposer *self = data;
  g_autoptr (MessageDraft) draft = ui_composer_dup_draft (self);

  self->pause_source = 0;
  ui_composer_check (self, draft, FALSE);
  ui_composer_save (self);
  return G_SOURCE_REMOVE;
}

static void
save_later (UiComposer *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->dirty_since_us == 0)
    self->dirty_since_us = now_us;
  if (self->pause_source != 0 && now_us - self->dirty_since_us > LONGEST_UNSAVED_US)
    return;
  g_clear_handle_id (&self->pause_source, g_source_remove);
  self->pause_source = g_timeout_add (PAUSE_MS, on_pause, self);
}

static gboolean
on_touched (gpointer data)
{
  UiComposer *self = data;
  g_autoptr (MessageDraft) draft = ui_composer_dup_draft (self);

  self->size_source = 0;
  ui_composer_update_size (self, draft);
  return G_SOURCE_REMOVE;
}

/* The meter follows at once, but only once for a whole paste. */
void
ui_composer_touch (UiComposer *self)
{
  if (self->loading || self->discarding || self->context == NULL)
    return;
  if (self->size_source == 0)
    self->size_source = g_idle_add (on_touched, self);
  ui_composer_unsay (self, COMPOSER_NOTICE_DISCARD);
  save_later (self);
}

void
ui_composer_forget_timer (UiComposer *self)
{
  g_clear_handle_id (&self->pause_source, g_source_remove);
}

/* Asks once, in a strip, if there is something to lose. */
void
ui_composer_discard (UiComposer *self)
{
  g_autoptr (MessageDraft) draft = ui_composer_dup_draft (self);

  if (!self->discarding && !is_empty (self, draft) &&
      self->notices[COMPOSER_NOTICE_DISCARD].text == NULL)
    {
      ui_composer_say (self, COMPOSER_NOTICE_DISCARD, NULL, _ ("Discard"),
                       _ ("Throw this letter away? It cannot be brought back"));
      return;
    }
  ui_composer_forget_timer (self);
  self->discarding = TRUE;
  self->dirty_since_us = 0;
  if (self->saving)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (self->kept)
    store_drafts_delete_async (self->context->database, self->draft_id, NULL, on_deleted,
                               g_object_ref (self));
  else
    finish_closing (self);
}

/* TRUE keeps the window until its words are safe; it hides at once all the same. */
gboolean
ui_composer_on_close_request (UiComposer *self)
{
  g_autoptr (MessageDraft) draft = NULL;

  if (self->letter != 0 || self->discarding)
    return FALSE;
  if (self->sending || self->closing)
    return TRUE;
  ui_composer_commit_fields (self);
  draft = ui_composer_dup_draft (self);
  if (self->copies == 0 && is_empty (self, draft))
    {
      self->discarding = TRUE;
      ui_composer_discard (self);
      return TRUE;
    }
  if (self->dirty_since_us == 0 && !self->saving && self->copies == 0)
    return FALSE;
  self->closing = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  /* a file that is still copied saves the draft when it has come */
  if (self->copies == 0)
    ui_composer_save (self);
  return TRUE;
}

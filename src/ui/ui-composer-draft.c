/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The letter as a value: from it to the widgets and back. */

#include <string.h>

#include "ui-composer-private.h"

char *
ui_composer_dup_body (UiComposer *self)
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
  ui_composer_say_later (self);
  ui_composer_recall_refusals (self);
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

/* What is in the place of the origin's text is the caller's to say. */
static void
take_text (MessageDraft *draft, char *text, const MessageDraft *origin)
{
  g_free (draft->text);
  draft->text = text;
  /* an alternative says what the text says, or it is none */
  if (g_strcmp0 (draft->text, origin->text) != 0)
    g_clear_pointer (&draft->html, g_free);
}

/* All but the text, which may be long. */
static MessageDraft *
dup_draft_without_text (UiComposer *self)
{
  const AccountProfile *profile = ui_from_button_get_profile (self->from);
  char *text = g_steal_pointer (&self->origin->text);
  MessageDraft *draft = message_draft_copy (self->origin);

  self->origin->text = text;
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
  draft->cursor = get_cursor (self);
  g_ptr_array_unref (draft->attachments);
  draft->attachments = ui_tray_dup_attachments (self->tray);
  return draft;
}

MessageDraft *
ui_composer_dup_draft_with (UiComposer *self, const char *body)
{
  MessageDraft *draft = dup_draft_without_text (self);

  take_text (draft, ui_signature_join (self->signature, body), self->origin);
  return draft;
}

MessageDraft *
ui_composer_dup_draft_taking (UiComposer *self, GString *body)
{
  MessageDraft *draft = dup_draft_without_text (self);
  /* what goes below depends on nothing but whether anything is above */
  const char *end = body->len > 0 ? "." : "";
  g_autofree char *joined = ui_signature_join (self->signature, end);

  g_string_append (body, joined + strlen (end));
  take_text (draft, g_string_free (body, FALSE), self->origin);
  return draft;
}

MessageDraft *
ui_composer_dup_draft (UiComposer *self)
{
  g_autofree char *body = ui_composer_dup_body (self);

  return ui_composer_dup_draft_with (self, body);
}

gboolean
ui_composer_is_empty (UiComposer *self, const MessageDraft *draft, const char *body)
{
  g_autoptr (MessageDraft) written = message_draft_copy (draft);

  g_free (written->text);
  written->text = g_strdup (body);
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

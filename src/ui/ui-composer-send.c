/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Send: looked over, rendered once, durable in the outbox; only then the window turns into the
 * letter's receipt. The page with the words stays behind it, so that Undo finds everything as it
 * was, cursor and undo history too. */

#include <glib/gi18n.h>

#include "message-error.h"
#include "message-render.h"
#include "store-outbox.h"
#include "ui-composer-private.h"

static void
set_page (UiComposer *self, gboolean receipt)
{
  gtk_stack_set_visible_child_name (self->stack, receipt ? "receipt" : "letter");
  gtk_widget_set_visible (self->discard, !receipt);
  gtk_widget_set_visible (self->attach, !receipt);
  gtk_widget_set_visible (self->menu, !receipt);
  gtk_widget_set_visible (GTK_WIDGET (self->send), !receipt);
  ui_composer_enable_actions (self, !receipt);
}

static void
reopen (UiComposer *self, const char *draft_id)
{
  self->letter = 0;
  if (draft_id != NULL)
    {
      g_free (self->draft_id);
      self->draft_id = g_strdup (draft_id);
    }
  self->kept = draft_id != NULL;
  set_page (self, FALSE);
  if (ui_receipt_get_send_at (UI_RECEIPT (self->receipt)) > 0)
    self->origin->send_at_us = ui_receipt_get_send_at (UI_RECEIPT (self->receipt));
  ui_composer_say_later (self);
  ui_receipt_set_letter (UI_RECEIPT (self->receipt), 0);
  gtk_widget_grab_focus (GTK_WIDGET (self->message));
  ui_composer_touch (self);
}

static gboolean
on_draft_reopened (UiComposer *self, const char *draft_id)
{
  reopen (self, draft_id);
  return TRUE;
}

static void
show_receipt (UiComposer *self)
{
  if (self->receipt == NULL)
    {
      self->receipt = ui_receipt_new (self->context);
      g_signal_connect_object (self->receipt, "draft-reopened", G_CALLBACK (on_draft_reopened),
                               self, G_CONNECT_SWAPPED);
      gtk_stack_add_named (self->stack, self->receipt, "receipt");
    }
  ui_receipt_set_letter (UI_RECEIPT (self->receipt), self->letter);
  set_page (self, TRUE);
  gtk_widget_child_focus (self->receipt, GTK_DIR_TAB_FORWARD);
}

static void
set_sending (UiComposer *self, gboolean sending)
{
  self->sending = sending;
  /* GTK 4.8 does not tell an insensitive text that it has lost the focus */
  if (sending)
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_sensitive (self->page, !sending);
  ui_composer_enable_actions (self, !sending);
}

static void
say_not_sent (UiComposer *self, const GError *error)
{
  const char *text = _ ("The letter could not be put into the outbox; nothing was sent");

  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_FULL))
    text = _ ("The disk is full, so the letter is not in the outbox; nothing was sent");
  else if (g_error_matches (error, STORE_ERROR, STORE_ERROR_READ_ONLY))
    text = _ ("The letters cannot be written to, so this one is not in the outbox; nothing was "
              "sent");
  else if (g_error_matches (error, STORE_ERROR, STORE_ERROR_CORRUPT) ||
           g_error_matches (error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
    text = _ ("An attached file is damaged or missing; attach it again. Nothing was sent");
  else if (g_error_matches (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE))
    text = _ ("The text is too long for a letter; a file can hold it. Nothing was sent");
  else if (error->domain == MESSAGE_ERROR)
    text = _ ("This letter cannot be put into the form of a mail; nothing was sent");
  g_debug ("not sent: %s", error->message);
  ui_composer_say (self, COMPOSER_NOTICE_NOT_SENT, NULL, _ ("Try Again"), text);
}

/* What store_outbox_add_async() borrows, kept until it has ended. Nothing here is a widget's: the
 * letter is rendered on a thread, and a window that is gone by then does not keep it back. */
typedef struct
{
  UiContext *context;
  UiComposer *composer;
  MessageDraft *draft;
  MessageLetter *letter;
  GBytes *octets;
  gint64 held_until_us;
  gint64 send_at_us;
} Sending;

static void
sending_free (Sending *sending)
{
  g_clear_pointer (&sending->context, ui_context_unref);
  g_clear_object (&sending->composer);
  g_clear_pointer (&sending->draft, message_draft_free);
  g_clear_pointer (&sending->letter, message_letter_free);
  g_clear_pointer (&sending->octets, g_bytes_unref);
  g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

/* What was written just before is not on the disk: the letter was to take it along. */
static void
fail (UiComposer *self, const GError *error)
{
  if (self->context == NULL)
    return;
  set_sending (self, FALSE);
  ui_composer_touch (self);
  say_not_sent (self, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->message));
}

static void
on_enqueued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  UiComposer *self = sending->composer;
  gint64 id = submission_queue_enqueue_finish (SUBMISSION_QUEUE (source), result, &error);

  if (id == 0)
    {
      fail (self, error);
      return;
    }
  if (self->context == NULL)
    return;
  set_sending (self, FALSE);
  self->letter = id;
  self->dirty_since_us = 0;
  ui_composer_unsay (self, COMPOSER_NOTICE_NOT_SENT);
  ui_composer_unsay (self, COMPOSER_NOTICE_LATER);
  show_receipt (self);
}

static void
enqueue (Sending *sending)
{
  StoreNewLetter letter = {
    .account_id = sending->draft->account_id,
    .draft_id = sending->composer->draft_id,
    .draft = sending->octets,
    .content = sending->letter->content,
    .envelope = sending->letter->envelope,
    .message_id = sending->letter->message_id,
    .subject = sending->letter->subject,
    .from = sending->letter->from,
    .recipients = sending->letter->recipients,
    .recipient_names = (const char *const *) sending->letter->recipient_names,
    .attachment_names = (const char *const *) sending->letter->attachment_names,
    .text = sending->draft->text,
    .held_until_us = sending->held_until_us,
    .send_at_us = sending->send_at_us,
    .corrects = sending->draft->corrects,
  };

  submission_queue_enqueue_async (sending->context->queue, &letter, NULL, on_enqueued, sending);
}

static guint
get_undo_seconds (UiComposer *self)
{
  return g_settings_get_uint (self->context->settings, "undo-seconds");
}

static MessageLetter *
render (const MessageDraft *draft, GError **error)
{
  g_autoptr (GDateTime) date =
      draft->send_at_us > 0 ? g_date_time_new_from_unix_local (draft->send_at_us / G_USEC_PER_SEC)
                            : NULL;

  return message_render (draft, NULL, date, error);
}

static void
render_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Sending *sending = data;
  GError *error = NULL;

  sending->letter = render (sending->draft, &error);
  if (sending->letter == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  sending->octets = message_draft_to_bytes (sending->draft);
  g_task_return_boolean (task, TRUE);
}

static void
on_rendered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      fail (sending->composer, error);
      return;
    }
  sending->composer->origin->send_at_us = sending->send_at_us;
  enqueue (g_steal_pointer (&sending));
}

/* What is written as a draft again knows for when it was. */
static void
set_time (Sending *sending, gint64 send_at_us, guint hold_s)
{
  sending->draft->send_at_us = send_at_us;
  sending->send_at_us = send_at_us;
  if (send_at_us == 0 && hold_s > 0)
    sending->held_until_us = g_get_real_time () + (gint64) hold_s * G_USEC_PER_SEC;
}

static gboolean
is_on_its_way (UiComposer *self)
{
  return self->sending || self->letter != 0 || self->discarding;
}

/* No character is less than an octet. To learn it from the rendered letter would stop the window
 * for as long as the text is. */
static gboolean
is_too_long (UiComposer *self)
{
  g_autoptr (GError) error = NULL;

  if (gtk_text_buffer_get_char_count (gtk_text_view_get_buffer (self->message)) <=
      MESSAGE_MAX_OCTETS)
    return FALSE;
  error =
      g_error_new_literal (MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE, "the text alone is too long");
  say_not_sent (self, error);
  return TRUE;
}

gboolean
ui_composer_may_send (UiComposer *self)
{
  return !is_on_its_way (self) && !is_too_long (self);
}

static void
send (UiComposer *self, guint hold_s, gint64 send_at_us)
{
  g_autoptr (Sending) sending = NULL;
  g_autoptr (GTask) task = NULL;

  if (!ui_composer_may_send (self))
    return;
  ui_composer_commit_fields (self);
  ui_composer_forget_timer (self);
  self->send_after_copy = self->copies > 0;
  if (self->send_after_copy)
    {
      ui_composer_say (self, COMPOSER_NOTICE_FILE, NULL, NULL,
                       _ ("The letter goes as soon as its files are copied"));
      return;
    }
  sending = g_new0 (Sending, 1);
  sending->context = ui_context_ref (self->context);
  sending->composer = g_object_ref (self);
  sending->draft = ui_composer_dup_draft (self);
  if (!ui_composer_check (self, sending->draft, TRUE))
    {
      ui_composer_touch (self);
      return;
    }
  set_time (sending, send_at_us, hold_s);
  set_sending (self, TRUE);
  task = g_task_new (NULL, NULL, on_rendered, sending);
  g_task_set_source_tag (task, send);
  g_task_set_task_data (task, g_steal_pointer (&sending), NULL);
  g_task_run_in_thread (task, render_in_thread);
}

void
ui_composer_send (UiComposer *self, gboolean hold)
{
  self->wants_later = FALSE;
  self->wanted_us = 0;
  send (self, hold ? get_undo_seconds (self) : 0, 0);
}

void
ui_composer_send_at (UiComposer *self, gint64 time_us)
{
  send (self, 0, time_us);
}

void
ui_composer_take_back (UiComposer *self)
{
  gboolean later = self->letter != 0 && ui_receipt_get_send_at (UI_RECEIPT (self->receipt)) > 0;

  if (self->letter != 0)
    gtk_widget_activate_action (self->receipt, later ? "receipt.edit" : "receipt.undo", NULL);
}

static void
on_draft_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  g_autoptr (StoreDraft) draft = store_drafts_get_finish (STORE_DATABASE (source), result, NULL);

  if (self->context == NULL || self->letter == 0)
    return;
  if (draft != NULL)
    reopen (self, draft->id);
  else
    gtk_window_destroy (GTK_WINDOW (self));
}

static void
on_letter_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreLetter) letter =
      store_outbox_get_finish (STORE_DATABASE (source), result, &error);

  if (self->context != NULL && self->letter != 0 &&
      g_error_matches (error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
    store_drafts_get_async (self->context->database, self->draft_id, NULL, on_draft_looked_up,
                            g_object_ref (self));
}

/* The main window can take a letter back, and delete it, while its receipt is open here. */
void
ui_composer_follow_letter (UiComposer *self)
{
  if (self->letter != 0)
    store_outbox_get_async (self->context->database, self->letter, NULL, on_letter_looked_up,
                            g_object_ref (self));
}

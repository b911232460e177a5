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
  else if (g_error_matches (error, STORE_ERROR, STORE_ERROR_CORRUPT) ||
           g_error_matches (error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
    text = _ ("An attached file is damaged or missing; attach it again. Nothing was sent");
  else if (error->domain == MESSAGE_ERROR)
    text = _ ("This letter cannot be put into the form of a mail; nothing was sent");
  g_debug ("not sent: %s", error->message);
  ui_composer_say (self, COMPOSER_NOTICE_NOT_SENT, NULL, _ ("Try Again"), text);
}

/* What store_outbox_add_async() borrows, kept until it has ended. */
typedef struct
{
  UiComposer *composer;
  MessageDraft *draft;
  MessageLetter *letter;
  GBytes *octets;
  GPtrArray *recipient_names;
  GPtrArray *attachment_names;
  gint64 held_until_us;
} Sending;

static void
sending_free (Sending *sending)
{
  g_clear_object (&sending->composer);
  g_clear_pointer (&sending->draft, message_draft_free);
  g_clear_pointer (&sending->letter, message_letter_free);
  g_clear_pointer (&sending->octets, g_bytes_unref);
  g_clear_pointer (&sending->recipient_names, g_ptr_array_unref);
  g_clear_pointer (&sending->attachment_names, g_ptr_array_unref);
  g_free (sending);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sending, sending_free)

static void
on_enqueued (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Sending) sending = user_data;
  g_autoptr (GError) error = NULL;
  UiComposer *self = sending->composer;
  gint64 id = submission_queue_enqueue_finish (SUBMISSION_QUEUE (source), result, &error);

  if (self->context == NULL)
    return;
  set_sending (self, FALSE);
  if (id == 0)
    {
      self->dirty_since_us = g_get_monotonic_time ();
      say_not_sent (self, error);
      gtk_widget_grab_focus (GTK_WIDGET (self->message));
      return;
    }
  self->letter = id;
  self->dirty_since_us = 0;
  ui_composer_unsay (self, COMPOSER_NOTICE_NOT_SENT);
  show_receipt (self);
}

static const char *
find_name (const MessageDraft *draft, const MailPath *path)
{
  GPtrArray *fields[] = { draft->to, draft->cc, draft->bcc };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    for (guint j = 0; j < fields[i]->len; j++)
      {
        const MessageMailbox *mailbox = g_ptr_array_index (fields[i], j);

        if (mailbox->path != NULL && mailbox->name != NULL && mail_path_equal (mailbox->path, path))
          return mailbox->name;
      }
  return "";
}

static void
note_names (Sending *sending)
{
  GPtrArray *paths = sending->letter->envelope->forward_paths;

  sending->recipient_names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < paths->len; i++)
    g_ptr_array_add (sending->recipient_names,
                     g_strdup (find_name (sending->draft, g_ptr_array_index (paths, i))));
  g_ptr_array_add (sending->recipient_names, NULL);

  sending->attachment_names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < sending->draft->attachments->len; i++)
    {
      const MessageAttachment *attachment = g_ptr_array_index (sending->draft->attachments, i);

      g_ptr_array_add (sending->attachment_names, g_strdup (attachment->name));
    }
  g_ptr_array_add (sending->attachment_names, NULL);
}

static void
enqueue (UiComposer *self, Sending *sending)
{
  StoreNewLetter letter = {
    .account_id = sending->draft->account_id,
    .draft_id = self->draft_id,
    .draft = sending->octets,
    .content = sending->letter->content,
    .envelope = sending->letter->envelope,
    .message_id = sending->letter->message_id,
    .subject = sending->letter->subject,
    .from = sending->letter->from,
    .recipients = sending->letter->recipients,
    .recipient_names = (const char *const *) sending->recipient_names->pdata,
    .attachment_names = (const char *const *) sending->attachment_names->pdata,
    .text = sending->draft->text,
    .held_until_us = sending->held_until_us,
  };

  set_sending (self, TRUE);
  submission_queue_enqueue_async (self->context->queue, &letter, NULL, on_enqueued, sending);
}

static guint
get_undo_seconds (UiComposer *self)
{
  return g_settings_get_uint (self->context->settings, "undo-seconds");
}

void
ui_composer_send (UiComposer *self, gboolean hold)
{
  g_autoptr (Sending) sending = NULL;
  g_autoptr (GError) error = NULL;
  guint seconds = hold ? get_undo_seconds (self) : 0;

  if (self->sending || self->letter != 0 || self->discarding)
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
  sending->composer = g_object_ref (self);
  sending->draft = ui_composer_dup_draft (self);
  if (!ui_composer_check (self, sending->draft, TRUE))
    {
      ui_composer_touch (self);
      return;
    }
  sending->letter = message_render (sending->draft, NULL, NULL, &error);
  if (sending->letter == NULL)
    {
      say_not_sent (self, error);
      return;
    }
  sending->octets = message_draft_to_bytes (sending->draft);
  sending->held_until_us = seconds > 0 ? g_get_real_time () + (gint64) seconds * G_USEC_PER_SEC : 0;
  note_names (sending);
  enqueue (self, g_steal_pointer (&sending));
}

void
ui_composer_take_back (UiComposer *self)
{
  if (self->letter != 0)
    gtk_widget_activate_action (self->receipt, "receipt.undo", NULL);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a receipt shows of the letter itself: the names its people were written with, and its
 * octets. Neither changes, so each is read once a letter. */

#include "message-draft.h"
#include "ui-receipt-private.h"

static void
remember_names (GHashTable *names, GPtrArray *mailboxes)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);

      if (mailbox->path != NULL && mailbox->name != NULL)
        g_hash_table_insert (names, g_strdup (mail_path_get_text (mailbox->path)),
                             g_strdup (mailbox->name));
    }
}

static void
on_draft (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiReceipt) receipt = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets =
      store_outbox_get_draft_finish (STORE_DATABASE (source), result, &error);
  g_autoptr (MessageDraft) draft = octets != NULL ? message_draft_from_bytes (octets, NULL) : NULL;

  if (g_cancellable_is_cancelled (receipt->cancellable))
    return;
  receipt->ready_made = g_error_matches (error, STORE_ERROR, STORE_ERROR_NOT_FOUND);
  if (receipt->ready_made && receipt->letter != NULL)
    ui_receipt_refresh (receipt);
  if (draft == NULL)
    return;
  g_clear_pointer (&receipt->names, g_hash_table_unref);
  receipt->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  remember_names (receipt->names, draft->to);
  remember_names (receipt->names, draft->cc);
  remember_names (receipt->names, draft->bcc);
  receipt->has_draft = TRUE;
  if (receipt->letter != NULL)
    ui_receipt_refresh (receipt);
}

void
ui_receipt_read_draft (UiReceipt *receipt)
{
  store_outbox_get_draft_async (receipt->context->database, receipt->id, receipt->cancellable,
                                on_draft, g_object_ref (receipt));
}

static void
on_content (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiReceipt) receipt = user_data;
  g_autoptr (MailContent) content =
      store_outbox_get_content_finish (STORE_DATABASE (source), result, NULL);

  if (content == NULL)
    return;
  ui_receipt_message_set (receipt->message, content->octets, content->holes);
  ui_receipt_source_set (receipt->source, content->octets, content->holes);
  ui_conversation_set_letter (receipt->conversation, receipt->context->database, content);
}

void
ui_receipt_read_content (UiReceipt *receipt)
{
  receipt->has_content = TRUE;
  store_outbox_get_content_async (receipt->context->database, receipt->id, receipt->cancellable,
                                  on_content, g_object_ref (receipt));
}

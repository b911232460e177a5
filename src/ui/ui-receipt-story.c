/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What was said about the letter: from the store, and live while it is sent, since its
 * conversation is durable only with its result. */

#include "account-profile.h"
#include "ui-receipt-private.h"
#include "ui-words.h"

/* after the last line of a story, until its end is told */
#define CLOSING_MS 2000

static void
show_conversations (UiReceipt *receipt)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (receipt->context->registry, receipt->letter->account_id);

  ui_conversation_set_account (receipt->conversation, profile);
  ui_conversation_set (
      receipt->conversation, receipt->conversations,
      receipt->letter->reverse_path != NULL ? mail_path_get_text (receipt->letter->reverse_path)
                                            : receipt->letter->from,
      ui_words_server (receipt->letter), ui_words_family (receipt->letter->server));
}

/* While a letter is sent, its conversation is not in the store yet. */
static void
add_running (UiReceipt *receipt)
{
  MailConversation *running =
      submission_queue_get_conversation (receipt->context->queue, receipt->id);

  receipt->live = running != NULL;
  if (running != NULL)
    g_ptr_array_add (receipt->conversations, mail_conversation_ref (running));
}

gboolean
ui_receipt_is_running (const StoreLetter *letter)
{
  return letter->state == MAIL_LETTER_SENDING || letter->state == MAIL_LETTER_CONFIRMING;
}

gboolean
ui_receipt_is_stopped (const StoreLetter *letter)
{
  const MailFailure *failure = letter->outcome->failure;

  return failure != NULL && failure->kind == MAIL_FAILURE_CANCELLED;
}

static gboolean
on_closing (gpointer user_data)
{
  UiReceipt *receipt = user_data;

  receipt->closing = 0;
  adw_view_stack_set_visible_child_name (receipt->views, "result");
  return G_SOURCE_REMOVE;
}

void
ui_receipt_close_story (UiReceipt *receipt, gboolean skipped)
{
  if (!skipped)
    receipt->closing = g_timeout_add (CLOSING_MS, on_closing, receipt);
}

/* A practice letter that was sent under one's eyes tells its story, then where it arrived. */
static void
tell_story (UiReceipt *receipt)
{
  gboolean tells =
      receipt->watched && !ui_receipt_is_running (receipt->letter) &&
      g_str_equal (receipt->letter->account_id, ACCOUNT_PRACTICE_ID) &&
      g_strcmp0 (adw_view_stack_get_visible_child_name (receipt->views), "result") == 0;

  if (!tells || receipt->conversations->len == 0)
    return;
  receipt->watched = FALSE;
  if (ui_conversation_unroll (receipt->conversation))
    ui_receipt_show_conversation (receipt);
}

static void
on_conversation (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiReceipt) receipt = user_data;
  g_autoptr (GPtrArray) conversations =
      store_outbox_get_conversation_finish (STORE_DATABASE (source), result, NULL);

  if (conversations == NULL || receipt->letter == NULL)
    return;
  g_clear_pointer (&receipt->conversations, g_ptr_array_unref);
  receipt->conversations =
      g_ptr_array_new_with_free_func ((GDestroyNotify) mail_conversation_unref);
  for (guint i = 0; i < conversations->len; i++)
    g_ptr_array_add (receipt->conversations,
                     mail_conversation_ref (g_ptr_array_index (conversations, i)));
  add_running (receipt);
  show_conversations (receipt);
  tell_story (receipt);
}

void
ui_receipt_read_conversation (UiReceipt *receipt)
{
  store_outbox_get_conversation_async (receipt->context->database, receipt->id,
                                       receipt->cancellable, on_conversation,
                                       g_object_ref (receipt));
}

void
ui_receipt_grow (UiReceipt *receipt)
{
  if (receipt->letter == NULL || receipt->conversations == NULL)
    return;
  if (receipt->live)
    {
      ui_conversation_grow (receipt->conversation);
      return;
    }
  add_running (receipt);
  if (receipt->live)
    show_conversations (receipt);
}

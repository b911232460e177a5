/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follows one letter. The letter itself is read anew whenever the store changes; conversation and
 * octets only when they are looked at. Every answer carries the number of the letter it was asked
 * for, so that a late one is dropped. */

#include "ui-receipt.h"

#include <glib/gi18n.h>

#include "account-profile.h"
#include "account-provider.h"
#include "message-draft.h"
#include "ui-conversation.h"
#include "ui-letter-model-private.h"
#include "ui-receipt-actions-private.h"
#include "ui-receipt-message-private.h"
#include "ui-receipt-result-private.h"
#include "ui-receipt-source-private.h"
#include "ui-receipt-state-private.h"
#include "ui-switch-private.h"
#include "ui-words.h"

/* after the last line of a story, until its end is told */
#define CLOSING_MS 2000

struct _UiReceipt
{
  GtkWidget parent_instance;

  UiContext *context;
  GActionGroup *actions;
  GMenuModel *menu;
  gint64 id;
  StoreLetter *letter;
  GHashTable *names;
  GPtrArray *conversations;
  GCancellable *cancellable;
  gboolean has_draft;
  gboolean reading;
  gboolean stale;
  gboolean has_content;
  gboolean live;
  gboolean watched; /* its first attempt was still to come, or to end, when it was first shown */
  guint closing;
  guint conversation_attempts;

  GtkStack *stack;
  UiReceiptState *state;
  AdwSqueezer *squeezer;
  UiSwitch *switcher;
  AdwViewStack *views;
  UiReceiptResult *result;
  UiReceiptMessage *message;
  UiConversation *conversation;
  UiReceiptSource *source;
  AdwViewSwitcherBar *bar;
};

enum
{
  PROP_SUBJECT = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint reopened_signal;

static void read_letter (UiReceipt *receipt);

G_DEFINE_FINAL_TYPE (UiReceipt, ui_receipt, GTK_TYPE_WIDGET)

UiContext *
ui_receipt_get_context (UiReceipt *receipt)
{
  return receipt->context;
}

const StoreLetter *
ui_receipt_get_store_letter (UiReceipt *receipt)
{
  return receipt->letter;
}

GPtrArray *
ui_receipt_get_conversations (UiReceipt *receipt)
{
  return receipt->conversations;
}

gint64
ui_receipt_get_letter (UiReceipt *receipt)
{
  g_return_val_if_fail (UI_IS_RECEIPT (receipt), 0);
  return receipt->id;
}

const char *
ui_receipt_get_subject (UiReceipt *receipt)
{
  g_return_val_if_fail (UI_IS_RECEIPT (receipt), NULL);
  if (receipt->letter == NULL)
    return "";
  return *receipt->letter->subject != '\0' ? receipt->letter->subject : _ ("No subject");
}

GActionGroup *
ui_receipt_get_actions (UiReceipt *receipt)
{
  g_return_val_if_fail (UI_IS_RECEIPT (receipt), NULL);
  return receipt->actions;
}

GMenuModel *
ui_receipt_get_menu (UiReceipt *receipt)
{
  g_return_val_if_fail (UI_IS_RECEIPT (receipt), NULL);
  return receipt->menu;
}

gboolean
ui_receipt_emit_reopened (UiReceipt *receipt, const char *draft_id)
{
  gboolean taken = FALSE;

  g_signal_emit (receipt, reopened_signal, 0, draft_id, &taken);
  return taken;
}

/* Whether the provider files what is sent: a fact of the server, told where it is known. */
static const char *
get_note (const StoreLetter *letter)
{
  const AccountProvider *provider =
      letter->server != NULL ? account_provider_for_host (letter->server) : NULL;

  if (provider == NULL ||
      (letter->shown != MAIL_SHOWN_ACCEPTED && letter->shown != MAIL_SHOWN_PARTLY_ACCEPTED))
    return NULL;
  switch (provider->keeps_sent_copy)
    {
    case ACCOUNT_YES:
      return _ ("Your provider also keeps a copy in its own Sent folder.");
    case ACCOUNT_NO:
      return _ ("Your provider keeps no copy of what is sent; this one stays in Sent here.");
    case ACCOUNT_UNKNOWN:
      return NULL;
    }
  g_return_val_if_reached (NULL);
}

static void
show_letter (UiReceipt *receipt)
{
  ui_receipt_state_set (receipt->state, receipt->letter);
  ui_receipt_result_set (receipt->result, receipt->letter, receipt->names,
                         get_note (receipt->letter), receipt->has_draft);
  ui_receipt_actions_update (receipt->actions, receipt->letter);
  gtk_stack_set_visible_child_name (receipt->stack, "letter");
}

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

  if (draft == NULL || g_cancellable_is_cancelled (receipt->cancellable))
    return;
  g_clear_pointer (&receipt->names, g_hash_table_unref);
  receipt->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  remember_names (receipt->names, draft->to);
  remember_names (receipt->names, draft->cc);
  remember_names (receipt->names, draft->bcc);
  receipt->has_draft = TRUE;
  if (receipt->letter != NULL)
    show_letter (receipt);
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

static void
show_conversations (UiReceipt *receipt)
{
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

static gboolean
is_running (const StoreLetter *letter)
{
  return letter->state == MAIL_LETTER_SENDING || letter->state == MAIL_LETTER_CONFIRMING;
}

static gboolean
on_closing (gpointer user_data)
{
  UiReceipt *receipt = user_data;

  receipt->closing = 0;
  adw_view_stack_set_visible_child_name (receipt->views, "result");
  return G_SOURCE_REMOVE;
}

static void
on_unrolled (UiConversation *conversation, gboolean skipped, UiReceipt *receipt)
{
  if (!skipped)
    receipt->closing = g_timeout_add (CLOSING_MS, on_closing, receipt);
}

/* A practice letter that was sent under one's eyes tells its story, then where it arrived. */
static void
tell_story (UiReceipt *receipt)
{
  gboolean tells =
      receipt->watched && !is_running (receipt->letter) &&
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

static void
read_conversation (UiReceipt *receipt)
{
  store_outbox_get_conversation_async (receipt->context->database, receipt->id,
                                       receipt->cancellable, on_conversation,
                                       g_object_ref (receipt));
}

/* Fetches what the view now shown needs, once a letter. */
static void
look (UiReceipt *receipt)
{
  const char *name = adw_view_stack_get_visible_child_name (receipt->views);

  if (receipt->letter == NULL || receipt->has_content || g_strcmp0 (name, "result") == 0)
    return;
  receipt->has_content = TRUE;
  store_outbox_get_content_async (receipt->context->database, receipt->id, receipt->cancellable,
                                  on_content, g_object_ref (receipt));
}

static void
take_letter (UiReceipt *receipt, StoreLetter *letter)
{
  gboolean fresh = receipt->letter == NULL;
  /* counted with the running attempt, so that the end of an attempt is a change */
  guint attempts = letter->attempts * 2 + (is_running (letter) ? 1 : 0);

  g_clear_pointer (&receipt->letter, store_letter_unref);
  receipt->letter = store_letter_ref (letter);
  show_letter (receipt);
  look (receipt);
  if (fresh)
    {
      receipt->watched = letter->attempts == 0 || is_running (letter);
      g_object_notify_by_pspec (G_OBJECT (receipt), properties[PROP_SUBJECT]);
      store_outbox_get_draft_async (receipt->context->database, receipt->id, receipt->cancellable,
                                    on_draft, g_object_ref (receipt));
    }
  if (fresh || attempts != receipt->conversation_attempts)
    {
      receipt->conversation_attempts = attempts;
      read_conversation (receipt);
    }
}

static void
on_letter (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiReceipt) receipt = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreLetter) letter =
      store_outbox_get_finish (STORE_DATABASE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || receipt->context == NULL)
    return;
  receipt->reading = FALSE;
  if (letter == NULL || letter->id != receipt->id)
    {
      if (g_error_matches (error, STORE_ERROR, STORE_ERROR_NOT_FOUND))
        ui_receipt_set_letter (receipt, 0);
      return;
    }
  take_letter (receipt, letter);
  if (receipt->stale)
    read_letter (receipt);
}

static void
read_letter (UiReceipt *receipt)
{
  if (receipt->id == 0)
    return;
  receipt->stale = receipt->reading;
  if (receipt->reading)
    return;
  receipt->reading = TRUE;
  store_outbox_get_async (receipt->context->database, receipt->id, receipt->cancellable, on_letter,
                          g_object_ref (receipt));
}

static void
forget (UiReceipt *receipt)
{
  g_cancellable_cancel (receipt->cancellable);
  g_clear_object (&receipt->cancellable);
  g_clear_pointer (&receipt->letter, store_letter_unref);
  g_clear_pointer (&receipt->names, g_hash_table_unref);
  g_clear_pointer (&receipt->conversations, g_ptr_array_unref);
  receipt->has_draft = FALSE;
  receipt->has_content = FALSE;
  receipt->reading = FALSE;
  receipt->stale = FALSE;
  receipt->live = FALSE;
  receipt->watched = FALSE;
  g_clear_handle_id (&receipt->closing, g_source_remove);
}

void
ui_receipt_set_letter (UiReceipt *receipt, gint64 id)
{
  g_autoptr (GPtrArray) none = NULL;

  g_return_if_fail (UI_IS_RECEIPT (receipt));
  if (id == receipt->id)
    return;
  none = g_ptr_array_new ();
  forget (receipt);
  receipt->id = id;
  receipt->cancellable = g_cancellable_new ();
  adw_view_stack_set_visible_child_name (receipt->views, "result");
  ui_receipt_state_set (receipt->state, NULL);
  ui_receipt_result_set (receipt->result, NULL, NULL, NULL, FALSE);
  ui_receipt_message_set (receipt->message, NULL, NULL);
  ui_receipt_source_set (receipt->source, NULL, NULL);
  ui_conversation_set_letter (receipt->conversation, NULL, NULL);
  ui_conversation_set (receipt->conversation, none, "", NULL, NULL);
  ui_receipt_actions_update (receipt->actions, NULL);
  if (id == 0)
    gtk_stack_set_visible_child_name (receipt->stack, "nothing");
  g_object_notify_by_pspec (G_OBJECT (receipt), properties[PROP_SUBJECT]);
  read_letter (receipt);
}

void
ui_receipt_show_conversation (UiReceipt *receipt)
{
  g_return_if_fail (UI_IS_RECEIPT (receipt));
  adw_view_stack_set_visible_child_name (receipt->views, "conversation");
}

static void
on_changed (StoreDatabase *database, UiReceipt *receipt)
{
  read_letter (receipt);
}

static void
on_progress (SubmissionQueue *queue, gint64 id, guint64 sent, guint64 total, UiReceipt *receipt)
{
  if (id != receipt->id || receipt->letter == NULL || receipt->letter->shown != MAIL_SHOWN_SENDING)
    return;
  ui_receipt_state_set_progress (receipt->state, sent, total);
  ui_receipt_result_set_progress (receipt->result, sent, total);
}

static void
on_line (SubmissionQueue *queue, gint64 id, gpointer conversation, UiReceipt *receipt)
{
  if (id != receipt->id || receipt->letter == NULL || receipt->conversations == NULL)
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

static void
on_view (UiReceipt *receipt)
{
  g_clear_handle_id (&receipt->closing, g_source_remove);
  ui_switch_set_selected (receipt->switcher,
                          adw_view_stack_get_visible_child_name (receipt->views));
  look (receipt);
}

static void
on_switch (UiReceipt *receipt)
{
  adw_view_stack_set_visible_child_name (receipt->views,
                                         ui_switch_get_selected (receipt->switcher));
}

static void
on_squeezed (UiReceipt *receipt)
{
  gboolean narrow =
      adw_squeezer_get_visible_child (receipt->squeezer) != GTK_WIDGET (receipt->switcher);

  adw_view_switcher_bar_set_reveal (receipt->bar, narrow);
}

static void
ui_receipt_get_property (GObject *object, guint id, GValue *value, GParamSpec *spec)
{
  if (id == PROP_SUBJECT)
    g_value_set_string (value, ui_receipt_get_subject (UI_RECEIPT (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, spec);
}

static void
ui_receipt_dispose (GObject *object)
{
  UiReceipt *receipt = UI_RECEIPT (object);
  GtkWidget *child;

  forget (receipt);
  receipt->id = 0;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (receipt))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&receipt->actions);
  g_clear_object (&receipt->menu);
  g_clear_pointer (&receipt->context, ui_context_unref);
  G_OBJECT_CLASS (ui_receipt_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-receipt.ui");
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, stack);
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, state);
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, squeezer);
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, switcher);
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, views);
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, result);
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, message);
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, conversation);
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, source);
  gtk_widget_class_bind_template_child (widget_class, UiReceipt, bar);
}

static void
ui_receipt_class_init (UiReceiptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  g_type_ensure (UI_TYPE_SWITCH);
  g_type_ensure (UI_TYPE_RECEIPT_STATE);
  g_type_ensure (UI_TYPE_RECEIPT_RESULT);
  g_type_ensure (UI_TYPE_RECEIPT_MESSAGE);
  g_type_ensure (UI_TYPE_RECEIPT_SOURCE);
  g_type_ensure (UI_TYPE_CONVERSATION);
  object_class->dispose = ui_receipt_dispose;
  object_class->get_property = ui_receipt_get_property;
  properties[PROP_SUBJECT] =
      g_param_spec_string ("subject", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  reopened_signal = g_signal_new ("draft-reopened", UI_TYPE_RECEIPT, G_SIGNAL_RUN_LAST, 0,
                                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1,
                                  G_TYPE_STRING);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
ui_receipt_init (UiReceipt *receipt)
{
  g_autoptr (GtkBuilder) builder = NULL;

  gtk_widget_init_template (GTK_WIDGET (receipt));
  ui_switch_add (receipt->switcher, "result", _ ("Result"));
  ui_switch_add (receipt->switcher, "message", _ ("Message"));
  ui_switch_add (receipt->switcher, "conversation", _ ("Conversation"));
  ui_switch_add (receipt->switcher, "source", _ ("Source"));
  g_signal_connect_swapped (receipt->switcher, "notify::selected", G_CALLBACK (on_switch), receipt);
  g_signal_connect_swapped (receipt->views, "notify::visible-child", G_CALLBACK (on_view), receipt);
  g_signal_connect_swapped (receipt->squeezer, "notify::visible-child", G_CALLBACK (on_squeezed),
                            receipt);
  g_signal_connect (receipt->conversation, "unrolled", G_CALLBACK (on_unrolled), receipt);
  receipt->actions = ui_receipt_actions_new (receipt);
  gtk_widget_insert_action_group (GTK_WIDGET (receipt), "receipt", receipt->actions);
  builder = gtk_builder_new_from_resource ("/io/github/envoi_mail/Envoi/ui-receipt-menu.ui");
  receipt->menu = g_object_ref (G_MENU_MODEL (gtk_builder_get_object (builder, "menu")));
}

GtkWidget *
ui_receipt_new (UiContext *context)
{
  UiReceipt *receipt = g_object_new (UI_TYPE_RECEIPT, NULL);

  receipt->context = ui_context_ref (context);
  g_signal_connect_object (context->database, "changed", G_CALLBACK (on_changed), receipt, 0);
  g_signal_connect_object (context->queue, "progress", G_CALLBACK (on_progress), receipt, 0);
  g_signal_connect_object (context->queue, "line", G_CALLBACK (on_line), receipt, 0);
  return GTK_WIDGET (receipt);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Follows one letter. The letter itself is read anew whenever the store changes; conversation and
 * octets only when they are looked at. Every answer carries the number of the letter it was asked
 * for, so that a late one is dropped. */

#include "ui-receipt-private.h"

#include <glib/gi18n.h>

#include "account-provider.h"
#include "ui-words.h"

enum
{
  PROP_SUBJECT = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint reopened_signal;

static void read_letter (UiReceipt *receipt);

G_DEFINE_FINAL_TYPE (UiReceipt, ui_receipt, GTK_TYPE_WIDGET)

gint64
ui_receipt_get_letter (UiReceipt *receipt)
{
  g_return_val_if_fail (UI_IS_RECEIPT (receipt), 0);
  return receipt->id;
}

gint64
ui_receipt_get_send_at (UiReceipt *receipt)
{
  g_return_val_if_fail (UI_IS_RECEIPT (receipt), 0);
  return receipt->letter != NULL ? receipt->letter->send_at_us : 0;
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

/* Why there is no way on, where that is so; else whether the provider files what is sent: a fact of
 * the server, told where it is known. */
static const char *
get_note (UiReceipt *receipt)
{
  const StoreLetter *letter = receipt->letter;
  const AccountProvider *provider =
      letter->server != NULL ? account_provider_for_host (letter->server) : NULL;

  if (receipt->ready_made && mail_outcome_count (letter->outcome, MAIL_RECIPIENT_REFUSED) > 0)
    return _ ("Another program handed this letter over as it is, so it cannot be corrected here. "
              "Correct it in that program, and send it to those who did not get it.");
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

/* GTK 4.8 has no announcements, and of what has not got the focus a screen reader tells no change.
 * What has it after Send is the chosen view's word: the state is what describes it. */
static void
tell_state (UiReceipt *receipt)
{
  const char *title = ui_receipt_state_get_title (receipt->state);

  if (g_strcmp0 (title, receipt->told) == 0)
    return;
  g_free (receipt->told);
  receipt->told = g_strdup (title);
  ui_switch_describe (receipt->switcher, title);
}

void
ui_receipt_refresh (UiReceipt *receipt)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (receipt->context->registry, receipt->letter->account_id);
  g_autoptr (GPtrArray) profiles = account_registry_list (receipt->context->registry);
  const UiReceiptCase which = {
    .letter = receipt->letter,
    .profile = profile,
    .has_draft = receipt->has_draft,
    .has_account = profiles->len > 0,
  };

  ui_receipt_state_set (receipt->state, receipt->letter,
                        submission_queue_get_costs (receipt->context->queue));
  tell_state (receipt);
  ui_receipt_result_set (receipt->result, &which, receipt->names, get_note (receipt));
  ui_receipt_actions_update (receipt->actions, &which);
  gtk_stack_set_visible_child_name (receipt->stack, "letter");
}

/* Fetches what the view now shown needs, once a letter. */
static void
look (UiReceipt *receipt)
{
  const char *name = adw_view_stack_get_visible_child_name (receipt->views);

  if (receipt->letter == NULL || receipt->has_content || g_strcmp0 (name, "result") == 0)
    return;
  ui_receipt_read_content (receipt);
}

static void
take_letter (UiReceipt *receipt, StoreLetter *letter)
{
  gboolean fresh = receipt->letter == NULL;
  /* counted with the running attempt, so that the end of an attempt is a change */
  guint attempts = letter->attempts * 2 + (ui_receipt_is_running (letter) ? 1 : 0);

  g_clear_pointer (&receipt->letter, store_letter_unref);
  receipt->letter = store_letter_ref (letter);
  ui_receipt_refresh (receipt);
  ui_receipt_see (receipt);
  look (receipt);
  if (fresh)
    {
      receipt->watched = letter->attempts == 0 || ui_receipt_is_running (letter);
      g_object_notify_by_pspec (G_OBJECT (receipt), properties[PROP_SUBJECT]);
      ui_receipt_read_draft (receipt);
    }
  if (fresh || attempts != receipt->conversation_attempts)
    {
      receipt->conversation_attempts = attempts;
      ui_receipt_read_conversation (receipt);
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
  g_clear_pointer (&receipt->told, g_free);
  g_clear_pointer (&receipt->conversations, g_ptr_array_unref);
  receipt->has_draft = FALSE;
  receipt->ready_made = FALSE;
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
  ui_receipt_state_set (receipt->state, NULL, 0);
  ui_receipt_result_set (receipt->result, NULL, NULL, NULL);
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
  if (id == receipt->id)
    ui_receipt_grow (receipt);
}

static void
on_costs (SubmissionQueue *queue, UiReceipt *receipt)
{
  if (receipt->letter != NULL)
    ui_receipt_refresh (receipt);
}

static void
on_unrolled (UiConversation *conversation, gboolean skipped, UiReceipt *receipt)
{
  ui_receipt_close_story (receipt, skipped);
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
  g_clear_weak_pointer (&receipt->window);
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
  g_signal_connect (receipt, "notify::root", G_CALLBACK (ui_receipt_watch_window), NULL);
  g_signal_connect (receipt, "map", G_CALLBACK (ui_receipt_see), NULL);
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
  g_signal_connect_object (context->queue, "costs-changed", G_CALLBACK (on_costs), receipt, 0);
  g_signal_connect_object (context->queue, "line", G_CALLBACK (on_line), receipt, 0);
  return GTK_WIDGET (receipt);
}

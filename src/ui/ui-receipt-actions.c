/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row an action: its name, the states in which it makes sense, what it does. */

#include "ui-receipt-actions-private.h"

#include <glib/gi18n.h>

#include "account-provider.h"
#include "ui-letter-command-private.h"

#define IN(state) (1u << MAIL_SHOWN_##state)
#define ALWAYS ((1u << MAIL_N_SHOWN_STATES) - 1)
#define FINISHED (IN (ACCEPTED) | IN (PARTLY_ACCEPTED) | IN (REFUSED) | IN (UNKNOWN))

typedef struct
{
  const char *name;
  guint states;
  void (*run) (UiReceipt *receipt, const StoreLetter *letter);
} Row;

static gboolean
on_reopened (const char *draft_id, GtkWidget *widget)
{
  return ui_receipt_emit_reopened (UI_RECEIPT (widget), draft_id);
}

static void
command (UiReceipt *receipt, const StoreLetter *letter, StoreCommand what)
{
  ui_letter_command (GTK_WIDGET (receipt), ui_receipt_get_context (receipt), letter->id, what,
                     on_reopened);
}

static void
take_back (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_CANCEL);
}

static void
send_now (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_RELEASE);
}

static void
try_now (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_RETRY);
}

static void
send_again (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_AGAIN);
}

static void
mark_accepted (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_ACCEPT);
}

static void
delete_letter (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_DELETE);
}

static void
stop (UiReceipt *receipt, const StoreLetter *letter)
{
  if (!submission_queue_cancel (ui_receipt_get_context (receipt)->queue, letter->id))
    ui_toast (GTK_WIDGET (receipt), _ ("Too late – the letter is in the box"));
}

static void
edit_as_new (UiReceipt *receipt, const StoreLetter *letter)
{
  gtk_widget_activate_action (GTK_WIDGET (receipt), "app.edit-as-new", "x", letter->id);
}

static void
correct (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_receipt_write_to_failed (receipt);
}

static void
edit_account (UiReceipt *receipt, const StoreLetter *letter)
{
  gtk_widget_activate_action (GTK_WIDGET (receipt), "app.edit-account", "s", letter->account_id);
}

static void
open_web (UiReceipt *receipt, const StoreLetter *letter)
{
  const AccountProvider *provider =
      letter->server != NULL ? account_provider_for_host (letter->server) : NULL;

  if (provider != NULL && provider->web_url != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (receipt))), provider->web_url,
                  GDK_CURRENT_TIME);
  else
    ui_toast (GTK_WIDGET (receipt), _ ("Look in the Sent folder of your mail account"));
}

static void
show_conversation (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_receipt_show_conversation (receipt);
}

static void
copy_report (UiReceipt *receipt, const StoreLetter *letter)
{
  g_autofree char *report = ui_receipt_dup_report (letter, ui_receipt_get_conversations (receipt));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (receipt)), report);
  ui_toast (GTK_WIDGET (receipt), _ ("Report copied – no secret is in it"));
}

static const Row ROWS[] = {
  { "undo", IN (HELD), take_back },
  { "send-now", IN (HELD), send_now },
  { "stop", IN (SENDING), stop },
  { "try-now", IN (WAITING) | IN (PAUSED), try_now },
  { "edit", IN (QUEUED) | IN (WAITING) | IN (PAUSED) | IN (REFUSED), take_back },
  { "correct", IN (PARTLY_ACCEPTED) | IN (REFUSED) | IN (WAITING) | IN (PAUSED), correct },
  { "send-again", IN (UNKNOWN), send_again },
  { "mark-accepted", IN (UNKNOWN), mark_accepted },
  { "edit-as-new", FINISHED, edit_as_new },
  { "account", ALWAYS, edit_account },
  { "web", ALWAYS, open_web },
  { "show-conversation", ALWAYS, show_conversation },
  { "copy-report", ALWAYS, copy_report },
  { "delete", FINISHED, delete_letter },
};

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UiReceipt *receipt = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  const StoreLetter *letter = ui_receipt_get_store_letter (receipt);

  for (gsize i = 0; letter != NULL && i < G_N_ELEMENTS (ROWS); i++)
    if (g_str_equal (ROWS[i].name, name))
      ROWS[i].run (receipt, letter);
}

GActionGroup *
ui_receipt_actions_new (UiReceipt *receipt)
{
  GSimpleActionGroup *group = g_simple_action_group_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (ROWS[i].name, NULL);

      g_simple_action_set_enabled (action, FALSE);
      g_signal_connect_object (action, "activate", G_CALLBACK (on_activate), receipt, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  return G_ACTION_GROUP (group);
}

void
ui_receipt_actions_update (GActionGroup *group, const StoreLetter *letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (group), ROWS[i].name);
      gboolean enabled = letter != NULL && (ROWS[i].states & (1u << letter->shown)) != 0;

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
    }
}

const char *
ui_receipt_actions_name (ExplainAction action)
{
  switch (action)
    {
    case EXPLAIN_ACTION_NONE:
      return NULL;
    case EXPLAIN_ACTION_NEW_CODE:
    case EXPLAIN_ACTION_CHECK_SERVER:
    case EXPLAIN_ACTION_SHOW_CERTIFICATE:
      return "receipt.account";
    case EXPLAIN_ACTION_CORRECT_ADDRESS:
      return "receipt.correct";
    case EXPLAIN_ACTION_USE_LOGIN_ADDRESS:
    case EXPLAIN_ACTION_MAKE_SMALLER:
    case EXPLAIN_ACTION_EDIT:
      return "receipt.edit";
    case EXPLAIN_ACTION_TRY_LATER:
    case EXPLAIN_ACTION_TRY_NOW:
    case EXPLAIN_ACTION_UNLOCK_KEYRING:
      return "receipt.try-now";
    case EXPLAIN_ACTION_CHECK_SENT:
      return "receipt.web";
    case EXPLAIN_ACTION_SHOW_CONVERSATION:
      return "receipt.show-conversation";
    }
  g_return_val_if_reached (NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row an action: its name, the states in which it makes sense, what else it needs, what it
 * does. What the explain room advises has the same name here as there. */

#include "ui-receipt-actions-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "account-provider.h"
#include "ui-export-private.h"
#include "ui-later-change-private.h"
#include "ui-later-private.h"
#include "ui-letter-command-private.h"
#include "ui-letter-delete-private.h"
#include "ui-receipt-private.h"

#define PREFIX "receipt."

#define IN(state) (1u << MAIL_SHOWN_##state)
/* held for a time of its own, and that time long past: other things may be done with these than
 * with letters that are held for Undo, or paused */
#define LATER (1u << MAIL_N_SHOWN_STATES)
#define LATE (2u << MAIL_N_SHOWN_STATES)
#define ALWAYS ((4u << MAIL_N_SHOWN_STATES) - 1)
#define FINISHED (IN (ACCEPTED) | IN (PARTLY_ACCEPTED) | IN (REFUSED) | IN (UNKNOWN))
#define WAITS (IN (WAITING) | IN (PAUSED))
#define TO_WRITE                                                                                   \
  (LATER | LATE | IN (QUEUED) | WAITS | IN (REFUSED) | IN (PARTLY_ACCEPTED) | IN (UNKNOWN))

/**
 * Need: what an action cannot do without, beside a state
 * @DRAFT: the letter was written here
 * @READY_MADE: it was not, so nothing is left of it when it is taken back
 * @REFUSED: somebody was refused, or will be when the letter ends
 * @FAILED: somebody was refused, and others have the letter, may have it or wait for it
 * @ACCOUNT: the account is there and has settings
 * @OTHER_SENDER: the letter was not sent from the address that signs in
 * @MAILBOX: there is a place to look at what was sent: the mailbox's web page, or the practice
 * inbox
 */
typedef enum
{
  DRAFT = 1 << 0,
  READY_MADE = 1 << 7,
  REFUSED = 1 << 1,
  ACCOUNT = 1 << 2,
  OTHER_SENDER = 1 << 3,
  MAILBOX = 1 << 4,
  FAILED = 1 << 5,
} Need;

typedef struct
{
  const char *name;
  guint states;
  guint needs;
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
  ui_letter_command (GTK_WIDGET (receipt), receipt->context, letter->id, what, on_reopened);
}

static void
undo (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_CANCEL);
}

static void
send_now (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_RELEASE);
}

static void
change_time (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_later_change (GTK_WIDGET (receipt), receipt->context, letter);
}

static void
try_now (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_RETRY);
}

static void
stop (UiReceipt *receipt, const StoreLetter *letter)
{
  command (receipt, letter, STORE_COMMAND_STOP);
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
  /* where there is a list, it goes on with the next one */
  if (!gtk_widget_activate_action (GTK_WIDGET (receipt), "letters.delete", "x", letter->id))
    ui_letter_delete (GTK_WIDGET (receipt), receipt->context, letter->id);
}

static void
export_letter (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_export (GTK_WIDGET (receipt), receipt->context, letter->id, letter->subject);
}

static void
resend (UiReceipt *receipt, const StoreLetter *letter)
{
  gtk_widget_activate_action (GTK_WIDGET (receipt), "app.resend", "x", letter->id);
}

static void
cancel (UiReceipt *receipt, const StoreLetter *letter)
{
  if (!submission_queue_cancel (receipt->context->queue, letter->id))
    ui_toast (GTK_WIDGET (receipt), _ ("Too late – the letter is in the box"));
}

static void
edit (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_receipt_reopen (receipt, EXPLAIN_ACTION_EDIT);
}

static void
correct_address (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_receipt_reopen (receipt, EXPLAIN_ACTION_CORRECT_ADDRESS);
}

static void
correct_failed (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_receipt_write_second (receipt, EXPLAIN_ACTION_CORRECT_ADDRESS);
}

static void
use_login_address (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_receipt_reopen (receipt, EXPLAIN_ACTION_USE_LOGIN_ADDRESS);
}

static void
make_smaller (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_receipt_reopen (receipt, EXPLAIN_ACTION_MAKE_SMALLER);
}

static void
edit_as_new (UiReceipt *receipt, const StoreLetter *letter)
{
  gtk_widget_activate_action (GTK_WIDGET (receipt), "app.edit-as-new", "x", letter->id);
}

static void
mend_account (UiReceipt *receipt, const StoreLetter *letter, ExplainAction action)
{
  gtk_widget_activate_action (GTK_WIDGET (receipt), "app.mend-account", "(ss)", letter->account_id,
                              explain_action_to_nick (action));
}

static void
new_code (UiReceipt *receipt, const StoreLetter *letter)
{
  mend_account (receipt, letter, EXPLAIN_ACTION_NEW_CODE);
}

static void
enter_code (UiReceipt *receipt, const StoreLetter *letter)
{
  mend_account (receipt, letter, EXPLAIN_ACTION_ENTER_CODE);
}

static void
check_server (UiReceipt *receipt, const StoreLetter *letter)
{
  mend_account (receipt, letter, EXPLAIN_ACTION_CHECK_SERVER);
}

static void
show_certificate (UiReceipt *receipt, const StoreLetter *letter)
{
  mend_account (receipt, letter, EXPLAIN_ACTION_SHOW_CERTIFICATE);
}

static const AccountProvider *
get_provider (const StoreLetter *letter)
{
  return letter->server != NULL ? account_provider_for_host (letter->server) : NULL;
}

static gboolean
is_practice (const StoreLetter *letter)
{
  return g_str_equal (letter->account_id, ACCOUNT_PRACTICE_ID);
}

static void
check_sent (UiReceipt *receipt, const StoreLetter *letter)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (receipt));

  if (is_practice (letter))
    gtk_widget_activate_action (GTK_WIDGET (receipt), "app.show-place", "s", "practice");
  else
    gtk_show_uri (GTK_WINDOW (root), get_provider (letter)->mailbox_url, GDK_CURRENT_TIME);
}

static void
copy_message_id (UiReceipt *receipt, const StoreLetter *letter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (receipt)), letter->message_id);
  ui_toast (GTK_WIDGET (receipt), _ ("Message-ID copied"));
}

static void
show_conversation (UiReceipt *receipt, const StoreLetter *letter)
{
  ui_receipt_show_conversation (receipt);
}

static void
copy_report (UiReceipt *receipt, const StoreLetter *letter)
{
  g_autofree char *report = ui_receipt_dup_report (letter, receipt->conversations);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (receipt)), report);
  ui_toast (GTK_WIDGET (receipt), _ ("Report copied – no secret is in it"));
}

static const Row ROWS[] = {
  { "undo", IN (HELD), 0, undo },
  { "send-now", IN (HELD) | LATER | LATE, 0, send_now },
  { "change-time", LATER | LATE, 0, change_time },
  { "do-not-send", LATER | LATE, READY_MADE, undo },
  { "cancel", IN (SENDING), 0, cancel },
  { "try-now", WAITS, 0, try_now },
  { "stop", IN (QUEUED) | IN (WAITING), 0, stop },
  { "unlock-keyring", WAITS, 0, try_now },
  { "edit", TO_WRITE, DRAFT | REFUSED, edit },
  { "correct-address", TO_WRITE, DRAFT | REFUSED, correct_address },
  { "correct-failed", WAITS | IN (PARTLY_ACCEPTED) | IN (UNKNOWN), DRAFT | FAILED, correct_failed },
  { "use-login-address", TO_WRITE, DRAFT | REFUSED | OTHER_SENDER, use_login_address },
  { "make-smaller", TO_WRITE, DRAFT | REFUSED, make_smaller },
  { "new-code", ALWAYS, ACCOUNT, new_code },
  { "enter-code", ALWAYS, ACCOUNT, enter_code },
  { "check-server", ALWAYS, ACCOUNT, check_server },
  { "show-certificate", ALWAYS, ACCOUNT, show_certificate },
  { "check-sent", ALWAYS, MAILBOX, check_sent },
  { "send-again", IN (UNKNOWN), 0, send_again },
  { "mark-accepted", IN (UNKNOWN), 0, mark_accepted },
  { "resend", FINISHED, 0, resend },
  { "edit-as-new", FINISHED, 0, edit_as_new },
  { "export", ALWAYS, 0, export_letter },
  { "show-conversation", ALWAYS, 0, show_conversation },
  { "copy-message-id", ALWAYS, 0, copy_message_id },
  { "copy-report", ALWAYS, 0, copy_report },
  { "delete", FINISHED, 0, delete_letter },
};

/* A letter nobody has yet is taken back as a whole. */
static gboolean
has_refused (const StoreLetter *letter)
{
  if (letter->shown != MAIL_SHOWN_UNKNOWN && letter->shown != MAIL_SHOWN_PARTLY_ACCEPTED)
    return TRUE;
  return mail_outcome_count (letter->outcome, MAIL_RECIPIENT_REFUSED) > 0;
}

/* A letter everybody was refused is written anew as it is; nobody can get it twice. */
static gboolean
has_failed (const StoreLetter *letter)
{
  guint n = mail_outcome_count (letter->outcome, MAIL_RECIPIENT_REFUSED);

  return n > 0 && n < letter->outcome->results->len;
}

static gboolean
has_other_sender (const UiReceiptCase *which)
{
  g_autofree char *login = NULL;

  if (which->profile == NULL || which->letter->reverse_path == NULL)
    return FALSE;
  login = account_profile_dup_login_address (which->profile);
  return g_ascii_strcasecmp (login, mail_path_get_text (which->letter->reverse_path)) != 0;
}

static guint
get_missing (const UiReceiptCase *which)
{
  const AccountProvider *provider = get_provider (which->letter);
  guint missing = 0;

  missing |= which->has_draft ? READY_MADE : DRAFT;
  if (!has_refused (which->letter))
    missing |= REFUSED;
  if (which->profile == NULL || account_profile_is_practice (which->profile))
    missing |= ACCOUNT;
  if (!has_other_sender (which))
    missing |= OTHER_SENDER;
  if (!has_failed (which->letter))
    missing |= FAILED;
  if (!is_practice (which->letter) && (provider == NULL || provider->mailbox_url == NULL))
    missing |= MAILBOX;
  return missing;
}

static const Row *
find_row (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    if (g_str_equal (ROWS[i].name, name))
      return &ROWS[i];
  return NULL;
}

static guint
get_state (const StoreLetter *letter)
{
  switch (ui_later_get_kind (letter))
    {
    case UI_LATER_HELD:
      return LATER;
    case UI_LATER_LATE:
      return LATE;
    case UI_LATER_NONE:
      return 1u << letter->shown;
    }
  g_return_val_if_reached (0);
}

static gboolean
allows (const UiReceiptCase *which, const Row *row)
{
  return (row->states & get_state (which->letter)) != 0 && (row->needs & get_missing (which)) == 0;
}

gboolean
ui_receipt_actions_allow (const UiReceiptCase *which, const char *name)
{
  gsize skip = g_str_has_prefix (name, PREFIX) ? strlen (PREFIX) : 0;
  const Row *row = find_row (name + skip);

  return row != NULL && allows (which, row);
}

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  UiReceipt *receipt = user_data;
  const Row *row = find_row (g_action_get_name (G_ACTION (action)));

  if (receipt->letter != NULL)
    row->run (receipt, receipt->letter);
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
ui_receipt_actions_update (GActionGroup *group, const UiReceiptCase *which)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ROWS); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (group), ROWS[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   which != NULL && allows (which, &ROWS[i]));
    }
}

const char *
ui_receipt_actions_name (ExplainAction action)
{
  const char *nick = explain_action_to_nick (action);
  g_autofree char *name = g_strconcat (PREFIX, nick, NULL);

  return find_row (nick) != NULL ? g_intern_string (name) : NULL;
}

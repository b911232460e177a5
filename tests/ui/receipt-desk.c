/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "receipt-desk.h"

#include "ui-seed.h"

#include "support-await.h"

static void
on_asked (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ReceiptDesk *desk = user_data;
  g_autofree char *target = parameter != NULL ? g_variant_print (parameter, FALSE) : g_strdup ("");

  g_string_append_printf (desk->asked, "%s %s;", g_action_get_name (G_ACTION (action)), target);
}

void
receipt_desk_open (ReceiptDesk *desk, UiTest *test)
{
  static const char *const ACTIONS[][2] = {
    { "open-draft", "s" },      { "mend-draft", "(ss)" }, { "correct-draft", "(sa{ss})" },
    { "mend-account", "(ss)" }, { "edit-as-new", "x" },   { "resend", "x" },
    { "open-letter", "x" },
  };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    {
      g_autoptr (GSimpleAction) action =
          g_simple_action_new (ACTIONS[i][0], (const GVariantType *) ACTIONS[i][1]);

      g_signal_connect (action, "activate", G_CALLBACK (on_asked), desk);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  desk->asked = g_string_new (NULL);
  desk->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (desk->window), 700, 600);
  desk->receipt = UI_RECEIPT (ui_receipt_new (test->context));
  gtk_widget_insert_action_group (desk->window, "app", G_ACTION_GROUP (group));
  gtk_window_set_child (GTK_WINDOW (desk->window), GTK_WIDGET (desk->receipt));
  ui_test_present (GTK_WINDOW (desk->window));
}

void
receipt_desk_close (ReceiptDesk *desk)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  ui_test_settle ();
  g_string_free (desk->asked, TRUE);
}

static gboolean
was_asked (gpointer desk)
{
  return ((ReceiptDesk *) desk)->asked->len > 0;
}

static gboolean
is_shown (gpointer receipt)
{
  return UI_RECEIPT (receipt)->has_draft;
}

void
receipt_desk_show (ReceiptDesk *desk, gint64 id)
{
  ui_receipt_set_letter (desk->receipt, id);
  ui_test_until (is_shown, desk->receipt);
}

gint64
receipt_desk_open_letter (ReceiptDesk *desk, UiTest *test, const char *people, const char *ends)
{
  gint64 id = ui_seed_add (test, people, "s", 0);

  ui_seed_end (test, id, ends);
  receipt_desk_open (desk, test);
  receipt_desk_show (desk, id);
  return id;
}

void
receipt_desk_do (ReceiptDesk *desk, const char *action)
{
  GActionGroup *actions = ui_receipt_get_actions (desk->receipt);

  g_assert_true (g_action_group_get_action_enabled (actions, action));
  g_action_group_activate_action (actions, action, NULL);
  ui_test_until (was_asked, desk);
}

StoreLetter *
receipt_desk_get_letter (UiTest *test, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_get_async (test->context->database, id, NULL, support_await_done, &result);
  return store_outbox_get_finish (test->context->database, support_await (&result), NULL);
}

GtkWidget *
receipt_desk_find (GtkWidget *widget, GType type, const char *action)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = receipt_desk_find (child, type, action);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
receipt_desk_find_button (GtkWidget *widget, const char *action)
{
  return receipt_desk_find (widget, GTK_TYPE_BUTTON, action);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every help the explain room knows has a way in the window, and none is offered that leads
 * nowhere. */

#include "receipt-desk.h"
#include "ui-explanation-private.h"
#include "ui-seed.h"
#include "ui-server.h"

/* --- what can be done ----------------------------------------------------------------------- */

static void
test_every_advice_has_a_way (UiTest *test, gconstpointer data)
{
  ReceiptDesk desk = { 0 };

  receipt_desk_open (&desk, test);
  for (int i = 0; i < EXPLAIN_N_ACTIONS; i++)
    {
      const char *nick = explain_action_to_nick ((ExplainAction) i);
      const char *name = ui_receipt_actions_name ((ExplainAction) i);

      /* nothing is to be done, or only waited */
      if (i == EXPLAIN_ACTION_NONE || i == EXPLAIN_ACTION_TRY_LATER)
        {
          g_assert_null (name);
          continue;
        }
      g_assert_nonnull (name);
      g_assert_true (g_action_group_has_action (ui_receipt_get_actions (desk.receipt), nick));
    }
  receipt_desk_close (&desk);
}

static void
test_no_advice_that_leads_nowhere (UiTest *test, gconstpointer data)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (test->context->registry, test->account_id);
  g_autoptr (AccountProfile) practice =
      account_registry_lookup (test->context->registry, ACCOUNT_PRACTICE_ID);
  gint64 id = ui_seed_add (test, "a@x.org", "s", 0);
  g_autoptr (StoreLetter) letter = NULL;
  UiReceiptCase which = { .profile = profile, .has_draft = TRUE };

  ui_seed_end (test, id, "r");
  which.letter = letter = receipt_desk_get_letter (test, id);
  g_assert_true (ui_receipt_actions_allow (&which, "receipt.new-code"));
  g_assert_true (ui_receipt_actions_allow (&which, "receipt.make-smaller"));
  g_assert_true (ui_receipt_actions_allow (&which, "edit"));
  /* it was sent from the address that signs in */
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.use-login-address"));
  /* nobody knows the page of that mailbox */
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.check-sent"));
  /* a refused letter is not tried again as it is */
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.try-now"));
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.unlock-keyring"));

  g_free (letter->server);
  letter->server = g_strdup ("smtp.163.com");
  g_assert_true (ui_receipt_actions_allow (&which, "receipt.check-sent"));

  which.has_draft = FALSE;
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.make-smaller"));
  g_assert_false (ui_receipt_actions_allow (&which, "edit"));
  /* it is read from what went */
  g_assert_true (ui_receipt_actions_allow (&which, "edit-as-new"));
  g_assert_true (ui_receipt_actions_allow (&which, "resend"));
  g_assert_true (ui_receipt_actions_allow (&which, "export"));
  which.profile = practice;
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.new-code"));
  which.profile = NULL;
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.check-server"));
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.no-such-thing"));
}

/* What comes after the first letter: an account. Who has one is shown the conversation. */
static void
test_after_practice (UiTest *test, gconstpointer data)
{
  GtkWidget *result = g_object_ref_sink (g_object_new (UI_TYPE_RECEIPT_RESULT, NULL));
  g_autofree char *account_id = g_steal_pointer (&test->account_id);
  g_autoptr (StoreLetter) letter = NULL;
  UiReceiptCase which = { .has_draft = TRUE };
  gint64 id;

  test->account_id = g_strdup (ACCOUNT_PRACTICE_ID);
  id = ui_seed_add (test, "friend@practice.test", "s", 0);
  ui_seed_end (test, id, "a");
  which.letter = letter = receipt_desk_get_letter (test, id);
  ui_receipt_result_set (UI_RECEIPT_RESULT (result), &which, NULL, NULL);
  g_assert_nonnull (receipt_desk_find (result, GTK_TYPE_BUTTON, "app.add-account"));
  which.has_account = TRUE;
  ui_receipt_result_set (UI_RECEIPT_RESULT (result), &which, NULL, NULL);
  g_assert_null (receipt_desk_find (result, GTK_TYPE_BUTTON, "app.add-account"));
  g_assert_nonnull (receipt_desk_find (result, GTK_TYPE_BUTTON, "receipt.show-conversation"));
  g_free (test->account_id);
  test->account_id = g_steal_pointer (&account_id);
  g_object_unref (result);
}

static void
test_other_sender (UiTest *test, gconstpointer data)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (test->context->registry, test->account_id);
  gint64 id = ui_seed_add (test, "a@x.org", "s", 0);
  g_autoptr (StoreLetter) letter = NULL;
  UiReceiptCase which = { .profile = profile, .has_draft = TRUE };

  ui_seed_end (test, id, "r");
  which.letter = letter = receipt_desk_get_letter (test, id);
  g_free (profile->endpoint->user);
  profile->endpoint->user = g_strdup ("login@example.org");
  g_assert_true (ui_receipt_actions_allow (&which, "receipt.use-login-address"));
  g_free (profile->endpoint->user);
  profile->endpoint->user = g_strdup ("just-a-name");
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.use-login-address"));
}

static guint
count_buttons (GtkWidget *widget, const char *action)
{
  guint n = GTK_IS_BUTTON (widget) && gtk_widget_is_visible (widget) &&
            g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_buttons (child, action);
  return n;
}

static gboolean
is_paused (gpointer receipt)
{
  GActionGroup *actions = ui_receipt_get_actions (receipt);

  return !g_action_group_get_action_enabled (actions, "stop") &&
         g_action_group_get_action_enabled (actions, "try-now");
}

static gboolean
is_in_card (GtkWidget *button)
{
  return gtk_widget_get_ancestor (button, UI_TYPE_EXPLANATION) != NULL;
}

/* A letter that waits can be stopped, and is kept. What can be done stands with what is said. */
static void
test_stop (UiTest *test, gconstpointer data)
{
  ReceiptDesk desk = { 0 };
  gint64 id = receipt_desk_open_letter (&desk, test, "a@x.org, b@x.org", "ad");
  g_autoptr (StoreLetter) letter = NULL;

  g_assert_nonnull (receipt_desk_find_button (desk.window, "receipt.stop"));
  g_assert_nonnull (receipt_desk_find_button (desk.window, "receipt.try-now"));
  g_assert_nonnull (receipt_desk_find_button (desk.window, "receipt.edit"));
  g_assert_true (is_in_card (receipt_desk_find_button (desk.window, "receipt.edit")));
  g_assert_true (is_in_card (receipt_desk_find_button (desk.window, "receipt.stop")));
  g_action_group_activate_action (ui_receipt_get_actions (desk.receipt), "stop", NULL);
  ui_test_until (is_paused, desk.receipt);
  g_assert_true (is_in_card (receipt_desk_find_button (desk.window, "receipt.edit")));
  g_assert_cmpuint (count_buttons (desk.window, "receipt.edit"), ==, 1);
  letter = receipt_desk_get_letter (test, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PAUSED);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_DEFERRED), ==, 1);
  g_assert_null (receipt_desk_find_button (desk.window, "receipt.stop"));
  g_assert_cmpuint (count_buttons (desk.window, "receipt.try-now"), ==, 1);
  receipt_desk_close (&desk);
}

/* --- what is seen --------------------------------------------------------------------------- */

/* The words are explain's, and looking into the mailbox is offered only where that can be done. */
static void
test_unknown (UiTest *test, gconstpointer data)
{
  ReceiptDesk desk = { 0 };

  receipt_desk_open_letter (&desk, test, "a@x.org", "u");
  g_assert_nonnull (receipt_desk_find_button (desk.window, "receipt.mark-accepted"));
  g_assert_nonnull (receipt_desk_find_button (desk.window, "receipt.send-again"));
  g_assert_null (receipt_desk_find_button (desk.window, "receipt.check-sent"));
  g_assert_nonnull (receipt_desk_find_button (desk.window, "receipt.copy-message-id"));
  receipt_desk_close (&desk);
}

static gboolean
has_cancel (gpointer window)
{
  return receipt_desk_find_button (window, "receipt.cancel") != NULL;
}

static gboolean
is_too_late (gpointer window)
{
  GtkWidget *button = receipt_desk_find_button (window, "receipt.cancel");

  return button != NULL && !gtk_widget_is_sensitive (button);
}

/* Cancel is there while a letter goes, and stays, grey, when it is too late. */
static void
test_cancel (UiTest *test, gconstpointer data)
{
  ReceiptDesk desk = { 0 };
  gint64 id = ui_seed_add (test, "a@x.org", "s", 0);
  GtkWidget *button;

  ui_seed_begin (test, id);
  receipt_desk_open (&desk, test);
  ui_receipt_set_letter (desk.receipt, id);
  ui_test_until (has_cancel, desk.window);
  button = receipt_desk_find_button (desk.window, "receipt.cancel");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Cancel");
  g_assert_true (gtk_widget_is_sensitive (button));
  ui_seed_confirm (test, id);
  ui_test_until (is_too_late, desk.window);
  button = receipt_desk_find_button (desk.window, "receipt.cancel");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==,
                   "Too late – the letter is in the box");
  receipt_desk_close (&desk);
}

/* The same once more, and another like it, are two things. */
static void
test_once_more (UiTest *test, gconstpointer data)
{
  ReceiptDesk desk = { 0 };

  receipt_desk_open_letter (&desk, test, "a@x.org", "a");
  receipt_desk_do (&desk, "resend");
  g_assert_cmpstr (desk.asked->str, ==, "resend 1;");
  g_string_set_size (desk.asked, 0);
  receipt_desk_do (&desk, "edit-as-new");
  g_assert_cmpstr (desk.asked->str, ==, "edit-as-new 1;");
  receipt_desk_close (&desk);
}

/* --- at a server ---------------------------------------------------------------------------- */

static void
on_settled (SubmissionQueue *queue, gint64 id, guint *n)
{
  (*n)++;
}

static gboolean
is_positive (gpointer n)
{
  return *(guint *) n > 0;
}

/* The account waits after a server that hung up; who presses the button does not. */
static void
test_try_now (UiTest *test, gconstpointer data)
{
  g_autoptr (SupportServer) server = support_server_new (NULL);
  ReceiptDesk desk = { 0 };
  guint n_settled = 0;
  gint64 id;
  g_autoptr (StoreLetter) letter = NULL;

  support_server_add_script (server, "close\n");
  support_server_add_script (server, UI_SERVER_TAKES_ONE);
  g_signal_connect (test->context->queue, "settled", G_CALLBACK (on_settled), &n_settled);
  id = ui_seed_add (test, "a@x.org", "s", 0);
  ui_server_use (test, server);
  ui_test_until (is_positive, &n_settled);
  receipt_desk_open (&desk, test);
  receipt_desk_show (&desk, id);

  n_settled = 0;
  g_action_group_activate_action (ui_receipt_get_actions (desk.receipt), "try-now", NULL);
  ui_test_until (is_positive, &n_settled);
  letter = receipt_desk_get_letter (test, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
  ui_server_leave (test);
  receipt_desk_close (&desk);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/receipt/every-advice-has-a-way", test_every_advice_has_a_way);
  ui_test_add ("/ui/receipt/no-advice-that-leads-nowhere", test_no_advice_that_leads_nowhere);
  ui_test_add ("/ui/receipt/after-practice", test_after_practice);
  ui_test_add ("/ui/receipt/other-sender", test_other_sender);
  ui_test_add ("/ui/receipt/stop", test_stop);
  ui_test_add ("/ui/receipt/unknown", test_unknown);
  ui_test_add ("/ui/receipt/cancel", test_cancel);
  ui_test_add ("/ui/receipt/once-more", test_once_more);
  ui_test_add ("/ui/receipt/try-now", test_try_now);
  return g_test_run ();
}

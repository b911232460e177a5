/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every help the explain room knows has a way in the window, and none is offered that leads
 * nowhere. What a receipt asks of the application is written down by stand-ins for its actions. */

#include "message-draft.h"
#include "store-drafts.h"
#include "ui-explanation-private.h"
#include "ui-hand.h"
#include "ui-receipt-private.h"
#include "ui-seed.h"
#include "ui-server.h"

#include "support-await.h"

typedef struct
{
  UiTest *test;
  GtkWidget *window;
  UiReceipt *receipt;
  GString *asked; /* "name target;" of each */
} Desk;

static void
on_asked (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Desk *desk = user_data;
  g_autofree char *target = parameter != NULL ? g_variant_print (parameter, FALSE) : g_strdup ("");

  g_string_append_printf (desk->asked, "%s %s;", g_action_get_name (G_ACTION (action)), target);
}

static void
desk_open (Desk *desk, UiTest *test)
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
  desk->test = test;
  desk->asked = g_string_new (NULL);
  desk->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (desk->window), 700, 600);
  desk->receipt = UI_RECEIPT (ui_receipt_new (test->context));
  gtk_widget_insert_action_group (desk->window, "app", G_ACTION_GROUP (group));
  gtk_window_set_child (GTK_WINDOW (desk->window), GTK_WIDGET (desk->receipt));
  ui_test_present (GTK_WINDOW (desk->window));
}

static void
desk_close (Desk *desk)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  ui_test_settle ();
  g_string_free (desk->asked, TRUE);
}

static gboolean
was_asked (gpointer desk)
{
  return ((Desk *) desk)->asked->len > 0;
}

static gboolean
is_shown (gpointer receipt)
{
  return UI_RECEIPT (receipt)->has_draft;
}

/* Until the draft of the letter is known too. */
static void
desk_show (Desk *desk, gint64 id)
{
  ui_receipt_set_letter (desk->receipt, id);
  ui_test_until (is_shown, desk->receipt);
}

/* A letter to @people, each of whom came to one of @ends; see ui_seed_end(). */
static gint64
desk_open_letter (Desk *desk, UiTest *test, const char *people, const char *ends)
{
  gint64 id = ui_seed_add (test, people, "s", 0);

  ui_seed_end (test, id, ends);
  desk_open (desk, test);
  desk_show (desk, id);
  return id;
}

static void
desk_do (Desk *desk, const char *action)
{
  GActionGroup *actions = ui_receipt_get_actions (desk->receipt);

  g_assert_true (g_action_group_get_action_enabled (actions, action));
  g_action_group_activate_action (actions, action, NULL);
  ui_test_until (was_asked, desk);
}

static GtkWidget *
find_actionable (GtkWidget *widget, GType type, const char *action)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) &&
      g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), action) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_actionable (child, type, action);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
find_button (GtkWidget *widget, const char *action)
{
  return find_actionable (widget, GTK_TYPE_BUTTON, action);
}

static GtkWidget *
find_row (GtkWidget *widget, const char *action)
{
  return find_actionable (widget, GTK_TYPE_LIST_BOX_ROW, action);
}

static gboolean
is_flat (GtkWidget *button)
{
  return gtk_widget_has_css_class (button, "flat");
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

/* Of a button whose label is a child of its own. */
static const char *
get_label (GtkWidget *button)
{
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (button));

  return gtk_label_get_text (GTK_LABEL (child));
}

static StoreLetter *
get_letter (UiTest *test, gint64 id)
{
  g_autoptr (GAsyncResult) result = NULL;

  store_outbox_get_async (test->context->database, id, NULL, support_await_done, &result);
  return store_outbox_get_finish (test->context->database, support_await (&result), NULL);
}

static StoreDraft *
get_only_draft (UiTest *test)
{
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  store_drafts_list_async (test->context->database, NULL, support_await_done, &listed);
  drafts = store_drafts_list_finish (test->context->database, support_await (&listed), NULL);
  g_assert_cmpuint (drafts->len, ==, 1);
  return store_draft_ref (g_ptr_array_index (drafts, 0));
}

static MessageDraft *
read_draft (UiTest *test, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StoreDraft) stored = NULL;
  g_autoptr (GError) error = NULL;
  MessageDraft *draft;

  store_drafts_get_async (test->context->database, id, NULL, support_await_done, &result);
  stored = store_drafts_get_finish (test->context->database, support_await (&result), &error);
  g_assert_no_error (error);
  draft = message_draft_from_bytes (stored->octets, &error);
  g_assert_no_error (error);
  return draft;
}

/* --- what can be done ----------------------------------------------------------------------- */

static void
test_every_advice_has_a_way (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };

  desk_open (&desk, test);
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
  desk_close (&desk);
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
  which.letter = letter = get_letter (test, id);
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
  which.letter = letter = get_letter (test, id);
  ui_receipt_result_set (UI_RECEIPT_RESULT (result), &which, NULL, NULL);
  g_assert_nonnull (find_actionable (result, GTK_TYPE_BUTTON, "app.add-account"));
  which.has_account = TRUE;
  ui_receipt_result_set (UI_RECEIPT_RESULT (result), &which, NULL, NULL);
  g_assert_null (find_actionable (result, GTK_TYPE_BUTTON, "app.add-account"));
  g_assert_nonnull (find_actionable (result, GTK_TYPE_BUTTON, "receipt.show-conversation"));
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
  which.letter = letter = get_letter (test, id);
  g_free (profile->endpoint->user);
  profile->endpoint->user = g_strdup ("login@example.org");
  g_assert_true (ui_receipt_actions_allow (&which, "receipt.use-login-address"));
  g_free (profile->endpoint->user);
  profile->endpoint->user = g_strdup ("just-a-name");
  g_assert_false (ui_receipt_actions_allow (&which, "receipt.use-login-address"));
}

/* --- what it does --------------------------------------------------------------------------- */

static void
test_account_is_mended (UiTest *test, gconstpointer data)
{
  static const char *const NICKS[] = { "new-code", "check-server", "show-certificate" };
  Desk desk = { 0 };

  desk_open_letter (&desk, test, "a@x.org", "r");
  for (gsize i = 0; i < G_N_ELEMENTS (NICKS); i++)
    {
      g_autofree char *wanted =
          g_strdup_printf ("mend-account ('%s', '%s');", test->account_id, NICKS[i]);

      g_string_truncate (desk.asked, 0);
      desk_do (&desk, NICKS[i]);
      g_assert_cmpstr (desk.asked->str, ==, wanted);
    }
  desk_close (&desk);
}

/* A letter nobody has becomes its draft again, with what is to be put right. */
static void
test_letter_is_mended (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  gint64 id = desk_open_letter (&desk, test, "a@x.org, b@x.org", "rr");
  g_autoptr (StoreDraft) draft = NULL;
  g_autofree char *wanted = NULL;

  desk_do (&desk, "make-smaller");
  draft = get_only_draft (test);
  wanted = g_strdup_printf ("mend-draft ('%s', 'make-smaller');", draft->id);
  g_assert_cmpstr (desk.asked->str, ==, wanted);
  g_assert_cmpstr (draft->recipients, ==, "a@x.org, b@x.org");
  g_assert_null (get_letter (test, id));
  desk_close (&desk);
}

/* One has it, one is to wait, one was refused: the letter ends for those who wait, or they would
 * get what was changed twice. */
static void
test_second_letter_goes_to_who_has_none (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  gint64 id = desk_open_letter (&desk, test, "a@x.org, b@x.org, c@x.org", "adr");
  g_autoptr (StoreDraft) draft = NULL;
  g_autoptr (StoreLetter) letter = NULL;

  desk_do (&desk, "edit");
  draft = get_only_draft (test);
  g_assert_cmpstr (draft->recipients, ==, "b@x.org, c@x.org");
  letter = get_letter (test, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PARTLY_ACCEPTED);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_DEFERRED), ==, 0);
  desk_close (&desk);
}

/* Only an address was wrong: who is to wait still gets the first letter, and none twice. */
static void
test_correction_goes_to_the_failed_only (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  gint64 id = desk_open_letter (&desk, test, "a@x.org, b@x.org, c@x.org", "adr");
  g_autoptr (StoreDraft) draft = NULL;
  g_autoptr (StoreLetter) letter = NULL;
  g_autoptr (MessageDraft) written = NULL;
  g_autofree char *wanted = NULL;
  GtkWidget *button;

  button = find_button (desk.window, "receipt.correct-failed");
  g_assert_cmpstr (get_label (button), ==, "Correct and Send to the 1 That Failed");
  desk_do (&desk, "correct-failed");
  draft = get_only_draft (test);
  g_assert_cmpstr (draft->recipients, ==, "c@x.org");
  letter = get_letter (test, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_WAITING);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_DEFERRED), ==, 1);
  written = read_draft (test, draft->id);
  g_assert_cmpstr (written->in_reply_to, ==, letter->message_id);
  g_assert_cmpstr (written->references, ==, letter->message_id);
  wanted = g_strdup_printf ("correct-draft ('%s', {'c@x.org': 'No such mailbox'});", draft->id);
  g_assert_cmpstr (desk.asked->str, ==, wanted);
  desk_close (&desk);
}

static gboolean
names_draft (gpointer window)
{
  return find_row (window, "app.open-draft") != NULL;
}

static gboolean
names_letter (gpointer window)
{
  return find_row (window, "app.open-letter") != NULL;
}

static void
send_correction (UiTest *test, const StoreDraft *draft, gint64 corrects)
{
  g_autoptr (MessageDraft) written = read_draft (test, draft->id);
  UiComposer *composer = hand_open_composer (test, written, draft->id);

  g_assert_cmpint (written->corrects, ==, corrects);
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send-now", NULL);
  ui_test_until (hand_is_sent, composer);
  hand_throw_away (composer);
}

/* The first letter names the one that goes to the ones that failed, leads to it, and does not ask
 * for another. */
static void
test_corrected (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  gint64 id = desk_open_letter (&desk, test, "a@x.org, c@x.org", "ar");
  g_autoptr (StoreDraft) draft = NULL;
  g_autofree char *wanted = NULL;
  GtkWidget *row;

  g_assert_null (find_row (desk.window, "app.open-letter"));
  g_assert_false (is_flat (find_button (desk.window, "receipt.correct-failed")));
  desk_do (&desk, "correct-failed");
  draft = get_only_draft (test);
  ui_test_until (names_draft, desk.window);
  g_assert_true (is_flat (find_button (desk.window, "receipt.correct-failed")));

  send_correction (test, draft, id);
  ui_test_until (names_letter, desk.window);
  g_assert_false (names_draft (desk.window));
  row = find_row (desk.window, "app.open-letter");
  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "Corrected in a letter to c@x.org");
  g_string_truncate (desk.asked, 0);
  g_signal_emit_by_name (row, "activate");
  wanted = g_strdup_printf ("open-letter %" G_GINT64_FORMAT ";", id + 1);
  g_assert_cmpstr (desk.asked->str, ==, wanted);
  g_assert_true (is_flat (find_button (desk.window, "receipt.correct-failed")));
  desk_close (&desk);
}

/* What everybody was refused is written anew as it is. */
static void
test_no_correction_where_nobody_has_it (UiTest *test, gconstpointer data)
{
  gint64 id = ui_seed_add (test, "a@x.org, b@x.org", "s", 0);
  g_autoptr (StoreLetter) letter = NULL;
  UiReceiptCase which = { .has_draft = TRUE };

  ui_seed_end (test, id, "rr");
  which.letter = letter = get_letter (test, id);
  g_assert_false (ui_receipt_actions_allow (&which, "correct-failed"));
  g_assert_true (ui_receipt_actions_allow (&which, "correct-address"));
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
  Desk desk = { 0 };
  gint64 id = desk_open_letter (&desk, test, "a@x.org, b@x.org", "ad");
  g_autoptr (StoreLetter) letter = NULL;

  g_assert_nonnull (find_button (desk.window, "receipt.stop"));
  g_assert_nonnull (find_button (desk.window, "receipt.try-now"));
  g_assert_nonnull (find_button (desk.window, "receipt.edit"));
  g_assert_true (is_in_card (find_button (desk.window, "receipt.edit")));
  g_assert_true (is_in_card (find_button (desk.window, "receipt.stop")));
  g_action_group_activate_action (ui_receipt_get_actions (desk.receipt), "stop", NULL);
  ui_test_until (is_paused, desk.receipt);
  g_assert_true (is_in_card (find_button (desk.window, "receipt.edit")));
  g_assert_cmpuint (count_buttons (desk.window, "receipt.edit"), ==, 1);
  letter = get_letter (test, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PAUSED);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_DEFERRED), ==, 1);
  g_assert_null (find_button (desk.window, "receipt.stop"));
  g_assert_cmpuint (count_buttons (desk.window, "receipt.try-now"), ==, 1);
  desk_close (&desk);
}

/* Who may have it already gets no second letter unasked. */
static void
test_unknown_gets_no_second_letter (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  g_autoptr (StoreDraft) draft = NULL;

  desk_open_letter (&desk, test, "a@x.org, b@x.org", "ur");
  desk_do (&desk, "correct-address");
  draft = get_only_draft (test);
  g_assert_cmpstr (draft->recipients, ==, "b@x.org");
  desk_close (&desk);
}

/* --- what is seen --------------------------------------------------------------------------- */

/* The words are explain's, and looking into the mailbox is offered only where that can be done. */
static void
test_unknown (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };

  desk_open_letter (&desk, test, "a@x.org", "u");
  g_assert_nonnull (find_button (desk.window, "receipt.mark-accepted"));
  g_assert_nonnull (find_button (desk.window, "receipt.send-again"));
  g_assert_null (find_button (desk.window, "receipt.check-sent"));
  g_assert_nonnull (find_button (desk.window, "receipt.copy-message-id"));
  desk_close (&desk);
}

static gboolean
has_cancel (gpointer window)
{
  return find_button (window, "receipt.cancel") != NULL;
}

static gboolean
is_too_late (gpointer window)
{
  GtkWidget *button = find_button (window, "receipt.cancel");

  return button != NULL && !gtk_widget_is_sensitive (button);
}

/* Cancel is there while a letter goes, and stays, grey, when it is too late. */
static void
test_cancel (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  gint64 id = ui_seed_add (test, "a@x.org", "s", 0);
  GtkWidget *button;

  ui_seed_begin (test, id);
  desk_open (&desk, test);
  ui_receipt_set_letter (desk.receipt, id);
  ui_test_until (has_cancel, desk.window);
  button = find_button (desk.window, "receipt.cancel");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Cancel");
  g_assert_true (gtk_widget_is_sensitive (button));
  ui_seed_confirm (test, id);
  ui_test_until (is_too_late, desk.window);
  button = find_button (desk.window, "receipt.cancel");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==,
                   "Too late – the letter is in the box");
  desk_close (&desk);
}

/* The same once more, and another like it, are two things. */
static void
test_once_more (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };

  desk_open_letter (&desk, test, "a@x.org", "a");
  desk_do (&desk, "resend");
  g_assert_cmpstr (desk.asked->str, ==, "resend 1;");
  g_string_set_size (desk.asked, 0);
  desk_do (&desk, "edit-as-new");
  g_assert_cmpstr (desk.asked->str, ==, "edit-as-new 1;");
  desk_close (&desk);
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
  Desk desk = { 0 };
  guint n_settled = 0;
  gint64 id;
  g_autoptr (StoreLetter) letter = NULL;

  support_server_add_script (server, "close\n");
  support_server_add_script (server, UI_SERVER_TAKES_ONE);
  g_signal_connect (test->context->queue, "settled", G_CALLBACK (on_settled), &n_settled);
  id = ui_seed_add (test, "a@x.org", "s", 0);
  ui_server_use (test, server);
  ui_test_until (is_positive, &n_settled);
  desk_open (&desk, test);
  desk_show (&desk, id);

  n_settled = 0;
  g_action_group_activate_action (ui_receipt_get_actions (desk.receipt), "try-now", NULL);
  ui_test_until (is_positive, &n_settled);
  letter = get_letter (test, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_ACCEPTED);
  ui_server_leave (test);
  desk_close (&desk);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/receipt/every-advice-has-a-way", test_every_advice_has_a_way);
  ui_test_add ("/ui/receipt/no-advice-that-leads-nowhere", test_no_advice_that_leads_nowhere);
  ui_test_add ("/ui/receipt/after-practice", test_after_practice);
  ui_test_add ("/ui/receipt/other-sender", test_other_sender);
  ui_test_add ("/ui/receipt/account-is-mended", test_account_is_mended);
  ui_test_add ("/ui/receipt/letter-is-mended", test_letter_is_mended);
  ui_test_add ("/ui/receipt/second-letter-goes-to-who-has-none",
               test_second_letter_goes_to_who_has_none);
  ui_test_add ("/ui/receipt/correction-goes-to-the-failed-only",
               test_correction_goes_to_the_failed_only);
  ui_test_add ("/ui/receipt/corrected", test_corrected);
  ui_test_add ("/ui/receipt/no-correction-where-nobody-has-it",
               test_no_correction_where_nobody_has_it);
  ui_test_add ("/ui/receipt/stop", test_stop);
  ui_test_add ("/ui/receipt/unknown-gets-no-second-letter", test_unknown_gets_no_second_letter);
  ui_test_add ("/ui/receipt/unknown", test_unknown);
  ui_test_add ("/ui/receipt/cancel", test_cancel);
  ui_test_add ("/ui/receipt/once-more", test_once_more);
  ui_test_add ("/ui/receipt/try-now", test_try_now);
  return g_test_run ();
}

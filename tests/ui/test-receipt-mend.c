/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a receipt does about a letter that failed: the account is put right, or the letter, which
 * then goes to nobody who has it. */

#include "message-draft.h"
#include "receipt-desk.h"
#include "store-drafts.h"
#include "ui-hand.h"
#include "ui-seed.h"

#include "support-await.h"

static GtkWidget *
find_row (GtkWidget *widget, const char *action)
{
  return receipt_desk_find (widget, GTK_TYPE_LIST_BOX_ROW, action);
}

static gboolean
is_flat (GtkWidget *button)
{
  return gtk_widget_has_css_class (button, "flat");
}

/* Of a button whose label is a child of its own. */
static const char *
get_label (GtkWidget *button)
{
  GtkWidget *child = gtk_button_get_child (GTK_BUTTON (button));

  return gtk_label_get_text (GTK_LABEL (child));
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

static void
test_account_is_mended (UiTest *test, gconstpointer data)
{
  static const char *const NICKS[] = { "new-code", "enter-code", "check-server",
                                       "show-certificate" };
  ReceiptDesk desk = { 0 };

  receipt_desk_open_letter (&desk, test, "a@x.org", "r");
  for (gsize i = 0; i < G_N_ELEMENTS (NICKS); i++)
    {
      g_autofree char *wanted =
          g_strdup_printf ("mend-account ('%s', '%s');", test->account_id, NICKS[i]);

      g_string_truncate (desk.asked, 0);
      receipt_desk_do (&desk, NICKS[i]);
      g_assert_cmpstr (desk.asked->str, ==, wanted);
    }
  receipt_desk_close (&desk);
}

/* A letter nobody has becomes its draft again, with what is to be put right. */
static void
test_letter_is_mended (UiTest *test, gconstpointer data)
{
  ReceiptDesk desk = { 0 };
  gint64 id = receipt_desk_open_letter (&desk, test, "a@x.org, b@x.org", "rr");
  g_autoptr (StoreDraft) draft = NULL;
  g_autofree char *wanted = NULL;

  receipt_desk_do (&desk, "make-smaller");
  draft = get_only_draft (test);
  wanted = g_strdup_printf ("mend-draft ('%s', 'make-smaller');", draft->id);
  g_assert_cmpstr (desk.asked->str, ==, wanted);
  g_assert_cmpstr (draft->recipients, ==, "a@x.org, b@x.org");
  g_assert_null (receipt_desk_get_letter (test, id));
  receipt_desk_close (&desk);
}

/* One has it, one is to wait, one was refused: the letter ends for those who wait, or they would
 * get what was changed twice. */
static void
test_second_letter_goes_to_who_has_none (UiTest *test, gconstpointer data)
{
  ReceiptDesk desk = { 0 };
  gint64 id = receipt_desk_open_letter (&desk, test, "a@x.org, b@x.org, c@x.org", "adr");
  g_autoptr (StoreDraft) draft = NULL;
  g_autoptr (StoreLetter) letter = NULL;

  receipt_desk_do (&desk, "edit");
  draft = get_only_draft (test);
  g_assert_cmpstr (draft->recipients, ==, "b@x.org, c@x.org");
  letter = receipt_desk_get_letter (test, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_PARTLY_ACCEPTED);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_DEFERRED), ==, 0);
  receipt_desk_close (&desk);
}

/* Only an address was wrong: who is to wait still gets the first letter, and none twice. */
static void
test_correction_goes_to_the_failed_only (UiTest *test, gconstpointer data)
{
  ReceiptDesk desk = { 0 };
  gint64 id = receipt_desk_open_letter (&desk, test, "a@x.org, b@x.org, c@x.org", "adr");
  g_autoptr (StoreDraft) draft = NULL;
  g_autoptr (StoreLetter) letter = NULL;
  g_autoptr (MessageDraft) written = NULL;
  g_autofree char *wanted = NULL;
  GtkWidget *button;

  button = receipt_desk_find_button (desk.window, "receipt.correct-failed");
  g_assert_cmpstr (get_label (button), ==, "Correct and Send to the 1 That Failed");
  receipt_desk_do (&desk, "correct-failed");
  draft = get_only_draft (test);
  g_assert_cmpstr (draft->recipients, ==, "c@x.org");
  letter = receipt_desk_get_letter (test, id);
  g_assert_cmpint (letter->shown, ==, MAIL_SHOWN_WAITING);
  g_assert_cmpuint (mail_outcome_count (letter->outcome, MAIL_RECIPIENT_DEFERRED), ==, 1);
  written = read_draft (test, draft->id);
  g_assert_cmpstr (written->in_reply_to, ==, letter->message_id);
  g_assert_cmpstr (written->references, ==, letter->message_id);
  wanted = g_strdup_printf ("correct-draft ('%s', {'c@x.org': 'No such mailbox'});", draft->id);
  g_assert_cmpstr (desk.asked->str, ==, wanted);
  receipt_desk_close (&desk);
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
  ReceiptDesk desk = { 0 };
  gint64 id = receipt_desk_open_letter (&desk, test, "a@x.org, c@x.org", "ar");
  g_autoptr (StoreDraft) draft = NULL;
  g_autofree char *wanted = NULL;
  GtkWidget *row;

  g_assert_null (find_row (desk.window, "app.open-letter"));
  g_assert_false (is_flat (receipt_desk_find_button (desk.window, "receipt.correct-failed")));
  receipt_desk_do (&desk, "correct-failed");
  draft = get_only_draft (test);
  ui_test_until (names_draft, desk.window);
  g_assert_true (is_flat (receipt_desk_find_button (desk.window, "receipt.correct-failed")));

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
  g_assert_true (is_flat (receipt_desk_find_button (desk.window, "receipt.correct-failed")));
  receipt_desk_close (&desk);
}

/* What everybody was refused is written anew as it is. */
static void
test_no_correction_where_nobody_has_it (UiTest *test, gconstpointer data)
{
  gint64 id = ui_seed_add (test, "a@x.org, b@x.org", "s", 0);
  g_autoptr (StoreLetter) letter = NULL;
  UiReceiptCase which = { .has_draft = TRUE };

  ui_seed_end (test, id, "rr");
  which.letter = letter = receipt_desk_get_letter (test, id);
  g_assert_false (ui_receipt_actions_allow (&which, "correct-failed"));
  g_assert_true (ui_receipt_actions_allow (&which, "correct-address"));
}

/* Who may have it already gets no second letter unasked. */
static void
test_unknown_gets_no_second_letter (UiTest *test, gconstpointer data)
{
  ReceiptDesk desk = { 0 };
  g_autoptr (StoreDraft) draft = NULL;

  receipt_desk_open_letter (&desk, test, "a@x.org, b@x.org", "ur");
  receipt_desk_do (&desk, "correct-address");
  draft = get_only_draft (test);
  g_assert_cmpstr (draft->recipients, ==, "b@x.org");
  receipt_desk_close (&desk);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/receipt-mend/account-is-mended", test_account_is_mended);
  ui_test_add ("/ui/receipt-mend/letter-is-mended", test_letter_is_mended);
  ui_test_add ("/ui/receipt-mend/second-letter-goes-to-who-has-none",
               test_second_letter_goes_to_who_has_none);
  ui_test_add ("/ui/receipt-mend/correction-goes-to-the-failed-only",
               test_correction_goes_to_the_failed_only);
  ui_test_add ("/ui/receipt-mend/corrected", test_corrected);
  ui_test_add ("/ui/receipt-mend/no-correction-where-nobody-has-it",
               test_no_correction_where_nobody_has_it);
  ui_test_add ("/ui/receipt-mend/unknown-gets-no-second-letter",
               test_unknown_gets_no_second_letter);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window with letters in every state, and what its receipt can do. */

#include "message-draft.h"
#include "store-drafts.h"
#include "ui-focus-private.h"
#include "ui-letter-list-private.h"
#include "ui-letter-row-private.h"
#include "ui-practice-page-private.h"
#include "ui-receipt.h"
#include "ui-seed.h"
#include "ui-strip.h"
#include "ui-welcome.h"
#include "ui-window.h"

#include "support-await.h"

typedef struct
{
  AdwApplication *application;
  UiWindow *window;
  char *opened;
} Desk;

static void
on_open_draft (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Desk *desk = user_data;

  g_free (desk->opened);
  desk->opened = g_variant_dup_string (parameter, NULL);
}

static void
on_mend_draft (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Desk *desk = user_data;

  g_free (desk->opened);
  g_variant_get (parameter, "(ss)", &desk->opened, NULL);
}

static void
on_correct_draft (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  Desk *desk = user_data;

  g_free (desk->opened);
  g_variant_get (parameter, "(sa{ss})", &desk->opened, NULL);
}

static void
desk_open (Desk *desk, UiTest *test)
{
  g_autoptr (GSimpleAction) open = g_simple_action_new ("open-draft", G_VARIANT_TYPE_STRING);
  g_autoptr (GSimpleAction) mend = g_simple_action_new ("mend-draft", G_VARIANT_TYPE ("(ss)"));
  g_autoptr (GSimpleAction) correct =
      g_simple_action_new ("correct-draft", G_VARIANT_TYPE ("(sa{ss})"));
  g_autoptr (GError) error = NULL;

  desk->application = adw_application_new ("io.github.envoi_mail.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (desk->application), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (open, "activate", G_CALLBACK (on_open_draft), desk);
  g_action_map_add_action (G_ACTION_MAP (desk->application), G_ACTION (open));
  g_signal_connect (mend, "activate", G_CALLBACK (on_mend_draft), desk);
  g_action_map_add_action (G_ACTION_MAP (desk->application), G_ACTION (mend));
  g_signal_connect (correct, "activate", G_CALLBACK (on_correct_draft), desk);
  g_action_map_add_action (G_ACTION_MAP (desk->application), G_ACTION (correct));
  desk->window = ui_window_new (desk->application, test->context);
  ui_test_present (GTK_WINDOW (desk->window));
}

static void
desk_close (Desk *desk)
{
  gtk_window_destroy (GTK_WINDOW (desk->window));
  ui_test_settle ();
  g_object_unref (desk->application);
  g_free (desk->opened);
}

static UiReceipt *
get_receipt (Desk *desk)
{
  return UI_RECEIPT (ui_test_find (GTK_WIDGET (desk->window), UI_TYPE_RECEIPT));
}

static gboolean
has_subject (gpointer receipt)
{
  return *ui_receipt_get_subject (receipt) != '\0';
}

static gboolean
can_correct (gpointer receipt)
{
  return g_action_group_get_action_enabled (ui_receipt_get_actions (receipt), "correct-address");
}

static gboolean
has_no_letter (gpointer receipt)
{
  return ui_receipt_get_letter (receipt) == 0;
}

static gboolean
has_opened (gpointer desk)
{
  return ((Desk *) desk)->opened != NULL;
}

static gboolean
has_row (gpointer window)
{
  return ui_test_find (window, UI_TYPE_LETTER_ROW) != NULL;
}

static gboolean
is_welcoming (gpointer window)
{
  GtkWidget *welcome = ui_test_find (window, UI_TYPE_WELCOME);

  return welcome != NULL && gtk_widget_get_mapped (welcome);
}

/* Every state, every place, every view of a receipt: nothing warns. */
static void
test_every_state (UiTest *test, gconstpointer data)
{
  static const char *const STATES[] = { "a", "r", "d", "u", "p" };
  static const char *const PLACES[] = { "drafts", "sent", "practice", "outbox" };
  Desk desk = { 0 };
  gint64 id = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (STATES); i++)
    ui_seed_end (test, id = ui_seed_add (test, "a@x.org", "s", 0), STATES[i]);
  ui_seed_end (test, ui_seed_add (test, "A <a@x.org>, <b>&<b@x.org>", "<b>&amp;", 0), "ar");
  ui_seed_begin (test, ui_seed_add (test, "a@x.org", "s", 0));
  ui_seed_add (test, "a@x.org", "s", 60);
  desk_open (&desk, test);
  ui_test_until (has_row, desk.window);
  for (gint64 i = 1; i <= id + 3; i++)
    {
      ui_window_show_letter (desk.window, i);
      ui_test_until (has_subject, get_receipt (&desk));
      ui_receipt_show_conversation (get_receipt (&desk));
      ui_test_settle ();
    }
  for (gsize i = 0; i < G_N_ELEMENTS (PLACES); i++)
    {
      ui_window_show_place (desk.window, PLACES[i]);
      ui_test_settle ();
    }
  desk_close (&desk);
}

static void
test_narrow (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  gint64 id = ui_seed_add (test, "a@x.org", "s", 0);
  int minimum = 0;

  ui_seed_end (test, id, "r");
  desk_open (&desk, test);
  ui_test_until (has_row, desk.window);
  ui_window_show_letter (desk.window, id);
  ui_test_until (has_subject, get_receipt (&desk));
  gtk_widget_measure (GTK_WIDGET (desk.window), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);
  desk_close (&desk);
}

static void
test_undo (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  gint64 id = ui_seed_add (test, "a@x.org", "s", 60);
  UiReceipt *receipt;

  desk_open (&desk, test);
  ui_test_until (has_row, desk.window);
  ui_window_show_letter (desk.window, id);
  receipt = get_receipt (&desk);
  ui_test_until (has_subject, receipt);
  g_assert_true (g_action_group_get_action_enabled (ui_receipt_get_actions (receipt), "undo"));
  g_assert_false (g_action_group_get_action_enabled (ui_receipt_get_actions (receipt), "delete"));
  g_action_group_activate_action (ui_receipt_get_actions (receipt), "undo", NULL);
  ui_test_until (has_opened, &desk);
  ui_test_until (has_no_letter, receipt);
  desk_close (&desk);
}

/* The draft written to those who were refused does not name who has the letter, and answers it. */
static void
test_correct (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  gint64 id = ui_seed_add (test, "a@x.org, b@x.org", "s", 0);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StoreDraft) draft = NULL;
  g_autoptr (MessageDraft) written = NULL;
  g_autoptr (GAsyncResult) got = NULL;
  g_autoptr (StoreLetter) first = NULL;

  ui_seed_end (test, id, "ar");
  desk_open (&desk, test);
  ui_test_until (has_row, desk.window);
  ui_window_show_letter (desk.window, id);
  ui_test_until (can_correct, get_receipt (&desk));
  g_action_group_activate_action (ui_receipt_get_actions (get_receipt (&desk)), "correct-address",
                                  NULL);
  ui_test_until (has_opened, &desk);
  store_drafts_get_async (test->context->database, desk.opened, NULL, support_await_done, &result);
  draft = store_drafts_get_finish (test->context->database, support_await (&result), NULL);
  g_assert_cmpstr (draft->recipients, ==, "b@x.org");
  store_outbox_get_async (test->context->database, id, NULL, support_await_done, &got);
  first = store_outbox_get_finish (test->context->database, support_await (&got), NULL);
  written = message_draft_from_bytes (draft->octets, NULL);
  g_assert_cmpstr (written->in_reply_to, ==, first->message_id);
  g_assert_cmpstr (written->references, ==, first->message_id);
  desk_close (&desk);
}

/* A story is told of what happens under one's eyes, not of a try that was over before. */
static void
test_old_attempt_tells_no_story (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  GtkWidget *views;
  gint64 id;

  g_free (test->account_id);
  test->account_id = g_strdup (ACCOUNT_PRACTICE_ID);
  id = ui_seed_add (test, "later@practice.test", "s", 0);
  ui_seed_end (test, id, "d");
  desk_open (&desk, test);
  ui_test_until (has_row, desk.window);
  ui_window_show_letter (desk.window, id);
  ui_test_until (has_subject, get_receipt (&desk));
  ui_test_settle ();
  views = ui_test_find (GTK_WIDGET (get_receipt (&desk)), ADW_TYPE_VIEW_STACK);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (ADW_VIEW_STACK (views)), ==, "result");
  desk_close (&desk);
}

static void
test_welcome (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  account_registry_remove_async (test->context->registry, test->account_id, NULL,
                                 support_await_done, &first);
  support_await (&first);
  account_registry_remove_async (test->context->registry, test->work_id, NULL, support_await_done,
                                 &second);
  support_await (&second);
  desk_open (&desk, test);
  ui_test_until (is_welcoming, desk.window);
  ui_seed_add (test, "a@x.org", "s", 0);
  ui_test_until (has_row, desk.window);
  desk_close (&desk);
}

/* A list inside takes the room there is; it was once as high as one row and a half. */
static void
test_list_stop_expands (UiTest *test, gconstpointer data)
{
  GtkWidget *child = gtk_scrolled_window_new ();
  g_autoptr (GtkWidget) stop =
      g_object_ref_sink (g_object_new (UI_TYPE_LIST_STOP, "child", child, NULL));

  g_assert_false (gtk_widget_compute_expand (stop, GTK_ORIENTATION_VERTICAL));
  gtk_widget_set_vexpand (child, TRUE);
  g_assert_true (gtk_widget_compute_expand (stop, GTK_ORIENTATION_VERTICAL));
  g_assert_false (gtk_widget_compute_expand (stop, GTK_ORIENTATION_HORIZONTAL));
}

static gboolean
has_every_place (gpointer window)
{
  return ui_test_find (window, UI_TYPE_PRACTICE_PAGE) != NULL;
}

/* What the first frame does not show is built after it. */
static void
test_builds_what_is_seen (UiTest *test, gconstpointer data)
{
  AdwApplication *application =
      adw_application_new ("io.github.envoi_mail.Test", G_APPLICATION_NON_UNIQUE);
  UiWindow *window;

  g_application_register (G_APPLICATION (application), NULL, NULL);
  window = ui_window_new (application, test->context);
  g_assert_null (ui_test_find (GTK_WIDGET (window), UI_TYPE_WELCOME));
  g_assert_false (has_every_place (window));
  ui_test_present (GTK_WINDOW (window));
  ui_test_until (has_every_place, window);
  g_assert_null (ui_test_find (GTK_WIDGET (window), UI_TYPE_WELCOME));
  gtk_window_destroy (GTK_WINDOW (window));
  ui_test_settle ();
  g_object_unref (application);
}

static const char *
get_strip (const Desk *desk)
{
  GtkWidget *strip = ui_test_find (GTK_WIDGET (desk->window), UI_TYPE_STRIP);

  return strip != NULL ? ui_strip_get_text (UI_STRIP (strip)) : NULL;
}

/* A disk that takes nothing: said above the letters, since none of them can say it. */
static void
test_trouble (UiTest *test, gconstpointer data)
{
  Desk desk = { 0 };
  g_autoptr (MailFailure) failure =
      mail_failure_new (MAIL_FAILURE_STORAGE, MAIL_STAGE_CONNECT, NULL, "disk is full");

  ui_seed_add (test, "a@x.org", "s", 60);
  desk_open (&desk, test);
  ui_test_until (has_row, desk.window);
  g_assert_null (get_strip (&desk));
  g_signal_emit_by_name (test->context->queue, "trouble", test->account_id, failure);
  g_assert_nonnull (strstr (get_strip (&desk), "Letters wait"));
  g_signal_emit_by_name (test->context->queue, "trouble", test->account_id, NULL);
  g_assert_null (get_strip (&desk));
  desk_close (&desk);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/window/every-state", test_every_state);
  ui_test_add ("/ui/window/narrow", test_narrow);
  ui_test_add ("/ui/window/list-stop-expands", test_list_stop_expands);
  ui_test_add ("/ui/window/undo", test_undo);
  ui_test_add ("/ui/window/correct", test_correct);
  ui_test_add ("/ui/window/old-attempt-tells-no-story", test_old_attempt_tells_no_story);
  ui_test_add ("/ui/window/trouble", test_trouble);
  ui_test_add ("/ui/window/welcome", test_welcome);
  ui_test_add ("/ui/window/builds-what-is-seen", test_builds_what_is_seen);
  return g_test_run ();
}

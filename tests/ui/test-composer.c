/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter that is written, kept, checked, sent and taken back. */

#include <sqlite3.h>
#include <time.h>

#include "store-outbox.h"
#include "support-await.h"
#include "ui-hand.h"

#define PAUSE_MS 80

static void
add_mailbox (GPtrArray *mailboxes, const char *text)
{
  g_autoptr (GPtrArray) parsed = message_mailbox_parse_list (text);

  g_ptr_array_add (mailboxes, message_mailbox_copy (g_ptr_array_index (parsed, 0)));
}

static guint
count_drafts (UiTest *test)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) drafts = NULL;

  store_drafts_list_async (test->context->database, NULL, support_await_done, &result);
  drafts = store_drafts_list_finish (test->context->database, support_await (&result), NULL);
  g_assert_nonnull (drafts);
  return drafts->len;
}

static MessageDraft *
read_draft (UiTest *test, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreDraft) row = NULL;
  MessageDraft *draft;

  store_drafts_get_async (test->context->database, id, NULL, support_await_done, &result);
  row = store_drafts_get_finish (test->context->database, support_await (&result), &error);
  g_assert_no_error (error);
  draft = message_draft_from_bytes (row->octets, &error);
  g_assert_no_error (error);
  return draft;
}

static gboolean
is_saved (gpointer composer)
{
  return UI_COMPOSER (composer)->kept && UI_COMPOSER (composer)->dirty_since_us == 0 &&
         !UI_COMPOSER (composer)->saving;
}

static gboolean
is_back (gpointer composer)
{
  return UI_COMPOSER (composer)->letter == 0;
}

static GtkWidget *
find_undo (GtkWidget *widget)
{
  const char *name =
      GTK_IS_ACTIONABLE (widget) ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) : NULL;
  GtkWidget *found = g_strcmp0 (name, "receipt.undo") == 0 ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_undo (child);
  return found;
}

static gboolean
can_undo (gpointer composer)
{
  GtkWidget *undo = find_undo (UI_COMPOSER (composer)->receipt);

  return undo != NULL && gtk_widget_is_sensitive (undo) && gtk_widget_get_mapped (undo);
}

/* Tests */

static void
test_round_trip (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_autoptr (MessageDraft) back = NULL;
  g_autoptr (GBytes) octets = NULL;
  g_autoptr (GBytes) octets_back = NULL;
  g_autoptr (MailPath) path = mail_path_parse ("li@example.org", NULL);
  UiComposer *composer;
  char digest[MAIL_DIGEST_LENGTH + 1];

  memset (digest, 'a', MAIL_DIGEST_LENGTH);
  digest[MAIL_DIGEST_LENGTH] = '\0';
  draft->account_id = g_strdup (test->account_id);
  draft->from = message_mailbox_new ("Li Lei", path);
  add_mailbox (draft->to, "Han Mei <han@example.org>");
  add_mailbox (draft->to, "not an address");
  add_mailbox (draft->cc, "wu@example.org");
  add_mailbox (draft->bcc, "secret@example.org");
  add_mailbox (draft->reply_to, "office@example.org");
  g_free (draft->subject);
  draft->subject = g_strdup ("第三次作业");
  g_free (draft->text);
  draft->text = g_strdup ("你好\n\n再见\n\n-- \nLi Lei");
  draft->in_reply_to = g_strdup ("<1@example.org>");
  draft->cursor = 2;
  g_ptr_array_add (draft->attachments,
                   message_attachment_new ("作业（终稿）.pdf", "application/pdf", digest, 1234));
  composer = hand_open_composer (test, draft, "some-id");
  back = ui_composer_dup_draft (composer);
  octets = message_draft_to_bytes (draft);
  octets_back = message_draft_to_bytes (back);
  g_assert_true (g_bytes_equal (octets, octets_back));
  g_assert_true (gtk_widget_get_visible (composer->cc_row));
  g_assert_true (gtk_widget_get_visible (composer->bcc_row));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (composer)), ==, "第三次作业");
  hand_throw_away (composer);
}

/* From changed five times: one signature, the right one. */
static void
test_signature (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autofree char *text = NULL;
  g_autofree char *practice = NULL;

  hand_write_text (composer, "Hello");
  for (guint i = 0; i < 5; i++)
    ui_from_button_set_account (composer->from, i % 2 == 0 ? test->work_id : test->account_id);
  text = hand_dup_text (composer);
  g_assert_cmpstr (text, ==, "Hello\n\n-- \nWork");
  ui_from_button_set_account (composer->from, ACCOUNT_PRACTICE_ID);
  practice = hand_dup_text (composer);
  g_assert_cmpstr (practice, ==, "Hello");
  hand_throw_away (composer);
}

/* However what was written ends, it is opened as it was, however often. */
static void
test_signature_below (UiTest *test, gconstpointer data)
{
  static const char *const BODIES[] = { "", "Hello", "Hello\n", "Hello\n\n", "\n" };

  for (guint i = 0; i < G_N_ELEMENTS (BODIES); i++)
    {
      UiComposer *composer = hand_open_composer (test, NULL, NULL);
      g_autoptr (MessageDraft) draft = NULL;

      hand_write_text (composer, BODIES[i]);
      for (guint n = 0; n < 2; n++)
        {
          g_autofree char *body = NULL;

          g_clear_pointer (&draft, message_draft_free);
          draft = ui_composer_dup_draft (composer);
          g_assert_true (g_str_has_suffix (draft->text, "\n-- \nLi Lei"));
          hand_throw_away (composer);
          composer = hand_open_composer (test, draft, NULL);
          body = ui_composer_dup_body (composer);
          g_assert_cmpstr (body, ==, BODIES[i]);
        }
      hand_throw_away (composer);
    }
}

/* Another program may leave no line between. */
static void
test_signature_right_below (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_autofree char *body = NULL;
  UiComposer *composer;

  g_free (draft->text);
  draft->text = g_strdup ("Hello\n-- \nLi Lei");
  composer = hand_open_composer (test, draft, "some-id");
  body = ui_composer_dup_body (composer);
  g_assert_cmpstr (body, ==, "Hello");
  hand_throw_away (composer);
}

static void
test_saves_after_a_pause (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (MessageDraft) draft = NULL;

  hand_write_text (composer, "Hello");
  hand_write_to (composer, "half@exam");
  ui_test_until (is_saved, composer);
  draft = read_draft (test, ui_composer_get_draft_id (composer));
  g_assert_cmpstr (draft->text, ==, "Hello\n\n-- \nLi Lei");
  g_assert_cmpuint (draft->to->len, ==, 1);
  g_assert_true (g_str_has_prefix (gtk_label_get_text (composer->saved), "Saved "));
  hand_throw_away (composer);
}

static void
test_close_keeps (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autofree char *id = g_strdup (ui_composer_get_draft_id (composer));
  g_autoptr (MessageDraft) draft = NULL;
  gpointer place = composer;

  g_object_add_weak_pointer (G_OBJECT (composer), &place);
  hand_write_text (composer, "Last words");
  gtk_window_close (GTK_WINDOW (composer));
  ui_test_until (hand_is_gone, &place);
  draft = read_draft (test, id);
  g_assert_true (g_str_has_prefix (draft->text, "Last words"));
}

static void
test_empty_is_not_kept (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  gpointer place = composer;

  g_object_add_weak_pointer (G_OBJECT (composer), &place);
  hand_write_text (composer, "x");
  ui_test_until (is_saved, composer);
  g_assert_cmpuint (count_drafts (test), ==, 1);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (composer->message), "", -1);
  gtk_window_close (GTK_WINDOW (composer));
  ui_test_until (hand_is_gone, &place);
  g_assert_cmpuint (count_drafts (test), ==, 0);
}

static void
test_discard_asks_once (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  gpointer place = composer;

  g_object_add_weak_pointer (G_OBJECT (composer), &place);
  hand_write_text (composer, "Hello");
  ui_test_until (is_saved, composer);
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.discard", NULL);
  g_assert_nonnull (ui_strip_get_text (composer->strip));
  g_assert_cmpuint (count_drafts (test), ==, 1);
  g_signal_emit_by_name (composer->strip, "activated");
  ui_test_until (hand_is_gone, &place);
  g_assert_cmpuint (count_drafts (test), ==, 0);
}

static void
test_send (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (GPtrArray) letters = NULL;
  const StoreLetter *letter;

  hand_write_letter (composer);
  ui_test_until (is_saved, composer);
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  ui_test_until (hand_is_sent, composer);
  letters = hand_list_letters (test);
  g_assert_cmpuint (letters->len, ==, 1);
  letter = g_ptr_array_index (letters, 0);
  g_assert_cmpint (letter->state, ==, MAIL_LETTER_HELD);
  g_assert_cmpstr (letter->subject, ==, "Lunch");
  g_assert_cmpint (letter->id, ==, composer->letter);
  g_assert_cmpuint (count_drafts (test), ==, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (composer->stack), ==, "receipt");
  hand_throw_away (composer);
}

static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static char *
dup_long (gsize length)
{
  GString *text = g_string_new (NULL);

  while (text->len < length)
    g_string_append (text, "一封长信里的一行, as it comes out of a clipboard.\n");
  return g_string_free (text, FALSE);
}

static void
write_long (UiComposer *composer, gsize length)
{
  g_autofree char *text = dup_long (length);

  hand_write_letter (composer);
  hand_write_text (composer, text);
  ui_test_until (is_saved, composer);
}

/* The main thread's own processor time: a number for people, and a bound that holds where
 * frames are drawn in software. */
static void
press_send (UiComposer *composer)
{
  double start_ms = get_cpu_ms ();

  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  g_test_message ("Send: %.1f ms", get_cpu_ms () - start_ms);
  g_assert_cmpfloat (get_cpu_ms () - start_ms, <, PAUSE_MS);
}

/* The most that can be sent goes without a stop, */
static void
test_send_long (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);

  write_long (composer, 700 * 1024);
  press_send (composer);
  ui_test_until (hand_is_sent, composer);
  hand_throw_away (composer);
}

/* and is opened without one, */
static void
test_open_long (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  double start_ms;
  UiComposer *composer;

  g_free (draft->text);
  draft->text = dup_long (700 * 1024);
  /* whatever is made only once */
  hand_throw_away (ui_composer_new (NULL, test->context, NULL, NULL));
  start_ms = get_cpu_ms ();
  composer = ui_composer_new (NULL, test->context, draft, NULL);
  g_test_message ("Open: %.1f ms", get_cpu_ms () - start_ms);
  g_assert_cmpfloat (get_cpu_ms () - start_ms, <, PAUSE_MS);
  hand_throw_away (composer);
}

/* and that a text is longer is said without one; it stays. */
static void
test_send_too_long (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);

  write_long (composer, 10 * 1024 * 1024);
  press_send (composer);
  g_assert_true (g_str_has_prefix (ui_strip_get_text (composer->strip), "The text is too long"));
  g_assert_true (gtk_widget_is_sensitive (composer->page));
  g_assert_cmpint (composer->letter, ==, 0);
  g_assert_cmpuint (count_drafts (test), ==, 1);
  hand_throw_away (composer);
}

static void
test_text_in_field_counts (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (GPtrArray) letters = NULL;

  hand_write_subject (composer, "Lunch");
  hand_write_to (composer, "han@example.org");
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  ui_test_until (hand_is_sent, composer);
  letters = hand_list_letters (test);
  g_assert_cmpstr (((StoreLetter *) g_ptr_array_index (letters, 0))->recipients, ==,
                   "han@example.org");
  hand_throw_away (composer);
}

static void
test_undo (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (composer->message);
  g_autoptr (GPtrArray) letters = NULL;
  g_autoptr (MessageDraft) draft = NULL;
  GtkTextIter iter;

  hand_write_letter (composer);
  gtk_text_buffer_get_iter_at_offset (buffer, &iter, 3);
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  ui_test_until (hand_is_sent, composer);
  ui_test_until (can_undo, composer);
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.undo-send", NULL);
  ui_test_until (is_back, composer);
  letters = hand_list_letters (test);
  g_assert_cmpuint (letters->len, ==, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (composer->stack), ==, "letter");
  draft = read_draft (test, ui_composer_get_draft_id (composer));
  g_assert_cmpstr (draft->text, ==, "At noon?\n\n-- \nLi Lei");
  g_assert_cmpuint (draft->cursor, ==, 3);
  g_clear_pointer (&draft, message_draft_free);
  draft = ui_composer_dup_draft (composer);
  g_assert_cmpuint (draft->cursor, ==, 3);
  g_assert_cmpuint (count_drafts (test), ==, 1);

  /* and it can be sent after all, once */
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send-now", NULL);
  ui_test_until (hand_is_sent, composer);
  g_clear_pointer (&letters, g_ptr_array_unref);
  letters = hand_list_letters (test);
  g_assert_cmpuint (letters->len, ==, 1);
  g_assert_cmpint (((StoreLetter *) g_ptr_array_index (letters, 0))->state, ==, MAIL_LETTER_QUEUED);
  hand_throw_away (composer);
}

/* What was asked of the servers on the way is asked again of the letter that was taken back. */
static void
test_wishes (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  UiComposer *composer;

  draft->request = (MailRequest){ MAIL_NOTIFY_SUCCESS, MAIL_RETURN_HEADERS, TRUE };
  composer = hand_open_composer (test, draft, NULL);
  hand_write_letter (composer);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GPtrArray) letters = NULL;
      const StoreLetter *letter;

      gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
      ui_test_until (hand_is_sent, composer);
      letters = hand_list_letters (test);
      letter = g_ptr_array_index (letters, 0);
      g_assert_cmpint (letter->request.notify, ==, MAIL_NOTIFY_SUCCESS);
      g_assert_cmpint (letter->request.ret, ==, MAIL_RETURN_HEADERS);
      g_assert_true (letter->request.require_tls);
      if (i == 1)
        break;
      ui_test_until (can_undo, composer);
      gtk_widget_activate_action (GTK_WIDGET (composer), "win.undo-send", NULL);
      ui_test_until (is_back, composer);
    }
  hand_throw_away (composer);
}

/* Another window may take it back. */
static void
test_undo_elsewhere (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *id = g_strdup (ui_composer_get_draft_id (composer));

  hand_write_letter (composer);
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  ui_test_until (hand_is_sent, composer);
  store_outbox_command_async (test->context->database, composer->letter, STORE_COMMAND_CANCEL, NULL,
                              support_await_done, &result);
  store_outbox_command_finish (test->context->database, support_await (&result), NULL, NULL);
  ui_test_until (is_back, composer);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (composer->stack), ==, "letter");
  g_assert_cmpstr (ui_composer_get_draft_id (composer), ==, id);
  hand_throw_away (composer);
}

static void
test_nobody (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (GPtrArray) letters = NULL;

  hand_write_subject (composer, "Lunch");
  g_assert_null (ui_strip_get_text (composer->strip));
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  g_assert_nonnull (ui_strip_get_text (composer->strip));
  g_assert_false (composer->sending);
  letters = hand_list_letters (test);
  g_assert_cmpuint (letters->len, ==, 0);
  hand_throw_away (composer);
}

/* Advice stops a letter once at most. */
static void
test_missing_attachment (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);

  hand_write_letter (composer);
  hand_write_text (composer, " See the attached table.");
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  g_assert_false (composer->sending);
  g_assert_nonnull (g_strstr_len (ui_strip_get_text (composer->strip), -1, "attached"));
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  ui_test_until (hand_is_sent, composer);
  hand_throw_away (composer);
}

static void
test_typo (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (MessageDraft) draft = NULL;
  const MessageMailbox *mailbox;

  hand_write_letter (composer);
  hand_write_to (composer, "zhang@163.con,");
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  g_assert_nonnull (g_strstr_len (ui_strip_get_text (composer->strip), -1, "zhang@163.com"));
  g_signal_emit_by_name (composer->strip, "activated");
  draft = ui_composer_dup_draft (composer);
  g_assert_cmpuint (draft->to->len, ==, 2);
  mailbox = g_ptr_array_index (draft->to, 1);
  g_assert_cmpstr (mail_path_get_text (mailbox->path), ==, "zhang@163.com");
  hand_throw_away (composer);
}

static void
test_ctrl_enter (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);

  hand_write_letter (composer);
  gtk_widget_grab_focus (GTK_WIDGET (composer->message));
  g_signal_emit_by_name (composer->message, "preedit-changed", "ni");
  g_assert_false (ui_test_press (GTK_WIDGET (composer), GDK_KEY_Return, GDK_CONTROL_MASK));
  g_assert_false (composer->sending);
  g_signal_emit_by_name (composer->message, "preedit-changed", "");
  g_assert_true (ui_test_press (GTK_WIDGET (composer), GDK_KEY_Return, GDK_CONTROL_MASK));
  ui_test_until (hand_is_sent, composer);
  hand_throw_away (composer);
}

static void
test_practice_says_so (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  UiComposer *composer;

  draft->account_id = g_strdup (ACCOUNT_PRACTICE_ID);
  composer = hand_open_composer (test, draft, NULL);
  g_assert_nonnull (ui_strip_get_text (composer->strip));
  ui_from_button_set_account (composer->from, test->account_id);
  g_assert_null (ui_strip_get_text (composer->strip));
  hand_throw_away (composer);
}

static void
press_tab (UiComposer *composer, GtkDirectionType direction)
{
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (composer), direction));
  ui_test_settle ();
}

static gboolean
is_within (UiComposer *composer, gpointer widget)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (composer));

  return focus != NULL && (focus == widget || gtk_widget_is_ancestor (focus, widget));
}

/* Nothing of what is typed after Subject and Tab is typed at a strip that nobody asked for. */
static void
test_tab_passes_advice (UiTest *test, gconstpointer data)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  UiComposer *composer;

  draft->account_id = g_strdup (ACCOUNT_PRACTICE_ID);
  composer = hand_open_composer (test, draft, NULL);
  g_assert_nonnull (ui_strip_get_text (composer->strip));
  gtk_widget_grab_focus (GTK_WIDGET (composer->subject));
  press_tab (composer, GTK_DIR_TAB_FORWARD);
  g_assert_true (is_within (composer, composer->message));
  press_tab (composer, GTK_DIR_TAB_BACKWARD);
  g_assert_true (is_within (composer, composer->strip));

  hand_write_to (composer, "friend@practice.test");
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  ui_test_settle ();
  g_assert_true (is_within (composer, composer->subject));
  press_tab (composer, GTK_DIR_TAB_FORWARD);
  g_assert_true (is_within (composer, composer->strip));
  hand_throw_away (composer);
}

/* What no program should do: takes a table away behind the store's back. */
static void
break_database (UiTest *test, const char *sql)
{
  g_autofree char *path = g_build_filename (test->directory, "envoi", "envoi.db", NULL);
  sqlite3 *connection = NULL;

  g_assert_cmpint (sqlite3_open (path, &connection), ==, SQLITE_OK);
  /* the store may be writing just now */
  sqlite3_busy_timeout (connection, 10000);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

static gboolean
says_something (gpointer composer)
{
  return ui_strip_get_text (UI_COMPOSER (composer)->strip) != NULL;
}

static gboolean
is_not_saved (gpointer composer)
{
  return !UI_COMPOSER (composer)->saving && !UI_COMPOSER (composer)->closing;
}

/* Words that could not be saved are still in the window, whatever is pressed. */
static void
test_unsaved_stays_open (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autofree char *text = NULL;

  break_database (test, "ALTER TABLE draft RENAME TO lost");
  hand_write_text (composer, "Hello");
  ui_test_until (says_something, composer);
  gtk_window_close (GTK_WINDOW (composer));
  ui_test_until (is_not_saved, composer);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (composer)));
  g_assert_nonnull (ui_strip_get_text (composer->strip));
  text = hand_dup_text (composer);
  g_assert_cmpstr (text, ==, "Hello\n\n-- \nLi Lei");

  /* it is saved when that is possible again */
  break_database (test, "ALTER TABLE lost RENAME TO draft");
  g_signal_emit_by_name (composer->strip, "activated");
  ui_test_until (is_saved, composer);
  g_assert_null (ui_strip_get_text (composer->strip));
  hand_throw_away (composer);
}

/* A letter that is not durable is not sent, and the composer says so. What was written last is
 * saved though nobody touches it again. */
static void
test_unsent_stays_open (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (MessageDraft) draft = NULL;

  hand_write_letter (composer);
  ui_test_until (is_saved, composer);
  hand_write_text (composer, "At one");
  break_database (test, "ALTER TABLE letter RENAME TO lost");
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  ui_test_until (says_something, composer);
  g_assert_cmpint (composer->letter, ==, 0);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (composer->stack), ==, "letter");
  g_assert_true (gtk_widget_is_sensitive (GTK_WIDGET (composer->message)));
  g_assert_cmpuint (count_drafts (test), ==, 1);
  ui_test_until (is_saved, composer);
  draft = read_draft (test, ui_composer_get_draft_id (composer));
  g_assert_nonnull (strstr (draft->text, "At one"));
  break_database (test, "ALTER TABLE lost RENAME TO letter");
  hand_throw_away (composer);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/composer/round-trip", test_round_trip);
  ui_test_add ("/ui/composer/signature", test_signature);
  ui_test_add ("/ui/composer/signature-below", test_signature_below);
  ui_test_add ("/ui/composer/signature-right-below", test_signature_right_below);
  ui_test_add ("/ui/composer/saves-after-a-pause", test_saves_after_a_pause);
  ui_test_add ("/ui/composer/close-keeps", test_close_keeps);
  ui_test_add ("/ui/composer/empty-is-not-kept", test_empty_is_not_kept);
  ui_test_add ("/ui/composer/discard-asks-once", test_discard_asks_once);
  ui_test_add ("/ui/composer/send", test_send);
  ui_test_add ("/ui/composer/send-long", test_send_long);
  ui_test_add ("/ui/composer/open-long", test_open_long);
  ui_test_add ("/ui/composer/send-too-long", test_send_too_long);
  ui_test_add ("/ui/composer/text-in-field-counts", test_text_in_field_counts);
  ui_test_add ("/ui/composer/undo", test_undo);
  ui_test_add ("/ui/composer/wishes", test_wishes);
  ui_test_add ("/ui/composer/undo-elsewhere", test_undo_elsewhere);
  ui_test_add ("/ui/composer/nobody", test_nobody);
  ui_test_add ("/ui/composer/missing-attachment", test_missing_attachment);
  ui_test_add ("/ui/composer/typo", test_typo);
  ui_test_add ("/ui/composer/ctrl-enter", test_ctrl_enter);
  ui_test_add ("/ui/composer/practice-says-so", test_practice_says_so);
  ui_test_add ("/ui/composer/tab-passes-advice", test_tab_passes_advice);
  ui_test_add ("/ui/composer/unsaved-stays-open", test_unsaved_stays_open);
  ui_test_add ("/ui/composer/unsent-stays-open", test_unsent_stays_open);
  return g_test_run ();
}

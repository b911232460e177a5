/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-conversation.h"
#include "ui-seed.h"
#include "ui-switch-private.h"
#include "ui-talk-private.h"
#include "ui-talk-row-private.h"
#include "ui-talk-words-private.h"
#include "ui-wire-private.h"

static GPtrArray *
one (MailConversation *conversation)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_conversation_unref);

  g_ptr_array_add (all, mail_conversation_ref (conversation));
  return all;
}

static UiTurn *
get (UiTalk *talk, guint index)
{
  g_autoptr (UiTurn) turn = g_list_model_get_item (G_LIST_MODEL (talk), index);

  return turn;
}

/* MAIL and two RCPT go in one write; their replies come afterwards, in order. */
static void
test_pairs (void)
{
  g_autoptr (MailConversation) conversation = ui_seed_conversation ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (UiTalk) talk = ui_talk_new (all);
  static const guint CODES[] = { 220, 250, 250, 250, 550 };

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (talk)), ==, G_N_ELEMENTS (CODES));
  for (guint i = 0; i < G_N_ELEMENTS (CODES); i++)
    g_assert_cmpuint (ui_turn_get_code (get (talk, i)), ==, CODES[i]);
  g_assert_cmpint (ui_turn_get_kind (get (talk, 0)), ==, UI_TURN_NOTE);
  g_assert_cmpuint (ui_turn_get_n_asked (get (talk, 0)), ==, 2);
  g_assert_true (ui_turn_is_hello (get (talk, 1)));
  g_assert_false (ui_turn_is_hello (get (talk, 2)));
  g_assert_cmpuint (ui_turn_get_n_answered (get (talk, 1)), ==, 3);
  g_assert_cmpint (ui_turn_get_us (get (talk, 4)), ==, 84000);
  g_assert_true (ui_turn_begins_stage (get (talk, 2)));
  g_assert_false (ui_turn_begins_stage (get (talk, 3)));
}

static void
test_names (void)
{
  g_autoptr (MailConversation) conversation = ui_seed_conversation ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (UiTalk) talk = ui_talk_new (all);
  g_autofree char *name = ui_talk_words_name (get (talk, 4));

  g_assert_nonnull (strstr (name, "Server replied 550, recipient refused, 84 milliseconds"));
}

static void
test_grows (void)
{
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (UiTalk) talk = ui_talk_new (all);
  g_autoptr (UiWire) wire = ui_wire_new (all);

  mail_conversation_append (conversation, 0, MAIL_WHO_CLIENT, MAIL_STAGE_GREETING, 0, "EHLO x");
  ui_talk_grow (talk);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (talk)), ==, 1);
  g_assert_cmpuint (ui_turn_get_code (get (talk, 0)), ==, 0);
  g_assert_cmpint (ui_turn_get_us (get (talk, 0)), ==, -1);
  mail_conversation_append (conversation, 9, MAIL_WHO_SERVER, MAIL_STAGE_GREETING, 0, "250-x");
  mail_conversation_append (conversation, 9, MAIL_WHO_SERVER, MAIL_STAGE_GREETING, 0, "250 SIZE");
  ui_talk_grow (talk);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (talk)), ==, 1);
  g_assert_true (ui_turn_is_hello (get (talk, 0)));
  ui_wire_grow (wire);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (wire)), ==, 3);
}

static void
test_late_note (void)
{
  g_autoptr (MailConversation) conversation = ui_seed_conversation ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (UiTalk) talk = NULL;

  mail_conversation_append (conversation, 200000, MAIL_WHO_NOTE, MAIL_STAGE_CONNECT, 0, "open");
  talk = ui_talk_new (all);
  g_assert_cmpint (ui_turn_get_stage (get (talk, 5)), ==, MAIL_STAGE_ENVELOPE);
  g_assert_false (ui_turn_begins_stage (get (talk, 5)));
}

/* What no server should say, and some do. */
static void
test_strange (void)
{
  static const char *const LINES[] = { "", "2", "hello", "999 x", "250", "421-bye" };
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (UiTalk) talk = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (LINES); i++)
    mail_conversation_append (conversation, i, MAIL_WHO_SERVER, MAIL_STAGE_LETTER, 0, LINES[i]);
  talk = ui_talk_new (all);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (talk)); i++)
    {
      g_autofree char *name = ui_talk_words_name (get (talk, i));
      g_autofree char *text = ui_turn_dup_answer_text (get (talk, i));

      g_assert_nonnull (text);
    }
}

static void
test_depths (UiTest *test, gconstpointer data)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *view = ui_conversation_new ();
  g_autoptr (MailConversation) conversation = ui_seed_conversation ();
  g_autoptr (GPtrArray) all = one (conversation);
  GtkWidget *depth;

  adw_window_set_content (ADW_WINDOW (window), view);
  gtk_window_set_default_size (GTK_WINDOW (window), 800, 600);
  ui_conversation_set (UI_CONVERSATION (view), all, "li@example.org", "smtp.example.org", NULL);
  ui_test_present (GTK_WINDOW (window));
  g_assert_nonnull (ui_test_find (view, UI_TYPE_TALK_ROW));
  depth = ui_test_find (view, UI_TYPE_SWITCH);
  ui_switch_set_selected (UI_SWITCH (depth), "textbook");
  ui_test_settle ();
  g_assert_nonnull (ui_test_find (view, UI_TYPE_TALK_ROW));
  ui_switch_set_selected (UI_SWITCH (depth), "wire");
  ui_test_settle ();
  g_assert_null (ui_test_find (view, UI_TYPE_TALK_ROW));
  g_assert_nonnull (ui_test_find (view, UI_TYPE_WIRE_ROW));
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 400);
  ui_test_settle ();
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Whether a label that is to be seen holds @text. */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

static MailConversation *
new_noted (void)
{
  MailConversation *conversation = mail_conversation_new ();

  mail_conversation_append (conversation, 0, MAIL_WHO_NOTE, MAIL_STAGE_CONNECT, 0,
                            "Looking for smtp.qq.com port 465");
  mail_conversation_append (conversation, 9, MAIL_WHO_NOTE, MAIL_STAGE_ENCRYPT, 0,
                            "Certificate accepted before");
  mail_conversation_append (conversation, 10, MAIL_WHO_NOTE, MAIL_STAGE_LETTER, 0,
                            "Ended: timeout");
  return conversation;
}

/* A Chinese session has no English between its bubbles. */
static void
test_notes_in_chinese (UiTest *test, gconstpointer data)
{
  g_autoptr (MailConversation) conversation = new_noted ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (UiTalk) talk = ui_talk_new (all);
  g_autoptr (GtkWidget) row = g_object_ref_sink (ui_talk_row_new ());
  g_autoptr (GtkWidget) wire = g_object_ref_sink (ui_wire_row_new ());
  g_autofree char *before = g_strdup (g_getenv ("LANGUAGE"));

  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  ui_talk_row_set (UI_TALK_ROW (row), get (talk, 0), UI_DEPTH_STORY, NULL, NULL);
  g_assert_true (says (row, "查找 smtp.qq.com，端口 465。"));
  g_assert_true (says (row, "这张证书您以前认可过。"));
  g_assert_false (says (row, "Looking"));
  g_assert_false (says (row, "Certificate"));
  ui_talk_row_set (UI_TALK_ROW (row), get (talk, 0), UI_DEPTH_TEXTBOOK, NULL, NULL);
  g_assert_true (says (row, "名称解析：smtp.qq.com"));
  g_assert_false (says (row, "Looking"));
  ui_talk_row_set (UI_TALK_ROW (row), get (talk, 1), UI_DEPTH_STORY, NULL, NULL);
  g_assert_true (says (row, "对话到此结束。服务器响应超时。"));
  g_assert_false (says (row, "Ended"));
  ui_wire_row_set (UI_WIRE_ROW (wire), mail_conversation_get_line (conversation, 2), FALSE);
  g_assert_true (says (wire, "服务器响应超时"));
  g_assert_false (says (wire, "Ended"));
  if (before != NULL)
    g_setenv ("LANGUAGE", before, TRUE);
  else
    g_unsetenv ("LANGUAGE");
}

static guint
count_rows (GtkWidget *view)
{
  GtkWidget *list = ui_test_find (view, GTK_TYPE_LIST_VIEW);

  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (GTK_LIST_VIEW (list))));
}

static gboolean
has_two_rows (gpointer view)
{
  return count_rows (view) == 2;
}

static void
on_unrolled (UiConversation *view, gboolean skipped, int *seen)
{
  *seen = skipped ? 1 : 2;
}

/* One turn after another, until a key is pressed. */
static void
test_unrolls (UiTest *test, gconstpointer data)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *view = ui_conversation_new ();
  g_autoptr (MailConversation) conversation = ui_seed_conversation ();
  g_autoptr (GPtrArray) all = one (conversation);
  int seen = 0;

  adw_window_set_content (ADW_WINDOW (window), view);
  ui_conversation_set (UI_CONVERSATION (view), all, "li@example.org", NULL, NULL);
  ui_test_present (GTK_WINDOW (window));
  g_signal_connect (view, "unrolled", G_CALLBACK (on_unrolled), &seen);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  g_assert_false (ui_conversation_unroll (UI_CONVERSATION (view)));
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  g_assert_true (ui_conversation_unroll (UI_CONVERSATION (view)));
  g_assert_cmpuint (count_rows (view), ==, 1);
  ui_test_until (has_two_rows, view);
  ui_test_press (view, GDK_KEY_space, 0);
  g_assert_cmpint (seen, ==, 1);
  g_assert_cmpuint (count_rows (view), ==, 5);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/ui/conversation/pairs", test_pairs);
  g_test_add_func ("/ui/conversation/names", test_names);
  g_test_add_func ("/ui/conversation/grows", test_grows);
  g_test_add_func ("/ui/conversation/late-note", test_late_note);
  g_test_add_func ("/ui/conversation/strange", test_strange);
  ui_test_add ("/ui/conversation/depths", test_depths);
  ui_test_add ("/ui/conversation/notes-in-chinese", test_notes_in_chinese);
  ui_test_add ("/ui/conversation/unrolls", test_unrolls);
  return g_test_run ();
}

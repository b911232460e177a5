/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-wire.h"
#include "ui-conversation.h"
#include "ui-seed.h"
#include "ui-switch-private.h"
#include "ui-talk-private.h"
#include "ui-talk-row-private.h"
#include "ui-talk-text-private.h"
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
  g_autofree char *name = ui_talk_words_name (get (talk, 4), NULL);

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
      g_autofree char *name = ui_talk_words_name (get (talk, i), NULL);
      g_autofree char *text = ui_turn_dup_answer_text (get (talk, i));

      g_assert_nonnull (text);
    }
}

/* Whatever a server says, a row has four cells and its code ends where it should. */
static void
test_markdown (void)
{
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autofree char *text = NULL;

  mail_conversation_append (conversation, 1000, MAIL_WHO_SERVER, MAIL_STAGE_GREETING, 0,
                            "220 a|b `c` ESMTP");
  mail_conversation_append (conversation, 2000, MAIL_WHO_CLIENT, MAIL_STAGE_ENVELOPE, 0,
                            "RCPT TO:<lilei@qq.com>");
  text = ui_talk_text_new_markdown (all, UI_DEPTH_TEXTBOOK);
  g_assert_nonnull (strstr (text, "\n### Greeting\n"));
  g_assert_nonnull (strstr (text, "\n| 0.001 | ← | `` 220 a\\|b `c` ESMTP `` | "));
  g_assert_nonnull (strstr (text, "\n### Envelope\n"));
  g_assert_nonnull (strstr (text, "\n| 0.002 | → | `RCPT TO:<lilei@qq.com>` | RCPT"));
}

static void
test_masked (void)
{
  static const struct
  {
    const char *text;
    const char *masked;
  } rows[] = {
    { "MAIL FROM:<wang@163.com> SIZE=9", "MAIL FROM:<…@163.com> SIZE=9" },
    { "550 <\"a b\"@x.test>: unknown", "550 <…@x.test>: unknown" },
    { "250 李雷@邮件.test, han@x.test ok", "250 …@邮件.test, …@x.test ok" },
    { "EHLO [127.0.0.1]", "EHLO [127.0.0.1]" },
    { "user=wang@163.com;a", "…@163.com;a" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *masked = ui_talk_text_mask (rows[i].text);
      g_assert_cmpstr (masked, ==, rows[i].masked);
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

static GInputStream *
open_nothing (const MailContent *content, gpointer data)
{
  return NULL;
}

static GPtrArray *
read_letter (const char *text)
{
  g_autoptr (GBytes) octets = g_bytes_new_static (text, strlen (text));
  g_autoptr (MailContent) content = mail_content_new (octets);

  return message_wire_read (content, open_nothing, NULL, NULL);
}

#define LETTER                                                                                     \
  "Subject: =?UTF-8?B?5L2g5aW9?=\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"             \
  "--b\r\n\r\nfirst\r\nNotes are in\r\n.route, next to the map.\r\nlast\r\n--b--\r\n"

static MailConversation *
new_with_content (void)
{
  MailConversation *conversation = mail_conversation_new ();

  mail_conversation_append (conversation, 0, MAIL_WHO_CLIENT, MAIL_STAGE_LETTER, 0, "DATA");
  mail_conversation_append (conversation, 9, MAIL_WHO_SERVER, MAIL_STAGE_LETTER, 0, "354 go");
  mail_conversation_append (conversation, 10, MAIL_WHO_CLIENT, MAIL_STAGE_LETTER, MAIL_LINE_CONTENT,
                            "(163 octets)");
  mail_conversation_append (conversation, 11, MAIL_WHO_CLIENT, MAIL_STAGE_LETTER, 0, ".");
  return conversation;
}

/* The letter's one line becomes a row a part, before the octets come and after. */
static void
test_content_rows (void)
{
  g_autoptr (MailConversation) conversation = new_with_content ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (GPtrArray) lines = read_letter (LETTER);
  g_autoptr (UiWire) wire = ui_wire_new (all);
  g_autoptr (UiWireLine) content = NULL;
  g_autoptr (UiWireLine) dot = NULL;
  gpointer *shown;
  guint n;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (wire)), ==, 4);
  ui_wire_set_content (wire, lines);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (wire)), ==, 5);
  content = g_list_model_get_item (G_LIST_MODEL (wire), 3);
  shown = ui_wire_line_get_content (content, &n);
  g_assert_true (ui_wire_line_goes_on (content));
  g_assert_cmpuint (n, ==, 7);
  g_assert_cmpstr (((MessageWireLine *) shown[0])->text, ==, "--b");
  dot = g_list_model_get_item (G_LIST_MODEL (wire), 4);
  g_assert_null (ui_wire_line_get_content (dot, &n));
  mail_conversation_append (conversation, 20, MAIL_WHO_SERVER, MAIL_STAGE_LETTER, 0, "250 ok");
  ui_wire_grow (wire);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (wire)), ==, 6);
}

/* The label that holds exactly @text. */
static GtkWidget *
find_label (GtkWidget *widget, const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_text (GTK_LABEL (widget)), text) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);
  return found;
}

static graphene_rect_t
find_place (GtkWidget *row, const char *text)
{
  GtkWidget *label = find_label (row, text);
  graphene_rect_t place;

  g_assert_nonnull (label);
  g_assert_true (gtk_widget_compute_bounds (label, row, &place));
  return place;
}

/* The dot that was put in stands for itself; the note is level with its line, and where there is
 * little room beneath it. */
static void
test_stuffed_dot (UiTest *test, gconstpointer data)
{
  g_autoptr (MailConversation) conversation = new_with_content ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (GPtrArray) lines = read_letter (LETTER);
  g_autoptr (UiWire) wire = ui_wire_new (all);
  g_autoptr (UiWireLine) content = NULL;
  GtkWidget *window = adw_window_new ();
  GtkWidget *row = ui_wire_row_new ();
  graphene_rect_t line, note;

  ui_wire_set_content (wire, lines);
  content = g_list_model_get_item (G_LIST_MODEL (wire), 3);
  gtk_widget_set_valign (row, GTK_ALIGN_START);
  adw_window_set_content (ADW_WINDOW (window), row);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 400);
  ui_wire_row_set (UI_WIRE_ROW (row), content);
  ui_test_present (GTK_WINDOW (window));
  g_assert_true (gtk_widget_has_css_class (find_label (row, "."), "dot-octet"));
  line = find_place (row, ".route, next to the map.");
  note = find_place (row, "Dot-stuffing");
  g_assert_true (says (row, "The marked dot is added on the way"));
  g_assert_cmpfloat (ABS (line.origin.y - note.origin.y), <=, 3);
  g_assert_cmpfloat (note.origin.x, >, line.origin.x + line.size.width);
  gtk_window_destroy (GTK_WINDOW (window));

  window = adw_window_new ();
  row = ui_wire_row_new ();
  gtk_widget_set_valign (row, GTK_ALIGN_START);
  adw_window_set_content (ADW_WINDOW (window), row);
  gtk_window_set_default_size (GTK_WINDOW (window), 360, 400);
  ui_wire_row_set (UI_WIRE_ROW (row), content);
  ui_test_present (GTK_WINDOW (window));
  line = find_place (row, ".route, next to the map.");
  note = find_place (row, "Dot-stuffing");
  g_assert_cmpfloat (note.origin.y, >=, line.origin.y + line.size.height);
  g_assert_cmpfloat (find_place (row, "last").origin.y, >=, note.origin.y + note.size.height);
  g_assert_cmpint (gtk_widget_get_width (row), <=, 360);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A chunk's dots are the letter's own. */
static void
test_chunk_is_not_stuffed (UiTest *test, gconstpointer data)
{
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (GPtrArray) lines = read_letter (LETTER);
  g_autoptr (UiWire) wire = NULL;
  g_autoptr (UiWireLine) content = NULL;
  GtkWidget *row = g_object_ref_sink (ui_wire_row_new ());

  mail_conversation_append (conversation, 0, MAIL_WHO_CLIENT, MAIL_STAGE_LETTER, 0,
                            "BDAT 163 LAST");
  mail_conversation_append (conversation, 10, MAIL_WHO_CLIENT, MAIL_STAGE_LETTER, MAIL_LINE_CONTENT,
                            "(163 octets)");
  wire = ui_wire_new (all);
  ui_wire_set_content (wire, lines);
  content = g_list_model_get_item (G_LIST_MODEL (wire), 2);
  g_assert_true (ui_wire_line_is_chunk (content));
  ui_wire_row_set (UI_WIRE_ROW (row), content);
  g_assert_nonnull (find_label (row, ".route, next to the map."));
  g_assert_null (find_label (row, "."));
  g_assert_false (says (row, "Dot-stuffing"));
  g_object_unref (row);
}

static void
say (MailConversation *conversation, const char *line)
{
  mail_conversation_append (conversation, 0, MAIL_WHO_CLIENT, MAIL_STAGE_ENVELOPE, 0, line);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(UiLetterReading **) user_data = ui_letter_reading_new_finish (result, NULL);
}

static gboolean
is_set (gpointer data)
{
  return *(gpointer *) data != NULL;
}

static UiLetterReading *
read_in_thread (UiTest *test, const char *text)
{
  g_autoptr (GBytes) octets = g_bytes_new_static (text, strlen (text));
  g_autoptr (MailContent) content = mail_content_new (octets);
  UiLetterReading *letter = NULL;

  ui_letter_reading_new_async (test->context->database, content, NULL, on_read, &letter);
  ui_test_until (is_set, &letter);
  return letter;
}

/* Who is in Bcc stands on the envelope and not in the letter; another transaction's envelope is
 * none of its business. */
static void
test_envelope (UiTest *test, gconstpointer data)
{
  static const char *const SAID[] = {
    "MAIL FROM:<li@x.org>", "RCPT TO:<old@x.org>", "RSET",
    "MAIL FROM:<li@x.org>", "RCPT TO:<Han@x.org>", "RCPT TO:<b@x.org>",
    "RCPT TO:<c@x.org>"
  };
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autoptr (GPtrArray) all = one (conversation);
  g_autoptr (UiTalk) talk = NULL;
  g_autoptr (GtkWidget) row = g_object_ref_sink (ui_talk_row_new ());
  g_autoptr (UiLetterReading) letter =
      read_in_thread (test, "From: Li <li@x.org>\r\nTo: Han Mei <han@x.org>\r\nCc: c@x.org\r\n\r\n"
                            "one\r\ntwo\r\n");

  for (gsize i = 0; i < G_N_ELEMENTS (SAID); i++)
    say (conversation, SAID[i]);
  mail_conversation_append (conversation, 1, MAIL_WHO_CLIENT, MAIL_STAGE_LETTER, MAIL_LINE_CONTENT,
                            "(77 octets)");
  talk = ui_talk_new (all);
  ui_talk_row_set (UI_TALK_ROW (row), get (talk, 7), UI_DEPTH_STORY, NULL, NULL, NULL);
  g_assert_false (says (row, "RCPT"));
  ui_talk_row_set (UI_TALK_ROW (row), get (talk, 7), UI_DEPTH_STORY, letter, NULL, NULL);
  g_assert_false (says (row, "old@x.org"));
  g_assert_true (says (row, "MAIL FROM:<li@x.org>"));
  g_assert_true (says (row, "From: Li <li@x.org>"));
  g_assert_true (says (row, "To: Han Mei <han@x.org>"));
  g_assert_true (says (row, "Cc: c@x.org"));
  g_assert_true (says (row, "Not in the letter: Bcc"));
  g_assert_false (says (row, "To: b@x.org"));
  g_assert_true (says (row, "6 lines"));
  ui_talk_row_set (UI_TALK_ROW (row), get (talk, 4), UI_DEPTH_STORY, letter, NULL, NULL);
  g_assert_true (says (row, "It is for Han Mei."));
  g_assert_false (says (row, "Not in the letter"));
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
  g_autoptr (UiWire) lines = ui_wire_new (all);
  g_autoptr (UiWireLine) line = NULL;
  g_autoptr (GtkWidget) row = g_object_ref_sink (ui_talk_row_new ());
  g_autoptr (GtkWidget) wire = g_object_ref_sink (ui_wire_row_new ());
  g_autofree char *before = g_strdup (g_getenv ("LANGUAGE"));

  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  ui_talk_row_set (UI_TALK_ROW (row), get (talk, 0), UI_DEPTH_STORY, NULL, NULL, NULL);
  g_assert_true (says (row, "查找 smtp.qq.com，端口 465。"));
  g_assert_true (says (row, "这张证书您以前认可过。"));
  g_assert_false (says (row, "Looking"));
  g_assert_false (says (row, "Certificate"));
  ui_talk_row_set (UI_TALK_ROW (row), get (talk, 0), UI_DEPTH_TEXTBOOK, NULL, NULL, NULL);
  g_assert_true (says (row, "名称解析：smtp.qq.com"));
  g_assert_false (says (row, "Looking"));
  ui_talk_row_set (UI_TALK_ROW (row), get (talk, 1), UI_DEPTH_STORY, NULL, NULL, NULL);
  g_assert_true (says (row, "对话到此结束。服务器响应超时。"));
  g_assert_false (says (row, "Ended"));
  line = g_list_model_get_item (G_LIST_MODEL (lines), 2);
  ui_wire_row_set (UI_WIRE_ROW (wire), line);
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
  g_test_add_func ("/ui/conversation/content-rows", test_content_rows);
  g_test_add_func ("/ui/conversation/markdown", test_markdown);
  g_test_add_func ("/ui/conversation/masked", test_masked);
  ui_test_add ("/ui/conversation/depths", test_depths);
  ui_test_add ("/ui/conversation/envelope", test_envelope);
  ui_test_add ("/ui/conversation/stuffed-dot", test_stuffed_dot);
  ui_test_add ("/ui/conversation/chunk-is-not-stuffed", test_chunk_is_not_stuffed);
  ui_test_add ("/ui/conversation/notes-in-chinese", test_notes_in_chinese);
  ui_test_add ("/ui/conversation/unrolls", test_unrolls);
  return g_test_run ();
}

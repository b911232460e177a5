/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files on their way into a letter, and what they weigh there. */

#include <glib/gstdio.h>

#include "store-outbox.h"
#include "support-await.h"
#include "ui-hand.h"

/* What is attached is a copy: the file may change or go. */
static void
test_attach (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autofree char *path = g_build_filename (test->directory, "报告.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (MessageDraft) draft = NULL;
  g_autoptr (GError) error = NULL;
  const MessageAttachment *attachment;

  g_file_set_contents (path, "12345", -1, &error);
  g_assert_no_error (error);
  ui_composer_add_file (composer, file);
  g_assert_true (ui_tray_is_copying (composer->tray));
  ui_test_until (hand_has_copied, composer);
  g_unlink (path);
  draft = ui_composer_dup_draft (composer);
  g_assert_cmpuint (draft->attachments->len, ==, 1);
  attachment = g_ptr_array_index (draft->attachments, 0);
  g_assert_cmpstr (attachment->name, ==, "报告.txt");
  g_assert_cmpuint (attachment->size, ==, 5);
  hand_write_letter (composer);
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  ui_test_until (hand_is_sent, composer);
  hand_throw_away (composer);
}

/* The window is gone at once for whoever closes it; the file gets into the letter all the same. */
static void
test_close_while_copying (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autofree char *id = g_strdup (ui_composer_get_draft_id (composer));
  g_autofree char *path = g_build_filename (test->directory, "large.bin", NULL);
  g_autofree char *octets = g_strnfill (32 << 20, 'x');
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  gpointer place = composer;

  g_file_set_contents (path, octets, 32 << 20, NULL);
  g_object_add_weak_pointer (G_OBJECT (composer), &place);
  hand_write_text (composer, "See the file");
  ui_composer_add_file (composer, file);
  gtk_window_close (GTK_WINDOW (composer));
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (composer)));
  ui_test_until (hand_is_gone, &place);

  store_drafts_get_async (test->context->database, id, NULL, support_await_done, &result);
  g_autoptr (StoreDraft) stored =
      store_drafts_get_finish (test->context->database, support_await (&result), NULL);
  g_assert_nonnull (stored);
  g_assert_cmpuint (stored->n_attachments, ==, 1);
  g_autoptr (MessageDraft) draft = message_draft_from_bytes (stored->octets, NULL);
  g_assert_true (g_str_has_prefix (draft->text, "See the file"));
}

static gboolean
has_attachment (gpointer composer)
{
  g_autoptr (GPtrArray) attachments = ui_tray_dup_attachments (UI_COMPOSER (composer)->tray);

  return attachments->len > 0;
}

static void
test_paste_picture (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (GBytes) pixels = g_bytes_new_static ("\xff\0\0\xff", 4);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (1, 1, GDK_MEMORY_R8G8B8A8, pixels, 4);
  g_autoptr (GPtrArray) attachments = NULL;
  g_autofree char *text = NULL;

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (composer->message)), texture);
  g_signal_emit_by_name (composer->message, "paste-clipboard");
  ui_test_until (has_attachment, composer);
  attachments = ui_tray_dup_attachments (composer->tray);
  g_assert_cmpstr (((MessageAttachment *) g_ptr_array_index (attachments, 0))->content_type, ==,
                   "image/png");
  text = hand_dup_text (composer);
  g_assert_cmpstr (text, ==, "\n-- \nLi Lei");
  hand_throw_away (composer);
}

static void
test_paste_files (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autofree char *path = g_build_filename (test->directory, "a.txt", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GSList) files = g_slist_append (NULL, file);

  g_file_set_contents (path, "12345", -1, NULL);
  gdk_clipboard_set (gtk_widget_get_clipboard (GTK_WIDGET (composer->message)), GDK_TYPE_FILE_LIST,
                     files);
  g_signal_emit_by_name (composer->message, "paste-clipboard");
  ui_test_until (has_attachment, composer);
  hand_throw_away (composer);
}

static const char *
find_size (GtkWidget *widget)
{
  const char *found = NULL;

  if (GTK_IS_LABEL (widget) &&
      g_str_has_suffix (gtk_label_get_text (GTK_LABEL (widget)), "as sent"))
    return gtk_label_get_text (GTK_LABEL (widget));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_size (child);
  return found;
}

/* The meter follows what is written, it does not wait for the draft to be saved. */
static void
test_size_follows (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autofree char *text = g_strnfill (5000, 'a');
  g_autofree char *path = g_build_filename (test->directory, "a.bin", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  ui_test_settle ();
  g_assert_cmpstr (find_size (GTK_WIDGET (composer)), ==, "711 bytes as sent");
  hand_write_text (composer, text);
  ui_test_settle ();
  g_assert_cmpstr (find_size (GTK_WIDGET (composer)), ==, "5.7\302\240kB as sent");
  g_file_set_contents (path, text, -1, NULL);
  ui_composer_add_file (composer, file);
  ui_test_until (hand_has_copied, composer);
  ui_test_settle ();
  g_assert_cmpstr (find_size (GTK_WIDGET (composer)), ==, "12.9\302\240kB as sent");
  hand_throw_away (composer);
}

/* Send waits for files that are still copied. */
static void
test_send_while_copying (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autofree char *path = g_build_filename (test->directory, "a.bin", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GPtrArray) letters = NULL;

  g_file_set_contents (path, "12345", -1, NULL);
  hand_write_letter (composer);
  ui_composer_add_file (composer, file);
  gtk_widget_activate_action (GTK_WIDGET (composer), "win.send", NULL);
  g_assert_false (composer->sending);
  ui_test_until (hand_is_sent, composer);
  letters = hand_list_letters (test);
  g_assert_cmpuint (((StoreLetter *) g_ptr_array_index (letters, 0))->n_attachments, ==, 1);
  hand_throw_away (composer);
}

static void
test_directory_is_refused (UiTest *test, gconstpointer data)
{
  UiComposer *composer = hand_open_composer (test, NULL, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (test->directory);
  g_autoptr (GPtrArray) attachments = NULL;

  ui_composer_add_file (composer, file);
  ui_test_until (hand_has_copied, composer);
  g_assert_nonnull (ui_strip_get_text (composer->strip));
  attachments = ui_tray_dup_attachments (composer->tray);
  g_assert_cmpuint (attachments->len, ==, 0);
  hand_throw_away (composer);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/composer-files/close-while-copying", test_close_while_copying);
  ui_test_add ("/ui/composer-files/attach", test_attach);
  ui_test_add ("/ui/composer-files/paste-picture", test_paste_picture);
  ui_test_add ("/ui/composer-files/paste-files", test_paste_files);
  ui_test_add ("/ui/composer-files/size-follows", test_size_follows);
  ui_test_add ("/ui/composer-files/send-while-copying", test_send_while_copying);
  ui_test_add ("/ui/composer-files/directory-is-refused", test_directory_is_refused);
  return g_test_run ();
}

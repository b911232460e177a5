/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Message files and ready-made letters as drafts, and the name of a file a letter is saved as. */

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "message-error.h"
#include "message-import.h"
#include "store-attachments.h"
#include "support-await.h"
#include "ui-export-private.h"
#include "ui-import.h"
#include "ui-test.h"

static const char MESSAGE[] =
    "From: Li Lei <LI@example.org>\r\nTo: a@x.org\r\nBcc: b@x.org\r\nSubject: "
    "=?gbk?b?u+HS6Q==?=\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nText\r\n"
    "--b\r\nContent-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n"
    "\r\nJVBERi0=\r\n--b--\r\n";

static MessageDraft *
import_telling (UiTest *test, const char *path, char **lacking, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;

  ui_import_file_async (test->context, file, support_await_done, &result);
  return ui_import_finish (support_await (&result), lacking, error);
}

/* Of which nothing lacks. */
static MessageDraft *
import (UiTest *test, const char *path, GError **error)
{
  g_autofree char *lacking = NULL;
  MessageDraft *draft = import_telling (test, path, &lacking, error);

  g_assert_null (lacking);
  return draft;
}

static char *
write_message (UiTest *test, const char *octets, gsize size)
{
  char *path = g_build_filename (test->directory, "m.EML", NULL);

  g_assert_true (g_file_set_contents (path, octets, size, NULL));
  return path;
}

/* Attached files are in the store, so the message file may go. */
static void
test_file (UiTest *test, gconstpointer data)
{
  g_autofree char *path = write_message (test, MESSAGE, strlen (MESSAGE));
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageDraft) draft = import (test, path, &error);
  const MessageAttachment *attachment;

  g_assert_no_error (error);
  g_assert_true (ui_import_is_message_file (file));
  g_unlink (path);
  g_assert_cmpstr (draft->account_id, ==, test->account_id);
  g_assert_cmpstr (draft->subject, ==, "会议");
  g_assert_cmpuint (draft->to->len, ==, 1);
  g_assert_cmpuint (draft->bcc->len, ==, 1);
  g_assert_cmpstr (draft->text, ==, "Text");
  g_assert_cmpuint (draft->attachments->len, ==, 1);
  attachment = g_ptr_array_index (draft->attachments, 0);
  g_assert_cmpstr (attachment->name, ==, "x.pdf");
  g_assert_cmpuint (attachment->size, ==, 5);
  g_autofree char *stored =
      g_build_filename (g_file_peek_path (store_database_get_directory (test->context->database)),
                        "attachments", attachment->digest, NULL);
  g_autofree char *octets = NULL;
  g_assert_true (g_file_get_contents (stored, &octets, NULL, NULL));
  g_assert_cmpstr (octets, ==, "%PDF-");
}

static void
test_content (UiTest *test, gconstpointer data)
{
  g_autoptr (GBytes) octets = g_bytes_new_static (MESSAGE, strlen (MESSAGE));
  g_autoptr (MailContent) content = mail_content_new (octets);
  g_autoptr (GAsyncResult) result = NULL;

  ui_import_content_async (test->context, content, support_await_done, &result);
  g_autofree char *lacking = NULL;
  g_autoptr (MessageDraft) draft = ui_import_finish (support_await (&result), &lacking, NULL);
  g_assert_cmpstr (draft->subject, ==, "会议");
  g_assert_null (lacking);
}

/* A text that is no letter's is a file of the letter; what the letter has no room for is said. */
static void
test_lacking (UiTest *test, gconstpointer data)
{
  g_autofree char *words = g_strnfill (MESSAGE_MAX_TEXT + 1, 'x');
  g_autoptr (GString) message = g_string_new ("To: a@x.org");
  g_autofree char *lacking = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 10001; i++)
    g_string_append (message, ",\n b@x.org");
  g_string_append_printf (message, "\n\n%s", words);
  g_autofree char *path = write_message (test, message->str, message->len);
  g_autoptr (MessageDraft) draft = import_telling (test, path, &lacking, &error);
  const MessageAttachment *text;

  g_assert_no_error (error);
  g_assert_cmpstr (draft->text, ==, "");
  g_assert_cmpuint (draft->to->len, ==, 10000);
  g_assert_cmpuint (draft->attachments->len, ==, 1);
  text = g_ptr_array_index (draft->attachments, 0);
  g_assert_cmpstr (text->name, ==, "message.txt");
  g_assert_cmpuint (text->size, ==, strlen (words));
  g_assert_cmpstr (
      lacking, ==,
      "The text is too long for a letter; what does not fit is attached as a file.\n"
      "2 addresses were left out; the message has more of them than a letter can hold.");
}

static void
test_no_message (UiTest *test, gconstpointer data)
{
  g_autofree char *path = write_message (test, "no message", 10);
  g_autofree char *fifo = g_build_filename (test->directory, "fifo.eml", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (import (test, path, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_null (import (test, fifo, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_clear_error (&error);
  g_assert_null (import (test, "/no/such/file.eml", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (truncate (path, MESSAGE_MAX_IMPORT + 1), ==, 0);
  g_assert_null (import (test, path, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE);
}

static void
test_names (UiTest *test, gconstpointer data)
{
  static const char *const cases[][2] = {
    { "Agenda", "Agenda.eml" },
    { "会议 记录", "会议 记录.eml" },
    { "a/b\\c:d*e?f\"g<h>i|j", "a b c d e f g h i j.eml" },
    { "..", "Letter.eml" },
    { ".hidden", "hidden.eml" },
    { "", "Letter.eml" },
    { "\n\t", "Letter.eml" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = ui_export_dup_name (cases[i][0]);

      g_assert_cmpstr (name, ==, cases[i][1]);
    }
  g_autofree char *long_subject = g_strnfill (5000, 'x');
  g_autofree char *name = ui_export_dup_name (long_subject);
  g_assert_cmpuint (strlen (name), <, 255);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  ui_test_add ("/ui/import/file", test_file);
  ui_test_add ("/ui/import/content", test_content);
  ui_test_add ("/ui/import/lacking", test_lacking);
  ui_test_add ("/ui/import/no-message", test_no_message);
  ui_test_add ("/ui/export/names", test_names);
  return g_test_run ();
}

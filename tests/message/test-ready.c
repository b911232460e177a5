/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that come ready, as git send-email and scripts write them. */

#include <string.h>

#include "letter.h"
#include "message-error.h"

static MessageLetter *
read_text (const char *text, GError **error)
{
  g_autoptr (GBytes) octets = g_bytes_new_static (text, strlen (text));
  return message_letter_from_octets (octets, NULL, NULL, error);
}

static char *
dup_octets (const MessageLetter *letter)
{
  return g_strndup (g_bytes_get_data (letter->content->octets, NULL),
                    g_bytes_get_size (letter->content->octets));
}

static const char complete[] = "From: Wang <wang@163.com>\r\n"
                               "To: lilei@example.org\r\n"
                               "Subject: x\r\n"
                               "Date: Mon, 23 Nov 2026 10:00:00 +0800\r\n"
                               "Message-ID: <1@163.com>\r\n"
                               "X-Odd:   folded\r\n"
                               "\tand  spaced \r\n"
                               "\r\n"
                               "body\r\n"
                               ".\r\n"
                               " Bcc: not a field\r\n";

/* A complete message goes octet for octet. */
static void
test_unchanged (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) letter = read_text (complete, &error);
  g_assert_no_error (error);
  g_autofree char *octets = dup_octets (letter);

  g_assert_cmpstr (octets, ==, complete);
  g_assert_cmpstr (letter->message_id, ==, "<1@163.com>");
  g_assert_cmpstr (letter->subject, ==, "x");
  g_assert_cmpstr (letter->from, ==, "Wang <wang@163.com>");
  g_assert_cmpstr (letter->recipients, ==, "lilei@example.org");
  g_assert_false (mail_content_is_eight_bit (letter->content));
}

static void
test_line_ends (void)
{
  g_autoptr (GString) lf = g_string_new (complete);
  g_string_replace (lf, "\r\n", "\n", 0);
  g_string_truncate (lf, lf->len - 1);
  g_autoptr (MessageLetter) letter = read_text (lf->str, NULL);
  g_autofree char *octets = dup_octets (letter);

  g_assert_cmpstr (octets, ==, complete);
}

/* R10 */
static void
test_bcc (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) letter =
      read_text ("From: wang@163.com\n"
                 "bCc : one@example.org,\n"
                 "  Two <two@example.org>,\n"
                 "\tTeam: three@example.org;\n"
                 "To: lilei@example.org\n"
                 "Resent-Bcc: four@example.org\n"
                 " , five@example.org\n"
                 "Cc: \"Li, Lei\" <LILEI@EXAMPLE.ORG> (comment), lilei@EXAMPLE.ORG\n"
                 "\n"
                 "Bcc: stays@example.org\n",
                 &error);
  g_assert_no_error (error);
  g_autofree char *octets = dup_octets (letter);

  g_assert_null (strstr (octets, "one@"));
  g_assert_null (strstr (octets, "two@"));
  g_assert_null (strstr (octets, "three@"));
  g_assert_null (strstr (octets, "four@"));
  g_assert_null (strstr (octets, "five@"));
  g_assert_nonnull (strstr (octets, "\r\n\r\nBcc: stays@example.org\r\n"));

  GPtrArray *paths = letter->envelope->forward_paths;
  g_assert_cmpuint (paths->len, ==, 5);
  g_assert_cmpstr (mail_path_get_text (g_ptr_array_index (paths, 0)), ==, "lilei@example.org");
  g_assert_cmpstr (mail_path_get_text (g_ptr_array_index (paths, 1)), ==, "LILEI@EXAMPLE.ORG");
  g_assert_cmpstr (mail_path_get_text (g_ptr_array_index (paths, 4)), ==, "three@example.org");
}

static void
test_added_fields (void)
{
  g_autoptr (MessageLetter) letter = read_text ("From: wang@163.com\nTo: a@b.cn\n\nhello\n", NULL);
  g_autoptr (GHashTable) seen = letter_read (letter->content->octets);

  letter_assert (seen, "names", "From,To,Date,Message-ID");
  letter_assert (seen, "Message-ID", letter->message_id);
  g_assert_true (g_str_has_suffix (letter->message_id, "@163.com>"));
}

/* cron, mail(1) and `git format-patch` */
static void
test_odd_heads (void)
{
  g_autoptr (MailPath) sender = mail_path_parse ("root@example.org", NULL);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_ptr_array_add (paths, sender);

  g_autoptr (GBytes) bare = g_bytes_new_static ("it is done\nSubject: x\n", 22);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) letter = message_letter_from_octets (bare, sender, paths, &error);
  g_assert_no_error (error);
  g_autoptr (GHashTable) seen = letter_read (letter->content->octets);
  letter_assert (seen, "names", "From,Date,Message-ID");
  letter_assert (seen, "From.0.0.address", "root@example.org");
  letter_assert (seen, "part.0.content", "it is done\r\nSubject: x\r\n");

  g_autoptr (MessageLetter) patch =
      read_text ("From 0123456789 Mon Sep 17 00:00:00 2001\n"
                 "From: wang@163.com\nTo: a@b.cn\nSubject: [PATCH] x\n\n---\n",
                 &error);
  g_assert_no_error (error);
  g_assert_cmpstr (patch->subject, ==, "[PATCH] x");

  g_autoptr (GBytes) head = g_bytes_new_static ("From: a@b.cn\n", 13);
  g_autoptr (MessageLetter) empty = message_letter_from_octets (head, sender, paths, &error);
  g_assert_no_error (error);
  g_assert_nonnull (empty);
}

static void
test_eight_bit (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageLetter) letter =
      read_text ("From: 王芳 <wang@163.com>\nTo: 李雷 <a@b.cn>\nSubject: 你好\n\n内容\n", &error);
  g_assert_no_error (error);
  g_assert_true (mail_content_is_eight_bit (letter->content));
  g_assert_cmpstr (letter->subject, ==, "你好");

  g_autoptr (GHashTable) seen = letter_read (letter->content->octets);
  letter_assert (seen, "defects", "");
  letter_assert (seen, "Subject", "你好");
  letter_assert (seen, "From.0.0.name", "王芳");
  letter_assert (seen, "To.0.0.name", "李雷");
  letter_assert (seen, "part.0.encoding", "8bit");
  letter_assert (seen, "part.0.content", "内容\r\n");

  /* labelled by the writer: nothing is added */
  g_autoptr (MessageLetter) labelled =
      read_text ("From: wang@163.com\nTo: a@b.cn\nMIME-Version: 1.0\n"
                 "Content-Type: text/plain; charset=gb18030\n"
                 "Content-Transfer-Encoding: 8bit\n\n\xC4\xE3\n",
                 &error);
  g_assert_no_error (error);
  g_autoptr (GHashTable) gb = letter_read (labelled->content->octets);
  letter_assert (gb, "names",
                 "From,To,MIME-Version,Content-Type,Content-Transfer-Encoding,Date,Message-ID");
}

static void
assert_refused (const char *text, MessageError code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *escaped = g_strescape (text, NULL);
  g_test_message ("%s", escaped);
  g_assert_null (read_text (text, &error));
  g_assert_error (error, MESSAGE_ERROR, (int) code);
}

static void
test_refused (void)
{
  g_autofree char *line = g_strnfill (999, 'x');
  g_autofree char *long_line = g_strdup_printf ("From: a@b.cn\nTo: a@b.cn\n\n%s\n", line);
  g_autofree char *long_field = g_strdup_printf ("From: a@b.cn\nTo: a@b.cn\nX: %s\n\n", line);

  assert_refused ("From: a@b.cn\nTo: a@b.cn\n\na\rb\n", MESSAGE_ERROR_CONTENT);
  assert_refused ("From: a@b.cn\nTo: a@b.cn\n\na\r\r\nb\n", MESSAGE_ERROR_CONTENT);
  assert_refused ("From: a@b.cn\nTo: a@b.cn\n\na\r", MESSAGE_ERROR_CONTENT);
  assert_refused ("From: a@b.cn\nTo: a@b.cn\nX: a\rBcc: x@y.cn\n\n", MESSAGE_ERROR_CONTENT);
  assert_refused (long_line, MESSAGE_ERROR_CONTENT);
  assert_refused (long_field, MESSAGE_ERROR_CONTENT);
  assert_refused ("From: a@b.cn\n\nnobody\n", MESSAGE_ERROR_NO_RECIPIENT);
  assert_refused ("From: a@b.cn\nTo: undisclosed-recipients:;\n\n", MESSAGE_ERROR_NO_RECIPIENT);
  assert_refused ("To: a@b.cn\n\nno sender\n", MESSAGE_ERROR_ADDRESS);
  assert_refused ("From: a@b.cn\nTo: nobody\n\n", MESSAGE_ERROR_ADDRESS);
  assert_refused ("From: a@b.cn\nTo: a@b.cn, <c@d.cn>MAIL\n\n", MESSAGE_ERROR_ADDRESS);
  assert_refused ("From: a@b.cn\nTo: a@b@c\n\n", MESSAGE_ERROR_ADDRESS);
  assert_refused ("From: a@b.cn\nTo: a@b.cn;\n nobody\n\n", MESSAGE_ERROR_ADDRESS);
  assert_refused ("From: a@b.cn\nTo: a@b.cn\nSubject: \xFF\n\n", MESSAGE_ERROR_HEADER);
  assert_refused ("From: a@b.cn\nTo: a@b.cn\nContent-Type: 你\n\n", MESSAGE_ERROR_HEADER);

  g_autoptr (GBytes) nul = g_bytes_new_static ("From: a@b.cn\nTo: a@b.cn\n\na\0b\n", 30);
  g_autoptr (GError) error = NULL;
  g_assert_null (message_letter_from_octets (nul, NULL, NULL, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_CONTENT);
}

/* A long line exactly at the limit, cut by every chunk border, passes. */
static void
test_large (void)
{
  g_autofree char *line = g_strnfill (998, 'x');
  g_autoptr (GString) text = g_string_new ("From: a@b.cn\nTo: a@b.cn\n\n");
  while (text->len < 3 * 1024 * 1024)
    g_string_append_printf (text, "%s%s", line, text->len % 2 ? "\n" : "\r\n");

  g_autoptr (GBytes) octets = g_bytes_new_static (text->str, text->len);
  g_autoptr (GError) error = NULL;
  g_assert_null (message_letter_from_octets (octets, NULL, NULL, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE);
  g_clear_error (&error);

  g_autoptr (GInputStream) message = g_memory_input_stream_new_from_bytes (octets);
  g_autoptr (GOutputStream) body = g_memory_output_stream_new_resizable ();
  gboolean eight_bit = TRUE;
  g_autoptr (MessageLetter) letter =
      message_letter_from_stream (message, body, NULL, NULL, &eight_bit, &error);
  g_assert_no_error (error);
  g_assert_false (eight_bit);
  g_assert_true (message_scan (letter->content->octets, &error));

  gsize length = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (body));
  g_assert_cmpuint (length % 1000, ==, 0);
  g_autoptr (GBytes) whole =
      g_bytes_new_static (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (body)), length);
  g_assert_true (message_scan (whole, &error));
}

static void
test_endless_header (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  while (text->len < 1024 * 1024)
    g_string_append (text, "X: y\n");

  g_autoptr (GError) error = NULL;
  g_assert_null (read_text (text->str, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_CONTENT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/ready/unchanged", test_unchanged);
  g_test_add_func ("/message/ready/line-ends", test_line_ends);
  g_test_add_func ("/message/ready/bcc", test_bcc);
  g_test_add_func ("/message/ready/added-fields", test_added_fields);
  g_test_add_func ("/message/ready/odd-heads", test_odd_heads);
  g_test_add_func ("/message/ready/eight-bit", test_eight_bit);
  g_test_add_func ("/message/ready/refused", test_refused);
  g_test_add_func ("/message/ready/large", test_large);
  g_test_add_func ("/message/ready/endless-header", test_endless_header);
  return g_test_run ();
}

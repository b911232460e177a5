/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "letter.h"
#include "message-error.h"

static MessageDraft *
new_full_draft (void)
{
  MessageDraft *draft = letter_new_draft ();

  draft->account_id = g_strdup ("account-1");
  g_ptr_array_unref (draft->to);
  draft->to = message_mailbox_parse_list ("李雷 <li@163.com>, half an addr");
  letter_add_mailbox (draft->cc, NULL, "\"a b\"@example.org");
  letter_add_mailbox (draft->bcc, "Secret", "用户@例子.中国");
  letter_add_mailbox (draft->reply_to, NULL, "r@example.org");
  g_free (draft->subject);
  draft->subject = g_strdup ("会议");
  g_free (draft->text);
  draft->text = g_strdup ("你好\n");
  draft->html = g_strdup ("<p>");
  letter_add_file (draft, "年度报告.pdf", "application/pdf", "x")->canonical = TRUE;
  g_assert_true (message_draft_add_header (draft, "X-Test", "值", NULL));
  draft->in_reply_to = g_strdup ("<1@x>");
  draft->references = g_strdup ("<0@x> <1@x>");
  draft->cursor = 3;
  draft->send_at_us = G_GINT64_CONSTANT (1795507200000000);
  draft->request =
      (MailRequest){ MAIL_NOTIFY_SUCCESS | MAIL_NOTIFY_DELAY, MAIL_RETURN_HEADERS, TRUE };
  draft->corrects = 7;
  return draft;
}

static void
assert_equal (const MessageDraft *a, const MessageDraft *b)
{
  g_autoptr (GBytes) a_bytes = message_draft_to_bytes (a);
  g_autoptr (GBytes) b_bytes = message_draft_to_bytes (b);
  g_assert_true (g_bytes_equal (a_bytes, b_bytes));
}

static void
test_round_trip (void)
{
  g_autoptr (MessageDraft) draft = new_full_draft ();
  g_autoptr (GBytes) bytes = message_draft_to_bytes (draft);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageDraft) again = message_draft_from_bytes (bytes, &error);

  g_assert_no_error (error);
  assert_equal (draft, again);
  g_assert_cmpstr (again->account_id, ==, "account-1");
  g_assert_cmpuint (again->to->len, ==, 2);
  const MessageMailbox *half = g_ptr_array_index (again->to, 1);
  g_assert_null (half->path);
  g_assert_cmpstr (half->text, ==, "half an addr");
  const MessageMailbox *secret = g_ptr_array_index (again->bcc, 0);
  g_assert_cmpstr (secret->text, ==, "Secret <用户@例子.中国>");
  const MessageAttachment *file = g_ptr_array_index (again->attachments, 0);
  g_assert_cmpstr (file->name, ==, "年度报告.pdf");
  g_assert_true (file->canonical);
  g_assert_cmpuint (again->headers->len, ==, 1);
  g_assert_cmpuint (again->cursor, ==, 3);
  g_assert_cmpint (again->send_at_us, ==, draft->send_at_us);
  g_assert_cmpint (again->request.notify, ==, MAIL_NOTIFY_SUCCESS | MAIL_NOTIFY_DELAY);
  g_assert_cmpint (again->request.ret, ==, MAIL_RETURN_HEADERS);
  g_assert_true (again->request.require_tls);
  g_assert_cmpint (again->corrects, ==, 7);
}

/* more than anyone writes, and no more than a clipboard holds */
static void
test_long_text (void)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_autoptr (GError) error = NULL;

  g_free (draft->text);
  draft->text = g_strnfill (40 * 1024 * 1024, 'x');
  g_autoptr (GBytes) octets = message_draft_to_bytes (draft);
  g_autoptr (MessageDraft) read = message_draft_from_bytes (octets, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_equal (read->text, draft->text));
}

static void
test_copy (void)
{
  g_autoptr (MessageDraft) draft = new_full_draft ();
  g_autoptr (MessageDraft) copy = message_draft_copy (draft);
  assert_equal (draft, copy);

  g_autoptr (MessageDraft) empty = message_draft_new ();
  g_autoptr (MessageDraft) empty_copy = message_draft_copy (empty);
  assert_equal (empty, empty_copy);
}

/* Octets that lost or changed anything make a draft or an error, never a crash. */
static void
test_corrupt (void)
{
  g_autoptr (MessageDraft) draft = new_full_draft ();
  g_autoptr (GBytes) bytes = message_draft_to_bytes (draft);
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (GBytes) part = g_bytes_new (data, cut);
      g_autoptr (MessageDraft) read = message_draft_from_bytes (part, NULL);
    }
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree guint8 *altered = g_memdup2 (data, length);
      for (gint n = g_test_rand_int_range (1, 4); n > 0; n--)
        altered[g_test_rand_int_range (0, length)] = g_test_rand_int_range (0, 256);
      g_autoptr (GBytes) part = g_bytes_new (altered, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (MessageDraft) read = message_draft_from_bytes (part, &error);
      if (read == NULL)
        g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT);
      else
        {
          g_autoptr (GBytes) again = message_draft_to_bytes (read);
          g_autoptr (MessageLetter) letter = message_render (read, NULL, NULL, NULL);
          if (letter != NULL)
            g_assert_true (message_scan (letter->content->octets, NULL));
        }
    }
}

static MessageDraft *
read_parsed (const char *text)
{
  g_autoptr (GVariant) native = g_variant_ref_sink (g_variant_new_parsed (text));
  g_autoptr (GVariant) swapped = g_variant_byteswap (native);
  g_autoptr (GBytes) bytes =
      g_variant_get_data_as_bytes (G_BYTE_ORDER == G_LITTLE_ENDIAN ? native : swapped);
  return message_draft_from_bytes (bytes, NULL);
}

/* What is not understood is passed over; what cannot be believed is left out. */
static void
test_other_programs (void)
{
  g_autoptr (MessageDraft) later =
      read_parsed ("(uint32 1, {'text': <'hello'>, 'colour': <'red'>, 'to': <uint32 7>})");
  g_assert_cmpstr (later->text, ==, "hello");
  g_assert_cmpuint (later->to->len, ==, 0);

  g_assert_null (read_parsed ("(uint32 2, @a{sv} {})"));

  g_autoptr (MessageDraft) hostile = read_parsed (
      "(uint32 1, {'headers': <[('Bcc', 'x@y.cn'), ('X', 'a\\nBcc: x@y.cn'), ('X-Good', 'b')]>,"
      " 'attachments': <[('../../etc/passwd', 'text/plain', '../../../etc/passwd', uint64 1, "
      "false)]>,"
      " 'to': <@a(mss) [(nothing, 'a@b.cn\\r\\nRCPT TO:<x@y.cn>')]>})");
  g_assert_cmpuint (hostile->headers->len, ==, 1);
  g_assert_cmpuint (hostile->attachments->len, ==, 0);
  g_assert_null (((MessageMailbox *) g_ptr_array_index (hostile->to, 0))->path);
}

static void
test_headers (void)
{
  static const char *const refused[] = {
    "From",         "to",          "CC",          "Bcc",        "Reply-To",
    "Sender",       "subject",     "DATE",        "Message-Id", "MIME-Version",
    "Content-Type", "content-x",   "Return-Path", "Received",   "Resent-To",
    "Resent-Bcc",   "In-Reply-To", "References",  "",           "a b",
    "a:b",          "X\r\nBcc",    "X\nBcc",      "é",          "X\x7F",
    "X\t",
  };
  static const char *const values[] = {
    "a\r\nBcc: x@y.cn", "a\nb",           "a\rb",   "a\xC2\x85z",
    "a\xE2\x80\xA8z",   "a\xE2\x80\xA9z", "a\x01z", "\xFF",
  };
  g_autoptr (MessageDraft) draft = message_draft_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_test_message ("%s", refused[i]);
      g_assert_false (message_draft_add_header (draft, refused[i], "value", &error));
      g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_HEADER);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (message_draft_add_header (draft, "X-Test", values[i], &error));
      g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_HEADER);
    }
  g_assert_cmpuint (draft->headers->len, ==, 0);

  g_assert_true (message_draft_add_header (draft, "Organization", "某大学", NULL));
  g_assert_true (message_draft_add_header (draft, "X-Mailer", "", NULL));
  g_assert_true (message_draft_add_header (draft, "List-Unsubscribe", "<mailto:x@y.cn>", NULL));
}

static void
test_is_empty (void)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_assert_true (message_draft_is_empty (draft));
  g_free (draft->text);
  draft->text = g_strdup (" \n　");
  g_assert_true (message_draft_is_empty (draft));
  g_free (draft->subject);
  draft->subject = g_strdup ("x");
  g_assert_false (message_draft_is_empty (draft));

  g_autoptr (MessageDraft) addressed = message_draft_new ();
  letter_add_mailbox (addressed->bcc, NULL, "a@b.cn");
  g_assert_false (message_draft_is_empty (addressed));
}

static void
test_recipients (void)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_autofree char *none = message_draft_dup_recipients (draft);
  g_assert_cmpstr (none, ==, "");

  letter_add_mailbox (draft->bcc, NULL, "b@b.cn");
  g_autofree char *bcc = message_draft_dup_recipients (draft);
  g_assert_cmpstr (bcc, ==, "b@b.cn");

  letter_add_mailbox (draft->to, "Li Lei", "li@b.cn");
  letter_add_mailbox (draft->to, NULL, "han@example.org");
  g_autofree char *to = message_draft_dup_recipients (draft);
  g_assert_cmpstr (to, ==, "Li Lei, han@example.org");
}

/* What was attached is there again, however much it is. */
static void
test_many_files (void)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_autofree char *digest = g_strnfill (MAIL_DIGEST_LENGTH, 'a');

  for (guint i = 0; i < 1500; i++)
    g_ptr_array_add (draft->attachments, message_attachment_new ("x", "text/plain", digest, i));
  g_autoptr (GBytes) bytes = message_draft_to_bytes (draft);
  g_autoptr (MessageDraft) read = message_draft_from_bytes (bytes, NULL);
  g_assert_cmpuint (read->attachments->len, ==, 1500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/draft/round-trip", test_round_trip);
  g_test_add_func ("/message/draft/long-text", test_long_text);
  g_test_add_func ("/message/draft/copy", test_copy);
  g_test_add_func ("/message/draft/corrupt", test_corrupt);
  g_test_add_func ("/message/draft/other-programs", test_other_programs);
  g_test_add_func ("/message/draft/headers", test_headers);
  g_test_add_func ("/message/draft/is-empty", test_is_empty);
  g_test_add_func ("/message/draft/recipients", test_recipients);
  g_test_add_func ("/message/draft/many-files", test_many_files);

  return g_test_run ();
}

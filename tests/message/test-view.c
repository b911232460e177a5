/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "letter.h"
#include "message-view.h"

static MessageView *
view (const char *text)
{
  g_autoptr (GBytes) octets = g_bytes_new_static (text, strlen (text));

  return message_view_new (octets);
}

static void
test_fields (void)
{
  g_autoptr (MessageView) seen = view ("From: =?utf-8?B?546L5Yqb?= <wang@163.com>\r\n"
                                       "To: Li Lei <li@example.org>, han@example.org\r\n"
                                       "Subject: =?utf-8?Q?caf=C3=A9?=\r\n"
                                       "Date: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
                                       "\r\n"
                                       "one\r\ntwo\r\n");

  g_assert_cmpstr (seen->from, ==, "王力 <wang@163.com>");
  g_assert_cmpstr (seen->to, ==, "Li Lei <li@example.org>, han@example.org");
  g_assert_cmpstr (seen->cc, ==, "");
  g_assert_cmpstr (seen->subject, ==, "café");
  g_assert_cmpint (g_date_time_to_unix (seen->date), ==, 1795428000);
  g_assert_cmpstr (seen->text, ==, "one\ntwo\n");
  g_assert_cmpuint (seen->parts->len, ==, 0);
}

/* GMime, which is what reads here and in other programs, loses what stands behind an encoded word
 * with padding; so a letter of ours has none in mid-subject. */
static void
test_own_subject (void)
{
  static const char *const subjects[] = {
    "&很长的主题很长的主题很长的主题很长的主题很长的主题很长的主题",
    "é很长的主题很长的主题很长的主题很长的主题很长的主题很长的主题é",
    "很长的主题(1)很长的主题很长的主题(22)很长的主题很长的主题很长的主题",
    "😀很长的主题😀😀很长的主题很长的主题很长的主题很长的主题很长的主题😀",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (subjects); i++)
    {
      g_autoptr (MessageDraft) draft = letter_new_draft ();
      g_autoptr (MessageLetter) letter = NULL;
      g_autoptr (MessageView) seen = NULL;

      g_free (draft->subject);
      draft->subject = g_strdup (subjects[i]);
      letter = message_render (draft, NULL, NULL, NULL);
      seen = message_view_new (letter->content->octets);
      g_assert_cmpstr (seen->subject, ==, subjects[i]);
    }
}

static void
test_attachment (void)
{
  g_autoptr (MessageView) seen =
      view ("MIME-Version: 1.0\r\n"
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n\xc4\xe3\xba\xc3\r\n"
            "--b\r\nContent-Type: application/pdf\r\n"
            "Content-Disposition: attachment; filename=\"a.pdf\"\r\n"
            "Content-Transfer-Encoding: base64\r\n\r\nYWJjZA==\r\n"
            "--b\r\nContent-Type: text/plain; name=notes.txt\r\n\r\nnot the letter\r\n"
            "--b--\r\n");
  const MessageViewPart *part;

  g_assert_true (g_str_has_prefix (seen->text, "你好"));
  g_assert_cmpuint (seen->parts->len, ==, 2);
  part = g_ptr_array_index (seen->parts, 0);
  g_assert_cmpstr (part->name, ==, "a.pdf");
  g_assert_cmpstr (part->content_type, ==, "application/pdf");
  g_assert_cmpuint (part->size, ==, 4);
  part = g_ptr_array_index (seen->parts, 1);
  g_assert_cmpstr (part->name, ==, "notes.txt");
}

/* The files of a letter at rest are held out of it: each is shown, and none has a size of its own.
 */
static void
test_held_out (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  MessageAttachment *first = letter_add_file (draft, "first.eml", "message/rfc822", "A: b\r\n\r\n");
  g_autoptr (MessageLetter) letter = NULL;
  g_autoptr (MessageView) seen = NULL;
  static const char *const names[] = { "first.eml", "空.txt", "after.txt" };

  first->canonical = TRUE;
  letter_add_file (draft, "空.txt", "text/plain", "");
  letter_add_file (draft, "after.txt", "text/plain", "after");
  letter = message_render (draft, NULL, NULL, NULL);
  seen = message_view_new (letter->content->octets);
  g_assert_cmpuint (seen->parts->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < seen->parts->len; i++)
    {
      const MessageViewPart *part = g_ptr_array_index (seen->parts, i);

      g_assert_cmpstr (part->name, ==, names[i]);
      g_assert_cmpuint (part->size, ==, 0);
    }
}

static void
test_alternative (void)
{
  g_autoptr (MessageView) seen =
      view ("MIME-Version: 1.0\r\n"
            "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
            "--b\r\nContent-Type: text/plain\r\n\r\nplain\r\n"
            "--b\r\nContent-Type: text/html\r\n\r\n<b>rich</b>\r\n--b--\r\n");

  g_assert_true (g_str_has_prefix (seen->text, "plain"));
  g_assert_null (strstr (seen->text, "rich"));
}

static void
test_html_alone (void)
{
  g_autoptr (MessageView) seen = view ("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n"
                                       "<style>p { color: red }</style><p>Good <i>day</i></p>\r\n");

  g_assert_cmpstr (seen->text, ==, "Good day");
}

static void
test_malformed (void)
{
  static const char *const TEXTS[] = {
    "",
    "\r\n",
    "no header at all",
    "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n--b\r\n--b",
    "Subject: \xff\xfe\r\n\r\n\x80\x81\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autoptr (MessageView) seen = view (TEXTS[i]);

      g_assert_true (g_utf8_validate (seen->text, -1, NULL));
      g_assert_true (g_utf8_validate (seen->subject, -1, NULL));
      g_assert_nonnull (seen->from);
      g_assert_nonnull (seen->to);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/view/fields", test_fields);
  g_test_add_func ("/message/view/own-subject", test_own_subject);
  g_test_add_func ("/message/view/attachment", test_attachment);
  g_test_add_func ("/message/view/held-out", test_held_out);
  g_test_add_func ("/message/view/alternative", test_alternative);
  g_test_add_func ("/message/view/html-alone", test_html_alone);
  g_test_add_func ("/message/view/malformed", test_malformed);
  return g_test_run ();
}

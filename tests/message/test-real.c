/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters as other programs write them, and as they arrive: a draft is made of them, and they are
 * shown, with the same words and the same files. */

#include "letter.h"
#include "message-import.h"
#include "message-view.h"

#define MIXED "Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
#define ALTERNATIVE "Subject: s\nContent-Type: multipart/alternative; boundary=a\n\n"

typedef struct
{
  MessageImport *import;
  MessageView *view;
} Seen;

static void
seen_clear (Seen *seen)
{
  message_import_free (seen->import);
  message_view_free (seen->view);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Seen, seen_clear)

static Seen
look (const char *octets, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (octets, size);
  g_autoptr (GError) error = NULL;
  Seen seen = { message_import (bytes, &error), message_view_new (bytes) };

  g_assert_no_error (error);
  g_assert_cmpstr (seen.view->text, ==, seen.import->draft->text);
  g_assert_cmpstr (seen.view->subject, ==, seen.import->draft->subject);
  g_assert_cmpuint (seen.view->parts->len, ==, seen.import->files->len);
  g_assert_true (g_utf8_validate (seen.view->text, -1, NULL));
  return seen;
}

#define LOOK(text) look (text, sizeof (text) - 1)

static void
assert_file (const Seen *seen, guint i, const char *name, const char *octets)
{
  const MessageImportFile *file = g_ptr_array_index (seen->import->files, i);
  const MessageViewPart *part = g_ptr_array_index (seen->view->parts, i);

  g_assert_cmpstr (file->name, ==, name);
  g_assert_cmpstr (part->name, ==, name);
  g_assert_cmpmem (g_bytes_get_data (file->content, NULL), g_bytes_get_size (file->content), octets,
                   strlen (octets));
  g_assert_cmpuint (part->size, ==, strlen (octets));
  g_assert_cmpstr (part->content_type, ==, file->content_type);
}

/* RFC 5322 allows none of it, and much of it is under way. */
static void
test_headers_without_encoding (void)
{
  static const char *const letters[] = {
    "From: \xc0\xee\xc0\xd7 <li@x.org>\nTo: \"\xcd\xf5\xb7\xbc\" <wang@163.com>\n"
    "Subject: \xbb\xe1\xd2\xe9\n\nx",
    "From: 李雷 <li@x.org>\nTo: \"王芳\" <wang@163.com>\nSubject: 会议\n\nx",
    "\xef\xbb\xbf"
    "Subject: 会议\nFrom: =?gb2312?B?wO7A1w==?= <li@x.org>\nTo: =?gbk?Q?=CD=F5=B7=BC?= "
    "<wang@163.com>\n\nx",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (letters); i++)
    {
      g_auto (Seen) seen = look (letters[i], strlen (letters[i]));
      const MessageMailbox *to = g_ptr_array_index (seen.import->draft->to, 0);

      g_assert_cmpstr (seen.view->subject, ==, "会议");
      g_assert_cmpstr (seen.view->from, ==, "李雷 <li@x.org>");
      g_assert_cmpstr (seen.view->to, ==, "王芳 <wang@163.com>");
      g_assert_cmpstr (to->name, ==, "王芳");
    }
}

static void
test_characters (void)
{
  static const struct
  {
    const char *declared;
    const char *octets;
    const char *text;
  } cases[] = {
    { "", "\xbb\xe1\xd2\xe9", "会议" },
    { "; charset=gbk", "\xbb\xe1\xd2\xe9", "会议" },
    { "; charset=gb2312", "\x95\x32\x82\x36", "𠀀" },
    { "; charset=utf-8", "\xbb\xe1\xd2\xe9", "会议" },
    { "; charset=utf-8", "会议在明天\xe4\xbc下午", "会议在明天��下午" },
    { "; charset=utf-8", "会议在明天\xe4\xbc", "会议在明天" },
    { "; charset=utf-8", "\xef\xbb\xbf会议", "会议" },
    { "; charset=iso-8859-1", "\x93\xe9t\xe9\x94 \x80", "“été” €" },
    { "; charset=iso-8859-1", "\xe9\x81", "é " },
    { "; charset=utf-16le\nContent-Transfer-Encoding: base64", "aABpAGBP", "hi你" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *letter = g_strdup_printf ("Subject: s\nContent-Type: text/plain%s\n\n%s",
                                                 cases[i].declared, cases[i].octets);
      g_auto (Seen) seen = look (letter, strlen (letter));

      g_assert_cmpstr (seen.view->text, ==, cases[i].text);
    }
}

/* RFC 2231, RFC 2047 where it may not be, and no encoding at all */
static void
test_file_names (void)
{
  static const struct
  {
    const char *parameter;
    const char *name;
  } cases[] = {
    { "filename*0*=utf-8''%E4%BC; filename*1*=%9A%E8%AE%AE; filename*2=.pdf", "会议.pdf" },
    { "filename*=gb18030''%BB%E1%D2%E9.pdf", "会议.pdf" },
    { "filename=\"=?gbk?B?u+HS6Q==?=.pdf\"", "会议.pdf" },
    { "filename=\"\xbb\xe1\xd2\xe9.pdf\"", "会议.pdf" },
    { "filename=会议.pdf", "会议.pdf" },
    { "filename=\"a \\\"b\\\".pdf\"", "a \"b\".pdf" },
    { "filename=\"../a\xE2\x80\xAEgpj.exe\"", "a_gpj.exe" },
    { "filename=\"a=?utf-8?q?=0D=0A?=b.pdf\"", "a  b.pdf" },
    { "filename=winmail.dat", "winmail.dat" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *letter =
          g_strdup_printf (MIXED "--b\nContent-Type: application/pdf\n"
                                 "Content-Disposition: attachment; %s\n\nx\n--b--\n",
                           cases[i].parameter);
      g_auto (Seen) seen = look (letter, strlen (letter));

      assert_file (&seen, 0, cases[i].name, "x");
    }
}

static void
test_winmail (void)
{
  g_auto (Seen) seen =
      LOOK (MIXED "--b\n\nwords\n--b\nContent-Type: application/ms-tnef; name=\"winmail.dat\"\n"
                  "Content-Transfer-Encoding: base64\n\nYWJj\n--b--\n");

  g_assert_cmpstr (seen.view->text, ==, "words");
  assert_file (&seen, 0, "winmail.dat", "abc");
}

static void
test_nothing_in_it (void)
{
  g_auto (Seen) seen = LOOK ("Subject: s\n\n");
  g_auto (Seen) cut = LOOK ("Subject: s");
  g_auto (Seen) parts = LOOK (MIXED "--b\n\n--b\nContent-Type: image/png; name=a.png\n\n--b--\n");

  g_assert_cmpstr (seen.view->text, ==, "");
  g_assert_cmpstr (cut.view->text, ==, "");
  g_assert_cmpstr (parts.view->text, ==, "");
  assert_file (&parts, 0, "a.png", "");
}

/* What comes after a NUL is not lost. */
static void
test_nuls (void)
{
  g_auto (Seen) plain = LOOK ("Subject: s\n\none\0two\nthree");
  g_auto (Seen) page = LOOK ("Subject: s\nContent-Type: text/html\n\n<p>one\0two</p>three");
  g_auto (Seen) inner =
      LOOK (MIXED "--b\nContent-Type: message/rfc822\n\nSubject: i\n\na\0b\n--b--\n");
  const MessageImportFile *file = g_ptr_array_index (inner.import->files, 0);

  g_assert_cmpstr (plain.view->text, ==, "one two\nthree");
  g_assert_cmpstr (page.view->text, ==, "one two\n\nthree");
  g_assert_cmpuint (g_bytes_get_size (file->content), ==, strlen ("Subject: i\n\na.b"));
}

static void
test_attached_message (void)
{
  static const char inner[] = "Subject: inner\n\ninner words";
  g_auto (Seen) seen = LOOK (
      MIXED "--b\n\nwords\n--b\nContent-Type: message/rfc822\n"
            "Content-Disposition: attachment; filename=\"first.eml\"\n\nSubject: inner\n\n"
            "inner words\n--b\nContent-Type: message/rfc822\n\nSubject: inner\n\ninner words\n"
            "--b\nContent-Type: application/pdf; name=a.pdf\n\nx\n--b--\n");

  g_assert_cmpstr (seen.view->text, ==, "words");
  g_assert_cmpuint (seen.view->parts->len, ==, 3);
  assert_file (&seen, 0, "first.eml", inner);
  assert_file (&seen, 1, "inner.eml", inner);
  assert_file (&seen, 2, "a.pdf", "x");
}

/* A list's footer is a text of its own. */
static void
test_several_texts (void)
{
  g_auto (Seen) seen = LOOK (MIXED "--b\n\nwords\n--b\nContent-Type: image/png; name=a.png\n\nx\n"
                                   "--b\nContent-Type: text/plain\n\nfooter\n--b--\n");

  g_assert_cmpstr (seen.view->text, ==, "words\n\nfooter");
  assert_file (&seen, 0, "a.png", "x");
}

/* Apple Mail has its files in one alternative, Outlook the pictures of its page. */
static void
test_files_in_alternatives (void)
{
  g_auto (Seen) apple =
      LOOK (ALTERNATIVE
            "--a\n\nplain\n--a\nContent-Type: multipart/mixed; boundary=b\n\n"
            "--b\nContent-Type: text/html\n\n<b>rich</b>\n--b\nContent-Type: "
            "application/pdf\nContent-Disposition: inline; filename=a.pdf\n\nx\n--b--\n--a--\n");
  g_auto (Seen) outlook =
      LOOK (ALTERNATIVE "--a\n\nplain\n--a\nContent-Type: multipart/related; boundary=b\n\n"
                        "--b\nContent-Type: text/html\n\n<b>rich</b>\n--b\nContent-Type: "
                        "image/png; name=a.png\nContent-ID: <x>\n\nx\n--b--\n--a--\n");

  g_assert_cmpstr (apple.view->text, ==, "plain");
  assert_file (&apple, 0, "a.pdf", "x");
  g_assert_cmpstr (outlook.view->text, ==, "plain");
  g_assert_cmpuint (outlook.view->parts->len, ==, 0);
}

static void
test_blank_alternative (void)
{
  g_auto (Seen) seen = LOOK (ALTERNATIVE "--a\n\n \n\n--a\nContent-Type: text/html\n\n"
                                         "<b>rich</b>\n--a--\n");
  g_auto (Seen) both = LOOK (ALTERNATIVE "--a\n\n \n\n--a--\n");

  g_assert_cmpstr (seen.view->text, ==, "rich");
  g_assert_cmpstr (both.view->text, ==, " \n");
}

static void
test_nested (void)
{
  g_auto (Seen) seen = LOOK (
      MIXED "--b\nContent-Type: multipart/related; boundary=c\n\n--c\n"
            "Content-Type: multipart/alternative; boundary=d\n\n--d\nContent-Type: text/html\n\n"
            "<p>rich</p>\n--d\n\nplain\n--d--\n--c\nContent-Type: image/png; name=p.png\n\nx\n"
            "--c--\n--b\n\ntail\n--b--\n");

  g_assert_cmpstr (seen.view->text, ==, "plain\n\ntail");
  assert_file (&seen, 0, "p.png", "x");
}

static MessageView *
look_at_large (GString *letter)
{
  g_autoptr (GBytes) octets = g_bytes_new (letter->str, letter->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (MessageImport) import = message_import (octets, &error);
  MessageView *view = message_view_new (octets);

  g_assert_no_error (error);
  g_assert_cmpuint (strlen (import->draft->text), <=, MESSAGE_MAX_TEXT);
  g_assert_cmpuint (strlen (view->text), <=, 1024 * 1024);
  g_assert_true (g_utf8_validate (view->text, -1, NULL));
  g_assert_cmpstr (view->subject, ==, import->draft->subject);
  return view;
}

/* In time that grows as the letter does, and no more of it than a window can hold. */
static void
test_large (void)
{
  g_autoptr (GString) line = g_string_new ("Subject: s\n\n");
  g_autoptr (GString) texts = g_string_new (MIXED);
  gint64 start_us = g_get_monotonic_time ();

  while (line->len < 50 * 1024 * 1024)
    g_string_append (line, "会议 and more words without an end ");
  for (int i = 0; i < 20000; i++)
    g_string_append_printf (texts, "--b\n\n%0100d\n", i);
  g_autoptr (MessageView) one_line = look_at_large (line);
  g_autoptr (MessageView) many_texts = look_at_large (texts);

  g_assert_true (g_str_has_prefix (one_line->text, "会议 and"));
  g_assert_cmpuint (one_line->parts->len, ==, 1);
  g_assert_true (g_str_has_prefix (many_texts->text, "0000"));
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 60 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/real/headers-without-encoding", test_headers_without_encoding);
  g_test_add_func ("/message/real/characters", test_characters);
  g_test_add_func ("/message/real/file-names", test_file_names);
  g_test_add_func ("/message/real/winmail", test_winmail);
  g_test_add_func ("/message/real/nothing-in-it", test_nothing_in_it);
  g_test_add_func ("/message/real/nuls", test_nuls);
  g_test_add_func ("/message/real/attached-message", test_attached_message);
  g_test_add_func ("/message/real/several-texts", test_several_texts);
  g_test_add_func ("/message/real/files-in-alternatives", test_files_in_alternatives);
  g_test_add_func ("/message/real/blank-alternative", test_blank_alternative);
  g_test_add_func ("/message/real/nested", test_nested);
  g_test_add_func ("/message/real/large", test_large);
  return g_test_run ();
}

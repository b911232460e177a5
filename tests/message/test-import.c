/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "message-error.h"
#include "message-import.h"
#include "message-render.h"

static MessageImport *
import_octets (const char *octets, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (octets, size);
  g_autoptr (GError) error = NULL;
  MessageImport *import = message_import (bytes, &error);

  g_assert_no_error (error);
  g_assert_nonnull (import);
  return import;
}

static MessageImport *
import_text (const char *text)
{
  return import_octets (text, strlen (text));
}

static const char *
address (GPtrArray *mailboxes, guint i)
{
  const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);

  return mailbox->path != NULL ? mail_path_get_text (mailbox->path) : mailbox->text;
}

static void
test_fields (void)
{
  g_autoptr (MessageImport) import = import_text (
      "From: Li Lei <li@example.org>\nTo: =?utf-8?b?546L?= <wang@163.com>, b@example.org\n"
      "Cc: friends: c@example.org, d@example.org;\nBcc: e@example.org\nReply-To: f@example.org\n"
      "Subject: =?gb2312?B?u+HS6Q==?= and\n more\nIn-Reply-To: <1@x.org>\n"
      "References: <0@x.org>\n\t<1@x.org>\nX-Mailer: other\n\nText\r\nmore\n");
  const MessageDraft *draft = import->draft;

  g_assert_cmpstr (import->from, ==, "li@example.org");
  g_assert_null (draft->from);
  g_assert_cmpuint (draft->to->len, ==, 2);
  g_assert_cmpstr (((MessageMailbox *) draft->to->pdata[0])->name, ==, "王");
  g_assert_cmpstr (address (draft->to, 0), ==, "wang@163.com");
  g_assert_cmpuint (draft->cc->len, ==, 2);
  g_assert_cmpstr (address (draft->bcc, 0), ==, "e@example.org");
  g_assert_cmpstr (address (draft->reply_to, 0), ==, "f@example.org");
  g_assert_cmpstr (draft->subject, ==, "会议 and more");
  g_assert_cmpstr (draft->in_reply_to, ==, "<1@x.org>");
  g_assert_cmpstr (draft->references, ==, "<0@x.org> <1@x.org>");
  g_assert_cmpstr (draft->text, ==, "Text\nmore\n");
  g_assert_cmpuint (draft->headers->len, ==, 0);
}

static void
test_files (void)
{
  g_autoptr (MessageImport) import = import_text (
      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nfirst\n"
      "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n"
      "Content-Disposition: attachment; filename*=utf-8''%E4%BC%9A%E8%AE%AE.pdf\n\nJVBERi0=\n"
      "--b\nContent-Type: text/plain; name=../../notes.txt\n\nattached\n"
      "--b\nContent-Type: message/rfc822\n\nSubject: inner\n\ninner text\n"
      "--b\nContent-Type: text/plain\n\nsecond\n--b--\n");
  const MessageImportFile *pdf = g_ptr_array_index (import->files, 0);
  const MessageImportFile *notes = g_ptr_array_index (import->files, 1);
  const MessageImportFile *inner = g_ptr_array_index (import->files, 2);

  g_assert_cmpuint (import->files->len, ==, 3);
  g_assert_cmpstr (pdf->name, ==, "会议.pdf");
  g_assert_cmpstr (pdf->content_type, ==, "application/pdf");
  g_assert_cmpmem (g_bytes_get_data (pdf->content, NULL), g_bytes_get_size (pdf->content), "%PDF-",
                   5);
  g_assert_cmpstr (notes->name, ==, "notes.txt");
  g_assert_cmpstr (inner->name, ==, "inner.eml");
  g_assert_cmpstr (inner->content_type, ==, "message/rfc822");
  g_assert_cmpstr (import->draft->text, ==, "first\n\nsecond");
}

static void
test_html (void)
{
  static const struct
  {
    const char *html;
    const char *text;
  } cases[] = {
    { "<p>One</p><p>Two<br>three</p>", "One\n\nTwo\nthree" },
    { "<style>p {}</style><script>x<y</script>words", "words" },
    { "a &amp; b &lt;c&gt; &#x4f1a; &#35758; &nope; &", "a & b <c> 会 议 &nope; &" },
    { "<ul><li>x<li>y</ul>z", "x\ny\n\nz" },
    { "<!-- no -->1 < 2\n\n  and", "1 < 2 and" },
    { "<b>never closed <i", "never closed" },
    { "<script>never closed", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("Content-Type: text/html\n\n%s", cases[i].html);
      g_autoptr (MessageImport) import = import_text (text);

      g_assert_cmpstr (import->draft->text, ==, cases[i].text);
      g_assert_null (import->draft->html);
    }
}

static void
test_alternative (void)
{
  g_autoptr (MessageImport) import = import_text (
      "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/html\n\n"
      "<b>rich</b>\n--b\nContent-Type: text/plain\n\nplain\n--b--\n");

  g_assert_cmpstr (import->draft->text, ==, "plain");
  g_assert_cmpuint (import->files->len, ==, 0);
}

static void
test_charsets (void)
{
  static const struct
  {
    const char *declared;
    const char *octets;
    const char *text;
  } cases[] = {
    { "; charset=gbk", "\xbb\xe1\xd2\xe9", "会议" },
    { "; charset=gb18030", "\xbb\xe1\xd2\xe9", "会议" },
    { "; charset=gb2312", "\xe9\x46", "镕" }, /* not in GB 2312, and sent as it all the same */
    { "; charset=big5", "\xb7\x7c\xc4\xb3", "會議" },
    { "", "\xbb\xe1\xd2\xe9", "会议" },
    { "", "\xe4\xbc\x9a\xe8\xae\xae", "会议" },
    { "; charset=utf-8", "\xbb\xe1\xd2\xe9", "会议" },
    { "; charset=no-such", "\xe4\xbc\x9a", "会" },
    { "; charset=iso-8859-1", "\xe9t\xe9", "été" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("Content-Type: text/plain%s\n\n%s", cases[i].declared, cases[i].octets);
      g_autoptr (MessageImport) import = import_text (text);

      g_assert_cmpstr (import->draft->text, ==, cases[i].text);
    }
}

static void
test_undeclared_subject (void)
{
  g_autoptr (MessageImport) import = import_text ("Subject: \xbb\xe1\xd2\xe9\n\nx");

  g_assert_cmpstr (import->draft->subject, ==, "会议");
}

/* What is encoded in a field is never a second field, nor a second address; and what comes of it
 * can be rendered. */
static void
test_injection (void)
{
  g_autoptr (MessageImport) import = import_text (
      "Subject: =?utf-8?q?a=0D=0ABcc:_x@y.org?=\nTo: =?utf-8?q?c@d.org,?= <e@f.org>, "
      "\"g\r\n h\" <i@j.org>\nIn-Reply-To: <a\x01@b>\nReferences: x <c d@e> <f@g>\n\nx");
  MessageDraft *draft = import->draft;
  g_autoptr (MailPath) path = mail_path_parse ("me@example.org", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (strchr (draft->subject, '\n'));
  g_assert_null (strchr (draft->subject, '\r'));
  for (guint i = 0; i < draft->to->len; i++)
    g_assert_cmpstr (address (draft->to, i), !=, "c@d.org");
  g_assert_cmpstr (((MessageMailbox *) draft->to->pdata[draft->to->len - 1])->name, ==, "g h");
  g_assert_cmpuint (draft->bcc->len, ==, 0);
  g_assert_null (draft->in_reply_to);
  g_assert_cmpstr (draft->references, ==, "<f@g>");
  draft->from = message_mailbox_new (NULL, path);
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (letter->envelope->forward_paths->len, ==, draft->to->len);
}

/* Line ends of old Macintoshes, which Eudora and Outlook Express wrote. A bare CR among other line
 * ends is none. */
static void
test_cr (void)
{
  static const char *const whole[] = {
    "Subject: x\rTo: a@b.org\r\rfirst\rsecond\r",
    "\xEF\xBB\xBFSubject: x\rTo: a@b.org\r\rfirst\rsecond\r",
    /* the line end an editor adds */
    "Subject: x\rTo: a@b.org\r\rfirst\rsecond\n",
    "Subject: x\rContent-Type: multipart/mixed;\r boundary=b\rTo: a@b.org\r\r--b\r\rfirst\r"
    "second\r\r--b--\r",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    {
      g_autoptr (MessageImport) import = import_text (whole[i]);

      g_assert_cmpstr (import->draft->subject, ==, "x");
      g_assert_cmpstr (address (import->draft->to, 0), ==, "a@b.org");
      g_assert_cmpstr (import->draft->text, ==, "first\nsecond\n");
    }
  g_autoptr (MessageImport) mixed = import_text ("Subject: x\rTo: a@b.org\n\nfirst\rsecond\n");
  g_assert_cmpstr (mixed->draft->subject, ==, "xTo: a@b.org");
  g_assert_cmpuint (mixed->draft->to->len, ==, 0);
  g_assert_cmpstr (mixed->draft->text, ==, "first\nsecond\n");
}

static void
assert_refused (GBytes *octets, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (message_import (octets, &error));
  g_assert_error (error, MESSAGE_ERROR, code);
}

static void
test_no_message (void)
{
  static const char *const texts[] = { "", "just a text\n", "%PDF-1.7\n%x\n", "\n\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (texts[i], strlen (texts[i]));

      assert_refused (bytes, MESSAGE_ERROR_DRAFT);
    }
}

static void
test_too_large (void)
{
  g_autoptr (GBytes) bytes =
      g_bytes_new_take (g_malloc0 (MESSAGE_MAX_IMPORT + 1), MESSAGE_MAX_IMPORT + 1);

  assert_refused (bytes, MESSAGE_ERROR_TOO_LARGE);
}

static void
test_deep (void)
{
  g_autoptr (GString) text = g_string_new ("Subject: deep\n");

  for (int i = 0; i < 10000; i++)
    g_string_append_printf (text, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
  g_autoptr (MessageImport) import = import_text (text->str);
  g_assert_cmpstr (import->draft->subject, ==, "deep");
  g_assert_cmpuint (import->n_parts_left_out, ==, 1);
}

static void
test_many_parts (void)
{
  g_autoptr (GString) text =
      g_string_new ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n");

  for (int i = 0; i < 10000; i++)
    g_string_append (text, "--b\nContent-Type: image/png\n\nx\n");
  g_autoptr (MessageImport) import = import_text (text->str);
  g_assert_cmpuint (import->files->len, ==, 1000);
  g_assert_cmpuint (import->n_parts_left_out, ==, 9000);
  g_assert_cmpstr (import->draft->text, ==, "text");
}

static void
test_many_addresses (void)
{
  g_autoptr (GString) text = g_string_new ("To: a@example.org");

  for (int i = 1; i < 10003; i++)
    g_string_append (text, ",\n b@example.org");
  g_string_append (text, "\n\nx");
  g_autoptr (MessageImport) import = import_text (text->str);
  g_assert_cmpuint (import->draft->to->len, ==, 10000);
  g_assert_cmpuint (import->n_addresses_left_out, ==, 3);
}

static GBytes *
render (MessageImport *import)
{
  g_autoptr (MailPath) path = mail_path_parse ("me@example.org", NULL);
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (import->draft->to, message_mailbox_new (NULL, path));
  import->draft->from = message_mailbox_new (NULL, path);
  g_autoptr (MessageLetter) letter = message_render (import->draft, NULL, NULL, &error);
  g_assert_no_error (error);
  return g_bytes_ref (letter->content->octets);
}

/* What is taken as text can be sent as text. */
static void
test_longest_text (void)
{
  g_autofree char *words = g_strnfill (MESSAGE_MAX_TEXT, 'x');

  for (gsize i = 0; i + 3 <= MESSAGE_MAX_TEXT; i += 3)
    memcpy (words + i, "会", 3);
  g_autofree char *text = g_strconcat ("Subject: x\n\n", words, NULL);
  g_autoptr (MessageImport) import = import_text (text);
  g_assert_cmpstr (import->draft->text, ==, words);
  g_assert_cmpuint (import->files->len, ==, 0);
  g_assert_cmpuint (import->n_texts_attached, ==, 0);
  g_autoptr (GBytes) octets = render (import);
  g_assert_cmpuint (g_bytes_get_size (octets), >, MESSAGE_MAX_TEXT);
}

/* What stands between two texts counts too. */
static void
test_longest_texts (void)
{
  for (gsize over = 0; over <= 2; over++)
    {
      g_autofree char *words = g_strnfill (MESSAGE_MAX_TEXT - 3 + over, 'x');
      g_autofree char *text = g_strconcat ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n",
                                           words, "\n--b\n\ny\n--b--\n", NULL);
      g_autoptr (MessageImport) import = import_text (text);

      g_assert_cmpuint (strlen (import->draft->text), ==,
                        MESSAGE_MAX_TEXT - (over > 0) * (3 - over));
      g_assert_cmpuint (import->n_texts_attached, ==, over > 0);
    }
}

/* A text that is too long for a letter is there whole, as the file it is. */
static void
test_long_text (void)
{
  static const struct
  {
    const char *type;
    const char *name;
    gsize n;
  } cases[] = {
    { "text/plain", "message.txt", MESSAGE_MAX_TEXT + 1 },
    { "text/html", "message.html", MESSAGE_MAX_TEXT + 1 },
    { "text/plain", "message.txt", 6 * 1024 * 1024 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = g_strnfill (cases[i].n, 'x');
      g_autofree char *text = g_strdup_printf ("Content-Type: %s\n\n%s", cases[i].type, words);
      g_autoptr (MessageImport) import = import_text (text);
      const MessageImportFile *file = g_ptr_array_index (import->files, 0);

      g_assert_cmpstr (import->draft->text, ==, "");
      g_assert_cmpuint (import->n_texts_attached, ==, 1);
      g_assert_cmpuint (import->files->len, ==, 1);
      g_assert_cmpstr (file->name, ==, cases[i].name);
      g_assert_cmpstr (file->content_type, ==, cases[i].type);
      g_assert_cmpmem (g_bytes_get_data (file->content, NULL), g_bytes_get_size (file->content),
                       words, cases[i].n);
    }
}

/* The first of several texts stays where it was. */
static void
test_long_second_text (void)
{
  g_autofree char *words = g_strnfill (MESSAGE_MAX_TEXT, 'x');
  g_autofree char *text =
      g_strdup_printf ("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nfirst\n"
                       "--b\n\n%s\n--b\n\nlast\n--b--\n",
                       words);
  g_autoptr (MessageImport) import = import_text (text);

  g_assert_cmpstr (import->draft->text, ==, "first\n\nlast");
  g_assert_cmpuint (import->files->len, ==, 1);
  g_assert_cmpuint (import->n_texts_attached, ==, 1);
}

/* What GMime would read for minutes, with gigabytes, or to the end of the stack. */
static void
test_hostile (void)
{
  static const struct
  {
    const char *head;
    const char *piece;
    gsize size;
  } cases[] = {
    { "To: ", "a:", 400000 },
    { "Subject: x\nreply-to : ", "a:\n ", 400000 },
    { "Content-Type: message/rfc822\n\nFrom: ", "a:", 400000 },
    { "Content-Type:\n (x) MESSAGE\n / rfc822\n\nFrom: ", "a:", 400000 },
    { "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nCc: ",
      "a:", 400000 },
    { "Content-Type: multipart/digest; boundary=b\n\n--b\n\nBcc: ", "a:", 400000 },
    { "To: ", "ab, ", 400000 },
    { "To: ", "ab\nTo: ", 400000 },
    { "Content-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", 2000000 },
    { "Subject: x\n", "A:\n", 1000000 },
    { "Subject: x\r", "A:\r", 1000000 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (cases[i].head);

      while (text->len < cases[i].size)
        g_string_append (text, cases[i].piece);
      g_string_append (text, cases[i].head[strlen (cases[i].head) - 1] == '\r' ? "\r\r" : "\n\n");
      g_autoptr (GBytes) bytes = g_bytes_new_static (text->str, text->len);
      assert_refused (bytes, MESSAGE_ERROR_HOSTILE);
    }
}

/* A text may say whatever it likes. */
static void
test_only_text (void)
{
  static const char *const pieces[] = { "To: a:a:a:a:a:a:a:a:a:a:", "A:\n", "ab, " };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new ("Subject: x\n\nTo: ");

      while (text->len < 600000)
        g_string_append (text, pieces[i]);
      g_autoptr (MessageImport) import = import_text (text->str);
      g_assert_true (g_str_has_suffix (text->str, import->draft->text));
      g_assert_cmpuint (strlen (import->draft->text), >, 500000);
    }
}

/* A megabyte of marks that are never closed takes no longer than a megabyte of text. */
static void
test_hostile_html (void)
{
  static const char *const pieces[] = { "<style", "<style>", "<!--", "<", "&a", "<br><p>" };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new ("Content-Type: text/html\n\n");
      gint64 start_us = g_get_monotonic_time ();

      while (text->len < 1000000)
        g_string_append (text, pieces[i]);
      g_autoptr (MessageImport) import = import_text (text->str);
      g_assert_cmpint (g_get_monotonic_time () - start_us, <, 5 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/message/import/fields", test_fields);
  g_test_add_func ("/message/import/files", test_files);
  g_test_add_func ("/message/import/html", test_html);
  g_test_add_func ("/message/import/alternative", test_alternative);
  g_test_add_func ("/message/import/charsets", test_charsets);
  g_test_add_func ("/message/import/undeclared-subject", test_undeclared_subject);
  g_test_add_func ("/message/import/injection", test_injection);
  g_test_add_func ("/message/import/cr", test_cr);
  g_test_add_func ("/message/import/no-message", test_no_message);
  g_test_add_func ("/message/import/too-large", test_too_large);
  g_test_add_func ("/message/import/deep", test_deep);
  g_test_add_func ("/message/import/many-parts", test_many_parts);
  g_test_add_func ("/message/import/many-addresses", test_many_addresses);
  g_test_add_func ("/message/import/longest-text", test_longest_text);
  g_test_add_func ("/message/import/longest-texts", test_longest_texts);
  g_test_add_func ("/message/import/long-text", test_long_text);
  g_test_add_func ("/message/import/long-second-text", test_long_second_text);
  g_test_add_func ("/message/import/hostile", test_hostile);
  g_test_add_func ("/message/import/only-text", test_only_text);
  g_test_add_func ("/message/import/hostile-html", test_hostile_html);

  return g_test_run ();
}

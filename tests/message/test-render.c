/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Letters as another mail library reads them: reliability.md groups C and R. */

#include <locale.h>
#include <string.h>

#include "letter.h"
#include "message-error.h"
#include "message-field-private.h"

static guint
get_number (GHashTable *seen, const char *key)
{
  const char *value = g_hash_table_lookup (seen, key);
  g_assert_nonnull (value);
  return atoi (value);
}

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

/* The text part's content after a round trip, CRLF as LF. */
static void
assert_text (const char *written, const char *arrived)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  set_text (&draft->text, written);
  g_autoptr (GHashTable) seen = letter_render_and_read (draft);
  g_autoptr (GString) content = g_string_new (g_hash_table_lookup (seen, "part.0.content"));

  g_string_replace (content, "\r\n", "\n", 0);
  g_assert_cmpstr (content->str, ==, arrived);
  g_assert_cmpuint (get_number (seen, "longest"), <=, 78);
}

static void
test_plain (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  set_text (&draft->subject, "Hello");
  set_text (&draft->text, "One line.");
  letter_add_mailbox (draft->cc, "Han Mei", "han@example.org");
  letter_add_mailbox (draft->reply_to, NULL, "reply@163.com");
  g_autoptr (GHashTable) seen = letter_render_and_read (draft);

  letter_assert (seen, "names",
                 "From,To,Cc,Reply-To,Subject,Date,Message-ID,MIME-Version,Content-Type,"
                 "Content-Transfer-Encoding");
  letter_assert (seen, "Subject", "Hello");
  letter_assert (seen, "From.0.0.name", "王芳");
  letter_assert (seen, "From.0.0.address", "wang@163.com");
  letter_assert (seen, "To.0.0.address", "lilei@example.org");
  letter_assert (seen, "Cc.0.0.name", "Han Mei");
  letter_assert (seen, "Reply-To.0.0.address", "reply@163.com");
  letter_assert (seen, "part.0.type", "text/plain");
  letter_assert (seen, "part.0.encoding", "7bit");
  letter_assert (seen, "part.0.content", "One line.\r\n");
}

/* C01 to C16 */
static void
test_texts (void)
{
  g_autofree char *long_line = g_strnfill (2999, 'x');
  g_autofree char *long_arrived = g_strconcat (long_line, "\n", NULL);

  assert_text ("", "");
  assert_text ("你好，世界", "你好，世界\n");
  assert_text (".\n..\n.x\n.\n", ".\n..\n.x\n.\n");
  assert_text (".é\n..é\n", ".é\n..é\n");
  assert_text ("From me\nFrom you é\n", "From me\nFrom you é\n");
  assert_text ("a\rb\r\nc\r", "a\nb\nc\n");
  assert_text ("trailing  \nblanks\t\n \n", "trailing  \nblanks\t\n \n");
  assert_text ("\f\b\x1B[31m\x7F", "\f\b\x1B[31m\x7F\n");
  assert_text (long_line, long_arrived);
  assert_text ("\xEF\xBB\xBFsheet", "sheet\n");
  assert_text ("broken \xFF\xFE utf-8", "broken \xEF\xBF\xBD\xEF\xBF\xBD utf-8\n");
  assert_text ("no character \xEF\xBF\xBE", "no character \xEF\xBF\xBD\n");
  assert_text ("=20=?UTF-8?B?eA==?= = =", "=20=?UTF-8?B?eA==?= = =\n");
  assert_text ("ein Gruß\n.\näöü=\n", "ein Gruß\n.\näöü=\n");
  assert_text ("\n\n\n", "\n\n\n");
  assert_text ("Bcc: x@y.cn\n\nbody", "Bcc: x@y.cn\n\nbody\n");
  assert_text ("a\r\n.\r\nMAIL FROM:<x@y>\r\n", "a\n.\nMAIL FROM:<x@y>\n");
  assert_text ("שלום, \u202Babc\u202C\n👨‍👩‍👧🏳️‍🌈\n",
               "שלום, \u202Babc\u202C\n👨‍👩‍👧🏳️‍🌈\n");
}

/* Every length near the limits of a line, in each encoding. */
static void
test_line_lengths (void)
{
  static const char *const fills[] = { "x", "é", "=", "中", " ", ".", "😀" };
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (fills); i++)
    {
      for (guint n = 0; n < 100; n++)
        {
          for (guint k = 0; k < n; k++)
            g_string_append (text, fills[i]);
          g_string_append (text, n % 2 ? "\n" : "From \n");
        }
      /* mostly ASCII, so that quoted-printable is chosen */
      for (guint n = 0; n < 30000; n++)
        g_string_append_c (text, n % 50 ? 'a' : '\n');
      g_string_append_c (text, '\n');
    }
  assert_text (text->str, text->str);
  g_string_free (text, TRUE);
}

/* C17 to C21 */
static void
assert_subject (const char *subject, const char *arrived)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  set_text (&draft->subject, subject);
  g_autoptr (GHashTable) seen = letter_render_and_read (draft);

  letter_assert (seen, "Subject", arrived);
  g_assert_cmpuint (get_number (seen, "longest"), <=, 76);
  g_assert_cmpuint (get_number (seen, "longest-word"), <=, 75);
}

static void
test_subjects (void)
{
  g_autoptr (GString) cjk = g_string_new (NULL);
  g_autoptr (GString) mixed = g_string_new (NULL);
  g_autofree char *word = g_strnfill (3000, 'w');

  for (guint i = 0; i < 1600; i++)
    g_string_append_unichar (cjk, 0x4E00 + i);
  for (guint i = 0; i < 300; i++)
    g_string_append (mixed, "a é 中\xF0\xA0\x80\x80👨‍👩‍👧🇨🇳👍🏽e\xCC\x81");

  assert_subject ("", "");
  assert_subject ("你好", "你好");
  assert_subject ("Re: 会议 schedule for 星期五", "Re: 会议 schedule for 星期五");
  assert_subject (cjk->str, cjk->str);
  assert_subject (mixed->str, mixed->str);
  assert_subject (word, word);
  assert_subject ("=?UTF-8?B?5L2g5aW9?=", "=?UTF-8?B?5L2g5aW9?=");
  assert_subject ("a  b   c", "a  b   c");
  assert_subject ("Grüße aus Köln", "Grüße aus Köln");
  assert_subject ("a_b=c?d é", "a_b=c?d é");
  assert_subject ("one\ntwo\r\nthree\tfour", "one two  three four");
  assert_subject ("a\xC2\x85z\xE2\x80\xA8y\xE2\x80\xA9x\vw", "a z y x w");
  assert_subject ("שלום עולם, مرحبا", "שלום עולם, مرحبا");
  assert_subject ("\r\nBcc: x@y.cn\r\n\r\nbody", "Bcc: x@y.cn    body");
  assert_subject (" blanks at its ends ", "blanks at its ends");
  assert_subject ("bad \xFF octet", "bad \xEF\xBF\xBD octet");
  assert_subject ("a plain subject that is so long that it has to be folded somewhere, and again "
                  "somewhere else, before it ends",
                  "a plain subject that is so long that it has to be folded somewhere, and again "
                  "somewhere else, before it ends");
}

/* C24, C25 */
static void
test_names (void)
{
  static const char *const names[] = {
    "Li Lei",
    "Lei, Li",
    "J. Smith",
    "a \"quoted\" name",
    "back\\slash",
    "boss@bank.com",
    "(comment)",
    "a;b:c<d>e[f]",
    "O'Neil",
    "李雷",
    "李雷 (北京) <总部>",
    "=?UTF-8?Q?x?=",
    "Ünïcödé, Name",
    "A very long name that goes on and on until it does not fit into a single line of a header",
    "一个非常长的名字一个非常长的名字一个非常长的名字一个非常长的名字一个非常长的名字",
    "two  blanks",
    "😀👨‍👩‍👧",
    "ד\"ר כהן, דנה",
    "محمد علي",
    "क्षेत्र नाम",
    "e\xCC\x81lise",
  };
  g_autoptr (MessageDraft) draft = letter_new_draft ();

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *address = g_strdup_printf ("u%u@example.org", (guint) i);
      letter_add_mailbox (draft->cc, names[i], address);
    }

  g_autoptr (GHashTable) seen = letter_render_and_read (draft);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *key = g_strdup_printf ("Cc.0.%u.name", (guint) i);
      g_autofree char *address_key = g_strdup_printf ("Cc.0.%u.address", (guint) i);
      g_autofree char *address = g_strdup_printf ("u%u@example.org", (guint) i);
      letter_assert (seen, key, names[i]);
      letter_assert (seen, address_key, address);
    }
  g_assert_cmpuint (get_number (seen, "longest"), <=, 78);
  g_assert_cmpuint (get_number (seen, "longest-word"), <=, 75);
}

/* C23 */
static void
test_many_recipients (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();

  for (guint i = 0; i < 499; i++)
    {
      g_autofree char *name = g_strdup_printf ("收件人%u", i);
      g_autofree char *address = g_strdup_printf ("user%u@example.org", i);
      letter_add_mailbox (draft->to, i % 2 ? name : NULL, address);
    }
  g_autoptr (GHashTable) seen = letter_render_and_read (draft);
  letter_assert (seen, "To.0.n", "500");
  letter_assert (seen, "To.0.499.address", "user498@example.org");
  letter_assert (seen, "To.0.2.name", "收件人1");
  g_assert_cmpuint (get_number (seen, "longest"), <=, 78);
}

/* C26 to C28 */
static void
assert_file_name (const char *name, const char *arrived)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  letter_add_file (draft, name, "application/pdf", "content");
  /* the name must be safe whoever made the draft */
  MessageAttachment *attachment = g_ptr_array_index (draft->attachments, 0);
  set_text (&attachment->name, name);
  g_autoptr (GHashTable) seen = letter_render_and_read (draft);

  g_autofree char *escaped = g_strescape (arrived, NULL);
  g_test_message ("%s", escaped);
  letter_assert (seen, "part.2.filename", arrived);
  letter_assert (seen, "part.2.name", arrived);
  letter_assert (seen, "part.2.type", "application/pdf");
  letter_assert (seen, "part.2.content", "content");
  letter_assert (seen, "parts", "3");
  g_assert_cmpuint (get_number (seen, "longest"), <=, 998);
  g_assert_cmpuint (get_number (seen, "longest-word"), <=, 75);
}

static void
test_file_names (void)
{
  g_autofree char *ascii = g_strnfill (255, 'n');
  g_autoptr (GString) cjk = g_string_new (NULL);
  g_autoptr (GString) cut = g_string_new (NULL);

  for (guint i = 0; i < 85; i++)
    g_string_append_unichar (cjk, 0x4E00 + i);
  for (guint i = 0; i < 84; i++)
    g_string_append_unichar (cut, 0x4E00 + i);
  g_string_set_size (cut, 83 * 3);
  g_string_append (cut, ".docx");
  g_autofree char *too_long = g_strconcat (cjk->str, ".docx", NULL);

  assert_file_name ("report.pdf", "report.pdf");
  assert_file_name ("my report (final).pdf", "my report (final).pdf");
  assert_file_name ("年度报告.pdf", "年度报告.pdf");
  assert_file_name ("😀 smile.png", "😀 smile.png");
  assert_file_name ("👨‍👩‍👧.png", "👨‍👩‍👧.png");
  assert_file_name ("דוח.pdf", "דוח.pdf");
  assert_file_name ("a\"b.pdf", "a\"b.pdf");
  assert_file_name ("a;b%20c'd.pdf", "a;b%20c'd.pdf");
  assert_file_name ("=?UTF-8?B?eA==?=.pdf", "=?UTF-8?B?eA==?=.pdf");
  assert_file_name (".bashrc", ".bashrc");
  assert_file_name (ascii, ascii);
  assert_file_name (cjk->str, cjk->str);
  assert_file_name (too_long, cut->str);
  assert_file_name ("/etc/passwd", "passwd");
  assert_file_name ("../../x", "x");
  assert_file_name ("a\\b", "a_b");
  assert_file_name ("..", "attachment");
  assert_file_name ("", "attachment");
  assert_file_name ("x/", "attachment");
  assert_file_name (" blank ", "blank");
  assert_file_name ("a\r\nBcc: x@y.cn", "a__Bcc: x@y.cn");
  assert_file_name ("a\tb\x7F", "a_b_");
  assert_file_name ("\xE2\x80\xAEgpj.exe", "_gpj.exe");
  assert_file_name ("a\xE2\x80\xA8z", "a_z");
  assert_file_name ("\xC0\xEE.txt", "\xEF\xBF\xBD\xEF\xBF\xBD.txt");
}

static void
test_content_types (void)
{
  static const char *const types[][2] = {
    { "text/plain", "text/plain" },
    { "application/vnd.ms-excel", "application/vnd.ms-excel" },
    { "", "application/octet-stream" },
    { "nonsense", "application/octet-stream" },
    { "text/plain\r\nBcc: x@y.cn", "application/octet-stream" },
    { "text/plain; name=x", "application/octet-stream" },
    { "multipart/mixed", "application/octet-stream" },
    { "message/rfc822", "application/octet-stream" },
    { "message/partial", "application/octet-stream" },
    { "a/b/c", "application/octet-stream" },
    { "text/", "application/octet-stream" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (MessageDraft) draft = letter_new_draft ();
      letter_add_file (draft, "file", types[i][0], "a\nb\r\nc\rd\n");
      g_autoptr (GHashTable) seen = letter_render_and_read (draft);
      letter_assert (seen, "part.2.type", types[i][1]);
      letter_assert (seen, "part.2.encoding", "base64");
      /* P21: octets arrive as they were */
      letter_assert (seen, "part.2.content", "a\nb\r\nc\rd\n");
    }
}

/* C31: a message may not be base64 */
static void
test_attached_message (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  static const char inner[] =
      "From: a@b.cn\r\nBcc: c@d.cn\r\nSubject: inner\r\n\r\n.\r\nFrom me\r\n";
  MessageAttachment *attachment = letter_add_file (draft, "inner.eml", "message/rfc822", inner);
  attachment->canonical = TRUE;
  letter_add_file (draft, "after.txt", "text/plain", "after");

  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, NULL);
  g_assert_cmpint (g_array_index (letter->content->holes, MailHole, 0).encoding, ==,
                   MAIL_ENCODING_IDENTITY);
  g_autoptr (GBytes) octets = letter_fill (letter->content);
  g_autofree char *text = g_strndup (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  g_autofree char *framed = g_strconcat ("\r\n\r\n", inner, "\r\n--=_", NULL);
  g_assert_nonnull (strstr (text, framed));

  g_autoptr (GHashTable) seen = letter_read (octets);
  letter_assert (seen, "defects", "");
  letter_assert (seen, "part.2.type", "message/rfc822");
  letter_assert (seen, "part.4.content", "after");
  letter_assert (seen, "Subject", "");
}

/* The octets around a hole are exact whatever the file's size. */
static void
test_holes (void)
{
  g_autoptr (GString) file = g_string_new (NULL);
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  guint n = 0;

  for (guint size = 0; size < 120; size++, n++)
    {
      g_autofree char *name = g_strdup_printf ("%u.bin", size);
      letter_add_file (draft, name, "application/octet-stream", file->str);
      g_string_append_c (file, 'a' + size % 26);
    }
  g_autoptr (GHashTable) seen = letter_render_and_read (draft);

  g_assert_cmpuint (get_number (seen, "parts"), ==, n + 2);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *key = g_strdup_printf ("part.%u.content", i + 2);
      g_autofree char *content = g_strndup (file->str, i);
      letter_assert (seen, key, content);
    }
  g_assert_cmpuint (get_number (seen, "longest"), <=, 78);
}

static void
test_alternative (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  set_text (&draft->text, "你好");
  draft->html = g_strdup ("<p>你好</p>");
  letter_add_file (draft, "a.txt", "text/plain", "x");
  g_autoptr (GHashTable) seen = letter_render_and_read (draft);

  letter_assert (seen, "part.0.type", "multipart/mixed");
  letter_assert (seen, "part.1.type", "multipart/alternative");
  letter_assert (seen, "part.2.type", "text/plain");
  letter_assert (seen, "part.3.type", "text/html");
  letter_assert (seen, "part.3.content", "<p>你好</p>\r\n");
  letter_assert (seen, "part.4.filename", "a.txt");
  letter_assert (seen, "parts", "5");
}

/* R09, R10 */
static void
test_envelope (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  letter_add_mailbox (draft->cc, NULL, "lilei@EXAMPLE.org");
  letter_add_mailbox (draft->cc, NULL, "LiLei@example.org");
  letter_add_mailbox (draft->bcc, "Secret", "secret@example.org");
  letter_add_mailbox (draft->bcc, "Li Lei", "lilei@example.org");
  letter_add_file (draft, "map.pdf", "application/pdf", "%PDF");
  draft->request.ret = MAIL_RETURN_HEADERS;
  draft->request.require_tls = TRUE;
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, NULL);

  g_assert_cmpint (letter->envelope->request.ret, ==, MAIL_RETURN_HEADERS);
  g_assert_true (letter->envelope->request.require_tls);
  g_assert_cmpuint (letter->envelope->forward_paths->len, ==, 3);
  g_assert_cmpstr (mail_path_get_text (g_ptr_array_index (letter->envelope->forward_paths, 2)), ==,
                   "secret@example.org");
  g_assert_cmpstr (mail_path_get_text (letter->envelope->reverse_path), ==, "wang@163.com");
  g_autofree char *octets = g_strndup (g_bytes_get_data (letter->content->octets, NULL),
                                       g_bytes_get_size (letter->content->octets));
  g_assert_null (strstr (octets, "secret"));
  g_assert_null (strstr (octets, "Bcc"));
  g_assert_cmpstr (letter->from, ==, "王芳 <wang@163.com>");
  g_assert_cmpstr (letter->recipients, ==, "lilei@example.org");
  g_assert_cmpuint (g_strv_length (letter->recipient_names), ==, 3);
  g_assert_cmpstr (letter->recipient_names[0], ==, "Li Lei");
  g_assert_cmpstr (letter->recipient_names[1], ==, "");
  g_assert_cmpstr (letter->recipient_names[2], ==, "Secret");
  g_assert_cmpuint (g_strv_length (letter->attachment_names), ==, 1);
  g_assert_cmpstr (letter->attachment_names[0], ==, "map.pdf");
}

/* R11 */
static void
test_only_bcc (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  g_ptr_array_set_size (draft->to, 0);
  letter_add_mailbox (draft->bcc, NULL, "secret@example.org");
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, NULL);
  g_autofree char *octets = g_strndup (g_bytes_get_data (letter->content->octets, NULL),
                                       g_bytes_get_size (letter->content->octets));

  g_assert_nonnull (strstr (octets, "\r\nTo: undisclosed-recipients:;\r\n"));
  g_assert_null (strstr (octets, "secret"));
  g_assert_cmpuint (letter->envelope->forward_paths->len, ==, 1);
  g_assert_cmpstr (letter->recipients, ==, "secret@example.org");
}

/* R14, R15 */
static void
test_odd_addresses (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  letter_add_mailbox (draft->cc, NULL, "li@例子.中国");
  letter_add_mailbox (draft->cc, "Li", "\"li lei\"@example.org");
  letter_add_mailbox (draft->cc, NULL, "\"a\\\"b\"@example.org");
  g_autoptr (GHashTable) seen = letter_render_and_read (draft);
  letter_assert (seen, "Cc.0.0.address", "li@xn--fsqu00a.xn--fiqs8s");
  letter_assert (seen, "Cc.0.1.address", "\"li lei\"@example.org");
  letter_assert (seen, "Cc.0.2.address", "\"a\\\"b\"@example.org");
}

/* Python's email reads no domain-literal in its older releases, so the octets are looked at. */
static void
test_address_literal (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  letter_add_mailbox (draft->cc, NULL, "li@[127.0.0.1]");
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, NULL);
  g_autofree char *octets = g_strndup (g_bytes_get_data (letter->content->octets, NULL),
                                       g_bytes_get_size (letter->content->octets));

  g_assert_nonnull (strstr (octets, "\r\nCc: li@[127.0.0.1]\r\n"));
}

/* An address beyond ASCII: the envelope asks for SMTPUTF8, the header holds it as it is (RFC 6532),
 * and everything else stays 7bit. */
static void
test_smtputf8 (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  g_autoptr (GError) error = NULL;
  set_text (&draft->subject, "你好");
  set_text (&draft->text, "你好");
  letter_add_mailbox (draft->cc, "李雷", "用户@例子.中国");
  letter_add_mailbox (draft->cc, NULL, "li@例子.中国");
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mail_envelope_needs_smtputf8 (letter->envelope));
  g_assert_true (mail_content_is_eight_bit (letter->content));

  g_autofree char *octets = g_strndup (g_bytes_get_data (letter->content->octets, NULL),
                                       g_bytes_get_size (letter->content->octets));
  g_assert_nonnull (strstr (octets, " <用户@例子.中国>,"));
  g_assert_nonnull (strstr (octets, " li@xn--fsqu00a.xn--fiqs8s\r\n"));
  g_assert_nonnull (strstr (octets, "Subject: =?UTF-8?B?"));
  g_assert_true (g_str_is_ascii (strstr (octets, "\r\n\r\n")));

  /* in Bcc alone it is nobody's business */
  g_autoptr (MessageDraft) hidden = letter_new_draft ();
  letter_add_mailbox (hidden->bcc, NULL, "用户@例子.中国");
  g_autoptr (MessageLetter) seven = message_render (hidden, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (mail_envelope_needs_smtputf8 (seven->envelope));
  g_assert_false (mail_content_is_eight_bit (seven->content));

  /* in Reply-To alone no server would be asked for it */
  g_autoptr (MessageDraft) reply = letter_new_draft ();
  letter_add_mailbox (reply->reply_to, NULL, "用户@例子.中国");
  g_assert_null (message_render (reply, NULL, NULL, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_ADDRESS);
  g_clear_error (&error);

  /* such a sender has a Message-ID of ASCII all the same */
  g_autoptr (MessageDraft) from = letter_new_draft ();
  message_mailbox_free (from->from);
  g_autoptr (MailPath) path = mail_path_parse ("用户@例子.中国", NULL);
  from->from = message_mailbox_new (NULL, path);
  g_autoptr (MessageLetter) sent = message_render (from, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (sent->message_id, "@xn--fsqu00a.xn--fiqs8s>"));
}

static void
test_errors (void)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (message_render (draft, NULL, NULL, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_ADDRESS);
  g_clear_error (&error);

  g_autoptr (MailPath) path = mail_path_parse ("wang@163.com", NULL);
  draft->from = message_mailbox_new (NULL, path);
  g_assert_null (message_render (draft, NULL, NULL, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_NO_RECIPIENT);
  g_clear_error (&error);

  g_ptr_array_unref (draft->to);
  draft->to = message_mailbox_parse_list ("a@b.cn, nobody");
  g_assert_null (message_render (draft, NULL, NULL, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_ADDRESS);
  g_clear_error (&error);

  g_ptr_array_remove_index (draft->to, 1);
  g_free (draft->text);
  draft->text = g_strnfill (1100 * 1024, 'x');
  g_assert_null (message_render (draft, NULL, NULL, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE);
  g_clear_error (&error);

  set_text (&draft->text, "");
  g_ptr_array_add (draft->attachments, message_attachment_new ("x", "a/b", "../../etc/passwd", 1));
  g_assert_null (message_render (draft, NULL, NULL, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_CONTENT);
}

/* C33 */
static void
test_dates (void)
{
  static const char *const dates[][2] = {
    { "2026-11-23T10:00:00+08:00", "Mon, 23 Nov 2026 10:00:00 +0800" },
    { "2026-03-29T02:30:00-03:30", "Sun, 29 Mar 2026 02:30:00 -0330" },
    { "2038-01-19T03:14:08Z", "Tue, 19 Jan 2038 03:14:08 +0000" },
    { "2100-02-28T23:59:59-12:00", "Sun, 28 Feb 2100 23:59:59 -1200" },
    { "2026-01-01T00:00:00-00:30", "Thu, 01 Jan 2026 00:00:00 -0030" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (dates); i++)
    {
      g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (dates[i][0], NULL);
      g_autoptr (MessageDraft) draft = letter_new_draft ();
      g_autoptr (MessageLetter) letter = message_render (draft, NULL, date, NULL);
      g_autoptr (GHashTable) seen = letter_read (letter->content->octets);
      letter_assert (seen, "Date", dates[i][1]);
    }
}

/* C34 */
static void
test_message_ids (void)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (MailPath) path = mail_path_parse ("wang@例子.中国", NULL);
  guint n = g_test_slow () ? 1000000 : 50000;

  for (guint i = 0; i < n; i++)
    {
      char *id = message_field_dup_new_id (path);
      g_assert_true (g_str_has_suffix (id, "@xn--fsqu00a.xn--fiqs8s>"));
      g_assert_null (strstr (id, "wang"));
      g_assert_null (strstr (id, g_get_host_name ()));
      g_assert_true (g_hash_table_add (ids, id));
    }
}

/* C22 */
static void
test_references (void)
{
  g_autoptr (MessageDraft) draft = letter_new_draft ();
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < 200; i++)
    g_string_append_printf (ids, "<%u@example.org> ", i);
  draft->references = g_strdup (ids->str);
  draft->in_reply_to = g_strdup ("<199@example.org>\r\nBcc: x@y.cn <b ad@x> nonsense");
  g_autoptr (GHashTable) seen = letter_render_and_read (draft);

  const char *references = g_hash_table_lookup (seen, "References");
  g_assert_true (g_str_has_prefix (references, "<0@example.org> <161@example.org>"));
  g_assert_true (g_str_has_suffix (references, "<199@example.org>"));
  letter_assert (seen, "In-Reply-To", "<199@example.org>");
  g_assert_cmpuint (get_number (seen, "longest"), <=, 78);
}

/* X: a text of a megabyte must not hold up the window */
static void
test_large_text (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  while (text->len < 700 * 1024)
    g_string_append (text, "鸿雁传书，尺素寄情。\n");

  g_autoptr (MessageDraft) draft = letter_new_draft ();
  set_text (&draft->text, text->str);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (MessageLetter) letter = message_render (draft, NULL, NULL, NULL);
  gint64 us = g_get_monotonic_time () - start;
  g_assert_nonnull (letter);
  g_test_message ("700 KiB in %" G_GINT64_FORMAT " us", us);
  g_assert_cmpint (us, <, 2 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "zh_CN.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/render/plain", test_plain);
  g_test_add_func ("/message/render/texts", test_texts);
  g_test_add_func ("/message/render/line-lengths", test_line_lengths);
  g_test_add_func ("/message/render/subjects", test_subjects);
  g_test_add_func ("/message/render/names", test_names);
  g_test_add_func ("/message/render/many-recipients", test_many_recipients);
  g_test_add_func ("/message/render/file-names", test_file_names);
  g_test_add_func ("/message/render/content-types", test_content_types);
  g_test_add_func ("/message/render/attached-message", test_attached_message);
  g_test_add_func ("/message/render/holes", test_holes);
  g_test_add_func ("/message/render/alternative", test_alternative);
  g_test_add_func ("/message/render/envelope", test_envelope);
  g_test_add_func ("/message/render/only-bcc", test_only_bcc);
  g_test_add_func ("/message/render/odd-addresses", test_odd_addresses);
  g_test_add_func ("/message/render/address-literal", test_address_literal);
  g_test_add_func ("/message/render/smtputf8", test_smtputf8);
  g_test_add_func ("/message/render/errors", test_errors);
  g_test_add_func ("/message/render/dates", test_dates);
  g_test_add_func ("/message/render/message-ids", test_message_ids);
  g_test_add_func ("/message/render/references", test_references);
  g_test_add_func ("/message/render/large-text", test_large_text);
  return g_test_run ();
}

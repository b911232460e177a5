/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-wire.h"

#include <string.h>

static GInputStream *
open_nothing (const MailContent *content, gpointer data)
{
  return NULL;
}

static GPtrArray *
read_text (const char *text)
{
  g_autoptr (GBytes) octets = g_bytes_new_static (text, strlen (text));
  g_autoptr (MailContent) content = mail_content_new (octets);

  return message_wire_read (content, open_nothing, NULL, NULL);
}

static const MessageWireLine *
line (GPtrArray *lines, guint index)
{
  g_assert_cmpuint (index, <, lines->len);
  return g_ptr_array_index (lines, index);
}

#define HEADER "Subject: a\r\n\r\n"

/* as they cross the wire, and only those that got a dot are said to have one */
static void
test_stuffed (void)
{
  g_autoptr (GPtrArray) lines = read_text (HEADER "a.\r\n.\r\n..b\r\n.route\r\n");
  static const char *const WANTED[] = { "Subject: a", "", "a.", "..", "...b", "..route" };

  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (WANTED));
  for (guint i = 0; i < lines->len; i++)
    {
      g_assert_cmpstr (line (lines, i)->text, ==, WANTED[i]);
      g_assert_cmpint (line (lines, i)->stuffed, ==, i > 2);
    }
  g_assert_cmpint (line (lines, 1)->reading, ==, MESSAGE_READING_HEADER_END);
}

static void
test_fields (void)
{
  g_autoptr (GPtrArray) lines =
      read_text ("From: =?UTF-8?B?546L5Yqb?= <wang@163.com>\r\n"
                 "To: Li Lei <li@example.org>\r\n"
                 "Subject: a long one\r\n =?UTF-8?Q?caf=C3=A9?=\r\n"
                 "Content-Type: application/pdf;\r\n name=\"=?UTF-8?B?6Lev57q/LnBkZg==?=\"\r\n"
                 "Content-Disposition: attachment;\r\n filename*=UTF-8''%E8%B7%AF%E7%BA%BF.pdf\r\n"
                 "\r\nx\r\n");

  g_assert_cmpstr (line (lines, 0)->reads, ==, "王力 <wang@163.com>");
  g_assert_cmpint (line (lines, 0)->reading, ==, MESSAGE_READING_ENCODED_WORD);
  g_assert_cmpint (line (lines, 1)->reading, ==, MESSAGE_READING_ITSELF);
  g_assert_null (line (lines, 2)->reads);
  g_assert_cmpstr (line (lines, 3)->reads, ==, "a long one café");
  g_assert_cmpstr (line (lines, 5)->reads, ==, "路线.pdf");
  g_assert_cmpstr (line (lines, 7)->reads, ==, "路线.pdf");
  g_assert_cmpint (line (lines, 7)->reading, ==, MESSAGE_READING_PARAMETER);
}

#define PARTS                                                                                      \
  "Content-Type: multipart/mixed; boundary=\"=_b\"\r\n\r\n"                                        \
  "--=_b\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"                                   \
  "plain\r\n=E4=BD=A0=\r\n=E5=A5=BD\r\n"                                                           \
  "--=_b\r\nContent-Transfer-Encoding: base64\r\n\r\n"

static void
test_parts (void)
{
  g_autoptr (GPtrArray) lines = read_text (PARTS "5L2g5aW9\r\n--=_b--\r\n");

  g_assert_cmpuint (line (lines, 1)->part, ==, 0);
  g_assert_cmpuint (line (lines, 2)->part, ==, 1);
  g_assert_null (line (lines, 5)->reads);
  g_assert_cmpstr (line (lines, 6)->reads, ==, "你好");
  g_assert_cmpint (line (lines, 6)->reading, ==, MESSAGE_READING_QUOTED_PRINTABLE);
  g_assert_null (line (lines, 7)->reads);
  g_assert_cmpuint (line (lines, 8)->part, ==, 2);
  g_assert_cmpstr (line (lines, 11)->reads, ==, "你好");
  g_assert_cmpuint (line (lines, 11)->n_octets, ==, 6);
  g_assert_cmpuint (line (lines, 11)->of_octets, ==, 6);
  g_assert_cmpstr (line (lines, 12)->text, ==, "--=_b--");
  g_assert_cmpuint (lines->len, ==, 13);
}

static gsize
count_octets (GPtrArray *lines)
{
  gsize size = 0;

  for (guint i = 0; i < lines->len; i++)
    size += line (lines, i)->text != NULL ? strlen (line (lines, i)->text) + 2
                                          : line (lines, i)->folded_size;
  return size;
}

/* What is folded is counted to the octet; a dot in it is still shown. */
static void
test_folded (void)
{
  g_autoptr (GString) text = g_string_new (HEADER);
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "%s %03u\r\n", i == 500 ? "." : "a", i);
  lines = read_text (text->str);
  g_assert_cmpuint (count_octets (lines), ==, text->len + 1);
  g_assert_cmpuint (lines->len, ==, 2 + 16 + 3);
  g_assert_null (line (lines, 18)->text);
  g_assert_cmpuint (line (lines, 18)->n_folded, ==, 500 - 16);
  g_assert_cmpstr (line (lines, 19)->text, ==, ".. 500");
  g_assert_true (line (lines, 19)->stuffed);
  g_assert_cmpuint (line (lines, 20)->n_folded, ==, 499);
}

static GInputStream *
open_file (const MailContent *content, gpointer data)
{
  GString *file = data;
  const MailHole *hole = &g_array_index (content->holes, MailHole, 0);

  g_assert_cmpuint (content->holes->len, ==, 1);
  g_assert_cmpuint (hole->place, ==, 0);
  return g_memory_input_stream_new_from_data (file->str, file->len, NULL);
}

static GPtrArray *
read_with_file (const char *before, const char *after, MailHole *hole, GString *file)
{
  g_autofree char *text = g_strconcat (before, after, NULL);
  g_autoptr (GBytes) octets = g_bytes_new (text, strlen (text));
  g_autoptr (MailContent) content = mail_content_new (octets);

  hole->place = strlen (before);
  mail_content_add_hole (content, hole);
  return message_wire_read (content, open_file, file, NULL);
}

/* The file itself is only looked into: 75,000 octets are 1,316 lines. */
static void
test_file (void)
{
  MailHole hole = { .size = 75000, .encoding = MAIL_ENCODING_BASE64, .line_length = 76 };
  g_autoptr (GString) file = g_string_new ("JVBERi0x");
  g_autoptr (GPtrArray) lines = NULL;

  while (file->len % 78 < 76)
    g_string_append_c (file, 'A');
  g_string_append (file, "\r\n");
  while (file->len < 4000)
    g_string_append_len (file, file->str, 78);
  lines = read_with_file (PARTS, "--=_b--\r\n", &hole, file);
  g_assert_cmpuint (lines->len, ==, 14);
  g_assert_cmpstr (line (lines, 11)->reads, ==, "%PDF-1");
  g_assert_cmpuint (line (lines, 11)->n_octets, ==, 57);
  g_assert_cmpuint (line (lines, 11)->of_octets, ==, 75000);
  g_assert_cmpuint (line (lines, 12)->n_folded, ==, 1315);
  g_assert_cmpuint (line (lines, 12)->folded_size, ==, mail_hole_get_encoded_size (&hole) - 78);
}

static void
test_lost_file (void)
{
  MailHole hole = { .size = 75000, .encoding = MAIL_ENCODING_BASE64, .line_length = 76 };
  g_autoptr (GString) file = g_string_new ("");
  g_autoptr (GPtrArray) lines = read_with_file (PARTS, "--=_b--\r\n", &hole, file);

  g_assert_cmpuint (line (lines, 11)->n_folded, ==, 1316);
  g_assert_cmpuint (line (lines, 11)->folded_size, ==, mail_hole_get_encoded_size (&hole));
}

/* a message that came ready and was too large for its row: all of it is a file */
static void
test_ready (void)
{
  MailHole hole = { .encoding = MAIL_ENCODING_IDENTITY };
  g_autoptr (GString) file = g_string_new ("Subject: =?UTF-8?B?5L2g5aW9?=\r\n\r\n.\r\n");
  g_autoptr (GPtrArray) lines = NULL;

  while (file->len < 100000)
    g_string_append (file, "the same again\r\n");
  hole.size = file->len;
  lines = read_with_file ("", "", &hole, file);
  g_assert_cmpstr (line (lines, 0)->reads, ==, "你好");
  g_assert_cmpstr (line (lines, 2)->text, ==, "..");
  g_assert_cmpuint (lines->len, ==, 2 + 16 + 1);
  g_assert_cmpuint (line (lines, 18)->n_folded, ==, 0);
  g_assert_cmpuint (count_octets (lines), ==, file->len + 1);
}

static void
test_strange (void)
{
  static const char *const TEXTS[] = {
    "",
    "\r\n",
    "no header at all\r\n",
    ": nameless\r\n\r\n",
    "Content-Type\r\n\r\n",
    "Content-Type: ;;;boundary\r\n\r\n--\r\n----\r\n",
    "Content-Type: multipart/x; boundary=\"\"\r\n\r\n--\r\n",
    "Content-Transfer-Encoding: base64\r\n\r\n=====\r\n%%%\r\n",
    "Content-Transfer-Encoding: quoted-printable\r\n\r\n=\r\n=Z\r\n=",
    "Subject: =?=?=?\r\n\r\n",
    "Subject: =?nope?B?////?=\r\n\r\n",
    "Content-Disposition: attachment; filename*=x\r\n\r\n",
    "a: \xff\xfe\r\n\r\n\x01\x02\r\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (TEXTS); i++)
    {
      g_autoptr (GPtrArray) lines = read_text (TEXTS[i]);

      for (guint j = 0; j < lines->len; j++)
        g_assert_true (g_utf8_validate (line (lines, j)->text, -1, NULL));
    }
}

/* However many parts a letter has, the rows are few. */
static void
test_many_parts (void)
{
  g_autoptr (GString) text = g_string_new ("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append (text, "--b\r\n\r\nx\r\n");
  lines = read_text (text->str);
  g_assert_cmpuint (lines->len, <=, 601);
  g_assert_cmpuint (count_octets (lines), ==, text->len);
  g_assert_cmpuint (line (lines, lines->len - 1)->part, <, lines->len);
}

static void
test_not_to_be_sent (void)
{
  g_autoptr (GPtrArray) lines = read_text (HEADER "a\nb\r\n");

  g_assert_cmpuint (lines->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/wire/stuffed", test_stuffed);
  g_test_add_func ("/message/wire/fields", test_fields);
  g_test_add_func ("/message/wire/parts", test_parts);
  g_test_add_func ("/message/wire/folded", test_folded);
  g_test_add_func ("/message/wire/file", test_file);
  g_test_add_func ("/message/wire/lost-file", test_lost_file);
  g_test_add_func ("/message/wire/ready", test_ready);
  g_test_add_func ("/message/wire/strange", test_strange);
  g_test_add_func ("/message/wire/many-parts", test_many_parts);
  g_test_add_func ("/message/wire/not-to-be-sent", test_not_to_be_sent);
  return g_test_run ();
}

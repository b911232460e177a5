/* SPDX-License-Identifier: GPL-3.0-or-later */

/* mailto: URIs, with the examples of RFC 6068 section 6 and what a hostile page would write. */

#include <glib.h>
#include <string.h>

#include "message-error.h"
#include "message-mailto.h"

static char *
addresses (GPtrArray *mailboxes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < mailboxes->len; i++)
    {
      MessageMailbox *mailbox = mailboxes->pdata[i];

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                              mailbox->path != NULL ? mail_path_get_text (mailbox->path) : "?");
    }
  return g_string_free (text, FALSE);
}

static MessageDraft *
parse (const char *uri)
{
  g_autoptr (GError) error = NULL;
  MessageDraft *draft = message_mailto_parse (uri, &error);

  g_assert_no_error (error);
  g_assert_nonnull (draft);
  return draft;
}

typedef struct
{
  const char *uri;
  const char *to;
  const char *subject;
  const char *text;
} Example;

static const Example examples[] = {
  { "mailto:chris@example.com", "chris@example.com", "", "" },
  { "MAILTO:chris@example.com", "chris@example.com", "", "" },
  { "mailto:", "", "", "" },
  { "mailto:infobot@example.com?subject=current-issue", "infobot@example.com", "current-issue",
    "" },
  { "mailto:infobot@example.com?body=send%20current-issue", "infobot@example.com", "",
    "send current-issue" },
  { "mailto:infobot@example.com?body=send%20current-issue%0D%0Asend%20index", "infobot@example.com",
    "", "send current-issue\nsend index" },
  { "mailto:addr1@an.example,addr2@an.example", "addr1@an.example addr2@an.example", "", "" },
  { "mailto:?to=addr1@an.example,addr2@an.example", "addr1@an.example addr2@an.example", "", "" },
  { "mailto:addr1@an.example?to=addr2@an.example", "addr1@an.example addr2@an.example", "", "" },
  { "mailto:%22not%40me%22@example.org", "\"not@me\"@example.org", "", "" },
  { "mailto:user@example.org?subject=caf%C3%A9", "user@example.org", "café", "" },
  { "mailto:user@example.org?subject=%3D%3Futf-8%3FQ%3Fcaf%3DC3%3DA9%3F%3D", "user@example.org",
    "café", "" },
  { "mailto:user@example.org?subject=1+1", "user@example.org", "1+1", "" },
  { "mailto:bob@example.org?subject=a%26body%3Db", "bob@example.org", "a&body=b", "" },
  { "mailto:bob@example.org?subject=100%25&body=%2520", "bob@example.org", "100%", "%20" },
  { "mailto:bob@example.org?subject=5%", "bob@example.org", "5%", "" },
  { "mailto:bob@example.org?subject=a#body=b", "bob@example.org", "a", "" },
  { "mailto:bob@example.org#?subject=a", "bob@example.org", "", "" },
  { "mailto:li@qq.com?subject=%C4%E3%BA%C3", "li@qq.com", "你好", "" },
  { "mailto:bob@example.org?Subject=a&SUBJECT=b", "bob@example.org", "b", "" },
};

static void
test_examples (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autoptr (MessageDraft) draft = parse (examples[i].uri);
      g_autofree char *to = addresses (draft->to);

      g_test_message ("%s", examples[i].uri);
      g_assert_cmpstr (to, ==, examples[i].to);
      g_assert_cmpstr (draft->subject, ==, examples[i].subject);
      g_assert_cmpstr (draft->text, ==, examples[i].text);
    }
}

static void
test_all_fields (void)
{
  g_autoptr (MessageDraft) draft =
      parse ("mailto:a@example.org?cc=b@example.org&bcc=c@example.org"
             "&reply-to=d@example.org&in-reply-to=%3C1%40example.org%3E");
  g_autofree char *cc = addresses (draft->cc);
  g_autofree char *bcc = addresses (draft->bcc);
  g_autofree char *reply_to = addresses (draft->reply_to);

  g_assert_cmpstr (cc, ==, "b@example.org");
  g_assert_cmpstr (bcc, ==, "c@example.org");
  g_assert_cmpstr (reply_to, ==, "d@example.org");
  g_assert_cmpstr (draft->in_reply_to, ==, "<1@example.org>");
}

static void
test_what_a_page_may_not_do (void)
{
  g_autoptr (MessageDraft) draft =
      parse ("mailto:a@example.org?from=boss@example.org&attach=/etc/passwd&attachment=~/.ssh/id"
             "&X-Evil=1&in-reply-to=%3C1@b%3E%0D%0ABcc:x@y.example&references=x");

  g_assert_null (draft->from);
  g_assert_cmpuint (draft->attachments->len, ==, 0);
  g_assert_cmpuint (draft->headers->len, ==, 0);
  g_assert_null (draft->in_reply_to);
  g_assert_null (draft->references);
}

static void
test_line_breaks_end_no_header (void)
{
  g_autoptr (MessageDraft) draft = parse ("mailto:a@example.org?subject=Hi%0D%0ABcc:%20x@y.example"
                                          "%E2%80%A8z%00tail");
  g_autoptr (MessageDraft) line = parse ("mailto:a@example.org?subject=Hi%0D%0ABcc:%20x@y.example"
                                         "%E2%80%A8z%C2%85");

  g_assert_null (strpbrk (draft->subject, "\r\n"));
  g_assert_cmpstr (draft->subject, ==, "");
  g_assert_cmpstr (line->subject, ==, "Hi Bcc: x@y.example z");
  g_assert_cmpuint (line->bcc->len, ==, 0);
}

static void
test_encoded_word_hides_no_line_break (void)
{
  g_autoptr (MessageDraft) draft =
      parse ("mailto:a@example.org?subject=%3D%3Futf-8%3FQ%3Fa%3D0D%3D0AX%3A_1%3F%3D");

  g_assert_cmpstr (draft->subject, ==, "a X: 1");
}

static void
test_body_keeps_lines (void)
{
  g_autoptr (MessageDraft) draft = parse ("mailto:?body=a%0Ab%0D%0Dc%09d%07");

  g_assert_true (g_utf8_validate (draft->text, -1, NULL));
  g_assert_true (g_str_has_prefix (draft->text, "a\nb\n\nc\td"));
}

static void
test_limits (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *body = g_strnfill (MESSAGE_MAX_MAILTO, 'x');
  g_autofree char *uri = g_strconcat ("mailto:?body=", body, NULL);

  g_assert_null (message_mailto_parse (uri, &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE);
  g_clear_error (&error);
  g_assert_null (message_mailto_parse ("https://example.org", &error));
  g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/mailto/examples", test_examples);
  g_test_add_func ("/message/mailto/all-fields", test_all_fields);
  g_test_add_func ("/message/mailto/what-a-page-may-not-do", test_what_a_page_may_not_do);
  g_test_add_func ("/message/mailto/line-breaks-end-no-header", test_line_breaks_end_no_header);
  g_test_add_func ("/message/mailto/encoded-word-hides-no-line-break",
                   test_encoded_word_hides_no_line_break);
  g_test_add_func ("/message/mailto/body-keeps-lines", test_body_keeps_lines);
  g_test_add_func ("/message/mailto/limits", test_limits);
  return g_test_run ();
}

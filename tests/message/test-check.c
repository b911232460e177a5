/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-check.h"

#include "letter.h"

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

/* A draft nobody would say anything about. */
static MessageDraft *
new_good_draft (void)
{
  MessageDraft *draft = letter_new_draft ();
  set_text (&draft->subject, "Hello");
  set_text (&draft->text, "How are you?");
  return draft;
}

static const MessageFinding *
find (GPtrArray *findings, MessageFindingKind kind)
{
  for (guint i = 0; i < findings->len; i++)
    {
      const MessageFinding *finding = g_ptr_array_index (findings, i);
      if (finding->kind == kind)
        return finding;
    }
  return NULL;
}

static void
assert_finds (const MessageDraft *draft, MessageFindingKind kind, const char *detail)
{
  g_autoptr (GPtrArray) findings = message_check (draft, "wang@163.com", 50 * 1024 * 1024);
  const MessageFinding *finding = find (findings, kind);
  g_assert_nonnull (finding);
  g_assert_cmpstr (finding->detail, ==, detail);
}

static void
assert_silent (const MessageDraft *draft)
{
  g_autoptr (GPtrArray) findings = message_check (draft, "wang@163.com", 50 * 1024 * 1024);
  g_assert_cmpuint (findings->len, ==, 0);
}

static void
test_good (void)
{
  g_autoptr (MessageDraft) draft = new_good_draft ();
  assert_silent (draft);
}

static void
test_addresses (void)
{
  g_autoptr (MessageDraft) draft = new_good_draft ();
  g_ptr_array_set_size (draft->to, 0);
  assert_finds (draft, MESSAGE_FINDING_NO_RECIPIENT, NULL);

  g_ptr_array_unref (draft->to);
  draft->to = message_mailbox_parse_list ("lilei");
  assert_finds (draft, MESSAGE_FINDING_BAD_ADDRESS, "lilei");

  g_ptr_array_unref (draft->to);
  draft->to = message_mailbox_parse_list ("用户@example.org");
  assert_silent (draft);
  letter_add_mailbox (draft->reply_to, NULL, "用户@example.org");
  assert_finds (draft, MESSAGE_FINDING_BAD_ADDRESS, "用户@example.org");
  g_ptr_array_set_size (draft->reply_to, 0);

  g_ptr_array_unref (draft->to);
  draft->to = message_mailbox_parse_list ("Li <li@163.con>");
  assert_finds (draft, MESSAGE_FINDING_TYPO, "li@163.com");
}

static void
test_size (void)
{
  g_autoptr (MessageDraft) draft = new_good_draft ();
  letter_add_file (draft, "a", "a/b", "x")->size = 37 * 1024 * 1024;
  assert_finds (draft, MESSAGE_FINDING_TOO_LARGE, "52428800");
  ((MessageAttachment *) g_ptr_array_index (draft->attachments, 0))->size = 36 * 1024 * 1024;
  assert_silent (draft);

  g_autoptr (GPtrArray) unknown = message_check (draft, NULL, 0);
  g_assert_cmpuint (unknown->len, ==, 0);

  g_autofree char *long_text = g_strnfill (1024 * 1024, 'x');
  set_text (&draft->text, long_text);
  assert_finds (draft, MESSAGE_FINDING_TOO_LARGE, "1048576");

  /* plain words take no more room than they are long */
  g_autoptr (GString) plain = g_string_new (NULL);
  while (plain->len < 900 * 1024)
    g_string_append (plain, "just words, enough of them in every line for there to be few lines\n");
  g_ptr_array_set_size (draft->attachments, 0);
  set_text (&draft->text, plain->str);
  assert_silent (draft);
}

static void
test_promised_file (void)
{
  static const char *const promises[] = {
    "Please see attached.",
    "I have attached the report",
    "The attachment has it all",
    "Enclosed is my CV.",
    "请查收附件",
    "详见附件。",
    "随信附上合同",
    "见附",
    "附上照片两张",
    "文件附后",
    "> quoted\n附件如下",
  };
  static const char *const silent[] = {
    "> Please see attached.\nThanks!",
    "> 请查收附件\n收到，谢谢",
    "I am very unattached",
    "reattachedness",
    "本邮件无附件",
    "No attachments this time",
    "Hello\n-- \nattachments are scanned",
    "附近有一家店",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      g_autoptr (MessageDraft) draft = new_good_draft ();
      set_text (&draft->text, promises[i]);
      g_test_message ("%s", promises[i]);
      g_autoptr (GPtrArray) findings = message_check (draft, NULL, 0);
      g_assert_nonnull (find (findings, MESSAGE_FINDING_MISSING_ATTACHMENT));
      letter_add_file (draft, "a.pdf", "application/pdf", "x");
      assert_silent (draft);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (silent); i++)
    {
      g_autoptr (MessageDraft) draft = new_good_draft ();
      set_text (&draft->text, silent[i]);
      g_test_message ("%s", silent[i]);
      assert_silent (draft);
    }
}

static void
test_advice (void)
{
  g_autoptr (MessageDraft) draft = new_good_draft ();
  set_text (&draft->subject, " 　");
  assert_finds (draft, MESSAGE_FINDING_NO_SUBJECT, NULL);
  set_text (&draft->subject, "x");

  for (guint i = 0; i < 9; i++)
    {
      g_autofree char *address = g_strdup_printf ("u%u@example.org", i);
      letter_add_mailbox (draft->cc, NULL, address);
    }
  assert_finds (draft, MESSAGE_FINDING_MANY_VISIBLE, "10");
  g_ptr_array_set_size (draft->cc, 8);
  assert_silent (draft);

  g_autoptr (GPtrArray) findings = message_check (draft, "other@163.com", 0);
  g_assert_cmpstr (find (findings, MESSAGE_FINDING_FROM_NOT_LOGIN)->detail, ==, "other@163.com");
  g_autoptr (GPtrArray) same = message_check (draft, "Wang@163.COM", 0);
  g_assert_cmpuint (same->len, ==, 0);
}

static void
test_order (void)
{
  g_autoptr (MessageDraft) draft = message_draft_new ();
  g_autoptr (GPtrArray) findings = message_check (draft, NULL, 0);
  const MessageFinding *first = g_ptr_array_index (findings, 0);

  g_assert_true (message_finding_is_blocking (first->kind));
  g_assert_false (message_finding_is_blocking (MESSAGE_FINDING_NO_SUBJECT));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/check/good", test_good);
  g_test_add_func ("/message/check/addresses", test_addresses);
  g_test_add_func ("/message/check/size", test_size);
  g_test_add_func ("/message/check/promised-file", test_promised_file);
  g_test_add_func ("/message/check/advice", test_advice);
  g_test_add_func ("/message/check/order", test_order);
  return g_test_run ();
}

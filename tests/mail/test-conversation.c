/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-conversation.h"

#include <string.h>

#include "mail-error.h"

static void
test_round_trip (void)
{
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autoptr (MailConversation) again = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  const MailLine *line;

  mail_conversation_append (conversation, 12, MAIL_WHO_SERVER, MAIL_STAGE_GREETING, 0, "220 你好");
  mail_conversation_append (conversation, G_MAXINT64, MAIL_WHO_CLIENT, MAIL_STAGE_LOGIN,
                            MAIL_LINE_HIDDEN | MAIL_LINE_ENCRYPTED, "AUTH PLAIN ●●●●●●●●");
  bytes = mail_conversation_to_bytes (conversation);
  again = mail_conversation_from_bytes (bytes, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (mail_conversation_get_n_lines (again), ==, 2);
  line = mail_conversation_get_line (again, 0);
  g_assert_cmpint (line->at_us, ==, 12);
  g_assert_cmpuint (line->who, ==, MAIL_WHO_SERVER);
  g_assert_cmpuint (line->stage, ==, MAIL_STAGE_GREETING);
  g_assert_cmpstr (line->text, ==, "220 你好");
  line = mail_conversation_get_line (again, 1);
  g_assert_cmpint (line->at_us, ==, G_MAXINT64);
  g_assert_cmpuint (line->flags, ==, MAIL_LINE_HIDDEN | MAIL_LINE_ENCRYPTED);
}

static void
test_empty (void)
{
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autoptr (GBytes) bytes = mail_conversation_to_bytes (conversation);
  g_autoptr (MailConversation) again = mail_conversation_from_bytes (bytes, NULL);

  g_assert_nonnull (again);
  g_assert_cmpuint (mail_conversation_get_n_lines (again), ==, 0);
}

static void
check_unreadable (gconstpointer octets, gsize length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (octets, length);
  g_autoptr (GError) error = NULL;

  g_assert_null (mail_conversation_from_bytes (bytes, &error));
  g_assert_error (error, MAIL_ERROR, MAIL_ERROR_SERIALISED);
}

static void
check_foreign (GVariant *variant)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (variant);
  g_autoptr (GVariant) swapped = g_variant_byteswap (owned);
  GVariant *little = G_BYTE_ORDER == G_LITTLE_ENDIAN ? owned : swapped;

  check_unreadable (g_variant_get_data (little), g_variant_get_size (little));
}

static void
test_unreadable (void)
{
  check_unreadable ("", 0);
  check_unreadable ("not a conversation", 18);
  check_foreign (g_variant_new_parsed ("(uint32 2, @a(xyyus) [])"));
  check_foreign (g_variant_new_parsed ("(uint32 1, [(int64 0, byte 9, byte 0, uint32 0, 'x')])"));
  check_foreign (g_variant_new_parsed ("(uint32 1, [(int64 0, byte 0, byte 7, uint32 0, 'x')])"));
}

/* each torn copy is refused or is a conversation, nothing else */
static void
test_torn (void)
{
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < 3; i++)
    mail_conversation_append (conversation, i, MAIL_WHO_CLIENT, MAIL_STAGE_ENVELOPE, 0, "RSET");
  bytes = mail_conversation_to_bytes (conversation);
  for (gsize i = 0; i < g_bytes_get_size (bytes); i++)
    {
      g_autoptr (GBytes) torn = g_bytes_new_from_bytes (bytes, 0, i);
      g_autoptr (MailConversation) again = mail_conversation_from_bytes (torn, NULL);

      if (again != NULL)
        g_assert_cmpuint (mail_conversation_get_n_lines (again), <=, 3);
    }
}

static void
test_long_line (void)
{
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autofree char *ascii = g_strnfill (100000, 'x');
  GString *chinese = g_string_new ("x");
  const char *text;

  for (guint i = 0; i < 4000; i++)
    g_string_append (chinese, "信");
  mail_conversation_append (conversation, 0, MAIL_WHO_SERVER, MAIL_STAGE_LOGIN, 0, ascii);
  mail_conversation_append (conversation, 0, MAIL_WHO_SERVER, MAIL_STAGE_LOGIN, 0, chinese->str);
  g_string_free (chinese, TRUE);

  g_assert_cmpuint (strlen (mail_conversation_get_line (conversation, 0)->text), ==, 4096);
  text = mail_conversation_get_line (conversation, 1)->text;
  g_assert_cmpuint (strlen (text), ==, 4096);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
test_many_lines (void)
{
  g_autoptr (MailConversation) conversation = mail_conversation_new ();
  g_autoptr (MailConversation) again = NULL;
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < 30000; i++)
    mail_conversation_append (conversation, i, MAIL_WHO_SERVER, MAIL_STAGE_LOGIN, 0, "250 x");
  g_assert_cmpuint (mail_conversation_get_n_lines (conversation), ==, 20001);
  g_assert_cmpuint (mail_conversation_get_line (conversation, 19999)->who, ==, MAIL_WHO_SERVER);
  g_assert_cmpuint (mail_conversation_get_line (conversation, 20000)->who, ==, MAIL_WHO_NOTE);

  bytes = mail_conversation_to_bytes (conversation);
  again = mail_conversation_from_bytes (bytes, NULL);
  g_assert_cmpuint (mail_conversation_get_n_lines (again), ==, 20001);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/conversation/round-trip", test_round_trip);
  g_test_add_func ("/mail/conversation/empty", test_empty);
  g_test_add_func ("/mail/conversation/unreadable", test_unreadable);
  g_test_add_func ("/mail/conversation/torn", test_torn);
  g_test_add_func ("/mail/conversation/long-line", test_long_line);
  g_test_add_func ("/mail/conversation/many-lines", test_many_lines);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-envelope.h"

static gboolean
add (MailEnvelope *envelope, const char *text)
{
  g_autoptr (MailPath) path = mail_path_parse (text, NULL);

  return mail_envelope_add (envelope, path);
}

static const char *
get (const MailEnvelope *envelope, guint index)
{
  return mail_path_get_text (g_ptr_array_index (envelope->forward_paths, index));
}

static void
test_each_once (void)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);

  g_assert_true (add (envelope, "b@example.com"));
  g_assert_true (add (envelope, "a@example.com"));
  g_assert_false (add (envelope, "b@EXAMPLE.COM"));
  g_assert_true (add (envelope, "B@example.com"));
  g_assert_cmpuint (envelope->forward_paths->len, ==, 3);
  g_assert_cmpstr (get (envelope, 0), ==, "b@example.com");
  g_assert_cmpstr (get (envelope, 1), ==, "a@example.com");
  g_assert_cmpstr (get (envelope, 2), ==, "B@example.com");
}

/* What was not taken is not kept either: its owner may free it. */
static void
test_not_taken (void)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);
  g_autoptr (MailPath) twice = mail_path_parse ("a@example.com", NULL);
  gpointer kept;

  g_assert_true (add (envelope, "a@example.com"));
  g_assert_false (mail_envelope_add (envelope, twice));
  g_assert_true (g_hash_table_lookup_extended (envelope->seen, twice, &kept, NULL));
  g_assert_true (kept == g_ptr_array_index (envelope->forward_paths, 0));
}

static void
test_copy (void)
{
  g_autoptr (MailPath) sender = mail_path_parse ("me@example.com", NULL);
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (sender);
  g_autoptr (MailEnvelope) copy = NULL;

  add (envelope, "a@example.com");
  copy = mail_envelope_copy (envelope);
  add (envelope, "b@example.com");

  g_assert_cmpuint (copy->forward_paths->len, ==, 1);
  g_assert_true (mail_path_equal (copy->reverse_path, sender));
  g_assert_false (add (copy, "a@example.com"));
}

static void
test_needs_smtputf8 (void)
{
  g_autoptr (MailPath) sender = mail_path_parse ("我@example.com", NULL);
  g_autoptr (MailEnvelope) by_sender = mail_envelope_new (sender);
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);

  g_assert_true (mail_envelope_needs_smtputf8 (by_sender));
  add (envelope, "li@例子.中国");
  g_assert_false (mail_envelope_needs_smtputf8 (envelope));
  add (envelope, "李@例子.中国");
  g_assert_true (mail_envelope_needs_smtputf8 (envelope));
}

/* a merge's or a class's list: no pairwise comparing */
static void
test_ten_thousand (void)
{
  g_autoptr (MailEnvelope) envelope = mail_envelope_new (NULL);

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup_printf ("user%u@example.com", i / 2);

      g_assert_cmpint (add (envelope, text), ==, i % 2 == 0);
    }
  g_assert_cmpuint (envelope->forward_paths->len, ==, 10000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/envelope/each-once", test_each_once);
  g_test_add_func ("/mail/envelope/not-taken", test_not_taken);
  g_test_add_func ("/mail/envelope/copy", test_copy);
  g_test_add_func ("/mail/envelope/needs-smtputf8", test_needs_smtputf8);
  g_test_add_func ("/mail/envelope/ten-thousand", test_ten_thousand);
  return g_test_run ();
}

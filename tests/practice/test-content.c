/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "practice-content-private.h"

#include <string.h>

static const struct
{
  const char *wire;
  const char *kept;
  gsize left;
  gboolean clean;
} cases[] = {
  { ".\r\n", "", 0, TRUE },
  { "a\r\n.\r\n", "a\r\n", 0, TRUE },
  { "a\r\n.\r\nQUIT\r\n", "a\r\n", 6, TRUE },
  { "..\r\n...\r\n.x\r\n.\r\n", ".\r\n..\r\nx\r\n", 0, TRUE },
  { "a.\r\nb\r\n.\r\n", "a.\r\nb\r\n", 0, TRUE },
  { "a\n.\n\r\n.\r\n", "a\n.\n\r\n", 0, FALSE },
  { "a\n.\r\n\r\n.\r\n", "a\n.\r\n\r\n", 0, FALSE },
  { "a\r.\r\n\r\n.\r\n", "a\r.\r\n\r\n", 0, FALSE },
  { "a\r\r\n.\r\n", "a\r\r\n", 0, FALSE },
  { ".\r.\r\n\r\n.\r\n", "\r.\r\n\r\n", 0, FALSE },
};

/* Fed whole, and cut at every place. */
static void
check (gsize i, gsize piece)
{
  g_autoptr (PracticeContent) content = practice_content_new (1000);
  g_autoptr (GString) input = g_string_new (NULL);
  const char *p = cases[i].wire;
  gboolean ended = FALSE;

  while (!ended && *p != '\0')
    {
      gsize n = MIN (piece, strlen (p));
      g_string_append_len (input, p, n);
      p += n;
      gsize taken =
          practice_content_feed (content, (const guint8 *) input->str, input->len, &ended);
      g_string_erase (input, 0, taken);
    }

  const GByteArray *kept = practice_content_get_octets (content);
  g_assert_true (ended);
  g_assert_cmpmem (kept->data, kept->len, cases[i].kept, strlen (cases[i].kept));
  g_assert_cmpuint (practice_content_get_size (content), ==, kept->len);
  g_assert_true (practice_content_is_clean (content) == cases[i].clean);
  g_assert_cmpuint (input->len + strlen (p), ==, cases[i].left);
}

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].wire);
      for (gsize piece = 1; piece < 20; piece++)
        check (i, piece);
    }
}

static void
test_limit (void)
{
  g_autoptr (PracticeContent) content = practice_content_new (5);
  static const char wire[] = "123456789\r\n.\r\n";
  gboolean ended;

  practice_content_feed (content, (const guint8 *) wire, strlen (wire), &ended);
  g_assert_true (ended);
  g_assert_cmpuint (practice_content_get_octets (content)->len, ==, 5);
  g_assert_cmpuint (practice_content_get_size (content), ==, 11);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/practice/content/cases", test_cases);
  g_test_add_func ("/practice/content/limit", test_limit);
  return g_test_run ();
}

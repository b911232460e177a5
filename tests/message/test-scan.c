/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message-render.h"

#include <string.h>

#include "message-error.h"

static void
assert_scan (const char *octets, gsize length, gboolean good)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (octets, length);
  g_autoptr (GError) error = NULL;

  g_assert_true (message_scan (bytes, &error) == good);
  if (good)
    g_assert_no_error (error);
  else
    g_assert_error (error, MESSAGE_ERROR, MESSAGE_ERROR_CONTENT);
}

#define ASSERT_SCAN(octets, good) assert_scan (octets, sizeof octets - 1, good)

static void
test_good (void)
{
  ASSERT_SCAN ("a\r\n", TRUE);
  ASSERT_SCAN ("\r\n", TRUE);
  ASSERT_SCAN ("\r\n.\r\n", TRUE);
}

static void
test_smuggling (void)
{
  ASSERT_SCAN ("", FALSE);
  ASSERT_SCAN ("a", FALSE);
  ASSERT_SCAN ("a\n", FALSE);
  ASSERT_SCAN ("a\r", FALSE);
  ASSERT_SCAN ("a\n.\n", FALSE);
  ASSERT_SCAN ("a\n.\r\n", FALSE);
  ASSERT_SCAN ("a\r.\r\n", FALSE);
  ASSERT_SCAN ("a\r\n.\r", FALSE);
  ASSERT_SCAN ("a\r\r\n", FALSE);
  ASSERT_SCAN ("a\r\n.\r\r\n", FALSE);
  ASSERT_SCAN ("a\r\n\n.\r\n", FALSE);
  ASSERT_SCAN ("a\0b\r\n", FALSE);
  ASSERT_SCAN ("a\x80\r\n", FALSE);
}

static void
test_long_lines (void)
{
  g_autofree char *line = g_strnfill (999, 'x');
  g_autofree char *longest = g_strdup_printf ("%.998s\r\n", line);
  g_autofree char *over = g_strdup_printf ("%s\r\n", line);

  assert_scan (longest, strlen (longest), TRUE);
  assert_scan (over, strlen (over), FALSE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/message/scan/good", test_good);
  g_test_add_func ("/message/scan/smuggling", test_smuggling);
  g_test_add_func ("/message/scan/long-lines", test_long_lines);
  return g_test_run ();
}

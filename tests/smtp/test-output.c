/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-output-private.h"

static void
test_output (void)
{
  SmtpOutput output = { 0 };
  gsize length;

  smtp_output_append (&output, "secret", 6, TRUE);
  smtp_output_append (&output, "rest", 4, FALSE);
  g_assert_cmpuint (smtp_output_get_place (&output), ==, 10);
  smtp_output_peek (&output, &length);
  g_assert_cmpuint (length, ==, 10);
  g_assert_cmpuint (output.advanced, ==, 0);
  smtp_output_advance (&output, 6);
  g_assert_cmpmem (smtp_output_peek (&output, &length), length, "rest", 4);
  smtp_output_advance (&output, 4);
  g_assert_cmpuint (output.advanced, ==, 10);
  /* emptied, it holds nothing of the secret any more */
  for (guint i = 0; i < 10; i++)
    g_assert_cmpuint (output.data[i], ==, 0);
  smtp_output_clear (&output);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/smtp/output/secret", test_output);
  return g_test_run ();
}

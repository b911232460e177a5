/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-data-private.h"

#include <string.h>

static gboolean
encode_in_two (const char *text, gsize length, gsize cut, SmtpOutput *output, SmtpData *data)
{
  return smtp_data_encode (data, (const guint8 *) text, cut, output) &&
         smtp_data_encode (data, (const guint8 *) text + cut, length - cut, output);
}

static void
check (const char *text, const char *wanted)
{
  gsize length = strlen (text);

  for (gsize cut = 0; cut <= length; cut++)
    {
      SmtpData data = { .at_line_start = TRUE };
      SmtpOutput output = { 0 };
      g_autofree char *found = NULL;
      const guint8 *octets;
      gsize n;

      g_assert_true (encode_in_two (text, length, cut, &output, &data));
      smtp_output_append (&output, smtp_data_get_end (&data), strlen (smtp_data_get_end (&data)),
                          FALSE);
      octets = smtp_output_peek (&output, &n);
      found = g_strndup ((const char *) octets, n);
      g_assert_cmpuint (n, ==, strlen (wanted));
      g_assert_cmpstr (found, ==, wanted);
      smtp_output_clear (&output);
    }
}

static void
test_transparency (void)
{
  check ("", ".\r\n");
  check ("a\r\n", "a\r\n.\r\n");
  check (".\r\n", "..\r\n.\r\n");
  check ("..\r\n", "...\r\n.\r\n");
  check (".x\r\n", "..x\r\n.\r\n");
  check ("a.b\r\n.", "a.b\r\n..\r\n.\r\n");
  check ("a\r\n.\r\n.\r\n.b\r\n", "a\r\n..\r\n..\r\n..b\r\n.\r\n");
  check ("\r\n.\r\n\r\n", "\r\n..\r\n\r\n.\r\n");
}

static void
test_no_final_line_end (void)
{
  check ("a", "a\r\n.\r\n");
  check ("a\r\nb", "a\r\nb\r\n.\r\n");
  check (".", "..\r\n.\r\n");
}

static void
check_refused (const char *octets, gsize length)
{
  for (gsize cut = 0; cut <= length; cut++)
    {
      SmtpData data = { .at_line_start = TRUE };
      SmtpOutput output = { 0 };

      if (encode_in_two (octets, length, cut, &output, &data))
        g_assert_null (smtp_data_get_end (&data));
      smtp_output_clear (&output);
    }
}

#define CHECK_REFUSED(octets) check_refused (octets, sizeof octets - 1)

/* the sequences that some servers take for the end of a letter */
static void
test_smuggling (void)
{
  CHECK_REFUSED ("a\n.\n");
  CHECK_REFUSED ("a\n.\r\n");
  CHECK_REFUSED ("a\r.\r");
  CHECK_REFUSED ("a\r.\r\n");
  CHECK_REFUSED ("a\r\n.\n");
  CHECK_REFUSED ("a\r\n.\r");
  CHECK_REFUSED ("a\r\n\r.\r\n");
  CHECK_REFUSED ("a\r\r\n");
  CHECK_REFUSED ("a\n\r\n");
  CHECK_REFUSED ("\n");
  CHECK_REFUSED ("\r");
  CHECK_REFUSED ("a\r");
  CHECK_REFUSED ("a\r\0\n");
  CHECK_REFUSED ("a\0b\r\n");
}

static guint8
next_octet (GRand *rand)
{
  return (guint8) "..ab"[g_rand_int_range (rand, 0, 4)];
}

/* taking the dots away again gives what went in */
static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint run = 0; run < 500; run++)
    {
      g_autoptr (GByteArray) text = g_byte_array_new ();
      SmtpData data = { .at_line_start = TRUE };
      SmtpOutput output = { 0 };
      const guint8 *encoded;
      gsize n, at = 0, taken = 0;

      for (guint line = 0; line < 20; line++)
        {
          for (gint i = g_rand_int_range (rand, 0, 5); i > 0; i--)
            {
              guint8 octet = next_octet (rand);

              g_byte_array_append (text, &octet, 1);
            }
          g_byte_array_append (text, (const guint8 *) "\r\n", 2);
        }
      while (at < text->len)
        {
          gsize piece = (gsize) g_rand_int_range (rand, 1, 9);

          piece = MIN (piece, text->len - at);
          g_assert_true (smtp_data_encode (&data, text->data + at, piece, &output));
          at += piece;
        }
      encoded = smtp_output_peek (&output, &n);
      for (gsize i = 0; i < n; i++)
        {
          gboolean line_start = i == 0 || encoded[i - 1] == '\n';

          if (line_start && encoded[i] == '.')
            g_assert_cmpuint (encoded[++i], ==, '.');
          g_assert_cmpuint (encoded[i], ==, text->data[taken++]);
        }
      g_assert_cmpuint (taken, ==, text->len);
      smtp_output_clear (&output);
    }
}

static void
test_output (void)
{
  SmtpOutput output = { 0 };
  gsize length;

  smtp_output_append (&output, "secret", 6, TRUE);
  smtp_output_append (&output, "rest", 4, FALSE);
  g_assert_cmpuint (smtp_output_get_place (&output), ==, 10);
  g_assert_cmpuint (output.shown, ==, 0);
  smtp_output_peek (&output, &length);
  g_assert_cmpuint (length, ==, 10);
  g_assert_cmpuint (output.shown, ==, 10);
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
  g_test_add_func ("/smtp/data/transparency", test_transparency);
  g_test_add_func ("/smtp/data/no-final-line-end", test_no_final_line_end);
  g_test_add_func ("/smtp/data/smuggling", test_smuggling);
  g_test_add_func ("/smtp/data/round-trip", test_round_trip);
  g_test_add_func ("/smtp/output/secret", test_output);
  return g_test_run ();
}

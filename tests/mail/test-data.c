/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-data.h"

#include <string.h>

static gboolean
encode (MailData *data, const char *text, gsize length, GByteArray *out)
{
  g_autofree guint8 *room = g_malloc (mail_data_get_room (length));
  gsize written;
  gboolean clean = mail_data_encode (data, (const guint8 *) text, length, room, &written);

  g_assert_cmpuint (written, <=, mail_data_get_room (length));
  g_byte_array_append (out, room, written);
  return clean;
}

static gboolean
encode_in_two (const char *text, gsize length, gsize cut, GByteArray *out, MailData *data)
{
  return encode (data, text, cut, out) && encode (data, text + cut, length - cut, out);
}

static void
check (const char *text, const char *wanted)
{
  gsize length = strlen (text);

  for (gsize cut = 0; cut <= length; cut++)
    {
      MailData data = { .at_line_start = TRUE };
      g_autoptr (GByteArray) out = g_byte_array_new ();
      const char *end;

      g_assert_true (encode_in_two (text, length, cut, out, &data));
      end = mail_data_get_end (&data);
      g_byte_array_append (out, (const guint8 *) end, strlen (end));
      g_assert_cmpmem (out->data, out->len, wanted, strlen (wanted));
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
      MailData data = { .at_line_start = TRUE };
      g_autoptr (GByteArray) out = g_byte_array_new ();

      if (encode_in_two (octets, length, cut, out, &data))
        g_assert_null (mail_data_get_end (&data));
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
      g_autoptr (GByteArray) encoded = g_byte_array_new ();
      MailData data = { .at_line_start = TRUE };
      gsize at = 0, taken = 0;

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
          g_assert_true (encode (&data, (const char *) text->data + at, piece, encoded));
          at += piece;
        }
      for (gsize i = 0; i < encoded->len; i++)
        {
          gboolean line_start = i == 0 || encoded->data[i - 1] == '\n';

          if (line_start && encoded->data[i] == '.')
            g_assert_cmpuint (encoded->data[++i], ==, '.');
          g_assert_cmpuint (encoded->data[i], ==, text->data[taken++]);
        }
      g_assert_cmpuint (taken, ==, text->len);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mail/data/transparency", test_transparency);
  g_test_add_func ("/mail/data/no-final-line-end", test_no_final_line_end);
  g_test_add_func ("/mail/data/smuggling", test_smuggling);
  g_test_add_func ("/mail/data/round-trip", test_round_trip);
  return g_test_run ();
}

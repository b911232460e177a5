/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <sys/resource.h>

#include "store-test.h"

static GBytes *
read_all (GInputStream *stream, gsize piece, GError **error)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autofree guint8 *buffer = g_malloc (piece);
  gssize n;

  while ((n = g_input_stream_read (stream, buffer, piece, NULL, error)) > 0)
    g_byte_array_append (octets, buffer, n);

  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&octets));
}

static char *
make_noise (gsize length)
{
  char *noise = g_malloc (length + 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (length);

  for (gsize i = 0; i < length; i++)
    noise[i] = g_rand_int (rand);
  return noise;
}

/* an encoder of another make: GLib's, a line at a time */
static void
append_base64 (GString *out, const char *octets, gsize length, gsize line)
{
  for (gsize i = 0; i < length; i += line)
    {
      g_autofree char *encoded =
          g_base64_encode ((const guint8 *) octets + i, MIN (line, length - i));

      g_string_append_printf (out, "%s\r\n", encoded);
    }
}

static void
check_encoding (StoreTest *test, gsize length, guint line_length, gsize piece)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *noise = make_noise (length);
  g_autofree char *path = store_test_write_file (test, "noise", noise, length);
  g_autoptr (StoreAttachment) attachment = store_test_attach (test->database, path, &error);
  g_assert_no_error (error);
  g_autoptr (GBytes) rendered = g_bytes_new_static ("before after", 12);
  g_autoptr (MailContent) content = mail_content_new (rendered);
  MailHole hole = store_test_hole (attachment, MAIL_ENCODING_BASE64, 7);
  g_autoptr (GString) expected = g_string_new ("before ");

  hole.line_length = line_length;
  mail_content_add_hole (content, &hole);
  append_base64 (expected, noise, length, line_length / 4 * 3);
  g_string_append (expected, "after");

  g_autoptr (GInputStream) stream = store_content_open (test->database, content);
  g_autoptr (GBytes) octets = read_all (stream, piece, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets), expected->str,
                   expected->len);
  g_assert_cmpuint (mail_content_get_size (content), ==, g_bytes_get_size (octets));
}

static void
test_encodes_every_length (StoreTest *test, gconstpointer data)
{
  for (gsize length = 0; length < 200; length++)
    check_encoding (test, length, 76, 4096);
}

static void
test_any_buffer_gives_the_same (StoreTest *test, gconstpointer data)
{
  static const gsize pieces[] = { 1, 2, 3, 77, 78, 79, 100, 1000, 65536, 1 << 20 };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    check_encoding (test, 200001, 76, pieces[i]);
}

static void
test_any_line_length (StoreTest *test, gconstpointer data)
{
  for (guint line_length = 4; line_length <= 996; line_length += 4)
    check_encoding (test, 5000, line_length, 333);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/content/encodes-every-length", test_encodes_every_length);
  store_test_add ("/store/content/any-buffer-gives-the-same", test_any_buffer_gives_the_same);
  store_test_add ("/store/content/any-line-length", test_any_line_length);
  return g_test_run ();
}

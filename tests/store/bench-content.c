/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How fast a large attachment leaves the store. Run by hand: its figures are the machine's. */

#include <string.h>
#include <unistd.h>

#include "store-base64-private.h"
#include "store-test.h"

#define MIB (1024 * 1024)
#define PIECE (128 * 57 * 9)
#define SIZE (500 * MIB)

static void
print_rate (const char *what, guint64 octets, gint64 start_us)
{
  double seconds = (g_get_monotonic_time () - start_us) / 1e6;

  g_print ("%-24s %6.2f GB/s (%.0f MB in %.0f ms)\n", what, octets / seconds / 1e9, octets / 1e6,
           seconds * 1e3);
}

static void
bench_base64 (void)
{
  g_autofree StoreBase64 *base64 = g_new (StoreBase64, 1);
  g_autofree guint8 *octets = g_malloc0 (PIECE);
  g_autofree guint8 *out = g_malloc (2 * PIECE);
  guint64 total = 0;

  store_base64_init (base64);
  for (gsize i = 0; i < PIECE; i++)
    octets[i] = i * 7 + i / 251;

  gint64 start_us = g_get_monotonic_time ();
  while (total < SIZE)
    {
      store_base64_encode (base64, octets, PIECE, 57, out);
      total += PIECE;
    }
  print_rate ("base64", total, start_us);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gssize *n = user_data;

  *n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
}

static void
bench_async (GInputStream *stream, gsize piece, guint64 size)
{
  g_autofree char *buffer = g_malloc (piece);
  g_autofree char *what = g_strdup_printf ("read_async %u KiB", (guint) piece / 1024);
  gint64 start_us = g_get_monotonic_time ();
  guint64 total = 0;
  gssize n;

  do
    {
      n = -2;
      g_input_stream_read_async (stream, buffer, piece, G_PRIORITY_DEFAULT, NULL, on_read, &n);
      while (n == -2)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpint (n, >=, 0);
      total += n;
    }
  while (n > 0);
  g_assert_cmpuint (total, ==, size);
  print_rate (what, SIZE, start_us);
}

int
main (void)
{
  static const gsize pieces[] = { 65536, 262144, 1048576 };
  StoreTest test = { 0 };
  g_autoptr (GBytes) rendered = g_bytes_new_static ("", 0);
  g_autoptr (MailContent) content = mail_content_new (rendered);

  bench_base64 ();
  store_test_set_up (&test, NULL);
  g_autofree char *path = store_test_write_file (&test, "file", "", 0);
  g_assert_cmpint (truncate (path, SIZE), ==, 0);
  gint64 start_us = g_get_monotonic_time ();
  g_autoptr (StoreAttachment) attachment = store_test_attach (test.database, path, NULL);
  print_rate ("attach", SIZE, start_us);

  MailHole hole = store_test_hole (attachment, MAIL_ENCODING_BASE64, 0);
  mail_content_add_hole (content, &hole);
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GInputStream) stream = store_content_open (test.database, content);
      bench_async (stream, pieces[i], mail_content_get_size (content));
    }
  store_test_tear_down (&test, NULL);
  return 0;
}

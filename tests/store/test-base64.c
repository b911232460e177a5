/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "store-base64-private.h"

#define MAX_LENGTH 400

/* Each in a block of its own size, so that a sanitizer sees what is read or written beside it. */
static void
check_length (const StoreBase64 *base64, gsize length, gsize line, GRand *rand)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree guint8 *octets = g_malloc (length);
  g_autofree guint8 *out = NULL;

  for (gsize i = 0; i < length; i++)
    octets[i] = (guint8) g_rand_int (rand);
  for (gsize i = 0; i < length; i += line)
    {
      g_autofree char *encoded = g_base64_encode (octets + i, MIN (line, length - i));

      g_string_append_printf (expected, "%s\r\n", encoded);
    }
  out = g_malloc (expected->len);
  g_assert_cmpmem (out, store_base64_encode (base64, octets, length, line, out), expected->str,
                   expected->len);
}

static void
check_all (gboolean vectors)
{
  g_autofree StoreBase64 *base64 = g_new0 (StoreBase64, 1);
  g_autoptr (GRand) rand = g_rand_new_with_seed (2045);
  static const gsize lines[] = { 3, 12, 15, 18, 48, 57, 744 };

  store_base64_init (base64);
  base64->vectors = base64->vectors && vectors;
  for (gsize l = 0; l < G_N_ELEMENTS (lines); l++)
    for (gsize length = 1; length < MAX_LENGTH; length++)
      check_length (base64, length, lines[l], rand);
}

static void
test_like_glib (void)
{
  check_all (TRUE);
}

static void
test_without_vectors (void)
{
  check_all (FALSE);
}

/* Every value of six bits in every place of a vector. */
static void
test_alphabet (void)
{
  g_autofree StoreBase64 *base64 = g_new0 (StoreBase64, 1);

  store_base64_init (base64);
  for (guint value = 0; value < 64; value++)
    for (guint place = 0; place < 64; place++)
      {
        guint8 octets[48] = { 0 };
        char out[66];
        g_autofree char *expected = NULL;

        for (guint bit = 0; bit < 6; bit++)
          if (value & (32 >> bit))
            octets[(place * 6 + bit) / 8] |= 128 >> (place * 6 + bit) % 8;
        expected = g_base64_encode (octets, sizeof octets);
        store_base64_encode (base64, octets, sizeof octets, sizeof octets, (guint8 *) out);
        g_assert_cmpmem (out, 64, expected, 64);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/base64/like-glib", test_like_glib);
  g_test_add_func ("/store/base64/without-vectors", test_without_vectors);
  g_test_add_func ("/store/base64/alphabet", test_alphabet);
  return g_test_run ();
}

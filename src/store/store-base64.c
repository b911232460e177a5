/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Base64 of RFC 2045 section 6.8, in lines. The table is made at run time, for each stream: 8 KiB
 * are filled faster than read from disk. Where the processor has SSSE3, twelve octets become
 * sixteen characters in a dozen instructions, four times as fast; only the last few octets of all
 * go by the table then. */

#include "store-base64-private.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <tmmintrin.h>
#define HAS_VECTORS 1
#else
#define HAS_VECTORS 0
#endif

void
store_base64_init (StoreBase64 *base64)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  for (guint i = 0; i < G_N_ELEMENTS (base64->pairs); i++)
    {
      base64->pairs[i][0] = letters[i >> 6];
      base64->pairs[i][1] = letters[i & 63];
    }
#if HAS_VECTORS
  base64->vectors = __builtin_cpu_supports ("ssse3") != 0;
#endif
}

#if HAS_VECTORS
/* Sixteen values of six bits, each in an octet of its own. Three octets aaaaaabb bbbbcccc ccdddddd
 * are put twice into four; masks pick two of the values in each half, and multiplications shift
 * them to where they belong, each by another distance. */
__attribute__ ((target ("ssse3"))) static inline __m128i
spread (__m128i octets)
{
  const __m128i order = _mm_setr_epi8 (1, 0, 2, 1, 4, 3, 5, 4, 7, 6, 8, 7, 10, 9, 11, 10);
  __m128i twice = _mm_shuffle_epi8 (octets, order);
  __m128i first = _mm_and_si128 (twice, _mm_set1_epi32 (0x0fc0fc00));
  __m128i second = _mm_and_si128 (twice, _mm_set1_epi32 (0x003f03f0));

  return _mm_or_si128 (_mm_mulhi_epu16 (first, _mm_set1_epi32 (0x04000040)),
                       _mm_mullo_epi16 (second, _mm_set1_epi32 (0x01000010)));
}

/* The alphabet has five runs; each value is told what to add in its run: row 13 is for A to Z, row
 * 0 for a to z, rows 1 to 10 for the digits, 11 and 12 for the last two. */
__attribute__ ((target ("ssse3"))) static inline __m128i
spell (__m128i values)
{
  const __m128i offsets =
      _mm_setr_epi8 ('a' - 26, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52, '0' - 52,
                     '0' - 52, '0' - 52, '0' - 52, '+' - 62, '/' - 63, 'A', 0, 0);
  __m128i rows = _mm_subs_epu8 (values, _mm_set1_epi8 (51));
  __m128i capital = _mm_cmpgt_epi8 (_mm_set1_epi8 (26), values);

  rows = _mm_or_si128 (rows, _mm_and_si128 (capital, _mm_set1_epi8 (13)));
  return _mm_add_epi8 (values, _mm_shuffle_epi8 (offsets, rows));
}

__attribute__ ((target ("ssse3"))) static inline void
encode_twelve (const guint8 *octets, guint8 *out)
{
  __m128i loaded = _mm_loadu_si128 ((const __m128i *) (const void *) octets);

  _mm_storeu_si128 ((__m128i *) (void *) out, spell (spread (loaded)));
}

/* @readable: octets from @octets on that may be loaded, for sixteen are loaded to encode twelve. A
 * line's last twelve are encoded together, though some of them were before.
 * Returns: octets encoded */
__attribute__ ((target ("ssse3"))) static gsize
encode_vectors (const guint8 *octets, gsize length, gsize readable, guint8 *out)
{
  gsize done = 0;

  for (; done + 12 <= length && done + 16 <= readable; done += 12)
    encode_twelve (octets + done, out + done / 3 * 4);
  if (done == length || length < 12 || length % 3 != 0 || length + 4 > readable)
    return done;
  encode_twelve (octets + length - 12, out + (length - 12) / 3 * 4);
  return length;
}
#endif

static inline void
put_pair (const StoreBase64 *base64, guint8 *out, guint64 bits)
{
  memcpy (out, base64->pairs[bits & 0xfff], 2);
}

/* One to three octets at the end. */
static guint8 *
encode_tail (const StoreBase64 *base64, const guint8 *octets, gsize length, guint8 *out)
{
  guint bits = octets[0] << 16;

  if (length > 1)
    bits |= octets[1] << 8;
  if (length > 2)
    bits |= octets[2];

  put_pair (base64, out, bits >> 12);
  put_pair (base64, out + 2, bits);
  if (length < 3)
    out[3] = '=';
  if (length < 2)
    out[2] = '=';
  return out + 4;
}

static guint8 *
encode_line (const StoreBase64 *base64, const guint8 *octets, gsize length, gsize readable,
             guint8 *out)
{
#if HAS_VECTORS
  if (base64->vectors)
    {
      gsize done = encode_vectors (octets, length, readable, out);

      octets += done;
      length -= done;
      out += done / 3 * 4;
    }
#endif

  /* six octets in one load of eight */
  for (; length >= 8; octets += 6, length -= 6, out += 8)
    {
      guint64 bits;

      memcpy (&bits, octets, sizeof bits);
      bits = GUINT64_FROM_BE (bits);
      put_pair (base64, out, bits >> 52);
      put_pair (base64, out + 2, bits >> 40);
      put_pair (base64, out + 4, bits >> 28);
      put_pair (base64, out + 6, bits >> 16);
    }

  for (; length > 0; octets += MIN (length, 3), length -= MIN (length, 3))
    out = encode_tail (base64, octets, length, out);

  *out++ = '\r';
  *out++ = '\n';
  return out;
}

gsize
store_base64_encode (const StoreBase64 *base64, const guint8 *octets, gsize length, gsize line,
                     guint8 *out)
{
  guint8 *end = out;

  for (gsize done = 0; done < length; done += line)
    end = encode_line (base64, octets + done, MIN (line, length - done), length - done, end);

  return end - out;
}

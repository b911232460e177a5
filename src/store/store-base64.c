/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Base64 of RFC 2045 section 6.8, in lines. The table is made at run time, for each stream: 8 KiB
 * are filled faster than read from disk. */

#include "store-base64-private.h"

#include <string.h>

void
store_base64_init (StoreBase64 *base64)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  for (guint i = 0; i < G_N_ELEMENTS (base64->pairs); i++)
    {
      base64->pairs[i][0] = letters[i >> 6];
      base64->pairs[i][1] = letters[i & 63];
    }
}

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
encode_line (const StoreBase64 *base64, const guint8 *octets, gsize length, guint8 *out)
{
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
    end = encode_line (base64, octets + done, MIN (line, length - done), end);

  return end - out;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * StoreBase64:
 * @pairs: the two characters for each twelve bits
 * @vectors: whether the processor can do better; a test may say no
 */
typedef struct
{
  char pairs[4096][2];
  gboolean vectors;
} StoreBase64;

void store_base64_init (StoreBase64 *base64);

/**
 * store_base64_encode:
 * @octets: whole lines, unless what follows is the end
 * @line: octets a line holds: three quarters of its characters
 * @out: room for what becomes of it, with CRLF after each line
 *
 * Returns: octets written to @out
 */
gsize store_base64_encode (const StoreBase64 *base64, const guint8 *octets, gsize length,
                           gsize line, guint8 *out);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net-secret-private.h"

#include <string.h>

typedef struct
{
  gsize length;
  guint8 octets[];
} Block;

static void
block_free (gpointer data)
{
  Block *block = data;

  explicit_bzero (block->octets, block->length);
  g_free (block);
}

GBytes *
net_secret_bytes_new (gconstpointer octets, gsize length)
{
  Block *block = g_malloc (sizeof *block + length);

  block->length = length;
  memcpy (block->octets, octets, length);
  return g_bytes_new_with_free_func (block->octets, length, block_free, block);
}

void
net_secret_wipe_string (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
}

void
net_secret_free (char *text)
{
  net_secret_wipe_string (text);
  g_free (text);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "smtp-secret-private.h"

#include <string.h>

void
smtp_secret_wipe (gpointer octets, gsize length)
{
  if (length > 0)
    explicit_bzero (octets, length);
}

void
smtp_secret_free (char *text)
{
  if (text == NULL)
    return;
  smtp_secret_wipe (text, strlen (text));
  g_free (text);
}

char *
smtp_secret_encode (GBytes *octets)
{
  gsize length = 0;
  gconstpointer data = octets != NULL ? g_bytes_get_data (octets, &length) : NULL;

  return length > 0 ? g_base64_encode (data, length) : g_strdup ("");
}

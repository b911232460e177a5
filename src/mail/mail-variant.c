/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "mail-variant-private.h"

/* GVariant has the byte order of the machine */
static GVariant *
swap (GVariant *variant)
{
  if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
    return g_variant_ref (variant);
  return g_variant_byteswap (variant);
}

GBytes *
mail_variant_to_bytes (guint32 version, GVariant *list)
{
  g_autoptr (GVariant) native = g_variant_ref_sink (g_variant_new ("(u@*)", version, list));
  g_autoptr (GVariant) stored = swap (native);

  return g_variant_get_data_as_bytes (stored);
}

GVariant *
mail_variant_from_bytes (const char *type, guint32 version, GBytes *bytes)
{
  g_autoptr (GVariant) stored = NULL;
  g_autoptr (GVariant) native = NULL;
  g_autoptr (GVariant) list = NULL;
  guint32 found;

  stored = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (type), bytes, FALSE));
  native = swap (stored);
  if (!g_variant_is_normal_form (native))
    return NULL;
  g_variant_get (native, "(u@*)", &found, &list);
  return found == version ? g_steal_pointer (&list) : NULL;
}

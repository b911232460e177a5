/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter at rest: rendered octets and the holes where files belong. */

#include "mail-content.h"

#include <string.h>

#include "mail-date.h"
#include "mail-error.h"
#include "mail-variant-private.h"

#define FORMAT "(ua(tstyu))"
#define FORMAT_VERSION 1

/* keeps every sum of sizes within 64 bits; a file system holds no larger file */
#define MAX_FILE_SIZE (G_GUINT64_CONSTANT (1) << 56)
#define MAX_HOLES 10000
/* RFC 5322 section 2.1.1 */
#define MAX_LINE_LENGTH 998

guint64
mail_hole_get_encoded_size (const MailHole *hole)
{
  guint64 characters, lines;

  g_return_val_if_fail (hole != NULL, 0);

  switch (hole->encoding)
    {
    case MAIL_ENCODING_IDENTITY:
    case MAIL_ENCODING_8BIT:
      return hole->size;
    case MAIL_ENCODING_BASE64:
      g_return_val_if_fail (hole->line_length > 0, 0);
      characters = (hole->size + 2) / 3 * 4;
      lines = (characters + hole->line_length - 1) / hole->line_length;
      return characters + 2 * lines;
    }
  g_return_val_if_reached (0);
}

MailContent *
mail_content_new (GBytes *octets)
{
  MailContent *content;

  g_return_val_if_fail (octets != NULL, NULL);

  content = g_new0 (MailContent, 1);
  content->octets = g_bytes_ref (octets);
  content->holes = g_array_new (FALSE, FALSE, sizeof (MailHole));
  return content;
}

MailContent *
mail_content_copy (const MailContent *content)
{
  MailContent *copy;

  g_return_val_if_fail (content != NULL, NULL);

  copy = mail_content_new (content->octets);
  if (content->holes->len > 0)
    g_array_append_vals (copy->holes, content->holes->data, content->holes->len);
  return copy;
}

void
mail_content_free (MailContent *content)
{
  if (content == NULL)
    return;
  g_bytes_unref (content->octets);
  g_array_unref (content->holes);
  g_free (content);
}

static guint64
get_last_place (const MailContent *content)
{
  guint n = content->holes->len;

  return n > 0 ? g_array_index (content->holes, MailHole, n - 1).place : 0;
}

void
mail_content_add_hole (MailContent *content, const MailHole *hole)
{
  g_return_if_fail (content != NULL && hole != NULL);
  g_return_if_fail (hole->place >= get_last_place (content));
  g_return_if_fail (hole->place <= g_bytes_get_size (content->octets));

  g_array_append_val (content->holes, *hole);
}

guint64
mail_content_get_size (const MailContent *content)
{
  guint64 size;

  g_return_val_if_fail (content != NULL, 0);

  size = g_bytes_get_size (content->octets);
  for (guint i = 0; i < content->holes->len; i++)
    size += mail_hole_get_encoded_size (&g_array_index (content->holes, MailHole, i));
  return size;
}

/* Where the value of the Date field is, in the header only: a body may quote one. */
static gboolean
find_date (const char *octets, gsize length, gsize *begin, gsize *end)
{
  static const char name[] = "Date: ";
  const gsize n = strlen (name);

  for (gsize line = 0; line + n < length;)
    {
      const char *crlf = memmem (octets + line, length - line, "\r\n", 2);

      if (crlf == NULL || crlf == octets + line)
        return FALSE;
      if (g_ascii_strncasecmp (octets + line, name, n) == 0)
        {
          *begin = line + n;
          *end = crlf - octets;
          return TRUE;
        }
      line = crlf - octets + 2;
    }
  return FALSE;
}

MailContent *
mail_content_set_date (const MailContent *content, GDateTime *date)
{
  gsize length;
  gsize begin;
  gsize end;
  const char *octets;

  g_return_val_if_fail (content != NULL && date != NULL, NULL);

  octets = g_bytes_get_data (content->octets, &length);
  if (!find_date (octets, length, &begin, &end))
    return NULL;

  g_autofree char *value = mail_date_to_text (date);
  g_autoptr (GByteArray) changed = g_byte_array_sized_new (length + strlen (value));
  g_byte_array_append (changed, (const guint8 *) octets, begin);
  g_byte_array_append (changed, (const guint8 *) value, strlen (value));
  g_byte_array_append (changed, (const guint8 *) octets + end, length - end);
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (g_steal_pointer (&changed));

  MailContent *dated = mail_content_new (bytes);
  for (guint i = 0; i < content->holes->len; i++)
    {
      MailHole hole = g_array_index (content->holes, MailHole, i);

      if (hole.place >= end)
        hole.place = hole.place - (end - begin) + strlen (value);
      mail_content_add_hole (dated, &hole);
    }
  return dated;
}

gboolean
mail_content_is_eight_bit (const MailContent *content)
{
  gsize length;
  const guint8 *octets;

  g_return_val_if_fail (content != NULL, FALSE);

  for (guint i = 0; i < content->holes->len; i++)
    {
      if (g_array_index (content->holes, MailHole, i).encoding == MAIL_ENCODING_8BIT)
        return TRUE;
    }

  octets = g_bytes_get_data (content->octets, &length);
  for (gsize i = 0; i < length; i++)
    {
      if (octets[i] > 127)
        return TRUE;
    }
  return FALSE;
}

GBytes *
mail_content_holes_to_bytes (const MailContent *content)
{
  GVariantBuilder holes;

  g_return_val_if_fail (content != NULL, NULL);

  g_variant_builder_init (&holes, G_VARIANT_TYPE ("a(tstyu)"));
  for (guint i = 0; i < content->holes->len; i++)
    {
      const MailHole *hole = &g_array_index (content->holes, MailHole, i);

      g_variant_builder_add (&holes, "(tstyu)", hole->place, hole->digest, hole->size,
                             (guchar) hole->encoding, (guint32) hole->line_length);
    }
  return mail_variant_to_bytes (FORMAT_VERSION, g_variant_builder_end (&holes));
}

static gboolean
is_digest (const char *digest)
{
  return strlen (digest) == MAIL_DIGEST_LENGTH &&
         strspn (digest, "0123456789abcdef") == MAIL_DIGEST_LENGTH;
}

static gboolean
is_sound (const MailContent *content, const MailHole *hole)
{
  if (hole->place < get_last_place (content) || hole->place > g_bytes_get_size (content->octets))
    return FALSE;
  if (hole->size > MAX_FILE_SIZE || content->holes->len >= MAX_HOLES)
    return FALSE;
  if (hole->encoding == MAIL_ENCODING_IDENTITY || hole->encoding == MAIL_ENCODING_8BIT)
    return TRUE;
  return hole->encoding == MAIL_ENCODING_BASE64 && hole->line_length > 0 &&
         hole->line_length % 4 == 0 && hole->line_length <= MAX_LINE_LENGTH;
}

static gboolean
read_holes (MailContent *content, GVariant *holes)
{
  GVariantIter iter;
  const char *digest;
  MailHole hole;
  guchar encoding;
  guint32 line_length;

  g_variant_iter_init (&iter, holes);
  while (g_variant_iter_next (&iter, "(t&styu)", &hole.place, &digest, &hole.size, &encoding,
                              &line_length))
    {
      hole.encoding = (MailEncoding) encoding;
      hole.line_length = line_length;
      if (!is_digest (digest) || !is_sound (content, &hole))
        return FALSE;
      memcpy (hole.digest, digest, sizeof hole.digest);
      g_array_append_val (content->holes, hole);
    }
  return TRUE;
}

MailContent *
mail_content_from_bytes (GBytes *octets, GBytes *holes, GError **error)
{
  g_autoptr (MailContent) content = NULL;
  g_autoptr (GVariant) list = NULL;

  g_return_val_if_fail (octets != NULL && holes != NULL, NULL);

  content = mail_content_new (octets);
  list = mail_variant_from_bytes (FORMAT, FORMAT_VERSION, holes);
  if (list != NULL && read_holes (content, list))
    return g_steal_pointer (&content);

  g_set_error (error, MAIL_ERROR, MAIL_ERROR_SERIALISED,
               "%" G_GSIZE_FORMAT " octets are not the holes of a letter of %" G_GSIZE_FORMAT,
               g_bytes_get_size (holes), g_bytes_get_size (octets));
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Transparency (RFC 5321 section 4.5.2). The input is taken twice: as it is, where the encoder must
 * refuse exactly what is not canonical, and made canonical, where what it writes must be what a
 * plain reference writes, however it is cut, and must read back as it was. */

#include "fuzz.h"

#include <string.h>

#include "mail-data.h"

static gboolean
is_canonical (const guint8 *octets, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (octets[i] == '\0' || (octets[i] == '\r' && i + 1 < length && octets[i + 1] != '\n') ||
          (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')))
        return FALSE;
    }
  return TRUE;
}

static GByteArray *
make_canonical (const guint8 *octets, gsize length)
{
  GByteArray *canonical = g_byte_array_new ();

  for (gsize i = 0; i < length; i++)
    {
      if (octets[i] == '\n')
        g_byte_array_append (canonical, (const guint8 *) "\r\n", 2);
      else if (octets[i] != '\r' && octets[i] != '\0')
        g_byte_array_append (canonical, octets + i, 1);
    }
  return canonical;
}

/* One octet after another, as section 4.5.2 has it. */
static GByteArray *
stuff (const GByteArray *content)
{
  GByteArray *stuffed = g_byte_array_new ();

  for (guint i = 0; i < content->len; i++)
    {
      if (content->data[i] == '.' && (i == 0 || content->data[i - 1] == '\n'))
        g_byte_array_append (stuffed, (const guint8 *) ".", 1);
      g_byte_array_append (stuffed, content->data + i, 1);
    }
  if (content->len > 0 && content->data[content->len - 1] != '\n')
    g_byte_array_append (stuffed, (const guint8 *) "\r\n", 2);
  g_byte_array_append (stuffed, (const guint8 *) ".\r\n", 3);
  return stuffed;
}

/* The receiver's half: what stands before the line that is a dot alone. */
static GByteArray *
unstuff (const guint8 *octets, gsize length, gsize *used)
{
  GByteArray *content = g_byte_array_new ();
  gboolean at_line_start = TRUE;

  for (gsize i = 0; i < length; i++)
    {
      if (at_line_start && octets[i] == '.')
        {
          if (length - i >= 3 && memcmp (octets + i, ".\r\n", 3) == 0)
            {
              *used = i + 3;
              return content;
            }
          at_line_start = FALSE;
          continue;
        }
      g_byte_array_append (content, octets + i, 1);
      at_line_start = octets[i] == '\n';
    }
  g_assert_not_reached ();
}

/* Returns: whether the piece was taken */
static gboolean
encode_piece (MailData *data, const guint8 *octets, gsize length, GByteArray *encoded)
{
  gsize room = mail_data_get_room (length);
  g_autofree guint8 *to = g_malloc (room);
  gsize written = G_MAXSIZE;
  gboolean ok = mail_data_encode (data, octets, length, to, &written);

  g_assert (written <= room);
  g_assert (ok || written == 0);
  g_byte_array_append (encoded, to, (guint) written);
  return ok;
}

/* Returns: (transfer full) (nullable): the octets with their end, NULL when they were refused
 * @piece: 0: cut as it comes; at @split: once, there */
static GByteArray *
encode (const guint8 *octets, gsize length, gsize piece, gsize split)
{
  MailData data = { .at_line_start = TRUE };
  FuzzCutter cutter = fuzz_cutter_new (octets, length);
  g_autoptr (GByteArray) encoded = g_byte_array_new ();
  gboolean ok = TRUE;

  for (gsize done = 0; done < length && ok;)
    {
      gsize left = done < split ? split - done : length - done;
      gsize n = piece > 0 ? MIN (piece, left) : fuzz_cutter_next (&cutter, left);

      ok = encode_piece (&data, octets + done, n, encoded);
      done += n;
    }
  if (!ok || mail_data_get_end (&data) == NULL)
    return NULL;
  const char *end = mail_data_get_end (&data);
  g_byte_array_append (encoded, (const guint8 *) end, (guint) strlen (end));
  return g_steal_pointer (&encoded);
}

/* RFC 3030 section 2: in a chunk every octet is itself. */
static void
check_chunk (const GByteArray *content)
{
  MailData data = { .at_line_start = TRUE, .chunk = TRUE };
  FuzzCutter cutter = fuzz_cutter_new (content->data, content->len);
  g_autoptr (GByteArray) encoded = g_byte_array_new ();

  for (gsize done = 0; done < content->len;)
    {
      gsize n = fuzz_cutter_next (&cutter, content->len - done);

      g_assert (encode_piece (&data, content->data + done, n, encoded));
      done += n;
    }
  g_assert (encoded->len == content->len);
  g_assert (content->len == 0 || memcmp (encoded->data, content->data, content->len) == 0);
}

static void
check_same (GByteArray *got, const GByteArray *wanted)
{
  g_assert ((got != NULL) == (wanted != NULL));
  if (got == NULL)
    return;
  g_assert (got->len == wanted->len);
  g_assert (memcmp (got->data, wanted->data, got->len) == 0);
  g_byte_array_unref (got);
}

static void
check_every_cut (const guint8 *octets, gsize length, const GByteArray *wanted)
{
  check_same (encode (octets, length, 1, 0), wanted);
  check_same (encode (octets, length, 0, 0), wanted);
  check_same (encode (octets, length, G_MAXSIZE, 0), wanted);
  for (gsize split = 1; split < MIN (length, 256); split++)
    check_same (encode (octets, length, G_MAXSIZE, split), wanted);
}

static void
check_canonical (const GByteArray *content)
{
  g_autoptr (GByteArray) stuffed = stuff (content);
  gsize used = 0;
  g_autoptr (GByteArray) back = unstuff (stuffed->data, stuffed->len, &used);

  check_every_cut (content->data, content->len, stuffed);
  check_chunk (content);
  /* exactly one end, and behind it nothing */
  g_assert (used == stuffed->len);
  g_assert (back->len == content->len ||
            (back->len == content->len + 2 && content->data[content->len - 1] != '\n'));
  g_assert (content->len == 0 || memcmp (back->data, content->data, content->len) == 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) canonical = make_canonical (data, size);
  gboolean complete = size == 0 || data[size - 1] != '\r';

  if (is_canonical (data, size) && complete)
    {
      g_autoptr (GByteArray) same = g_byte_array_append (g_byte_array_new (), data, (guint) size);

      check_canonical (same);
    }
  else
    check_every_cut (data, size, NULL);
  check_canonical (canonical);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Most letters are short, some are over 64 KiB, where content and dot are written apart, some have
 * a file. Lines begin with dots now and then. */

#include "soak-letter.h"

#include <string.h>

#define LINE_LENGTH 76

static gboolean
has_file (guint number)
{
  return number % 11 == 5;
}

static guint
count_lines (guint number)
{
  return number % 13 == 7 ? 1500 : 1 + number % 23;
}

guint
soak_letter_count_people (guint number)
{
  return number % 197 == 101 ? SOAK_MAX_PEOPLE : 1 + number % 4;
}

char *
soak_letter_dup_message_id (guint number)
{
  return g_strdup_printf ("<soak-%u@example.test>", number);
}

char *
soak_letter_dup_person (guint index)
{
  return g_strdup_printf ("p%u@example.test", index);
}

guint
soak_letter_parse (const char *message_id)
{
  g_assert_true (g_str_has_prefix (message_id, "<soak-"));
  return (guint) g_ascii_strtoull (message_id + strlen ("<soak-"), NULL, 10);
}

GBytes *
soak_letter_new_file (void)
{
  guint8 *octets = g_malloc (SOAK_FILE_SIZE);

  for (guint i = 0; i < SOAK_FILE_SIZE; i++)
    octets[i] = (guint8) (i * 7 + i / 251);
  return g_bytes_new_take (octets, SOAK_FILE_SIZE);
}

static GString *
write_text (guint number)
{
  g_autofree char *message_id = soak_letter_dup_message_id (number);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "From: li@example.test\r\nSubject: letter %u\r\nMessage-ID: %s\r\n\r\n",
                          number, message_id);
  for (guint i = 0; i < count_lines (number); i++)
    g_string_append_printf (text, "%sline %u of %u, and some words beside it to fill it up\r\n",
                            (number + i) % 5 == 0 ? "." : "", i, number);
  return text;
}

static void
append_encoded (GString *text, GBytes *file)
{
  gsize size;
  const guchar *octets = g_bytes_get_data (file, &size);
  g_autofree char *encoded = g_base64_encode (octets, size);
  gsize length = strlen (encoded);

  for (gsize i = 0; i < length; i += LINE_LENGTH)
    {
      g_string_append_len (text, encoded + i, (gssize) MIN (LINE_LENGTH, length - i));
      g_string_append (text, "\r\n");
    }
}

GBytes *
soak_letter_dup_octets (guint number)
{
  g_autoptr (GBytes) file = soak_letter_new_file ();
  GString *text = write_text (number);

  if (has_file (number))
    append_encoded (text, file);
  return g_string_free_to_bytes (text);
}

MailContent *
soak_letter_new_content (guint number, const char *digest)
{
  GString *text = write_text (number);
  MailHole hole = {
    .place = text->len,
    .size = SOAK_FILE_SIZE,
    .encoding = MAIL_ENCODING_BASE64,
    .line_length = LINE_LENGTH,
  };
  g_autoptr (GBytes) octets = g_string_free_to_bytes (text);
  MailContent *content = mail_content_new (octets);

  g_strlcpy (hole.digest, digest, sizeof hole.digest);
  if (has_file (number))
    mail_content_add_hole (content, &hole);
  return content;
}

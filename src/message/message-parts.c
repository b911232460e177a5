/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Structure and transfer encodings are GMime's. A message may nest parts without end and have any
 * number of them: depth, text and the number of files are bounded. */

#include "message-parts-private.h"

#include <string.h>

#include "mail-text.h"
#include "message-charset-private.h"
#include "message-html-private.h"
#include "message-name-private.h"

#define MAX_DEPTH 20
#define MAX_FILES 1000

void
message_parts_free (MessageParts *parts)
{
  if (parts == NULL)
    return;
  g_string_free (parts->text, TRUE);
  g_ptr_array_unref (parts->files);
  g_free (parts->beginning);
  g_free (parts);
}

/* --- a file --------------------------------------------------------------------------------- */

/* Returns: how many octets */
static guint64
write_content (GMimeObject *file, GMimeStream *stream)
{
  gssize n = 0;

  if (GMIME_IS_MESSAGE_PART (file))
    {
      GMimeMessage *inner = g_mime_message_part_get_message (GMIME_MESSAGE_PART (file));

      if (inner != NULL)
        n = g_mime_object_write_to_stream (GMIME_OBJECT (inner), NULL, stream);
    }
  else
    {
      GMimeDataWrapper *content = g_mime_part_get_content (GMIME_PART (file));

      if (content != NULL)
        n = g_mime_data_wrapper_write_to_stream (content, stream);
    }
  return MAX (n, 0);
}

GBytes *
message_parts_get_content (GMimeObject *file)
{
  GByteArray *octets = g_byte_array_new ();
  GMimeStream *stream = g_mime_stream_mem_new_with_byte_array (octets);

  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  write_content (file, stream);
  g_object_unref (stream);
  return g_byte_array_free_to_bytes (octets);
}

guint64
message_parts_get_size (GMimeObject *file)
{
  GMimeStream *null = g_mime_stream_null_new ();
  guint64 size = write_content (file, null);

  g_object_unref (null);
  /* GMime writes the end of a header that is not there */
  return size == 1 && GMIME_IS_MESSAGE_PART (file) ? 0 : size;
}

static const char *
get_given_name (GMimeObject *object)
{
  const char *name = g_mime_object_get_content_disposition_parameter (object, "filename");

  return name != NULL ? name : g_mime_object_get_content_type_parameter (object, "name");
}

static char *
dup_subject_name (GMimeMessagePart *part)
{
  GMimeMessage *inner = g_mime_message_part_get_message (part);
  g_autofree char *subject = inner != NULL ? message_gmime_dup_field (inner, "Subject") : NULL;

  return g_strconcat (subject != NULL && *subject != '\0' ? subject : "message", ".eml", NULL);
}

char *
message_parts_dup_name (GMimeObject *file)
{
  const char *given = get_given_name (file);
  g_autofree char *name = given != NULL ? message_gmime_dup_line (given) : NULL;

  if ((name == NULL || *name == '\0') && GMIME_IS_MESSAGE_PART (file))
    {
      g_free (name);
      name = dup_subject_name (GMIME_MESSAGE_PART (file));
    }
  return name != NULL && *name != '\0' ? message_name_clean (name) : NULL;
}

char *
message_parts_dup_type (GMimeObject *file)
{
  GMimeContentType *type = g_mime_object_get_content_type (file);
  g_autofree char *name = type != NULL ? g_mime_content_type_get_mime_type (type) : NULL;

  return message_gmime_dup_line (name != NULL ? name : "application/octet-stream");
}

/* --- text ----------------------------------------------------------------------------------- */

/* LF line ends, no other controls but TAB. */
static GString *
new_lines (const char *text)
{
  GString *lines = g_string_sized_new (strlen (text));

  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);

      if (character == '\r' && c[1] == '\n')
        continue;
      if (character == '\r')
        character = '\n';
      if (g_unichar_iscntrl (character) && character != '\n' && character != '\t')
        character = ' ';
      g_string_append_unichar (lines, character);
    }
  return lines;
}

static gboolean
is_type (GMimeObject *object, const char *type, const char *subtype)
{
  GMimeContentType *own = g_mime_object_get_content_type (object);

  return own != NULL && g_mime_content_type_is_type (own, type, subtype);
}

static GString *
new_text (GMimeTextPart *part)
{
  g_autoptr (GBytes) content = message_parts_get_content (GMIME_OBJECT (part));
  gsize size;
  const char *octets = g_bytes_get_data (content, &size);
  g_autofree char *text = message_charset_decode (octets != NULL ? octets : "", size,
                                                  g_mime_text_part_get_charset (part));
  g_autofree char *words =
      is_type (GMIME_OBJECT (part), "text", "html") ? message_html_dup_text (text) : NULL;

  return new_lines (words != NULL ? words : text);
}

/* --- structure ------------------------------------------------------------------------------ */

static gboolean
is_attached (GMimeObject *object)
{
  const char *disposition = g_mime_object_get_disposition (object);

  return (disposition != NULL && g_ascii_strcasecmp (disposition, "attachment") == 0) ||
         get_given_name (object) != NULL;
}

static gboolean
is_text (GMimeObject *object)
{
  return GMIME_IS_TEXT_PART (object) && !is_attached (object);
}

static void
add_file (MessageParts *parts, GMimeObject *object)
{
  if ((GMIME_IS_PART (object) || GMIME_IS_MESSAGE_PART (object)) && parts->files->len < MAX_FILES)
    g_ptr_array_add (parts->files, object);
  else
    parts->n_left_out++;
}

static void
attach_text (MessageParts *parts, GMimeObject *object, const GString *text)
{
  guint n = parts->files->len;

  add_file (parts, object);
  parts->n_texts_attached += parts->files->len - n;
  if (parts->beginning == NULL)
    parts->beginning = mail_text_cut (text->str, parts->max_text);
}

/* Nobody wants to write on half of a text. */
static void
read_text (MessageParts *parts, GMimeObject *object)
{
  GString *text = new_text (GMIME_TEXT_PART (object));
  const char *gap = parts->text->len > 0 ? "\n\n" : "";

  if (parts->text->len + strlen (gap) + text->len > parts->max_text)
    attach_text (parts, object, text);
  else
    {
      g_string_append (parts->text, gap);
      g_string_append_len (parts->text, text->str, text->len);
    }
  g_string_free (text, TRUE);
}

/* Of an alternative that is not read, what is attached: Apple Mail puts files there. Pictures of
 * its page (RFC 2387) are no more than the page. */
static void
read_files (MessageParts *parts, GMimeObject *object, int depth)
{
  int n = GMIME_IS_MULTIPART (object) && !is_type (object, "multipart", "related")
              ? g_mime_multipart_get_count (GMIME_MULTIPART (object))
              : 0;

  if (depth > MAX_DEPTH)
    {
      parts->n_left_out++;
      return;
    }
  for (int i = 0; i < n; i++)
    {
      GMimeObject *part = g_mime_multipart_get_part (GMIME_MULTIPART (object), i);

      if (GMIME_IS_MULTIPART (part))
        read_files (parts, part, depth + 1);
      else if (!is_text (part))
        add_file (parts, part);
    }
}

static void read_object (MessageParts *parts, GMimeObject *object, int depth);

static gboolean
is_blank (GMimeObject *object)
{
  GString *text = is_text (object) ? new_text (GMIME_TEXT_PART (object)) : NULL;
  gboolean blank = text != NULL && text->str[strspn (text->str, " \t\n")] == '\0';

  if (text != NULL)
    g_string_free (text, TRUE);
  return blank;
}

/* RFC 2046 section 5.1.4: of alternatives the plain one, else the first; some programs leave the
 * plain one blank. */
static int
choose (GMimeMultipart *multipart)
{
  int n = g_mime_multipart_get_count (multipart);
  int first = -1;

  for (int i = 0; i < n; i++)
    {
      GMimeObject *part = g_mime_multipart_get_part (multipart, i);

      if (is_blank (part))
        continue;
      if (is_type (part, "text", "plain"))
        return i;
      if (first < 0)
        first = i;
    }
  return MAX (first, 0);
}

static void
read_alternative (MessageParts *parts, GMimeMultipart *multipart, int depth)
{
  int n = g_mime_multipart_get_count (multipart);
  int chosen = choose (multipart);

  for (int i = 0; i < n; i++)
    {
      GMimeObject *part = g_mime_multipart_get_part (multipart, i);

      if (i == chosen)
        read_object (parts, part, depth + 1);
      else
        read_files (parts, part, depth + 1);
    }
}

static void
read_object (MessageParts *parts, GMimeObject *object, int depth)
{
  if (object == NULL)
    return;
  if (depth > MAX_DEPTH)
    {
      parts->n_left_out++;
      return;
    }
  if (is_type (object, "multipart", "alternative") && GMIME_IS_MULTIPART (object))
    read_alternative (parts, GMIME_MULTIPART (object), depth);
  else if (GMIME_IS_MULTIPART (object))
    for (int i = 0; i < g_mime_multipart_get_count (GMIME_MULTIPART (object)); i++)
      read_object (parts, g_mime_multipart_get_part (GMIME_MULTIPART (object), i), depth + 1);
  else if (is_text (object))
    read_text (parts, object);
  else
    add_file (parts, object);
}

MessageParts *
message_parts_new (GMimeMessage *message, gsize max_text)
{
  MessageParts *parts = g_new0 (MessageParts, 1);

  parts->max_text = max_text;
  parts->text = g_string_new (NULL);
  parts->files = g_ptr_array_new ();
  read_object (parts, g_mime_message_get_mime_part (message), 0);
  return parts;
}

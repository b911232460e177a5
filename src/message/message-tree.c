/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GMime builds and writes the tree. Every part's content goes in already encoded, with LF line ends
 * that GMime's newline filter makes CRLF; an attachment's content is a random word, which is cut
 * out of the written octets and leaves a hole. */

#include "message-tree-private.h"

#include <string.h>

#include "message-body-private.h"
#include "message-gmime-private.h"
#include "message-name-private.h"

/* RFC 2045 section 6.8, in whole groups of four */
#define BASE64_LINE 76
#define MAX_TYPE 120

/* "=_" can stand neither in quoted-printable nor in base64; 96 random bits keep it out of a message
 * that goes as it is. */
static char *
new_boundary (void)
{
  return g_strdup_printf ("=_%08x%08x%08x", g_random_int (), g_random_int (), g_random_int ());
}

static GMimeMultipart *
new_multipart (const char *subtype)
{
  g_autofree char *boundary = new_boundary ();
  GMimeMultipart *multipart = g_mime_multipart_new_with_subtype (subtype);
  g_mime_multipart_set_boundary (multipart, boundary);
  return multipart;
}

static void
add_part (GMimeMultipart *multipart, GMimeObject *part)
{
  g_mime_multipart_add (multipart, part);
  g_object_unref (part);
}

/* @value as it is, behind GMime's own formatting */
static void
set_field (GMimeObject *part, const char *name, const char *value)
{
  GMimeHeaderList *fields = g_mime_object_get_header_list (part);
  g_autofree char *raw = g_strconcat (" ", value, "\n", NULL);

  g_mime_header_list_set (fields, name, "x/x", NULL);
  g_mime_header_set_raw_value (g_mime_header_list_get_header (fields, name), raw);
}

static void
set_content (GMimePart *part, const char *octets, gsize length, GMimeContentEncoding encoding)
{
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (octets, length);
  GMimeDataWrapper *wrapper = g_mime_data_wrapper_new_with_stream (stream, encoding);

  g_mime_part_set_content (part, wrapper);
  g_mime_part_set_content_encoding (part, encoding);
  g_object_unref (wrapper);
  g_object_unref (stream);
}

static GMimeContentEncoding
to_gmime (MessageEncoding encoding)
{
  switch (encoding)
    {
    case MESSAGE_ENCODING_7BIT:
      return GMIME_CONTENT_ENCODING_7BIT;
    case MESSAGE_ENCODING_QUOTED_PRINTABLE:
      return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    case MESSAGE_ENCODING_BASE64:
      return GMIME_CONTENT_ENCODING_BASE64;
    }
  g_assert_not_reached ();
}

static GMimeObject *
new_text_part (const char *text, const char *subtype)
{
  MessageEncoding encoding;
  GString *encoded = message_body_encode (text, &encoding);
  g_autofree char *type = g_strdup_printf ("text/%s; charset=utf-8", subtype);
  GMimePart *part = g_mime_part_new_with_type ("text", subtype);

  set_field (GMIME_OBJECT (part), "Content-Type", type);
  set_content (part, encoded->str, encoded->len, to_gmime (encoding));
  g_string_free (encoded, TRUE);
  return GMIME_OBJECT (part);
}

/* Drafts can be altered by hand, so a type is looked at where it is written. */
static gboolean
is_content_type (const char *type)
{
  guint slashes = 0;

  if (type == NULL || strlen (type) > MAX_TYPE || !g_ascii_isalpha (type[0]))
    return FALSE;
  for (const char *c = type; *c != '\0'; c++)
    {
      if (*c == '/')
        slashes++;
      else if (!g_ascii_isalnum (*c) && strchr ("!#$&^_.+-", *c) == NULL)
        return FALSE;
    }
  return slashes == 1 && type[strlen (type) - 1] != '/';
}

/* RFC 2046 section 5.2.1: a message may not be encoded. One that cannot travel as it is goes as a
 * file of no known type, so that it arrives unaltered. */
static gboolean
goes_as_it_is (const MessageAttachment *attachment)
{
  return attachment->canonical && attachment->size > 0 &&
         g_ascii_strcasecmp (attachment->content_type, "message/rfc822") == 0;
}

static const char *
get_type (const MessageAttachment *attachment)
{
  const char *type = attachment->content_type;

  if (!is_content_type (type) || g_ascii_strncasecmp (type, "multipart/", 10) == 0 ||
      (g_ascii_strncasecmp (type, "message/", 8) == 0 && !goes_as_it_is (attachment)))
    return "application/octet-stream";
  return type;
}

static GMimeObject *
new_attachment_part (const MessageAttachment *attachment, const char *placeholder)
{
  GMimePart *part = g_mime_part_new ();
  g_autofree char *name = message_name_clean (attachment->name);
  g_autofree char *type_parameter = message_name_to_type_parameter (name);
  g_autofree char *type = g_strdup_printf ("%s;\n %s", get_type (attachment), type_parameter);
  g_autofree char *file_parameter = message_name_to_disposition_parameter (name);
  g_autofree char *disposition = g_strdup_printf ("attachment;\n %s", file_parameter);

  set_field (GMIME_OBJECT (part), "Content-Type", type);
  set_field (GMIME_OBJECT (part), "Content-Disposition", disposition);
  set_content (part, placeholder, strlen (placeholder),
               goes_as_it_is (attachment) ? GMIME_CONTENT_ENCODING_7BIT
                                          : GMIME_CONTENT_ENCODING_BASE64);
  return GMIME_OBJECT (part);
}

static GMimeObject *
new_tree (const MessageDraft *draft, const char *placeholder)
{
  GMimeObject *body = new_text_part (draft->text, "plain");

  if (draft->html != NULL)
    {
      GMimeMultipart *alternative = new_multipart ("alternative");
      add_part (alternative, body);
      add_part (alternative, new_text_part (draft->html, "html"));
      body = GMIME_OBJECT (alternative);
    }

  if (draft->attachments->len > 0)
    {
      GMimeMultipart *mixed = new_multipart ("mixed");
      add_part (mixed, body);
      for (guint i = 0; i < draft->attachments->len; i++)
        add_part (mixed,
                  new_attachment_part (g_ptr_array_index (draft->attachments, i), placeholder));
      body = GMIME_OBJECT (mixed);
    }

  return body;
}

static MailHole
make_hole (const MessageAttachment *attachment, guint64 place)
{
  MailHole hole = { .place = place, .size = attachment->size };

  g_strlcpy (hole.digest, attachment->digest, sizeof hole.digest);
  hole.encoding = goes_as_it_is (attachment) ? MAIL_ENCODING_IDENTITY : MAIL_ENCODING_BASE64;
  hole.line_length = hole.encoding == MAIL_ENCODING_BASE64 ? BASE64_LINE : 0;
  return hole;
}

/* Appends @written to @out without the placeholders. The content of a file ends in a line end of
 * its own, which is the one RFC 2046 section 5.1.1 counts to the next boundary: in base64 nobody
 * misses it, a file that goes as it is keeps its last line end and the boundary has another. */
static GArray *
cut_holes (const MessageDraft *draft, const char *placeholder, const GByteArray *written,
           GByteArray *out)
{
  GArray *holes = g_array_new (FALSE, FALSE, sizeof (MailHole));
  const guint8 *p = written->data;
  const guint8 *end = p + written->len;
  gsize length = strlen (placeholder);

  for (guint i = 0; i < draft->attachments->len; i++)
    {
      const guint8 *found = memmem (p, end - p, placeholder, length);
      g_assert (found != NULL);
      g_byte_array_append (out, p, found - p);
      p = found + length;

      MailHole hole = make_hole (g_ptr_array_index (draft->attachments, i), out->len);
      if (hole.size > 0 && hole.encoding == MAIL_ENCODING_BASE64 && p[0] == '\r')
        p += strlen ("\r\n");
      g_array_append_val (holes, hole);
    }

  g_byte_array_append (out, p, end - p);
  return holes;
}

static GByteArray *
write_tree (GMimeObject *tree)
{
  GByteArray *written = g_byte_array_new ();
  GMimeStream *stream = g_mime_stream_mem_new_with_byte_array (written);
  GMimeFormatOptions *options = g_mime_format_options_new ();

  g_mime_stream_mem_set_owner (GMIME_STREAM_MEM (stream), FALSE);
  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (tree, options, stream);
  g_mime_format_options_free (options);
  g_object_unref (stream);
  return written;
}

MailContent *
message_tree_write (const MessageDraft *draft, const GString *header)
{
  message_gmime_start ();

  g_autofree char *placeholder = g_uuid_string_random ();
  GMimeObject *tree = new_tree (draft, placeholder);
  g_autoptr (GByteArray) written = write_tree (tree);
  g_object_unref (tree);

  GByteArray *octets = g_byte_array_new ();
  static const char version[] = "MIME-Version: 1.0\r\n";
  g_byte_array_append (octets, (const guint8 *) header->str, header->len);
  g_byte_array_append (octets, (const guint8 *) version, strlen (version));
  g_autoptr (GArray) holes = cut_holes (draft, placeholder, written, octets);

  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (octets);
  MailContent *content = mail_content_new (bytes);
  for (guint i = 0; i < holes->len; i++)
    mail_content_add_hole (content, &g_array_index (holes, MailHole, i));
  return content;
}

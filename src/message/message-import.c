/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Structure and transfer encodings are GMime's; characters are decoded here, because what is
 * declared is often wrong and what is not declared is often GB18030. Addresses are parsed before
 * their names are decoded (RFC 2047 section 6.2), or an encoded comma could name somebody else.
 * Whatever the fields hold ends as one line without controls. Depth and number of parts are
 * bounded. */

#include "message-import.h"

#include <string.h>

#include "mail-text.h"
#include "message-error.h"
#include "message-gmime-private.h"
#include "message-html-private.h"
#include "message-name-private.h"

#define MAX_DEPTH 20
#define MAX_FILES 500
#define MAX_TEXT (1024 * 1024)
#define MAX_LINE (16 * 1024)
#define MAX_MAILBOXES 10000
#define MAX_REFERENCES 200

static void
file_free (gpointer data)
{
  MessageImportFile *file = data;

  g_free (file->name);
  g_free (file->content_type);
  g_bytes_unref (file->content);
  g_free (file);
}

void
message_import_free (MessageImport *import)
{
  if (import == NULL)
    return;
  message_draft_free (import->draft);
  g_ptr_array_unref (import->files);
  g_free (import->from);
  g_free (import);
}

/* --- fields --------------------------------------------------------------------------------- */

/* One line of text, whatever was encoded in it. */
static char *
dup_line (const char *text)
{
  GString *line = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *c = valid; *c != '\0' && line->len < MAX_LINE; c = g_utf8_next_char (c))
    {
      gunichar character = g_utf8_get_char (c);
      gboolean breaks = g_unichar_iscntrl (character) || character == 0x2028 || character == 0x2029;

      g_string_append_unichar (line, breaks ? ' ' : character);
    }
  return g_strstrip (g_string_free (line, FALSE));
}

static char *
dup_field (GMimeMessage *message, const char *name)
{
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  GMimeHeader *header = g_mime_header_list_get_header (headers, name);
  const char *raw = header != NULL ? g_mime_header_get_raw_value (header) : NULL;
  g_autofree char *unfolded = g_mime_utils_header_unfold (raw != NULL ? raw : "");
  g_autofree char *text = mail_text_decode (unfolded, strlen (unfolded));
  g_autofree char *decoded = g_mime_utils_header_decode_text (NULL, text);

  return dup_line (decoded);
}

static void
add_mailbox (GPtrArray *list, InternetAddressMailbox *mailbox)
{
  const char *raw = internet_address_get_name (INTERNET_ADDRESS (mailbox));
  const char *address = internet_address_mailbox_get_addr (mailbox);
  g_autofree char *unfolded = g_mime_utils_header_unfold (raw != NULL ? raw : "");
  g_autofree char *decoded = mail_text_decode (unfolded, strlen (unfolded));
  g_autofree char *name = dup_line (decoded);
  g_autoptr (MailPath) path = address != NULL ? mail_path_parse (address, NULL) : NULL;

  if (path != NULL)
    g_ptr_array_add (list, message_mailbox_new (*name != '\0' ? name : NULL, path));
  else if (address != NULL)
    {
      g_autofree char *text = mail_text_decode (address, strlen (address));
      g_autofree char *line = dup_line (text);
      g_autoptr (GPtrArray) typed = message_mailbox_parse_list (line);

      for (guint i = 0; i < typed->len; i++)
        g_ptr_array_add (list, message_mailbox_copy (g_ptr_array_index (typed, i)));
    }
}

/* groups are unfolded */
static void
add_addresses (GPtrArray *list, InternetAddressList *addresses, int depth)
{
  int n = addresses != NULL && depth < MAX_DEPTH ? internet_address_list_length (addresses) : 0;

  for (int i = 0; i < n && list->len < MAX_MAILBOXES; i++)
    {
      InternetAddress *address = internet_address_list_get_address (addresses, i);

      if (INTERNET_ADDRESS_IS_GROUP (address))
        add_addresses (list, internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address)),
                       depth + 1);
      else if (INTERNET_ADDRESS_IS_MAILBOX (address))
        add_mailbox (list, INTERNET_ADDRESS_MAILBOX (address));
    }
}

static char *
dup_from (GMimeMessage *message)
{
  InternetAddressList *list = g_mime_message_get_addresses (message, GMIME_ADDRESS_TYPE_FROM);
  InternetAddress *first = list != NULL && internet_address_list_length (list) > 0
                               ? internet_address_list_get_address (list, 0)
                               : NULL;
  const char *address = first != NULL && INTERNET_ADDRESS_IS_MAILBOX (first)
                            ? internet_address_mailbox_get_addr (INTERNET_ADDRESS_MAILBOX (first))
                            : NULL;
  g_autoptr (MailPath) path = address != NULL ? mail_path_parse (address, NULL) : NULL;

  return path != NULL ? g_strdup (mail_path_get_text (path)) : NULL;
}

/* those of the ids in a field that are ids, parted by blanks; NULL for none */
static char *
dup_ids (GMimeMessage *message, const char *name, guint max)
{
  g_autofree char *text = dup_field (message, name);
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  g_autoptr (GString) ids = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; words[i] != NULL && n < max; i++)
    if (g_regex_match_simple ("^<[!-;=?A-~]{1,250}@[!-;=?A-~]{1,250}>$", words[i], G_REGEX_DEFAULT,
                              G_REGEX_MATCH_DEFAULT))
      g_string_append_printf (ids, "%s%s", n++ > 0 ? " " : "", words[i]);
  return n > 0 ? g_string_free (g_steal_pointer (&ids), FALSE) : NULL;
}

static void
read_fields (MessageImport *import, GMimeMessage *message)
{
  MessageDraft *draft = import->draft;

  g_free (draft->subject);
  draft->subject = dup_field (message, "Subject");
  add_addresses (draft->to, g_mime_message_get_addresses (message, GMIME_ADDRESS_TYPE_TO), 0);
  add_addresses (draft->cc, g_mime_message_get_addresses (message, GMIME_ADDRESS_TYPE_CC), 0);
  add_addresses (draft->bcc, g_mime_message_get_addresses (message, GMIME_ADDRESS_TYPE_BCC), 0);
  add_addresses (draft->reply_to,
                 g_mime_message_get_addresses (message, GMIME_ADDRESS_TYPE_REPLY_TO), 0);
  draft->in_reply_to = dup_ids (message, "In-Reply-To", 1);
  draft->references = dup_ids (message, "References", MAX_REFERENCES);
  import->from = dup_from (message);
}

/* --- parts ---------------------------------------------------------------------------------- */

static GBytes *
get_content (GMimePart *part)
{
  GMimeDataWrapper *wrapper = g_mime_part_get_content (part);
  GMimeStream *memory = g_mime_stream_mem_new ();
  GByteArray *array;

  if (wrapper != NULL)
    g_mime_data_wrapper_write_to_stream (wrapper, memory);
  array = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (memory));
  GBytes *bytes = g_bytes_new (array->data, array->len);
  g_object_unref (memory);
  return bytes;
}

static void
add_file (MessageImport *import, const char *name, const char *content_type, GBytes *content)
{
  MessageImportFile *file = g_new0 (MessageImportFile, 1);
  g_autofree char *decoded = name != NULL ? mail_text_decode (name, strlen (name)) : NULL;
  g_autofree char *line = dup_line (decoded != NULL ? decoded : "");

  file->name = message_name_clean (*line != '\0' ? line : "attachment");
  file->content_type = dup_line (content_type);
  file->content = g_bytes_ref (content);
  g_ptr_array_add (import->files, file);
}

static void
read_file (MessageImport *import, GMimePart *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (part));
  g_autofree char *name_of_type = type != NULL ? g_mime_content_type_get_mime_type (type) : NULL;
  g_autoptr (GBytes) content = get_content (part);

  add_file (import, g_mime_part_get_filename (part),
            name_of_type != NULL ? name_of_type : "application/octet-stream", content);
}

/* A message in a message stays what it is. */
static void
read_message_part (MessageImport *import, GMimeMessagePart *part)
{
  GMimeMessage *inner = g_mime_message_part_get_message (part);
  g_autofree char *octets =
      inner != NULL ? g_mime_object_to_string (GMIME_OBJECT (inner), NULL) : NULL;
  g_autofree char *subject = inner != NULL ? dup_field (inner, "Subject") : NULL;
  g_autofree char *name =
      g_strconcat (subject != NULL && *subject != '\0' ? subject : "message", ".eml", NULL);
  g_autoptr (GBytes) content = NULL;

  if (octets == NULL)
    return;
  content = g_bytes_new (octets, strlen (octets));
  add_file (import, name, "message/rfc822", content);
}

static gboolean
is_declared (const char *charset)
{
  return charset != NULL && *charset != '\0' && g_ascii_strcasecmp (charset, "us-ascii") != 0 &&
         g_ascii_strcasecmp (charset, "unknown-8bit") != 0;
}

/* What calls itself GB2312 holds the rest of GB18030 too. What is not what it says is decoded by
 * how it looks. */
static char *
decode (const char *octets, gsize size, const char *charset)
{
  gboolean chinese = charset != NULL && g_ascii_strncasecmp (charset, "gb", 2) == 0;
  char *text = NULL;

  if (is_declared (charset))
    text = g_convert (octets, size, "UTF-8", chinese ? "GB18030" : charset, NULL, NULL, NULL);
  if (text == NULL && g_utf8_validate (octets, size, NULL))
    text = g_strndup (octets, size);
  if (text == NULL)
    text = g_convert (octets, size, "UTF-8", "GB18030", NULL, NULL, NULL);
  return text != NULL ? text : g_convert (octets, size, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

/* LF line ends, no other controls but TAB, not too much of it. */
static char *
dup_lines (const char *text)
{
  GString *lines = g_string_new (NULL);

  for (const char *c = text; *c != '\0' && lines->len < MAX_TEXT; c = g_utf8_next_char (c))
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
  return g_string_free (lines, FALSE);
}

static void
add_text (MessageDraft *draft, const char *text)
{
  gboolean first = *draft->text == '\0';
  char *all = first ? g_strdup (text) : g_strconcat (draft->text, "\n\n", text, NULL);

  g_free (draft->text);
  draft->text = dup_lines (all);
  g_free (all);
}

static void
read_text (MessageImport *import, GMimeTextPart *part)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (part));
  g_autoptr (GBytes) content = get_content (GMIME_PART (part));
  gsize size;
  const char *octets = g_bytes_get_data (content, &size);
  gsize length = octets != NULL ? strnlen (octets, MIN (size, 4 * MAX_TEXT)) : 0;
  g_autofree char *decoded =
      decode (octets != NULL ? octets : "", length, g_mime_text_part_get_charset (part));
  g_autofree char *text = g_utf8_make_valid (decoded, -1);

  if (g_mime_content_type_is_type (type, "text", "html"))
    {
      g_autofree char *words = message_html_dup_text (text);

      add_text (import->draft, words);
    }
  else
    add_text (import->draft, text);
}

static gboolean
is_attached (GMimeObject *object)
{
  const char *disposition = g_mime_object_get_disposition (object);

  return (disposition != NULL && g_ascii_strcasecmp (disposition, "attachment") == 0) ||
         (GMIME_IS_PART (object) && g_mime_part_get_filename (GMIME_PART (object)) != NULL);
}

static void read_object (MessageImport *import, GMimeObject *object, int depth);

static gboolean
is_plain (GMimeObject *object)
{
  GMimeContentType *type = g_mime_object_get_content_type (object);

  return type != NULL && g_mime_content_type_is_type (type, "text", "plain");
}

/* RFC 2046 section 5.1.4: of alternatives the plain one, else the last we can read. */
static void
read_alternative (MessageImport *import, GMimeMultipart *multipart, int depth)
{
  int n = g_mime_multipart_get_count (multipart);

  for (int i = 0; i < n; i++)
    if (is_plain (g_mime_multipart_get_part (multipart, i)))
      {
        read_object (import, g_mime_multipart_get_part (multipart, i), depth + 1);
        return;
      }
  if (n > 0)
    read_object (import, g_mime_multipart_get_part (multipart, 0), depth + 1);
}

static void
read_multipart (MessageImport *import, GMimeMultipart *multipart, int depth)
{
  GMimeContentType *type = g_mime_object_get_content_type (GMIME_OBJECT (multipart));
  int n = g_mime_multipart_get_count (multipart);

  if (g_mime_content_type_is_type (type, "multipart", "alternative"))
    {
      read_alternative (import, multipart, depth);
      return;
    }
  for (int i = 0; i < n; i++)
    read_object (import, g_mime_multipart_get_part (multipart, i), depth + 1);
}

static void
read_object (MessageImport *import, GMimeObject *object, int depth)
{
  if (object == NULL || depth > MAX_DEPTH || import->files->len >= MAX_FILES)
    return;
  if (GMIME_IS_MULTIPART (object))
    read_multipart (import, GMIME_MULTIPART (object), depth);
  else if (GMIME_IS_TEXT_PART (object) && !is_attached (object))
    read_text (import, GMIME_TEXT_PART (object));
  else if (GMIME_IS_MESSAGE_PART (object))
    read_message_part (import, GMIME_MESSAGE_PART (object));
  else if (GMIME_IS_PART (object))
    read_file (import, GMIME_PART (object));
}

/* --- the whole ------------------------------------------------------------------------------ */

/* A text or a picture is no message, whatever its name is. (Fields about the content are not among
 * GMime's fields of the message.) */
static gboolean
is_message (GMimeMessage *message, GBytes *octets)
{
  static const char *const names[] = {
    "From", "To", "Cc", "Bcc", "Date", "Subject", "Message-ID", "Sender", "Received", "MIME-Version"
  };
  static const char content[] = "Content-";
  GMimeHeaderList *headers = g_mime_object_get_header_list (GMIME_OBJECT (message));
  gsize size;
  const char *data = g_bytes_get_data (octets, &size);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_mime_header_list_contains (headers, names[i]))
      return TRUE;
  return size >= strlen (content) && g_ascii_strncasecmp (data, content, strlen (content)) == 0;
}

MessageImport *
message_import (GBytes *octets, GError **error)
{
  g_autoptr (MessageImport) import = g_new0 (MessageImport, 1);
  GMimeMessage *message;
  gboolean good;

  import->draft = message_draft_new ();
  import->files = g_ptr_array_new_with_free_func (file_free);
  if (g_bytes_get_size (octets) > MESSAGE_MAX_IMPORT)
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE,
                   "a message of more than %d octets", MESSAGE_MAX_IMPORT);
      return NULL;
    }
  message = message_gmime_parse (octets);
  good = message != NULL && is_message (message, octets);
  if (good)
    {
      read_fields (import, message);
      read_object (import, g_mime_message_get_mime_part (message), 0);
    }
  else
    g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT, "not a message");
  g_clear_object (&message);
  return good ? g_steal_pointer (&import) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Structure is GMime's and message-parts.c's. Addresses are parsed before their names are decoded
 * (RFC 2047 section 6.2), or an encoded comma could name somebody else. Whatever the fields hold
 * ends as one line without controls. */

#include "message-import.h"

#include <string.h>

#include "mail-text.h"
#include "message-error.h"
#include "message-gmime-private.h"
#include "message-parts-private.h"

#define MAX_GROUPS 20
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

static void
add_mailbox (GPtrArray *list, InternetAddressMailbox *mailbox)
{
  const char *raw = internet_address_get_name (INTERNET_ADDRESS (mailbox));
  const char *address = internet_address_mailbox_get_addr (mailbox);
  g_autofree char *unfolded = g_mime_utils_header_unfold (raw != NULL ? raw : "");
  g_autofree char *decoded = mail_text_decode (unfolded, strlen (unfolded));
  g_autofree char *name = message_gmime_dup_line (decoded);
  g_autoptr (MailPath) path = address != NULL ? mail_path_parse (address, NULL) : NULL;

  if (path != NULL)
    g_ptr_array_add (list, message_mailbox_new (*name != '\0' ? name : NULL, path));
  else if (address != NULL)
    {
      g_autofree char *text = mail_text_decode (address, strlen (address));
      g_autofree char *line = message_gmime_dup_line (text);
      g_autoptr (GPtrArray) typed = message_mailbox_parse_list (line);

      for (guint i = 0; i < typed->len; i++)
        g_ptr_array_add (list, message_mailbox_copy (g_ptr_array_index (typed, i)));
    }
}

/* groups are unfolded */
static void
add_addresses (MessageImport *import, GPtrArray *list, InternetAddressList *addresses, int depth)
{
  int n = addresses != NULL ? internet_address_list_length (addresses) : 0;

  for (int i = 0; i < n; i++)
    {
      InternetAddress *address = internet_address_list_get_address (addresses, i);

      if (list->len >= MAX_MAILBOXES || depth > MAX_GROUPS)
        import->n_addresses_left_out++;
      else if (INTERNET_ADDRESS_IS_GROUP (address))
        add_addresses (import, list,
                       internet_address_group_get_members (INTERNET_ADDRESS_GROUP (address)),
                       depth + 1);
      else if (INTERNET_ADDRESS_IS_MAILBOX (address))
        add_mailbox (list, INTERNET_ADDRESS_MAILBOX (address));
    }
}

static void
read_field (MessageImport *import, GMimeMessage *message, GMimeAddressType type, GPtrArray *list)
{
  add_addresses (import, list, g_mime_message_get_addresses (message, type), 0);
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
  g_autofree char *text = message_gmime_dup_field (message, name);
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
  draft->subject = message_gmime_dup_field (message, "Subject");
  read_field (import, message, GMIME_ADDRESS_TYPE_TO, draft->to);
  read_field (import, message, GMIME_ADDRESS_TYPE_CC, draft->cc);
  read_field (import, message, GMIME_ADDRESS_TYPE_BCC, draft->bcc);
  read_field (import, message, GMIME_ADDRESS_TYPE_REPLY_TO, draft->reply_to);
  draft->in_reply_to = dup_ids (message, "In-Reply-To", 1);
  draft->references = dup_ids (message, "References", MAX_REFERENCES);
  import->from = dup_from (message);
}

/* --- parts ---------------------------------------------------------------------------------- */

static const char *
name_by_type (const char *type)
{
  if (g_str_equal (type, "text/plain"))
    return "message.txt";
  if (g_str_equal (type, "text/html"))
    return "message.html";
  return "attachment";
}

static void
add_file (MessageImport *import, GMimeObject *object)
{
  MessageImportFile *file = g_new0 (MessageImportFile, 1);
  char *name = message_parts_dup_name (object);

  file->content_type = message_parts_dup_type (object);
  file->name = name != NULL ? name : g_strdup (name_by_type (file->content_type));
  file->content = message_parts_get_content (object);
  g_ptr_array_add (import->files, file);
}

static void
read_parts (MessageImport *import, GMimeMessage *message)
{
  g_autoptr (MessageParts) parts = message_parts_new (message, MESSAGE_MAX_TEXT);

  g_free (import->draft->text);
  import->draft->text = g_strdup (parts->text->str);
  for (guint i = 0; i < parts->files->len; i++)
    add_file (import, g_ptr_array_index (parts->files, i));
  import->n_texts_attached = parts->n_texts_attached;
  import->n_parts_left_out = parts->n_left_out;
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
  message = message_gmime_parse (octets, error);
  good = message != NULL && is_message (message, octets);
  if (good)
    {
      read_fields (import, message);
      read_parts (import, message);
    }
  else if (message != NULL)
    g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT, "not a message");
  g_clear_object (&message);
  return good ? g_steal_pointer (&import) : NULL;
}

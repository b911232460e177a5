/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Fields are kept as they came (RFC 5322 section 2.2), folds and all, because a signature may have
 * been computed over them. */

#include "message-fields-private.h"

#include <string.h>

#include "message-error.h"

/* @raw: name, colon, value and folds, ending in CRLF
 * @name_length: octets of the name in @raw */
typedef struct
{
  GString *raw;
  gsize name_length;
} Field;

struct MessageFields
{
  GPtrArray *list;
};

static void
field_free (gpointer data)
{
  Field *field = data;
  g_string_free (field->raw, TRUE);
  g_free (field);
}

static Field *
field_new (const char *raw, gsize name_length)
{
  Field *field = g_new0 (Field, 1);
  field->raw = g_string_new (raw);
  field->name_length = name_length;
  return field;
}

MessageFields *
message_fields_new (void)
{
  MessageFields *fields = g_new0 (MessageFields, 1);
  fields->list = g_ptr_array_new_with_free_func (field_free);
  return fields;
}

void
message_fields_free (MessageFields *fields)
{
  if (fields == NULL)
    return;

  g_ptr_array_unref (fields->list);
  g_free (fields);
}

gboolean
message_fields_take_line (MessageFields *fields, const char *line)
{
  gsize length = 0;

  if ((*line == ' ' || *line == '\t') && fields->list->len > 0)
    {
      Field *field = g_ptr_array_index (fields->list, fields->list->len - 1);
      g_string_append_printf (field->raw, "%s\r\n", line);
      return TRUE;
    }

  while (line[length] > 32 && line[length] < 127 && line[length] != ':')
    length++;
  /* obsolete syntax allows blanks before the colon (RFC 5322 section 4.5) */
  if (length == 0 || line[length + strspn (line + length, " \t")] != ':')
    return FALSE;

  Field *field = field_new (line, length);
  g_string_append (field->raw, "\r\n");
  g_ptr_array_add (fields->list, field);
  return TRUE;
}

static gboolean
is_named (const Field *field, const char *name)
{
  return field->name_length == strlen (name) &&
         g_ascii_strncasecmp (field->raw->str, name, field->name_length) == 0;
}

gboolean
message_fields_has (const MessageFields *fields, const char *name)
{
  for (guint i = 0; i < fields->list->len; i++)
    {
      if (is_named (g_ptr_array_index (fields->list, i), name))
        return TRUE;
    }
  return FALSE;
}

void
message_fields_add (MessageFields *fields, const char *name, const char *value)
{
  g_autofree char *raw = g_strdup_printf ("%s: %s\r\n", name, value);
  g_ptr_array_add (fields->list, field_new (raw, strlen (name)));
}

void
message_fields_remove (MessageFields *fields, const char *name)
{
  for (guint i = fields->list->len; i > 0; i--)
    {
      if (is_named (g_ptr_array_index (fields->list, i - 1), name))
        g_ptr_array_remove_index (fields->list, i - 1);
    }
}

static char *
dup_value (const Field *field)
{
  g_autoptr (GString) value = g_string_new (strchr (field->raw->str, ':') + 1);
  g_string_replace (value, "\r\n", "", 0);
  return g_strstrip (g_string_free (g_steal_pointer (&value), FALSE));
}

char *
message_fields_dup_all (const MessageFields *fields, const char *name)
{
  GString *all = NULL;

  for (guint i = 0; i < fields->list->len; i++)
    {
      const Field *field = g_ptr_array_index (fields->list, i);
      if (!is_named (field, name))
        continue;
      g_autofree char *value = dup_value (field);
      if (all == NULL)
        all = g_string_new (value);
      else
        g_string_append_printf (all, ", %s", value);
    }
  return all != NULL ? g_string_free (all, FALSE) : NULL;
}

static gboolean
is_one_of (const Field *field, const char *const *names)
{
  for (; *names != NULL; names++)
    {
      if (is_named (field, *names))
        return TRUE;
    }
  return FALSE;
}

/* By what the field is made of: addresses, text, or tokens that cannot hold encoded words. */
static gboolean
encode_field (Field *field, GError **error)
{
  static const char *const addresses[] = { "From", "Sender", "Reply-To", "To", "Cc", "Bcc", NULL };
  static const char *const tokens[] = { "Date",
                                        "Message-ID",
                                        "In-Reply-To",
                                        "References",
                                        "MIME-Version",
                                        "Content-Type",
                                        "Received",
                                        "Return-Path",
                                        "Content-Disposition",
                                        "Content-Transfer-Encoding",
                                        NULL };
  g_autofree char *name = g_strndup (field->raw->str, field->name_length);
  g_autofree char *value = dup_value (field);
  g_autoptr (GString) encoded = g_string_new (NULL);

  if (!g_utf8_validate (value, -1, NULL) || is_one_of (field, tokens))
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_HEADER, "octets over 127 in %s", name);
      return FALSE;
    }
  if (is_one_of (field, addresses))
    {
      g_autoptr (GPtrArray) mailboxes = message_mailbox_parse_list (value);
      if (!message_field_add_mailboxes (encoded, name, mailboxes, FALSE, error))
        return FALSE;
    }
  else
    message_field_add_text (encoded, name, value);

  g_string_replace (encoded, "\n", "\r\n", 0);
  g_string_assign (field->raw, encoded->str);
  return TRUE;
}

gboolean
message_fields_encode (MessageFields *fields, GError **error)
{
  for (guint i = 0; i < fields->list->len; i++)
    {
      Field *field = g_ptr_array_index (fields->list, i);
      if (!g_str_is_ascii (field->raw->str) && !encode_field (field, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
message_fields_parse_paths (GPtrArray *paths, const char *value, GError **error)
{
  /* not internet_address_list_parse(): what that cannot read it leaves out, "a@b; c@d" is a@b alone
   * and "a@b@c" is a@b */
  g_autoptr (GPtrArray) mailboxes = message_mailbox_parse_list (value);

  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      if (mailbox->path == NULL)
        {
          g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_ADDRESS, "\"%s\" is no address",
                       mailbox->text);
          return FALSE;
        }
      g_ptr_array_add (paths, mail_path_ref (mailbox->path));
    }
  return TRUE;
}

GBytes *
message_fields_to_bytes (const MessageFields *fields)
{
  GString *header = g_string_new (NULL);

  for (guint i = 0; i < fields->list->len; i++)
    {
      const Field *field = g_ptr_array_index (fields->list, i);
      g_string_append_len (header, field->raw->str, field->raw->len);
    }
  g_string_append (header, "\r\n");
  return g_string_free_to_bytes (header);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The draft as a value. Its octets on disk are in message-draft-bytes.c. */

#include "message-draft.h"

#include <string.h>

#include "mail-text.h"
#include "message-draft-private.h"
#include "message-error.h"
#include "message-name-private.h"

#define MAX_FIELD_NAME 70
#define MAX_FIELD_VALUE (16 * 1024)
/* no file system here holds a larger file */
#define MAX_FILE_SIZE (G_GUINT64_CONSTANT (1) << 48)

MessageAttachment *
message_attachment_new (const char *name, const char *content_type, const char *digest,
                        guint64 size)
{
  MessageAttachment *attachment = g_new0 (MessageAttachment, 1);
  attachment->name = message_name_clean (name);
  attachment->content_type = g_utf8_make_valid (content_type, -1);
  g_strlcpy (attachment->digest, digest, sizeof attachment->digest);
  attachment->size = size;
  return attachment;
}

MessageAttachment *
message_attachment_copy (const MessageAttachment *attachment)
{
  MessageAttachment *copy = g_memdup2 (attachment, sizeof *attachment);
  copy->name = g_strdup (attachment->name);
  copy->content_type = g_strdup (attachment->content_type);
  return copy;
}

void
message_attachment_free (MessageAttachment *attachment)
{
  if (attachment == NULL)
    return;

  g_free (attachment->name);
  g_free (attachment->content_type);
  g_free (attachment);
}

gboolean
message_attachment_is_sound (const MessageAttachment *attachment)
{
  gsize length = strspn (attachment->digest, "0123456789abcdef");

  return length == MAIL_DIGEST_LENGTH && attachment->digest[length] == '\0' &&
         attachment->size <= MAX_FILE_SIZE;
}

static MessageHeader *
header_new (const char *name, const char *value)
{
  MessageHeader *header = g_new0 (MessageHeader, 1);
  header->name = g_strdup (name);
  header->value = g_strdup (value);
  return header;
}

static void
header_free (gpointer data)
{
  MessageHeader *header = data;
  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

static GPtrArray *
new_mailboxes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) message_mailbox_free);
}

MessageDraft *
message_draft_new (void)
{
  MessageDraft *draft = g_new0 (MessageDraft, 1);
  draft->to = new_mailboxes ();
  draft->cc = new_mailboxes ();
  draft->bcc = new_mailboxes ();
  draft->reply_to = new_mailboxes ();
  draft->subject = g_strdup ("");
  draft->text = g_strdup ("");
  draft->attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) message_attachment_free);
  draft->headers = g_ptr_array_new_with_free_func (header_free);
  return draft;
}

static void
copy_mailboxes (GPtrArray *to, const GPtrArray *from)
{
  for (guint i = 0; i < from->len; i++)
    g_ptr_array_add (to, message_mailbox_copy (g_ptr_array_index (from, i)));
}

MessageDraft *
message_draft_copy (const MessageDraft *draft)
{
  MessageDraft *copy = message_draft_new ();

  copy->account_id = g_strdup (draft->account_id);
  copy->from = draft->from != NULL ? message_mailbox_copy (draft->from) : NULL;
  copy_mailboxes (copy->to, draft->to);
  copy_mailboxes (copy->cc, draft->cc);
  copy_mailboxes (copy->bcc, draft->bcc);
  copy_mailboxes (copy->reply_to, draft->reply_to);
  g_free (copy->subject);
  copy->subject = g_strdup (draft->subject);
  g_free (copy->text);
  copy->text = g_strdup (draft->text);
  copy->html = g_strdup (draft->html);
  for (guint i = 0; i < draft->attachments->len; i++)
    g_ptr_array_add (copy->attachments,
                     message_attachment_copy (g_ptr_array_index (draft->attachments, i)));
  for (guint i = 0; i < draft->headers->len; i++)
    {
      const MessageHeader *header = g_ptr_array_index (draft->headers, i);
      g_ptr_array_add (copy->headers, header_new (header->name, header->value));
    }
  copy->in_reply_to = g_strdup (draft->in_reply_to);
  copy->references = g_strdup (draft->references);
  copy->cursor = draft->cursor;
  copy->send_at_us = draft->send_at_us;
  copy->request = draft->request;
  copy->corrects = draft->corrects;
  return copy;
}

void
message_draft_free (MessageDraft *draft)
{
  if (draft == NULL)
    return;

  g_free (draft->account_id);
  message_mailbox_free (draft->from);
  g_ptr_array_unref (draft->to);
  g_ptr_array_unref (draft->cc);
  g_ptr_array_unref (draft->bcc);
  g_ptr_array_unref (draft->reply_to);
  g_free (draft->subject);
  g_free (draft->text);
  g_free (draft->html);
  g_ptr_array_unref (draft->attachments);
  g_ptr_array_unref (draft->headers);
  g_free (draft->in_reply_to);
  g_free (draft->references);
  g_free (draft);
}

/* RFC 5322 section 3.6.8: printable ASCII without the colon */
static gboolean
is_field_name (const char *name)
{
  gsize length = strlen (name);

  if (length == 0 || length > MAX_FIELD_NAME)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (name[i] < 33 || name[i] > 126 || name[i] == ':')
        return FALSE;
    }
  return TRUE;
}

/* Fields that say who, when and how: the program writes them, or the servers on the way do. */
static gboolean
is_own_field (const char *name)
{
  static const char *const names[] = {
    "From",          "Sender",       "Reply-To",    "To",         "Cc",
    "Bcc",           "Subject",      "Date",        "Message-ID", "In-Reply-To",
    "References",    "MIME-Version", "Return-Path", "Received",   "Delivered-To",
    "Apparently-To", "Encoding",     "Mbox-Line",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_ascii_strcasecmp (name, names[i]) == 0)
        return TRUE;
    }
  return g_ascii_strncasecmp (name, "Content-", 8) == 0 ||
         g_ascii_strncasecmp (name, "Resent-", 7) == 0;
}

static gboolean
is_field_value (const char *value)
{
  if (!g_utf8_validate (value, -1, NULL) || strlen (value) > MAX_FIELD_VALUE ||
      mail_text_has_line_break (value))
    return FALSE;

  for (const char *c = value; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c) && *c != '\t')
        return FALSE;
    }
  return TRUE;
}

gboolean
message_draft_add_header (MessageDraft *draft, const char *name, const char *value, GError **error)
{
  g_autofree char *safe = g_strescape (name, NULL);

  if (!is_field_name (name))
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_HEADER, "\"%s\" is not a field name", safe);
      return FALSE;
    }
  if (is_own_field (name))
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_HEADER, "%s is written by the program",
                   safe);
      return FALSE;
    }
  if (!is_field_value (value))
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_HEADER,
                   "the value of %s is not one line of text", safe);
      return FALSE;
    }

  g_ptr_array_add (draft->headers, header_new (name, value));
  return TRUE;
}

gboolean
message_text_is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      if (!g_unichar_isspace (g_utf8_get_char (text)))
        return FALSE;
    }
  return TRUE;
}

gboolean
message_draft_is_empty (const MessageDraft *draft)
{
  return draft->to->len == 0 && draft->cc->len == 0 && draft->bcc->len == 0 &&
         draft->attachments->len == 0 && message_text_is_blank (draft->subject) &&
         message_text_is_blank (draft->text) && draft->html == NULL;
}

char *
message_draft_dup_recipients (const MessageDraft *draft)
{
  const GPtrArray *list = draft->to->len > 0   ? draft->to
                          : draft->cc->len > 0 ? draft->cc
                                               : draft->bcc;
  g_autoptr (GString) text = g_string_new (NULL);

  /* a row shows the first few; a letter to thousands must not make a row of a megabyte */
  for (guint i = 0; i < list->len && text->len < 1024; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (list, i);
      if (i > 0)
        g_string_append (text, ", ");
      if (mailbox->name != NULL)
        g_string_append (text, mailbox->name);
      else if (mailbox->path != NULL)
        g_string_append (text, mail_path_get_text (mailbox->path));
      else
        g_string_append (text, mailbox->text);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From a draft to a letter. The header is written here (RFC 5322 section 3.6), the structure below
 * it in message-tree.c. Every string passes through message-field.c, which makes one line of it;
 * message_scan() looks at what came out. */

#include "message-render.h"

#include <string.h>

#include "mail-date.h"
#include "message-draft-private.h"
#include "message-error.h"
#include "message-field-private.h"
#include "message-scan-private.h"
#include "message-tree-private.h"

void
message_letter_free (MessageLetter *letter)
{
  if (letter == NULL)
    return;

  mail_content_free (letter->content);
  mail_envelope_free (letter->envelope);
  g_free (letter->message_id);
  g_free (letter->subject);
  g_free (letter->from);
  g_free (letter->recipients);
  g_strfreev (letter->recipient_names);
  g_strfreev (letter->attachment_names);
  g_free (letter);
}

static gboolean
check_mailboxes (GPtrArray *mailboxes, GError **error)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      if (mailbox->path == NULL)
        {
          g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_ADDRESS, "%s", mailbox->text);
          return FALSE;
        }
    }
  return TRUE;
}

/* What a hole may say; a draft may have been altered by hand. */
static gboolean
check_attachments (GPtrArray *attachments, GError **error)
{
  for (guint i = 0; i < attachments->len; i++)
    {
      const MessageAttachment *attachment = g_ptr_array_index (attachments, i);
      if (!message_attachment_is_sound (attachment))
        {
          g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_CONTENT, "\"%s\" names no file",
                       attachment->name);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_draft (const MessageDraft *draft, GError **error)
{
  if (draft->from == NULL || draft->from->path == NULL)
    {
      g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_ADDRESS, "the letter has no sender");
      return FALSE;
    }
  if (draft->to->len + draft->cc->len + draft->bcc->len == 0)
    {
      g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_NO_RECIPIENT,
                           "the letter has no recipient");
      return FALSE;
    }
  return check_mailboxes (draft->to, error) && check_mailboxes (draft->cc, error) &&
         check_mailboxes (draft->bcc, error) && check_mailboxes (draft->reply_to, error) &&
         check_attachments (draft->attachments, error);
}

static void
add_paths (MailEnvelope *envelope, GPtrArray *mailboxes)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      mail_envelope_add (envelope, mailbox->path);
    }
}

static MailEnvelope *
make_envelope (const MessageDraft *draft, MailPath *reverse_path)
{
  MailEnvelope *envelope =
      mail_envelope_new (reverse_path != NULL ? reverse_path : draft->from->path);

  add_paths (envelope, draft->to);
  add_paths (envelope, draft->cc);
  add_paths (envelope, draft->bcc);
  envelope->request = draft->request;
  return envelope;
}

/* To, Cc; a letter with Bcc alone says so with an empty group (RFC 5322 section 3.4). */
static gboolean
add_recipient_fields (GString *text, const MessageDraft *draft, gboolean smtputf8, GError **error)
{
  if (draft->to->len == 0 && draft->cc->len == 0)
    {
      g_string_append (text, "To: undisclosed-recipients:;\n");
      return TRUE;
    }
  return message_field_add_mailboxes (text, "To", draft->to, smtputf8, error) &&
         message_field_add_mailboxes (text, "Cc", draft->cc, smtputf8, error);
}

/* Fields of the user's own, by the rules of message_draft_add_header(): the draft may have been
 * altered since. */
static gboolean
add_other_fields (GString *text, const MessageDraft *draft, GError **error)
{
  g_autoptr (MessageDraft) checked = message_draft_new ();

  for (guint i = 0; i < draft->headers->len; i++)
    {
      const MessageHeader *header = g_ptr_array_index (draft->headers, i);
      if (!message_draft_add_header (checked, header->name, header->value, error))
        return FALSE;
      message_field_add_text (text, header->name, header->value);
    }
  return TRUE;
}

static void
add_date (GString *text, GDateTime *date)
{
  g_autoptr (GDateTime) now = date == NULL ? g_date_time_new_now_local () : NULL;
  g_autofree char *value = mail_date_to_text (date != NULL ? date : now);
  g_string_append_printf (text, "Date: %s\n", value);
}

static GString *
make_header (const MessageDraft *draft, const char *message_id, GDateTime *date, gboolean smtputf8,
             GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) from = g_ptr_array_new ();

  g_ptr_array_add (from, draft->from);
  if (!message_field_add_mailboxes (text, "From", from, smtputf8, error) ||
      !add_recipient_fields (text, draft, smtputf8, error) ||
      !message_field_add_mailboxes (text, "Reply-To", draft->reply_to, smtputf8, error))
    return NULL;

  message_field_add_text (text, "Subject", draft->subject);
  add_date (text, date);
  g_string_append_printf (text, "Message-ID: %s\n", message_id);
  message_field_add_ids (text, "In-Reply-To", draft->in_reply_to);
  message_field_add_ids (text, "References", draft->references);
  if (!add_other_fields (text, draft, error))
    return NULL;

  g_string_replace (text, "\n", "\r\n", 0);
  return g_steal_pointer (&text);
}

static gboolean
check_content (const MailContent *content, gboolean smtputf8, GError **error)
{
  gsize length;
  const guint8 *octets = g_bytes_get_data (content->octets, &length);

  if (length > MESSAGE_MAX_OCTETS)
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE,
                   "the text alone takes %" G_GSIZE_FORMAT " octets", length);
      return FALSE;
    }
  return message_scan_octets (octets, length, smtputf8, error);
}

static void
note_names (GHashTable *names, const GPtrArray *mailboxes)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);
      if (mailbox->name != NULL && !g_hash_table_contains (names, mailbox->path))
        g_hash_table_insert (names, mailbox->path, mailbox->name);
    }
}

static GStrv
dup_recipient_names (const MessageDraft *draft, const MailEnvelope *envelope)
{
  g_autoptr (GHashTable) names =
      g_hash_table_new ((GHashFunc) mail_path_hash, (GEqualFunc) mail_path_equal);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  note_names (names, draft->to);
  note_names (names, draft->cc);
  note_names (names, draft->bcc);
  for (guint i = 0; i < envelope->forward_paths->len; i++)
    {
      const char *name =
          g_hash_table_lookup (names, g_ptr_array_index (envelope->forward_paths, i));
      g_strv_builder_add (builder, name != NULL ? name : "");
    }
  return g_strv_builder_end (builder);
}

static GStrv
dup_attachment_names (const MessageDraft *draft)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < draft->attachments->len; i++)
    {
      const MessageAttachment *attachment = g_ptr_array_index (draft->attachments, i);
      g_strv_builder_add (builder, attachment->name);
    }
  return g_strv_builder_end (builder);
}

MessageLetter *
message_render (const MessageDraft *draft, MailPath *reverse_path, GDateTime *date, GError **error)
{
  if (!check_draft (draft, error))
    return NULL;

  g_autoptr (MailEnvelope) envelope = make_envelope (draft, reverse_path);
  gboolean smtputf8 = mail_envelope_needs_smtputf8 (envelope);
  g_autofree char *message_id = message_field_dup_new_id (draft->from->path);
  g_autoptr (GString) header = make_header (draft, message_id, date, smtputf8, error);
  if (header == NULL)
    return NULL;

  g_autoptr (MailContent) content = message_tree_write (draft, header);
  if (!check_content (content, smtputf8, error))
    return NULL;

  MessageLetter *letter = g_new0 (MessageLetter, 1);
  letter->recipient_names = dup_recipient_names (draft, envelope);
  letter->attachment_names = dup_attachment_names (draft);
  letter->content = g_steal_pointer (&content);
  letter->envelope = g_steal_pointer (&envelope);
  letter->message_id = g_steal_pointer (&message_id);
  letter->subject = message_field_dup_line (draft->subject);
  letter->from = message_mailbox_to_string (draft->from);
  letter->recipients = message_draft_dup_recipients (draft);
  return letter;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A draft on disk: a little-endian GVariant of a version and a dictionary, so that a later program
 * reads what an earlier one wrote and the other way round. Nothing read here is believed: addresses
 * go through the grammar again, names, digests and header fields through their own checks; what
 * fails is left out, and the words that were written remain. */

#include "message-draft.h"

#include <string.h>

#include "message-draft-private.h"
#include "message-error.h"

#define FORMAT "(ua{sv})"
#define VERSION 1

/* attachments are not in here, but a text may be pasted: what was saved must open again */
#define MAX_DRAFT (256 * 1024 * 1024)

#define MAILBOXES "a(mss)"
#define ATTACHMENTS "a(ssstb)"
#define HEADERS "a(ss)"

static GVariant *
mailbox_to_variant (const MessageMailbox *mailbox)
{
  /* the address alone: names are beside it, and what is no address is kept as it was written */
  const char *text = mailbox->path != NULL ? mail_path_get_text (mailbox->path) : mailbox->text;
  return g_variant_new ("(mss)", mailbox->name, text);
}

static GVariant *
mailboxes_to_variant (const GPtrArray *mailboxes)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (MAILBOXES));
  for (guint i = 0; i < mailboxes->len; i++)
    g_variant_builder_add_value (&builder, mailbox_to_variant (g_ptr_array_index (mailboxes, i)));
  return g_variant_builder_end (&builder);
}

static GVariant *
attachments_to_variant (const GPtrArray *attachments)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (ATTACHMENTS));
  for (guint i = 0; i < attachments->len; i++)
    {
      const MessageAttachment *attachment = g_ptr_array_index (attachments, i);
      g_variant_builder_add (&builder, "(ssstb)", attachment->name, attachment->content_type,
                             attachment->digest, attachment->size, attachment->canonical);
    }
  return g_variant_builder_end (&builder);
}

static GVariant *
headers_to_variant (const GPtrArray *headers)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (HEADERS));
  for (guint i = 0; i < headers->len; i++)
    {
      const MessageHeader *header = g_ptr_array_index (headers, i);
      g_variant_builder_add (&builder, "(ss)", header->name, header->value);
    }
  return g_variant_builder_end (&builder);
}

static void
insert (GVariantBuilder *builder, const char *key, GVariant *value)
{
  g_variant_builder_add (builder, "{sv}", key, value);
}

/* GVariant holds UTF-8 only; what a program put into a draft may be anything. */
static void
insert_string (GVariantBuilder *builder, const char *key, const char *value)
{
  if (value != NULL)
    insert (builder, key, g_variant_new_take_string (g_utf8_make_valid (value, -1)));
}

static void
insert_request (GVariantBuilder *builder, const MailRequest *request)
{
  if (request->notify != MAIL_NOTIFY_UNSAID)
    insert (builder, "notify", g_variant_new_take_string (mail_notify_to_text (request->notify)));
  if (request->ret != MAIL_RETURN_UNSAID)
    insert (builder, "ret", g_variant_new_string (mail_return_to_text (request->ret)));
  if (request->require_tls)
    insert (builder, "require-tls", g_variant_new_boolean (TRUE));
}

static GVariant *
to_little_endian (GVariant *variant)
{
#if G_BYTE_ORDER == G_BIG_ENDIAN
  return g_variant_byteswap (variant);
#else
  return g_variant_ref (variant);
#endif
}

GBytes *
message_draft_to_bytes (const MessageDraft *draft)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE_VARDICT);
  insert_string (&builder, "account-id", draft->account_id);
  if (draft->from != NULL)
    insert (&builder, "from", mailbox_to_variant (draft->from));
  insert (&builder, "to", mailboxes_to_variant (draft->to));
  insert (&builder, "cc", mailboxes_to_variant (draft->cc));
  insert (&builder, "bcc", mailboxes_to_variant (draft->bcc));
  insert (&builder, "reply-to", mailboxes_to_variant (draft->reply_to));
  insert_string (&builder, "subject", draft->subject);
  insert_string (&builder, "text", draft->text);
  insert_string (&builder, "html", draft->html);
  insert (&builder, "attachments", attachments_to_variant (draft->attachments));
  insert (&builder, "headers", headers_to_variant (draft->headers));
  insert_string (&builder, "in-reply-to", draft->in_reply_to);
  insert_string (&builder, "references", draft->references);
  insert (&builder, "cursor", g_variant_new_uint32 (draft->cursor));
  if (draft->send_at_us > 0)
    insert (&builder, "send-at", g_variant_new_int64 (draft->send_at_us));
  insert_request (&builder, &draft->request);
  if (draft->corrects > 0)
    insert (&builder, "corrects", g_variant_new_int64 (draft->corrects));

  g_autoptr (GVariant) native = g_variant_ref_sink (g_variant_new (FORMAT, VERSION, &builder));
  g_autoptr (GVariant) variant = to_little_endian (native);
  return g_variant_get_data_as_bytes (variant);
}

static MessageMailbox *
read_mailbox (const char *name, const char *text)
{
  MessageMailbox *mailbox = g_new0 (MessageMailbox, 1);

  mailbox->name = g_strdup (name);
  mailbox->path = mail_path_parse (text, NULL);
  mailbox->text = g_strdup (text);
  if (mailbox->path != NULL)
    {
      g_free (mailbox->text);
      mailbox->text = message_mailbox_to_string (mailbox);
    }
  return mailbox;
}

static void
read_mailboxes (GVariantDict *dict, const char *key, GPtrArray *mailboxes)
{
  g_autoptr (GVariant) list = g_variant_dict_lookup_value (dict, key, G_VARIANT_TYPE (MAILBOXES));
  const char *name, *text;
  GVariantIter iter;

  if (list == NULL)
    return;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "(m&s&s)", &name, &text))
    g_ptr_array_add (mailboxes, read_mailbox (name, text));
}

static void
read_attachments (GVariantDict *dict, GPtrArray *attachments)
{
  g_autoptr (GVariant) list =
      g_variant_dict_lookup_value (dict, "attachments", G_VARIANT_TYPE (ATTACHMENTS));
  const char *name, *content_type, *digest;
  guint64 size;
  gboolean canonical;
  GVariantIter iter;

  if (list == NULL)
    return;

  g_variant_iter_init (&iter, list);
  while (
      g_variant_iter_next (&iter, "(&s&s&stb)", &name, &content_type, &digest, &size, &canonical))
    {
      g_autoptr (MessageAttachment) attachment =
          message_attachment_new (name, content_type, digest, size);
      attachment->canonical = canonical;
      if (message_attachment_is_sound (attachment))
        g_ptr_array_add (attachments, g_steal_pointer (&attachment));
    }
}

static void
read_headers (GVariantDict *dict, MessageDraft *draft)
{
  g_autoptr (GVariant) list =
      g_variant_dict_lookup_value (dict, "headers", G_VARIANT_TYPE (HEADERS));
  const char *name, *value;
  GVariantIter iter;

  if (list == NULL)
    return;

  g_variant_iter_init (&iter, list);
  while (g_variant_iter_next (&iter, "(&s&s)", &name, &value))
    message_draft_add_header (draft, name, value, NULL);
}

static void
read_string (GVariantDict *dict, const char *key, char **string)
{
  char *read;

  if (g_variant_dict_lookup (dict, key, "s", &read))
    {
      g_free (*string);
      *string = read;
    }
}

static void
read_request (GVariantDict *dict, MailRequest *request)
{
  const char *text;

  if (g_variant_dict_lookup (dict, "notify", "&s", &text))
    mail_notify_from_text (text, &request->notify);
  if (g_variant_dict_lookup (dict, "ret", "&s", &text))
    mail_return_from_text (text, &request->ret);
  g_variant_dict_lookup (dict, "require-tls", "b", &request->require_tls);
}

static MessageDraft *
read_draft (GVariant *fields)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (fields);
  MessageDraft *draft = message_draft_new ();
  const char *name, *text;

  read_string (&dict, "account-id", &draft->account_id);
  if (g_variant_dict_lookup (&dict, "from", "(m&s&s)", &name, &text))
    draft->from = read_mailbox (name, text);
  read_mailboxes (&dict, "to", draft->to);
  read_mailboxes (&dict, "cc", draft->cc);
  read_mailboxes (&dict, "bcc", draft->bcc);
  read_mailboxes (&dict, "reply-to", draft->reply_to);
  read_string (&dict, "subject", &draft->subject);
  read_string (&dict, "text", &draft->text);
  read_string (&dict, "html", &draft->html);
  read_attachments (&dict, draft->attachments);
  read_headers (&dict, draft);
  read_string (&dict, "in-reply-to", &draft->in_reply_to);
  read_string (&dict, "references", &draft->references);
  g_variant_dict_lookup (&dict, "cursor", "u", &draft->cursor);
  g_variant_dict_lookup (&dict, "send-at", "x", &draft->send_at_us);
  read_request (&dict, &draft->request);
  g_variant_dict_lookup (&dict, "corrects", "x", &draft->corrects);
  return draft;
}

MessageDraft *
message_draft_from_bytes (GBytes *bytes, GError **error)
{
  if (g_bytes_get_size (bytes) > MAX_DRAFT)
    {
      g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT, "too large for a draft");
      return NULL;
    }

  g_autoptr (GVariant) read =
      g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FORMAT), bytes, FALSE));
  if (!g_variant_is_normal_form (read))
    {
      g_set_error_literal (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT, "these octets are no draft");
      return NULL;
    }

  g_autoptr (GVariant) variant = to_little_endian (read);
  g_autoptr (GVariant) fields = NULL;
  guint32 version;
  g_variant_get (variant, "(u@a{sv})", &version, &fields);
  if (version != VERSION)
    {
      g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_DRAFT, "a draft of version %u", version);
      return NULL;
    }
  return read_draft (fields);
}

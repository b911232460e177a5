/* SPDX-License-Identifier: GPL-3.0-or-later */

/* "Correct and send to the ones that failed": the letter's draft, without those who have it. */

#include "ui-receipt-actions-private.h"

#include <glib/gi18n.h>

#include "message-draft.h"
#include "store-drafts.h"
#include "ui-letter-command-private.h"

typedef struct
{
  UiReceipt *receipt;
  char *draft_id;
} Saving;

static gboolean
is_accepted (const MailOutcome *outcome, const MailPath *path)
{
  for (guint i = 0; i < outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (outcome, i);

      if (mail_path_equal (result->path, path))
        return result->state == MAIL_RECIPIENT_ACCEPTED;
    }
  return FALSE;
}

static void
take_out_accepted (GPtrArray *mailboxes, const MailOutcome *outcome)
{
  for (guint i = mailboxes->len; i > 0; i--)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i - 1);

      if (mailbox->path != NULL && is_accepted (outcome, mailbox->path))
        g_ptr_array_remove_index (mailboxes, i - 1);
    }
}

/* The second letter belongs to the first (RFC 5322 section 3.6.4): those who got that one see
 * what follows it. */
static void
thread_to (MessageDraft *draft, const char *message_id)
{
  char *references;

  if (message_id == NULL)
    return;
  references = draft->references != NULL ? g_strconcat (draft->references, " ", message_id, NULL)
                                         : g_strdup (message_id);
  g_free (draft->in_reply_to);
  g_free (draft->references);
  draft->in_reply_to = g_strdup (message_id);
  draft->references = references;
}

static GStrv
dup_digests (const MessageDraft *draft)
{
  g_autoptr (GStrvBuilder) digests = g_strv_builder_new ();

  for (guint i = 0; i < draft->attachments->len; i++)
    {
      const MessageAttachment *attachment = g_ptr_array_index (draft->attachments, i);

      g_strv_builder_add (digests, attachment->digest);
    }
  return g_strv_builder_end (digests);
}

static void
say_sorry (UiReceipt *receipt)
{
  ui_toast (GTK_WIDGET (receipt), _ ("The letter could not be opened for writing"));
}

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->receipt);
  g_free (saving->draft_id);
  g_free (saving);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;

  if (!store_drafts_save_finish (STORE_DATABASE (source), result, NULL))
    say_sorry (saving->receipt);
  else
    gtk_widget_activate_action (GTK_WIDGET (saving->receipt), "app.open-draft", "s",
                                saving->draft_id);
}

static void
save (UiReceipt *receipt, const MessageDraft *draft)
{
  Saving *saving = g_new0 (Saving, 1);
  g_autoptr (StoreDraft) stored = NULL;
  g_auto (GStrv) digests = dup_digests (draft);

  saving->receipt = g_object_ref (receipt);
  saving->draft_id = store_drafts_dup_new_id ();
  stored = store_draft_new (saving->draft_id);
  stored->account_id = g_strdup (draft->account_id);
  stored->subject = g_strdup (draft->subject);
  stored->recipients = message_draft_dup_recipients (draft);
  stored->n_attachments = draft->attachments->len;
  stored->octets = message_draft_to_bytes (draft);
  store_drafts_save_async (ui_receipt_get_context (receipt)->database, stored,
                           (const char *const *) digests, NULL, on_saved, saving);
}

static void
on_draft (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiReceipt) receipt = user_data;
  g_autoptr (GBytes) octets = store_outbox_get_draft_finish (STORE_DATABASE (source), result, NULL);
  g_autoptr (MessageDraft) draft = octets != NULL ? message_draft_from_bytes (octets, NULL) : NULL;
  const StoreLetter *letter = ui_receipt_get_store_letter (receipt);

  if (draft == NULL || letter == NULL)
    {
      say_sorry (receipt);
      return;
    }
  take_out_accepted (draft->to, letter->outcome);
  take_out_accepted (draft->cc, letter->outcome);
  take_out_accepted (draft->bcc, letter->outcome);
  thread_to (draft, letter->message_id);
  save (receipt, draft);
}

void
ui_receipt_write_to_failed (UiReceipt *receipt)
{
  const StoreLetter *letter = ui_receipt_get_store_letter (receipt);

  store_outbox_get_draft_async (ui_receipt_get_context (receipt)->database, letter->id, NULL,
                                on_draft, g_object_ref (receipt));
}

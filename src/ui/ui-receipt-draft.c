/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter to be changed becomes its draft again. Where some people have it that cannot be: it ends
 * for the others, and they get a second letter, written from the draft of the first without those
 * who have it or may have it. Where only addresses were wrong it need not end: those who are to
 * wait still get the first. What was to be put right is then the composer's. */

#include "ui-receipt-private.h"

#include <glib/gi18n.h>

#include "message-draft.h"
#include "store-drafts.h"
#include "ui-letter-command-private.h"

/**
 * Reopening: one request
 * @letter: the letter as it ended
 */
typedef struct
{
  UiReceipt *receipt;
  UiContext *context;
  StoreLetter *letter;
  char *draft_id;
  ExplainAction action;
} Reopening;

static void
reopening_free (Reopening *reopening)
{
  g_object_unref (reopening->receipt);
  ui_context_unref (reopening->context);
  store_letter_unref (reopening->letter);
  g_free (reopening->draft_id);
  g_free (reopening);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reopening, reopening_free)

static void
say_sorry (Reopening *reopening)
{
  ui_toast (GTK_WIDGET (reopening->receipt), _ ("The letter could not be opened for writing"));
}

GVariant *
ui_receipt_make_refusals (const StoreLetter *letter)
{
  GVariantBuilder refusals;

  g_variant_builder_init (&refusals, G_VARIANT_TYPE ("a{ss}"));
  for (guint i = 0; i < letter->outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (letter->outcome, i);

      if (result->state == MAIL_RECIPIENT_REFUSED)
        {
          g_autofree char *words = ui_receipt_result_dup_words (letter, result);

          g_variant_builder_add (&refusals, "{ss}", mail_path_get_text (result->path), words);
        }
    }
  return g_variant_builder_end (&refusals);
}

/* The receipt may stand in the composer that wrote the letter, which then takes it back itself. */
static void
open_draft (Reopening *reopening, gboolean same_letter)
{
  GtkWidget *widget = GTK_WIDGET (reopening->receipt);

  gboolean taken =
      same_letter && ui_receipt_emit_reopened (reopening->receipt, reopening->draft_id);

  if (reopening->action == EXPLAIN_ACTION_CORRECT_ADDRESS)
    gtk_widget_activate_action (widget, "app.correct-draft", "(s@a{ss})", reopening->draft_id,
                                ui_receipt_make_refusals (reopening->letter));
  else if (reopening->action == EXPLAIN_ACTION_EDIT && !taken)
    gtk_widget_activate_action (widget, "app.open-draft", "s", reopening->draft_id);
  else if (reopening->action != EXPLAIN_ACTION_EDIT)
    gtk_widget_activate_action (widget, "app.mend-draft", "(ss)", reopening->draft_id,
                                explain_action_to_nick (reopening->action));
}

/* --- a second letter ------------------------------------------------------------------------ */

static gboolean
was_refused (const MailOutcome *outcome, const MailPath *path)
{
  for (guint i = 0; i < outcome->results->len; i++)
    {
      const MailResult *result = mail_outcome_get (outcome, i);

      if (mail_path_equal (result->path, path))
        return result->state == MAIL_RECIPIENT_REFUSED;
    }
  return FALSE;
}

static void
keep_refused (GPtrArray *mailboxes, const MailOutcome *outcome)
{
  for (guint i = mailboxes->len; i > 0; i--)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i - 1);

      if (mailbox->path != NULL && !was_refused (outcome, mailbox->path))
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
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reopening) reopening = user_data;

  if (store_drafts_save_finish (STORE_DATABASE (source), result, NULL))
    open_draft (reopening, FALSE);
  else
    say_sorry (reopening);
}

static void
save (Reopening *reopening, const MessageDraft *draft)
{
  g_autoptr (StoreDraft) stored = NULL;
  g_auto (GStrv) digests = dup_digests (draft);

  reopening->draft_id = store_drafts_dup_new_id ();
  stored = store_draft_new (reopening->draft_id);
  stored->account_id = g_strdup (draft->account_id);
  stored->subject = g_strdup (draft->subject);
  stored->recipients = message_draft_dup_recipients (draft);
  stored->n_attachments = draft->attachments->len;
  stored->octets = message_draft_to_bytes (draft);
  stored->corrects = draft->corrects;
  store_drafts_save_async (reopening->context->database, stored, (const char *const *) digests,
                           NULL, on_saved, reopening);
}

static void
on_draft (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reopening) reopening = user_data;
  g_autoptr (GBytes) octets = store_outbox_get_draft_finish (STORE_DATABASE (source), result, NULL);
  g_autoptr (MessageDraft) draft = octets != NULL ? message_draft_from_bytes (octets, NULL) : NULL;
  const StoreLetter *letter = reopening->letter;

  if (draft == NULL)
    {
      say_sorry (reopening);
      return;
    }
  keep_refused (draft->to, letter->outcome);
  keep_refused (draft->cc, letter->outcome);
  keep_refused (draft->bcc, letter->outcome);
  thread_to (draft, letter->message_id);
  draft->send_at_us = 0;
  draft->corrects = letter->id;
  save (g_steal_pointer (&reopening), draft);
}

static void
on_letter (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reopening) reopening = user_data;
  g_autoptr (StoreLetter) letter = store_outbox_get_finish (STORE_DATABASE (source), result, NULL);

  if (letter == NULL)
    {
      say_sorry (reopening);
      return;
    }
  store_letter_unref (reopening->letter);
  reopening->letter = g_steal_pointer (&letter);
  store_outbox_get_draft_async (STORE_DATABASE (source), reopening->letter->id, NULL, on_draft,
                                reopening);
  g_steal_pointer (&reopening);
}

static void
read_letter (Reopening *reopening)
{
  store_outbox_get_async (reopening->context->database, reopening->letter->id, NULL, on_letter,
                          reopening);
}

/* --- the same letter ------------------------------------------------------------------------ */

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Reopening) reopening = user_data;
  g_autoptr (GError) error = NULL;

  if (!store_outbox_command_finish (STORE_DATABASE (source), result, &reopening->draft_id, &error))
    {
      ui_letter_say_sorry (GTK_WIDGET (reopening->receipt), error);
      return;
    }
  submission_queue_wake (reopening->context->queue, NULL);
  if (reopening->draft_id != NULL)
    open_draft (reopening, TRUE);
  else
    read_letter (g_steal_pointer (&reopening));
}

static Reopening *
reopening_new (UiReceipt *receipt, ExplainAction action)
{
  Reopening *reopening = g_new0 (Reopening, 1);

  reopening->receipt = g_object_ref (receipt);
  reopening->context = ui_context_ref (receipt->context);
  reopening->action = action;
  reopening->letter = store_letter_ref (receipt->letter);
  return reopening;
}

void
ui_receipt_reopen (UiReceipt *receipt, ExplainAction action)
{
  const StoreLetter *letter = receipt->letter;
  Reopening *reopening = reopening_new (receipt, action);

  if (letter->shown == MAIL_SHOWN_PARTLY_ACCEPTED || letter->shown == MAIL_SHOWN_UNKNOWN)
    read_letter (reopening);
  else
    store_outbox_command_async (receipt->context->database, letter->id, STORE_COMMAND_CANCEL, NULL,
                                on_taken_back, reopening);
}

void
ui_receipt_write_second (UiReceipt *receipt, ExplainAction action)
{
  read_letter (reopening_new (receipt, action));
}

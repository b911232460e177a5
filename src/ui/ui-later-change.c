/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The draft a letter was made from knows the time too, for the day it is edited; it gets the new
 * one in the same transaction. A letter that came ready has no draft. */

#include "ui-later-change-private.h"

#include "message-draft.h"
#include "ui-later-dialog-private.h"
#include "ui-letter-command-private.h"

typedef struct
{
  GtkWidget *widget;
  UiContext *context;
  gint64 id;
  gint64 time_us;
} Change;

static void
change_free (Change *change)
{
  g_object_unref (change->widget);
  ui_context_unref (change->context);
  g_free (change);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Change, change_free)

static void
on_rescheduled (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Change) change = user_data;
  g_autoptr (GError) error = NULL;

  if (!store_outbox_reschedule_finish (STORE_DATABASE (source), result, &error))
    {
      ui_letter_say_sorry (change->widget, error);
      return;
    }
  submission_queue_wake (change->context->queue, NULL);
}

static void
on_draft (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Change *change = user_data;
  StoreDatabase *database = STORE_DATABASE (source);
  g_autoptr (GBytes) octets = store_outbox_get_draft_finish (database, result, NULL);
  g_autoptr (MessageDraft) draft = octets != NULL ? message_draft_from_bytes (octets, NULL) : NULL;
  g_autoptr (GBytes) changed = NULL;

  if (draft != NULL)
    {
      draft->send_at_us = change->time_us;
      changed = message_draft_to_bytes (draft);
    }
  store_outbox_reschedule_async (database, change->id, change->time_us, changed, NULL,
                                 on_rescheduled, change);
}

static void
on_chosen (UiLaterDialog *dialog, gint64 time_us, const Change *asked)
{
  Change *change = g_memdup2 (asked, sizeof *asked);

  change->widget = g_object_ref (asked->widget);
  change->context = ui_context_ref (asked->context);
  change->time_us = time_us;
  store_outbox_get_draft_async (change->context->database, change->id, NULL, on_draft, change);
}

static void
free_asked (gpointer data, GClosure *closure)
{
  change_free (data);
}

void
ui_later_change (GtkWidget *widget, UiContext *context, const StoreLetter *letter)
{
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));
  UiLaterDialog *dialog = ui_later_dialog_new (parent, letter->send_at_us);
  Change *asked = g_new0 (Change, 1);

  asked->widget = g_object_ref (widget);
  asked->context = ui_context_ref (context);
  asked->id = letter->id;
  g_signal_connect_data (dialog, "chosen", G_CALLBACK (on_chosen), asked, free_asked, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

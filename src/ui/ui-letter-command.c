/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-command-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *widget;
  UiContext *context;
  gint64 id;
  StoreCommand what;
  UiDraftReopened reopened;
} Command;

static void
command_free (Command *command)
{
  g_object_unref (command->widget);
  ui_context_unref (command->context);
  g_free (command);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Command, command_free)

void
ui_toast (GtkWidget *widget, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);
  g_autofree char *safe = g_markup_escape_text (text, -1);

  if (overlay != NULL)
    adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), adw_toast_new (safe));
}

void
ui_letter_say_sorry (GtkWidget *widget, const GError *error)
{
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_STATE))
    ui_toast (widget, _ ("Too late – the letter is on its way"));
  else
    ui_toast (widget, _ ("That did not work: the letters on this computer cannot be changed"));
}

/* Somebody wants the letter to go: it is tried, even while its account waits for a better time. */
static gboolean
is_wanted (StoreCommand what)
{
  return what == STORE_COMMAND_RETRY || what == STORE_COMMAND_RELEASE ||
         what == STORE_COMMAND_AGAIN;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Command) command = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *draft_id = NULL;

  if (!store_outbox_command_finish (STORE_DATABASE (source), result, &draft_id, &error))
    {
      ui_letter_say_sorry (command->widget, error);
      return;
    }
  if (is_wanted (command->what))
    submission_queue_deliver_async (command->context->queue, command->id, NULL, NULL, NULL);
  else
    submission_queue_wake (command->context->queue, NULL);
  if (draft_id == NULL)
    return;
  if (command->reopened == NULL || !command->reopened (draft_id, command->widget))
    gtk_widget_activate_action (command->widget, "app.open-draft", "s", draft_id);
}

void
ui_letter_command (GtkWidget *widget, UiContext *context, gint64 id, StoreCommand command,
                   UiDraftReopened reopened)
{
  Command *data = g_new0 (Command, 1);

  data->widget = g_object_ref (widget);
  data->context = ui_context_ref (context);
  data->id = id;
  data->what = command;
  data->reopened = reopened;
  store_outbox_command_async (context->database, id, command, NULL, on_done, data);
}

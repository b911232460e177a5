/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-export-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "store-export.h"
#include "store-outbox.h"
#include "ui-letter-command-private.h"

#define MAX_NAME 80 /* characters: four octets each fit into a name everywhere, with .eml */

typedef struct
{
  GtkWidget *widget;
  UiContext *context;
  GFile *file;
  gint64 id;
} Export;

static void
export_free (Export *data)
{
  g_object_unref (data->widget);
  ui_context_unref (data->context);
  g_clear_object (&data->file);
  g_free (data);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Export, export_free)

char *
ui_export_dup_name (const char *subject)
{
  GString *name = g_string_new (NULL);
  glong n = 0;

  for (const char *c = subject; *c != '\0' && n < MAX_NAME; c = g_utf8_next_char (c), n++)
    {
      gunichar character = g_utf8_get_char (c);
      gboolean forbidden = (character < 0x80 && strchr ("/\\:*?\"<>|", character) != NULL) ||
                           !g_unichar_isprint (character);

      g_string_append_unichar (name, forbidden ? ' ' : character);
    }
  g_strstrip (name->str);
  g_string_truncate (name, strlen (name->str));
  /* a name that begins with a dot is hidden */
  while (name->len > 0 && name->str[0] == '.')
    g_string_erase (name, 0, 1);
  if (name->len == 0)
    g_string_assign (name, _ ("Letter"));
  g_string_append (name, ".eml");
  return g_string_free (name, FALSE);
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) data = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_basename (data->file);
  g_autofree char *shown = g_filename_display_name (name);
  g_autofree char *words = NULL;

  if (store_export_finish (STORE_DATABASE (source), result, &error))
    words = g_strdup_printf (_ ("Saved as %s"), shown);
  else if (g_error_matches (error, STORE_ERROR, STORE_ERROR_CORRUPT))
    words = g_strdup (_ ("Not saved: a file attached to the letter is missing or altered"));
  else
    words = g_strdup_printf (_ ("%s could not be written"), shown);
  if (error != NULL)
    g_debug ("%s", error->message);
  ui_toast (data->widget, words);
}

static void
on_content (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Export) data = user_data;
  g_autoptr (MailContent) content =
      store_outbox_get_content_finish (STORE_DATABASE (source), result, NULL);
  GFile *file = data->file;

  if (content == NULL)
    ui_toast (data->widget, _ ("The letter could not be read"));
  else
    store_export_async (STORE_DATABASE (source), content, file, NULL, on_exported,
                        g_steal_pointer (&data));
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  g_autoptr (Export) data = user_data;
  UiContext *context = data->context;
  gint64 id = data->id;

  if (response == GTK_RESPONSE_ACCEPT)
    data->file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (data->file != NULL)
    store_outbox_get_content_async (context->database, id, NULL, on_content,
                                    g_steal_pointer (&data));
  g_object_unref (dialog);
}

void
ui_export (GtkWidget *widget, UiContext *context, gint64 id, const char *subject)
{
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save Message File"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  g_autofree char *name = ui_export_dup_name (subject);
  Export *data = g_new0 (Export, 1);

  data->widget = g_object_ref (widget);
  data->context = ui_context_ref (context);
  data->id = id;
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), data);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

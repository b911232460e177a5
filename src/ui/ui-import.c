/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading and parsing happen on a thread of the task; what was attached is then put into the store,
 * one after the other, so that not more than one waits in memory twice. */

#include "ui-import.h"

#include <glib/gi18n.h>
#include <string.h>

#include "message-error.h"
#include "message-import.h"
#include "store-attachments.h"

#define PIECE (256 * 1024)

typedef struct
{
  UiContext *context;
  MessageImport *import;
  guint n_stored;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  ui_context_unref (job->context);
  g_clear_pointer (&job->import, message_import_free);
  g_free (job);
}

/* --- reading, on a thread ------------------------------------------------------------------- */

/* One of @file and @content. */
typedef struct
{
  StoreDatabase *database;
  GFile *file;
  MailContent *content;
} Place;

static Place *
place_new (StoreDatabase *database, GFile *file, const MailContent *content)
{
  Place *place = g_new0 (Place, 1);

  place->database = g_object_ref (database);
  place->file = file != NULL ? g_object_ref (file) : NULL;
  place->content = content != NULL ? mail_content_copy (content) : NULL;
  return place;
}

static void
place_free (gpointer data)
{
  Place *place = data;

  g_object_unref (place->database);
  g_clear_object (&place->file);
  g_clear_pointer (&place->content, mail_content_free);
  g_free (place);
}

static gboolean
is_too_large (guint64 size, GError **error)
{
  if (size <= MESSAGE_MAX_IMPORT)
    return FALSE;
  g_set_error (error, MESSAGE_ERROR, MESSAGE_ERROR_TOO_LARGE, "more than %d octets",
               MESSAGE_MAX_IMPORT);
  return TRUE;
}

/* A pipe or a device is not opened: it might never end, or never begin. */
static GInputStream *
open_file (GFile *file, GError **error)
{
  g_autoptr (GFileInfo) info =
      g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                         G_FILE_QUERY_INFO_NONE, NULL, error);

  if (info == NULL)
    return NULL;
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "not a regular file");
      return NULL;
    }
  if (is_too_large (g_file_info_get_size (info), error))
    return NULL;
  return G_INPUT_STREAM (g_file_read (file, NULL, error));
}

static GBytes *
read_all (GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc (PIECE);
  gssize n;

  while ((n = g_input_stream_read (stream, piece, PIECE, NULL, error)) > 0)
    {
      g_byte_array_append (octets, piece, n);
      if (is_too_large (octets->len, error))
        return NULL;
    }
  return n < 0 ? NULL : g_byte_array_free_to_bytes (g_steal_pointer (&octets));
}

static GInputStream *
open_place (const Place *place, GError **error)
{
  if (place->file != NULL)
    return open_file (place->file, error);
  if (is_too_large (mail_content_get_size (place->content), error))
    return NULL;
  return store_content_open (place->database, place->content);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  g_autoptr (GInputStream) stream = open_place (data, &error);
  g_autoptr (GBytes) octets = stream != NULL ? read_all (stream, &error) : NULL;
  MessageImport *import = octets != NULL ? message_import (octets, &error) : NULL;

  if (import != NULL)
    g_task_return_pointer (task, import, (GDestroyNotify) message_import_free);
  else
    g_task_return_error (task, error);
}

/* --- storing -------------------------------------------------------------------------------- */

static void store_next (GTask *task);

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreAttachment) stored =
      store_attachments_add_finish (STORE_DATABASE (source), result, &error);
  const MessageImportFile *file = g_ptr_array_index (job->import->files, job->n_stored++);
  MessageAttachment *attachment;

  if (stored == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  attachment =
      message_attachment_new (file->name, file->content_type, stored->digest, stored->size);
  attachment->canonical = stored->canonical;
  g_ptr_array_add (job->import->draft->attachments, attachment);
  store_next (g_steal_pointer (&task));
}

static void
end (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  MessageDraft *draft = g_steal_pointer (&job->import->draft);
  g_autoptr (AccountProfile) profile =
      job->import->from != NULL
          ? account_registry_lookup_address (job->context->registry, job->import->from)
          : NULL;

  if (profile != NULL)
    draft->account_id = g_strdup (profile->id);
  g_task_return_pointer (task, draft, (GDestroyNotify) message_draft_free);
  g_object_unref (task);
}

static void
store_next (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  const MessageImportFile *file;

  if (job->n_stored == job->import->files->len)
    {
      end (task);
      return;
    }
  file = g_ptr_array_index (job->import->files, job->n_stored);
  store_attachments_add_bytes_async (job->context->database, file->content, NULL, on_stored, task);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  job->import = g_task_propagate_pointer (G_TASK (result), &error);
  if (job->import != NULL)
    store_next (g_steal_pointer (&task));
  else
    g_task_return_error (task, error);
}

static void
begin (UiContext *context, GFile *file, const MailContent *content, GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GTask) reading = g_task_new (NULL, NULL, on_read, task);
  Job *job = g_new0 (Job, 1);

  g_task_set_source_tag (task, begin);
  job->context = ui_context_ref (context);
  g_task_set_task_data (task, job, job_free);
  g_task_set_task_data (reading, place_new (context->database, file, content), place_free);
  g_task_run_in_thread (reading, read_in_thread);
}

void
ui_import_file_async (UiContext *context, GFile *file, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  begin (context, file, NULL, callback, user_data);
}

void
ui_import_content_async (UiContext *context, const MailContent *content,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  begin (context, NULL, content, callback, user_data);
}

/* Returns: (nullable): a line for each thing that is not in the draft, or not where it was */
static char *
dup_lacking (const MessageImport *import)
{
  guint n_parts = import->n_parts_left_out;
  guint n_addresses = import->n_addresses_left_out;
  g_autofree char *parts = g_strdup_printf (
      ngettext (
          "%u part of the message was left out; it has more of them than a letter can hold.",
          "%u parts of the message were left out; it has more of them than a letter can hold.",
          n_parts),
      n_parts);
  g_autofree char *addresses = g_strdup_printf (
      ngettext ("%u address was left out; the message has more of them than a letter can hold.",
                "%u addresses were left out; the message has more of them than a letter can hold.",
                n_addresses),
      n_addresses);
  const char *lines[4] = { NULL };
  guint n = 0;

  if (import->n_texts_attached > 0)
    lines[n++] = _ ("The text is too long for a letter; what does not fit is attached as a file.");
  if (n_parts > 0)
    lines[n++] = parts;
  if (n_addresses > 0)
    lines[n++] = addresses;
  return n > 0 ? g_strjoinv ("\n", (char **) lines) : NULL;
}

MessageDraft *
ui_import_finish (GAsyncResult *result, char **lacking, GError **error)
{
  const Job *job = g_task_get_task_data (G_TASK (result));
  MessageDraft *draft = g_task_propagate_pointer (G_TASK (result), error);

  *lacking = draft != NULL ? dup_lacking (job->import) : NULL;
  return draft;
}

/* --- asking for one ------------------------------------------------------------------------- */

gboolean
ui_import_is_message_file (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  gsize length = name != NULL ? strlen (name) : 0;

  return length > 4 && g_ascii_strcasecmp (name + length - 4, ".eml") == 0;
}

static void
on_response (GtkNativeDialog *dialog, int response, GtkWindow *parent)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  if (file != NULL)
    {
      g_autofree char *uri = g_file_get_uri (file);

      gtk_widget_activate_action (GTK_WIDGET (parent), "app.open-message", "s", uri);
    }
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

void
ui_import_choose (GtkWindow *parent)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Open Message File"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));

  add_filter (GTK_FILE_CHOOSER (dialog), _ ("Message files"), "*.[eE][mM][lL]");
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("All files"), "*");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), parent, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, GtkWidget *widget)
{
  gboolean taken = FALSE;

  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    if (ui_import_is_message_file (l->data))
      {
        g_autofree char *uri = g_file_get_uri (l->data);

        gtk_widget_activate_action (widget, "app.open-message", "s", uri);
        taken = TRUE;
      }
  return taken;
}

void
ui_import_accept_drops (GtkWidget *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), widget, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files come from the chooser, from a drop anywhere on the window, from the clipboard or from
 * another program. Each is copied when it is attached, so that what is sent is what was seen. */

#include <glib/gi18n.h>

#include "store-attachments.h"
#include "ui-composer-private.h"

/* One file on its way into the store. */
typedef struct
{
  UiComposer *composer;
  UiAttachmentCard *card;
} Copy;

static void
copy_free (Copy *copy)
{
  g_object_unref (copy->composer);
  g_object_unref (copy->card);
  g_free (copy);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Copy, copy_free)

static Copy *
copy_new (UiComposer *self, const char *name)
{
  Copy *copy = g_new0 (Copy, 1);

  copy->composer = g_object_ref (self);
  copy->card = g_object_ref (ui_tray_add (self->tray, name));
  self->copies++;
  return copy;
}

static char *
dup_reason (const GError *error, const char *name)
{
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_NOT_REGULAR))
    return g_strdup_printf (_ ("“%s” is a folder or a device; only files can be attached"), name);
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_CHANGED))
    return g_strdup_printf (_ ("“%s” changed while it was copied; attach it again"), name);
  if (g_error_matches (error, STORE_ERROR, STORE_ERROR_FULL))
    return g_strdup_printf (_ ("The disk is full, so “%s” is not attached"), name);
  return g_strdup_printf (_ ("“%s” cannot be read, so it is not attached"), name);
}

static void
on_progress (guint64 done, guint64 total, gpointer user_data)
{
  Copy *copy = user_data;

  ui_attachment_card_set_progress (copy->card, done, total);
}

static void
finish_copy (Copy *copy, StoreAttachment *stored, const GError *error)
{
  UiComposer *self = copy->composer;
  const char *name = ui_attachment_card_get_name (copy->card);
  gboolean cancelled = g_cancellable_is_cancelled (ui_attachment_card_get_cancellable (copy->card));

  self->copies--;
  if (self->context == NULL)
    return;
  if (stored != NULL && !cancelled)
    {
      g_autofree char *type = g_content_type_guess (name, NULL, 0, NULL);
      g_autofree char *mime = g_content_type_get_mime_type (type);
      g_autoptr (MessageAttachment) attachment = message_attachment_new (
          name, mime != NULL ? mime : "application/octet-stream", stored->digest, stored->size);

      attachment->canonical = stored->canonical;
      ui_attachment_card_set_attachment (copy->card, attachment);
    }
  else
    {
      if (!cancelled)
        {
          g_autofree char *text = dup_reason (error, name);

          ui_composer_say (self, COMPOSER_NOTICE_FILE, name, NULL, text);
          self->send_after_copy = FALSE;
        }
      ui_tray_remove (self->tray, copy->card);
    }
  g_signal_emit_by_name (self->tray, "changed");
  if (self->copies == 0 && self->send_after_copy)
    ui_composer_send_on (self);
}

static void
on_file_added (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreAttachment) stored =
      store_attachments_add_finish (STORE_DATABASE (source), result, &error);

  finish_copy (copy, stored, error);
}

void
ui_composer_add_file (UiComposer *self, GFile *file)
{
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = g_filename_display_name (base != NULL ? base : "");
  Copy *copy = copy_new (self, name);

  store_attachments_add_async (self->context->database, file, on_progress, copy,
                               ui_attachment_card_get_cancellable (copy->card), on_file_added,
                               copy);
}

void
ui_composer_add_files (UiComposer *composer, GListModel *files)
{
  g_return_if_fail (UI_IS_COMPOSER (composer));
  g_return_if_fail (G_IS_LIST_MODEL (files));
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      ui_composer_add_file (composer, file);
    }
}

static void
on_chosen (GtkNativeDialog *chooser, int response, UiComposer *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (chooser));

      ui_composer_add_files (self, files);
    }
  gtk_native_dialog_destroy (chooser);
  g_object_unref (chooser);
}

void
ui_composer_choose_files (UiComposer *self)
{
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Attach Files"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Attach"), _ ("_Cancel"));

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (chooser), TRUE);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (on_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
add_file_list (UiComposer *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));

  for (GSList *l = files; l != NULL; l = l->next)
    ui_composer_add_file (self, l->data);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, UiComposer *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "dropping");
  add_file_list (self, value);
  return TRUE;
}

static GdkDragAction
on_enter (UiComposer *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "dropping");
  return GDK_ACTION_COPY;
}

static void
on_leave (UiComposer *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "dropping");
}

/* Before the text view sees it, which would take the paths as words. */
void
ui_composer_set_up_drop (UiComposer *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (target), GTK_PHASE_CAPTURE);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  g_signal_connect_swapped (target, "enter", G_CALLBACK (on_enter), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (self->page, GTK_EVENT_CONTROLLER (target));
}

static void
encode_picture (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GBytes *octets = gdk_texture_save_to_png_bytes (task_data);

  g_task_return_pointer (task, octets, (GDestroyNotify) g_bytes_unref);
}

static void
on_picture_encoded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Copy) copy = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) octets = g_task_propagate_pointer (G_TASK (result), &error);
  GCancellable *cancellable = ui_attachment_card_get_cancellable (copy->card);
  UiContext *context = copy->composer->context;

  if (octets == NULL || context == NULL)
    finish_copy (copy, NULL, error);
  else
    store_attachments_add_bytes_async (context->database, octets, cancellable, on_file_added,
                                       g_steal_pointer (&copy));
}

static void
on_texture (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  g_autoptr (GdkTexture) texture =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  g_autofree char *name = g_strdup_printf (_ ("Picture %s.png"), time);
  g_autoptr (GTask) task = NULL;
  Copy *copy;

  if (texture == NULL || self->context == NULL)
    return;
  copy = copy_new (self, name);
  task =
      g_task_new (NULL, ui_attachment_card_get_cancellable (copy->card), on_picture_encoded, copy);
  g_task_set_source_tag (task, on_texture);
  g_task_set_task_data (task, g_steal_pointer (&texture), g_object_unref);
  g_task_run_in_thread (task, encode_picture);
}

static void
on_file_list (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiComposer) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && self->context != NULL)
    add_file_list (self, value);
}

/* Files and pictures are attached; a program that offers words beside a picture means the words. */
void
ui_composer_on_paste (UiComposer *self, GtkTextView *view)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (view));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, NULL,
                                    on_file_list, g_object_ref (self));
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
           !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    gdk_clipboard_read_texture_async (clipboard, NULL, on_texture, g_object_ref (self));
  else
    return;
  g_signal_stop_emission_by_name (view, "paste-clipboard");
}

void
ui_composer_paste_text (UiComposer *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus == GTK_WIDGET (self->message))
    gtk_text_buffer_paste_clipboard (gtk_text_view_get_buffer (self->message),
                                     gtk_widget_get_clipboard (focus), NULL, TRUE);
  else if (focus != NULL)
    gtk_widget_activate_action (focus, "clipboard.paste", NULL);
}

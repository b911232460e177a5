/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Nothing of a letter is ever Pango markup. A long text is shown to its first 256 KiB: a label is
 * no reader for books, and Source has every octet. */

#include "ui-receipt-message-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "mail-text.h"
#include "message-view.h"
#include "ui-words.h"

/* A label is laid out whole: 256 KiB of lines took more than eight seconds, this less than two. */
#define MAX_SHOWN (32 * 1024)

struct _UiReceiptMessage
{
  GtkWidget parent_instance;

  GCancellable *cancellable;
  GArray *holes;

  GtkGrid *fields;
  GtkLabel *text;
  GtkListBox *parts;
};

G_DEFINE_FINAL_TYPE (UiReceiptMessage, ui_receipt_message, GTK_TYPE_WIDGET)

static void
clear (UiReceiptMessage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->fields))) != NULL)
    gtk_grid_remove (self->fields, child);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->parts))) != NULL)
    gtk_list_box_remove (self->parts, child);
  gtk_widget_hide (GTK_WIDGET (self->parts));
  gtk_label_set_text (self->text, "");
}

static void
add_field (UiReceiptMessage *self, int row, const char *title, const char *text, gboolean bold)
{
  GtkWidget *label = gtk_label_new (title);
  GtkWidget *value = gtk_label_new (text);

  if (text == NULL || *text == '\0')
    gtk_label_set_text (GTK_LABEL (value), "–");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "field-name");
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_hexpand (value, TRUE);
  if (bold)
    gtk_widget_add_css_class (value, "heading");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  gtk_grid_attach (self->fields, label, 0, row, 1, 1);
  gtk_grid_attach (self->fields, value, 1, row, 1, 1);
}

static void
add_part (UiReceiptMessage *self, const MessageViewPart *part, guint64 size)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new ();
  g_autoptr (GIcon) kind = g_content_type_get_symbolic_icon (part->content_type);
  g_autofree char *size_text = ui_words_size (size);
  g_autofree char *type_text = g_content_type_get_description (part->content_type);
  g_autofree char *subtitle = g_strdup_printf ("%s · %s", size_text, type_text);

  gtk_image_set_from_gicon (GTK_IMAGE (icon), kind);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), part->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), size > 0 ? subtitle : type_text);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  gtk_list_box_append (self->parts, row);
}

static void
show_parts (UiReceiptMessage *self, const MessageView *view)
{
  guint hole = 0;

  for (guint i = 0; i < view->parts->len; i++)
    {
      const MessageViewPart *part = g_ptr_array_index (view->parts, i);
      guint64 size = part->size;

      if (size == 0 && self->holes != NULL && hole < self->holes->len)
        size = g_array_index (self->holes, MailHole, hole++).size;
      add_part (self, part, size);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->parts), view->parts->len > 0);
}

static void
show_text (UiReceiptMessage *self, const char *text)
{
  g_autofree char *cut = NULL;
  g_autofree char *beginning = NULL;

  if (strlen (text) > MAX_SHOWN)
    {
      beginning = mail_text_cut (text, MAX_SHOWN);
      cut = g_strconcat (beginning, "\n\n", _ ("⋯ the rest is in Source"), NULL);
    }
  gtk_label_set_text (self->text, cut != NULL ? cut : text);
}

static void
show (UiReceiptMessage *self, const MessageView *view)
{
  g_autofree char *date = view->date != NULL ? g_date_time_format (view->date, "%c") : NULL;
  int row = 0;

  clear (self);
  add_field (self, row++, _ ("From"), view->from, FALSE);
  add_field (self, row++, _ ("To"), view->to, FALSE);
  if (*view->cc != '\0')
    add_field (self, row++, _ ("Cc"), view->cc, FALSE);
  if (date != NULL)
    add_field (self, row++, _ ("Date"), date, FALSE);
  add_field (self, row++, _ ("Subject"), view->subject, TRUE);
  show_text (self, view->text);
  show_parts (self, view);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, message_view_new (data), (GDestroyNotify) message_view_free);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiReceiptMessage) self = user_data;
  g_autoptr (MessageView) view = g_task_propagate_pointer (G_TASK (result), NULL);

  if (view != NULL)
    show (self, view);
}

void
ui_receipt_message_set (UiReceiptMessage *self, GBytes *octets, GArray *holes)
{
  g_autoptr (GTask) task = NULL;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->holes, g_array_unref);
  clear (self);
  if (octets == NULL)
    return;
  self->holes = holes != NULL ? g_array_ref (holes) : NULL;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, on_read, g_object_ref (self));
  g_task_set_source_tag (task, ui_receipt_message_set);
  g_task_set_task_data (task, g_bytes_ref (octets), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, read_in_thread);
}

static void
ui_receipt_message_dispose (GObject *object)
{
  UiReceiptMessage *self = UI_RECEIPT_MESSAGE (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->holes, g_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ui_receipt_message_parent_class)->dispose (object);
}

static void
ui_receipt_message_class_init (UiReceiptMessageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_receipt_message_dispose;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-receipt-message.ui");
  gtk_widget_class_bind_template_child (widget_class, UiReceiptMessage, fields);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptMessage, text);
  gtk_widget_class_bind_template_child (widget_class, UiReceiptMessage, parts);
}

static void
ui_receipt_message_init (UiReceiptMessage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  clear (self);
}

GtkWidget *
ui_receipt_message_new (void)
{
  return g_object_new (UI_TYPE_RECEIPT_MESSAGE, NULL);
}

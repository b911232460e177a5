/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-letter-reading-private.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#include "ui-words.h"

typedef struct
{
  StoreDatabase *database;
  MailContent *content;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->database);
  mail_content_free (order->content);
  g_free (order);
}

void
ui_letter_reading_free (UiLetterReading *reading)
{
  if (reading == NULL)
    return;
  g_ptr_array_unref (reading->lines);
  message_view_free (reading->view);
  g_ptr_array_unref (reading->to);
  g_ptr_array_unref (reading->cc);
  g_free (reading);
}

static const MessageMailbox *
find (GPtrArray *mailboxes, const char *address)
{
  for (guint i = 0; i < mailboxes->len; i++)
    {
      const MessageMailbox *mailbox = g_ptr_array_index (mailboxes, i);

      if (mailbox->path != NULL &&
          g_ascii_strcasecmp (mail_path_get_text (mailbox->path), address) == 0)
        return mailbox;
    }
  return NULL;
}

const MessageMailbox *
ui_letter_reading_find (const UiLetterReading *reading, const char *address, const char **field)
{
  const MessageMailbox *found = find (reading->to, address);

  if (field != NULL)
    *field = found != NULL ? "To" : "Cc";
  return found != NULL ? found : find (reading->cc, address);
}

char *
ui_letter_reading_sum (const UiLetterReading *reading)
{
  GString *sum = g_string_new (NULL);
  g_autofree char *size = ui_words_size (reading->size);

  if (reading->n_lines > 0)
    g_string_append_printf (sum,
                            ngettext ("%'" PRIu64 " line", "%'" PRIu64 " lines", reading->n_lines),
                            reading->n_lines);
  if (reading->n_files > 0)
    {
      g_string_append (sum, " · ");
      g_string_append_printf (sum, ngettext ("%u attachment", "%u attachments", reading->n_files),
                              reading->n_files);
    }
  g_string_append_printf (sum, "%s%s", sum->len > 0 ? " · " : "", size);
  return g_string_free (sum, FALSE);
}

static guint64
count_lines (GPtrArray *lines)
{
  guint64 n = 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const MessageWireLine *line = g_ptr_array_index (lines, i);

      if (line->text == NULL && line->n_folded == 0)
        return 0;
      n += line->text != NULL ? 1 : line->n_folded;
    }
  return n;
}

static GInputStream *
open_content (const MailContent *content, gpointer data)
{
  return store_content_open (data, content);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Order *order = data;
  UiLetterReading *reading = g_new0 (UiLetterReading, 1);

  reading->lines = message_wire_read (order->content, open_content, order->database, cancellable);
  reading->view = message_view_new (order->content->octets);
  reading->to = message_mailbox_parse_list (reading->view->to);
  reading->cc = message_mailbox_parse_list (reading->view->cc);
  reading->n_lines = count_lines (reading->lines);
  reading->n_files = reading->view->parts->len;
  reading->size = mail_content_get_size (order->content);
  g_task_return_pointer (task, reading, (GDestroyNotify) ui_letter_reading_free);
}

void
ui_letter_reading_new_async (StoreDatabase *database, const MailContent *content,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Order *order = g_new0 (Order, 1);

  order->database = g_object_ref (database);
  order->content = mail_content_copy (content);
  g_task_set_source_tag (task, ui_letter_reading_new_async);
  g_task_set_task_data (task, order, order_free);
  g_task_run_in_thread (task, read_in_thread);
}

UiLetterReading *
ui_letter_reading_new_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ten megabytes take GTK some forty milliseconds in one piece. A text view that has much to lay out
 * does so in idle time for seconds, so the slices do not wait for that: they come by a timer, which
 * leaves the time between to whoever wants it. */

#include "ui-text-copy-private.h"

/* under a millisecond */
#define SLICE_CHARACTERS (128 * 1024)
#define INTERVAL_MS 2
#define PATIENCE_US (300 * 1000)

/* @handler counts what changed; zero when nothing has since the copy was begun */
typedef struct
{
  GString *text;
  gulong handler;
  int offset;
  gboolean changed;
  gint64 begun_us;
} Copy;

static void
copy_free (Copy *copy)
{
  if (copy->text != NULL)
    g_string_free (copy->text, TRUE);
  g_free (copy);
}

static void
on_changed (GtkTextBuffer *buffer, Copy *copy)
{
  copy->changed = TRUE;
}

static void
copy_slice (GtkTextBuffer *buffer, Copy *copy, int n_characters)
{
  g_autofree char *slice = NULL;
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_offset (buffer, &start, copy->offset);
  end = start;
  gtk_text_iter_forward_chars (&end, n_characters);
  slice = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  g_string_append (copy->text, slice);
  copy->offset = gtk_text_iter_get_offset (&end);
}

static void
start_again (Copy *copy)
{
  copy->changed = FALSE;
  copy->offset = 0;
  g_string_truncate (copy->text, 0);
}

static gboolean
on_turn (gpointer data)
{
  GTask *task = data;
  GtkTextBuffer *buffer = g_task_get_source_object (task);
  Copy *copy = g_task_get_task_data (task);
  gboolean impatient = g_get_monotonic_time () - copy->begun_us > PATIENCE_US;
  int total = gtk_text_buffer_get_char_count (buffer);

  if (copy->changed)
    start_again (copy);
  if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      copy_slice (buffer, copy, impatient ? total : SLICE_CHARACTERS);
      if (copy->offset < total)
        return G_SOURCE_CONTINUE;
    }
  g_signal_handler_disconnect (buffer, copy->handler);
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_boolean (task, TRUE);
  return G_SOURCE_REMOVE;
}

void
ui_text_copy_async (GtkTextBuffer *buffer, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  GTask *task = g_task_new (buffer, cancellable, callback, user_data);
  Copy *copy = g_new0 (Copy, 1);

  copy->text = g_string_new (NULL);
  copy->begun_us = g_get_monotonic_time ();
  copy->handler = g_signal_connect (buffer, "changed", G_CALLBACK (on_changed), copy);
  g_task_set_source_tag (task, ui_text_copy_async);
  g_task_set_task_data (task, copy, (GDestroyNotify) copy_free);
  g_timeout_add_full (G_PRIORITY_DEFAULT, INTERVAL_MS, on_turn, task, g_object_unref);
}

GString *
ui_text_copy_finish (GtkTextBuffer *buffer, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, buffer), NULL);
  Copy *copy = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&copy->text) : NULL;
}

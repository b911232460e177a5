/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A long text out of its buffer, without a stop anyone could feel. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ui_text_copy_async:
 *
 * A slice in each turn of the main loop; begins again when the text changes, and copies the rest in
 * one go where it never stands still.
 */
void ui_text_copy_async (GtkTextBuffer *buffer, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data);

/**
 * ui_text_copy_finish:
 *
 * Returns: (transfer full) (nullable): what is in the buffer in this very turn; NULL with @error
 *   set when it was cancelled
 */
GString *ui_text_copy_finish (GtkTextBuffer *buffer, GAsyncResult *result, GError **error);

G_END_DECLS

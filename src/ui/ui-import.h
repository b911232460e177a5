/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Messages that are no drafts yet: a message file, or a letter that was handed in ready-made. */

#pragma once

#include <gtk/gtk.h>

#include "mail-content.h"
#include "message-draft.h"
#include "ui-context.h"

G_BEGIN_DECLS

/**
 * ui_import_file_async:
 * @file: a message file; what is no regular file is not opened
 *
 * Reads it off the main loop, and keeps what it has attached in the store.
 */
void ui_import_file_async (UiContext *context, GFile *file, GAsyncReadyCallback callback,
                           gpointer user_data);

/**
 * ui_import_content_async: the same for a letter's content; ends in ui_import_finish()
 */
void ui_import_content_async (UiContext *context, const MailContent *content,
                              GAsyncReadyCallback callback, gpointer user_data);

/**
 * ui_import_finish:
 * @lacking: (out) (nullable) (transfer full): what is not in the draft, or not where it was, in
 *   words for the window; NULL where everything is, and on failure
 * @error: a MESSAGE_ERROR when it is no message or too large, a STORE_ERROR or an I/O error
 *
 * Returns: (transfer full): a draft; its account is the one it came from, where there is one
 */
MessageDraft *ui_import_finish (GAsyncResult *result, char **lacking, GError **error);

/**
 * ui_import_is_message_file: by its name
 */
gboolean ui_import_is_message_file (GFile *file);

/**
 * ui_import_choose: asks for a file and opens it by "app.open-message"
 */
void ui_import_choose (GtkWindow *parent);

/**
 * ui_import_accept_drops: message files dropped on @widget are opened
 */
void ui_import_accept_drops (GtkWidget *widget);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the view of a conversation wants to know of the letter it was about, read off the main loop
 * from the letter at rest. */

#pragma once

#include "message-view.h"
#include "message-wire.h"
#include "store-attachments.h"

G_BEGIN_DECLS

/**
 * UiLetterReading:
 * @lines: (element-type MessageWireLine): its content as it crossed the wire
 * @n_lines: how many lines that is; 0 where they were not counted
 * @n_files: attached files
 * @size: of its content
 */
typedef struct
{
  GPtrArray *lines;
  MessageView *view;
  guint64 n_lines;
  guint n_files;
  guint64 size;
} UiLetterReading;

void ui_letter_reading_free (UiLetterReading *reading);

void ui_letter_reading_new_async (StoreDatabase *database, const MailContent *content,
                                  GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);

/**
 * ui_letter_reading_new_finish:
 *
 * Returns: (transfer full): NULL only when it was cancelled
 */
UiLetterReading *ui_letter_reading_new_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UiLetterReading, ui_letter_reading_free)

G_END_DECLS

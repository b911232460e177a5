/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the view of a conversation wants to know of the letter it was about, read off the main loop
 * from the letter at rest. */

#pragma once

#include "message-mailbox.h"
#include "message-view.h"
#include "message-wire.h"
#include "store-attachments.h"

G_BEGIN_DECLS

/**
 * UiLetterReading:
 * @to: (element-type MessageMailbox): of the header, as is @cc
 * @lines: (element-type MessageWireLine): its content as it crossed the wire
 * @n_lines: how many lines that is; 0 where they were not counted
 * @n_files: attached files
 * @size: of its content
 */
typedef struct
{
  GPtrArray *lines;
  MessageView *view;
  GPtrArray *to;
  GPtrArray *cc;
  guint64 n_lines;
  guint n_files;
  guint64 size;
} UiLetterReading;

void ui_letter_reading_free (UiLetterReading *reading);

/**
 * ui_letter_reading_find:
 * @address: from an envelope
 * @field: (out) (optional): the header field it is in
 *
 * Returns: (transfer none) (nullable): whom the header has under that address; NULL for Bcc
 */
const MessageMailbox *
ui_letter_reading_find (const UiLetterReading *reading, const char *address, const char **field);

/**
 * ui_letter_reading_sum:
 *
 * Returns: (transfer full): "31 lines · 2 attachments · 3.3 MB"
 */
char *ui_letter_reading_sum (const UiLetterReading *reading);

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

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One file in the tray: being copied, or attached. */

#pragma once

#include <gtk/gtk.h>

#include "message-draft.h"

G_BEGIN_DECLS

#define UI_TYPE_ATTACHMENT_CARD (ui_attachment_card_get_type ())
G_DECLARE_FINAL_TYPE (UiAttachmentCard, ui_attachment_card, UI, ATTACHMENT_CARD, GtkWidget)

/**
 * UiAttachmentCard::removed: it is to go; copying has been cancelled
 */

/**
 * ui_attachment_card_new:
 * @name: file name while it is copied
 */
GtkWidget *ui_attachment_card_new (const char *name);

/**
 * ui_attachment_card_get_cancellable:
 *
 * Returns: (transfer none): cancelled when the card goes
 */
GCancellable *ui_attachment_card_get_cancellable (UiAttachmentCard *card);

void ui_attachment_card_set_progress (UiAttachmentCard *card, guint64 done, guint64 total);

/**
 * ui_attachment_card_set_attachment: it has been copied
 */
void
ui_attachment_card_set_attachment (UiAttachmentCard *card, const MessageAttachment *attachment);

/**
 * ui_attachment_card_get_attachment:
 *
 * Returns: (transfer none) (nullable): NULL while it is copied
 */
const MessageAttachment *ui_attachment_card_get_attachment (UiAttachmentCard *card);

const char *ui_attachment_card_get_name (UiAttachmentCard *card);

G_END_DECLS

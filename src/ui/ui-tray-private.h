/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The attachments of a letter, and how much of the server's limit the letter takes as sent. */

#pragma once

#include <gtk/gtk.h>

#include "message-draft.h"
#include "ui-attachment-card-private.h"

G_BEGIN_DECLS

#define UI_TYPE_TRAY (ui_tray_get_type ())
G_DECLARE_FINAL_TYPE (UiTray, ui_tray, UI, TRAY, GtkWidget)

/**
 * UiTray::changed: a file came, was copied or went
 */

/**
 * ui_tray_add:
 * @name: file name
 *
 * Returns: (transfer none): a card for a file that is being copied
 */
UiAttachmentCard *ui_tray_add (UiTray *tray, const char *name);

/**
 * ui_tray_remove: takes a card out; it may be out already
 */
void ui_tray_remove (UiTray *tray, UiAttachmentCard *card);

/**
 * ui_tray_set_attachments:
 * @attachments: (element-type MessageAttachment): in the place of everything in it
 */
void ui_tray_set_attachments (UiTray *tray, GPtrArray *attachments);

/**
 * ui_tray_dup_attachments:
 *
 * Returns: (transfer full) (element-type MessageAttachment): the files copied so far
 */
GPtrArray *ui_tray_dup_attachments (UiTray *tray);

/**
 * ui_tray_dup_copying:
 *
 * Returns: (transfer full): names of the files not yet copied
 */
GStrv ui_tray_dup_copying (UiTray *tray);

/**
 * ui_tray_is_copying:
 *
 * Returns: whether a file is not yet copied
 */
gboolean ui_tray_is_copying (UiTray *tray);

/**
 * ui_tray_set_size:
 * @size: octets of the letter as sent, about
 * @limit: largest letter the server takes, 0 when unknown
 */
void ui_tray_set_size (UiTray *tray, guint64 size, guint64 limit);

G_END_DECLS

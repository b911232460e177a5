/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter as its reader sees it: the fields, the text, what is attached. */

#pragma once

#include <gtk/gtk.h>

#include "mail-content.h"

G_BEGIN_DECLS

#define UI_TYPE_RECEIPT_MESSAGE (ui_receipt_message_get_type ())
G_DECLARE_FINAL_TYPE (UiReceiptMessage, ui_receipt_message, UI, RECEIPT_MESSAGE, GtkWidget)

GtkWidget *ui_receipt_message_new (void);

/**
 * ui_receipt_message_set:
 * @octets: (nullable): a message; read on another thread
 * @holes: (nullable) (element-type MailHole): files held out of it, in the order of their parts
 */
void ui_receipt_message_set (UiReceiptMessage *self, GBytes *octets, GArray *holes);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The octets of a letter, as they travel. */

#pragma once

#include <gtk/gtk.h>

#include "mail-content.h"

G_BEGIN_DECLS

#define UI_TYPE_RECEIPT_SOURCE (ui_receipt_source_get_type ())
G_DECLARE_FINAL_TYPE (UiReceiptSource, ui_receipt_source, UI, RECEIPT_SOURCE, GtkWidget)

GtkWidget *ui_receipt_source_new (void);

/**
 * ui_receipt_source_set:
 * @octets: (nullable): octets of a message
 * @holes: (nullable) (element-type MailHole): files held out of it; a line tells of each
 */
void ui_receipt_source_set (UiReceiptSource *self, GBytes *octets, GArray *holes);

G_END_DECLS

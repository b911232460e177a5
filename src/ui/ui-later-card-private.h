/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ui-receipt-actions-private.h"

G_BEGIN_DECLS

/**
 * ui_later_card_new: asks what shall become of a letter whose time is long past
 */
GtkWidget *ui_later_card_new (const UiReceiptCase *which);

G_END_DECLS

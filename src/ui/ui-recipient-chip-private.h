/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One recipient as a pill: the name, or what was written where it is no address. */

#pragma once

#include <gtk/gtk.h>

#include "message-mailbox.h"

G_BEGIN_DECLS

#define UI_TYPE_RECIPIENT_CHIP (ui_recipient_chip_get_type ())
G_DECLARE_FINAL_TYPE (UiRecipientChip, ui_recipient_chip, UI, RECIPIENT_CHIP, GtkWidget)

/**
 * UiRecipientChip::removed: it is to go
 *
 * UiRecipientChip::edited: its text is wanted back for correction
 */

GtkWidget *ui_recipient_chip_new (const MessageMailbox *mailbox);

/**
 * ui_recipient_chip_get_mailbox:
 *
 * Returns: (transfer none): whom it stands for
 */
const MessageMailbox *ui_recipient_chip_get_mailbox (UiRecipientChip *chip);

/**
 * ui_recipient_chip_mark_refused:
 * @reason: why a server did not take it, in a few words
 */
void ui_recipient_chip_mark_refused (UiRecipientChip *chip, const char *reason);

/**
 * ui_recipient_chip_get_refusal:
 *
 * Returns: (transfer none) (nullable): why a server did not take it, where it was marked so
 */
const char *ui_recipient_chip_get_refusal (UiRecipientChip *chip);

G_END_DECLS

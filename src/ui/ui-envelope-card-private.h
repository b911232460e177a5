/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The envelope beside the letter's header (RFC 5321 section 2.3.1): who is in Bcc stands on the one
 * and not in the other. */

#pragma once

#include <gtk/gtk.h>

#include "ui-letter-reading-private.h"

G_BEGIN_DECLS

#define UI_TYPE_ENVELOPE_CARD (ui_envelope_card_get_type ())
G_DECLARE_FINAL_TYPE (UiEnvelopeCard, ui_envelope_card, UI, ENVELOPE_CARD, GtkWidget)

GtkWidget *ui_envelope_card_new (void);

/**
 * ui_envelope_card_set:
 * @envelope: MAIL and RCPT as they were said
 */
void ui_envelope_card_set (UiEnvelopeCard *self, const char *const *envelope,
                           const UiLetterReading *letter);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The account's signature below a letter, folded away so that nobody types into it. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_SIGNATURE (ui_signature_get_type ())
G_DECLARE_FINAL_TYPE (UiSignature, ui_signature, UI, SIGNATURE, GtkWidget)

/**
 * UiSignature::changed: it was left out, or put back
 */

/**
 * ui_signature_set_text:
 * @text: (nullable): the account's signature; NULL or empty: it has none and nothing is shown
 */
void ui_signature_set_text (UiSignature *signature, const char *text);

void ui_signature_set_left_out (UiSignature *signature, gboolean left_out);

/**
 * ui_signature_join:
 * @body: what was written
 *
 * Returns: (transfer full): @body with the signature below it, unless it is left out
 */
char *ui_signature_join (UiSignature *signature, const char *body);

/**
 * ui_signature_split:
 * @text: a letter's text
 *
 * Returns: (transfer full) (nullable): @text without the signature; NULL if it does not end in it
 */
char *ui_signature_split (UiSignature *signature, const char *text);

G_END_DECLS

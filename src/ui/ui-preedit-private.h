/* SPDX-License-Identifier: GPL-3.0-or-later */

/* While an input method composes, Enter is its key: it ends the composition and nothing else. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ui_preedit_watch:
 * @text: a GtkTextView or a GtkEditable
 */
void ui_preedit_watch (GtkWidget *text);

/**
 * ui_preedit_is_active:
 * @focus: (nullable): a widget watched, or the part of it that has the focus
 *
 * Returns: whether an input method composes there
 */
gboolean ui_preedit_is_active (GtkWidget *focus);

G_END_DECLS

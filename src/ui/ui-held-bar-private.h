/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The time in which a letter can be taken back, counted down above the receipt. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_HELD_BAR (ui_held_bar_get_type ())
G_DECLARE_FINAL_TYPE (UiHeldBar, ui_held_bar, UI, HELD_BAR, GtkWidget)

/**
 * UiHeldBar::undo: the letter is wanted back
 *
 * UiHeldBar::release: it is to go at once
 */

/**
 * ui_held_bar_start:
 * @who: "Li Lei and 2 others"
 * @until_us: when the letter goes, microseconds since 1970
 */
void ui_held_bar_start (UiHeldBar *bar, const char *who, gint64 until_us);

/**
 * ui_held_bar_stop: it has gone, or has been taken back
 */
void ui_held_bar_stop (UiHeldBar *bar);

gboolean ui_held_bar_is_counting (UiHeldBar *bar);

G_END_DECLS

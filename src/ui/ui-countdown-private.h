/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A ring that empties while a letter is held. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_COUNTDOWN (ui_countdown_get_type ())
G_DECLARE_FINAL_TYPE (UiCountdown, ui_countdown, UI, COUNTDOWN, GtkWidget)

GtkWidget *ui_countdown_new (void);

/**
 * ui_countdown_set:
 * @start_us: when the ring was full, microseconds since 1970
 * @end_us: when it is empty; 0: nothing is counted
 */
void ui_countdown_set (UiCountdown *self, gint64 start_us, gint64 end_us);

G_END_DECLS

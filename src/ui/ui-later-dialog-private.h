/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a letter shall go: a time that is offered, or a day and a time of one's own. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define UI_TYPE_LATER_DIALOG (ui_later_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UiLaterDialog, ui_later_dialog, UI, LATER_DIALOG, AdwWindow)

/**
 * UiLaterDialog::chosen:
 * @time_us: a time to come, microseconds since 1970; the dialog goes
 */

/**
 * ui_later_dialog_new:
 * @time_us: the time it has now; 0: none
 */
UiLaterDialog *ui_later_dialog_new (GtkWindow *parent, gint64 time_us);

G_END_DECLS

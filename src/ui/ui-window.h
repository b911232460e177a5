/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The main window: places | letters | receipt, in two nested leaflets. */

#pragma once

#include <adwaita.h>

#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_WINDOW (ui_window_get_type ())
G_DECLARE_FINAL_TYPE (UiWindow, ui_window, UI, WINDOW, AdwApplicationWindow)

UiWindow *ui_window_new (AdwApplication *application, UiContext *context);

/**
 * ui_window_show_place:
 * @place: "drafts", "outbox", "sent" or "practice"
 */
void ui_window_show_place (UiWindow *window, const char *place);

/**
 * ui_window_show_letter: selects the letter where it is and shows its receipt
 */
void ui_window_show_letter (UiWindow *window, gint64 id);

G_END_DECLS

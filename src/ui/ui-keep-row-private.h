/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How long letters are kept. Before a choice makes letters go, it says how many and asks. */

#pragma once

#include <adwaita.h>

#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_KEEP_ROW (ui_keep_row_get_type ())
G_DECLARE_FINAL_TYPE (UiKeepRow, ui_keep_row, UI, KEEP_ROW, AdwComboRow)

void ui_keep_row_set_context (UiKeepRow *row, UiContext *context);

G_END_DECLS

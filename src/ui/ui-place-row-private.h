/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A place in the sidebar, with a number when there is something to count. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_PLACE_ROW (ui_place_row_get_type ())
G_DECLARE_FINAL_TYPE (UiPlaceRow, ui_place_row, UI, PLACE_ROW, GtkListBoxRow)

GtkWidget *ui_place_row_new (const char *name, const char *icon, const char *title);

const char *ui_place_row_get_name (UiPlaceRow *row);

/**
 * ui_place_row_count:
 * @attention: whether something in it needs the user
 */
void ui_place_row_count (UiPlaceRow *row, guint count, gboolean attention);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines in one bubble, each with a note beside it: when | octets | how they read. A note may be
 * taller than its line; then it reaches beside lines that have none, and the next line with a note
 * waits for it. Where there is little room a note stands under its line. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_WIRE_LINES (ui_wire_lines_get_type ())
G_DECLARE_FINAL_TYPE (UiWireLines, ui_wire_lines, UI, WIRE_LINES, GtkWidget)

/* columns, for the head above the list too */
#define UI_WIRE_LINES_TIME 66
#define UI_WIRE_LINES_NOTE 228
#define UI_WIRE_LINES_GAP 6

/**
 * ui_wire_lines_new:
 * @time: stands before the first line
 */
GtkWidget *ui_wire_lines_new (GtkWidget *time);

/**
 * ui_wire_lines_clear:
 * @style_class: whose lines the bubble will hold, for the style sheet
 * @at_end: whether it stands at the notes' side
 */
void ui_wire_lines_clear (UiWireLines *self, const char *style_class, gboolean at_end);

/**
 * ui_wire_lines_add:
 * @note: (nullable)
 */
void ui_wire_lines_add (UiWireLines *self, GtkWidget *octets, GtkWidget *note);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All lines of some conversations as a list model: it holds numbers, an item is made when a row
 * asks. */

#pragma once

#include <gio/gio.h>

#include "mail-conversation.h"

G_BEGIN_DECLS

#define UI_TYPE_WIRE_LINE (ui_wire_line_get_type ())
G_DECLARE_FINAL_TYPE (UiWireLine, ui_wire_line, UI, WIRE_LINE, GObject)

const MailLine *ui_wire_line_get (UiWireLine *line);
gboolean ui_wire_line_begins_stage (UiWireLine *line);

#define UI_TYPE_WIRE (ui_wire_get_type ())
G_DECLARE_FINAL_TYPE (UiWire, ui_wire, UI, WIRE, GObject)

UiWire *ui_wire_new (GPtrArray *conversations);

/**
 * ui_wire_grow: the last conversation has new lines
 */
void ui_wire_grow (UiWire *wire);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All lines of some conversations as a list model: it holds numbers, an item is made when a row
 * asks. The letter itself is a row for each of its parts once its octets are known. */

#pragma once

#include <gio/gio.h>

#include "mail-conversation.h"

G_BEGIN_DECLS

#define UI_TYPE_WIRE_LINE (ui_wire_line_get_type ())
G_DECLARE_FINAL_TYPE (UiWireLine, ui_wire_line, UI, WIRE_LINE, GObject)

const MailLine *ui_wire_line_get (UiWireLine *line);
gboolean ui_wire_line_begins_stage (UiWireLine *line);

/**
 * ui_wire_line_get_content:
 * @n: (out): how many lines of the letter the row has, 0 for a line that is no content
 *
 * Returns: (transfer none) (nullable): the first of them, an array of MessageWireLine pointers
 */
gpointer *ui_wire_line_get_content (UiWireLine *line, guint *n);

/**
 * ui_wire_line_goes_on: whether the row above belongs to the same line of the conversation
 */
gboolean ui_wire_line_goes_on (UiWireLine *line);

/**
 * ui_wire_line_is_chunk: whether content went as a chunk (RFC 3030), so that no dot was put in
 */
gboolean ui_wire_line_is_chunk (UiWireLine *line);

#define UI_TYPE_WIRE (ui_wire_get_type ())
G_DECLARE_FINAL_TYPE (UiWire, ui_wire, UI, WIRE, GObject)

UiWire *ui_wire_new (GPtrArray *conversations);

/**
 * ui_wire_grow: the last conversation has new lines
 */
void ui_wire_grow (UiWire *wire);

/**
 * ui_wire_set_content:
 * @lines: (element-type MessageWireLine): of the letter that was sent
 */
void ui_wire_set_content (UiWire *wire, GPtrArray *lines);

G_END_DECLS

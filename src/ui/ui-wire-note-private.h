/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a line of the wire reads: the words beside it. */

#pragma once

#include "mail-conversation.h"
#include "message-wire.h"

G_BEGIN_DECLS

/**
 * UiWireNote:
 * @title: (nullable): what the line holds
 * @detail: (nullable): how it came to look as it does, or what it is for
 */
typedef struct
{
  char *title;
  char *detail;
} UiWireNote;

void ui_wire_note_clear (UiWireNote *note);

/**
 * ui_wire_note_for_line: both are NULL where there is nothing to say
 */
UiWireNote ui_wire_note_for_line (const MailLine *line);

/**
 * ui_wire_note_for_content:
 * @first: whether it is the first of its kind in a row, which is explained
 */
UiWireNote ui_wire_note_for_content (const MessageWireLine *line, gboolean first);

/**
 * ui_wire_note_folded:
 *
 * Returns: (transfer full): "⋯ 28,410 more lines, 2.1 MB"
 */
char *ui_wire_note_folded (const MessageWireLine *line);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UiWireNote, ui_wire_note_clear)

G_END_DECLS

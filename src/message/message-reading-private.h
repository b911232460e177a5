/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a coded line holds, for a note beside it. Everything may be malformed; what cannot be read
 * has no note. */

#pragma once

#include "message-wire.h"

G_BEGIN_DECLS

/**
 * message_reading_is_coded: whether a line of a header may hold an encoded word or a parameter of
 *   RFC 2231
 */
gboolean message_reading_is_coded (const char *line);

/**
 * message_reading_set_field:
 * @line: gets the reading
 * @field: a whole field, folds and all
 */
void message_reading_set_field (MessageWireLine *line, const char *field);

void message_reading_set_base64 (MessageWireLine *line, const char *coded);
void message_reading_set_quoted (MessageWireLine *line, const char *coded);

G_END_DECLS

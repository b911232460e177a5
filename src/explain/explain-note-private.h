/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Sentences for the notes of a conversation: what happened and has no line. */

#pragma once

#include "explain-json-private.h"

G_BEGIN_DECLS

/**
 * explain_notes_read:
 * @array: "notes" of stories.json, which lives on
 *
 * Returns: (transfer full): the notes, in the order they are tried
 */
GPtrArray *explain_notes_read (JsonArray *array);

/**
 * explain_note_tell:
 * @text: a note as the conversation keeps it, English
 *
 * Returns: (transfer full): the note in the language; @text where it is none of @notes
 */
char *explain_note_tell (const GPtrArray *notes, const char *text, gboolean textbook, gboolean zh);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A version of a letter in a line or two. */

#pragma once

#include "message-draft.h"

G_BEGIN_DECLS

/**
 * ui_version_words_count:
 *
 * Returns: words of @text; a Chinese character is one
 */
guint ui_version_words_count (const char *text);

/**
 * ui_version_words_beginning:
 *
 * Returns: (transfer full): how it begins, in one line
 */
char *ui_version_words_beginning (const MessageDraft *version);

/**
 * ui_version_words_difference:
 *
 * Returns: (transfer full): in what @version is other than @present
 */
char *ui_version_words_difference (const MessageDraft *version, const MessageDraft *present);

/**
 * ui_version_words_changed:
 * @start: (out): first character of @text that is not in @present
 * @end: (out): behind the last; equal to @start when there is none
 */
void ui_version_words_changed (const char *text, const char *present, guint *start, guint *end);

G_END_DECLS

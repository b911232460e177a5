/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Text that came from somewhere else. Servers speak UTF-8, GB18030 or Latin-1 without saying
 * which; nothing else in the program may assume an encoding. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mail_text_decode:
 * @octets: octets of unknown encoding; may hold NUL and controls
 * @length: number of octets
 *
 * Reads @octets as UTF-8, else as GB18030, else as Latin-1. NUL, other controls and the
 * bidirectional overrides become U+FFFD, so the result is safe to show and to log; TAB is kept.
 *
 * Returns: (transfer full): valid UTF-8, never NULL
 */
char *mail_text_decode (const char *octets, gsize length);

/**
 * mail_text_cut:
 * @text: valid UTF-8
 * @limit: octets at most
 *
 * Returns: (transfer full): @text, or as many whole characters of it as fit
 */
char *mail_text_cut (const char *text, gsize limit);

/**
 * mail_text_close_up:
 * @text: (transfer full): a sentence of a translation with names filled in
 *
 * Chinese and Japanese put a blank around a name in Latin letters, and none around one of their
 * own; a translation cannot know which it will be.
 *
 * Returns: (transfer full): @text without blanks between two ideographs
 */
char *mail_text_close_up (char *text);

/**
 * mail_text_has_line_break:
 * @text: valid UTF-8
 *
 * Returns: whether @text holds CR, LF, NEL (U+0085), LINE or PARAGRAPH SEPARATOR, any of which
 *   would end a header field for some reader
 */
gboolean mail_text_has_line_break (const char *text);

G_END_DECLS

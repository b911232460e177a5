/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Rows and pieces of a list of recipients. Shared by message-piece.c and message-list.c. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * MessagePiece: part of a row
 * @text: without the separator, and never empty
 * @separator: what ended it: ',' ';' TAB, a blank for anything else, 0 at the end of the row
 */
typedef struct
{
  char *text;
  char separator;
} MessagePiece;

/**
 * message_piece_tidy:
 *
 * Returns: (transfer full): @text as valid UTF-8 in which every blank is a space or TAB, every line
 *   break LF, and nothing is invisible
 */
char *message_piece_tidy (const char *text);

/**
 * message_piece_narrow_char:
 *
 * Returns: the ASCII form of a full-width character, any other as it is
 */
gunichar message_piece_narrow_char (gunichar c);

/**
 * message_piece_narrow:
 *
 * Returns: (transfer full): @text so, for an address only: in a name they may be meant
 */
char *message_piece_narrow (const char *text);

/**
 * message_piece_bound_name:
 * @name: (transfer full): UTF-8
 *
 * Returns: (transfer full): @name, or as much of it as message_piece_find_end() sees the end of
 *   however it is quoted, and "…"
 */
char *message_piece_bound_name (char *name);

/**
 * message_piece_find_end:
 *
 * Returns: (nullable): the end of the quotes or brackets that open at @p; NULL if none do, or if
 *   they are never closed: an unclosed quote must not swallow the rest of the list
 */
const char *message_piece_find_end (const char *p);

/**
 * message_piece_cut:
 * @row: tidy, without LF
 *
 * Returns: (transfer full) (element-type MessagePiece): cut at separators outside quotes, brackets
 *   and comments, and behind each address in brackets; names written backwards are whole again
 */
GArray *message_piece_cut (const char *row);

G_END_DECLS

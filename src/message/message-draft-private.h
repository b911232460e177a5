/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "message-draft.h"

G_BEGIN_DECLS

/**
 * message_attachment_is_sound:
 *
 * Returns: whether its digest can be a file's name and its size a file's size, so that sums of
 *   sizes stay in 64 bits
 */
gboolean message_attachment_is_sound (const MessageAttachment *attachment);

/**
 * message_text_is_blank:
 *
 * Returns: whether @text is nothing but blanks of any width
 */
gboolean message_text_is_blank (const char *text);

G_END_DECLS

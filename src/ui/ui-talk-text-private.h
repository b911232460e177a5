/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Conversations as a whole: their text, to be taken elsewhere, and how long they took. */

#pragma once

#include "ui-talk-words-private.h"

G_BEGIN_DECLS

/**
 * ui_talk_text_new:
 * @conversations: (element-type MailConversation): oldest first
 *
 * Returns: (transfer full): a line for each line, parted by an empty one between attempts
 */
char *ui_talk_text_new (GPtrArray *conversations);

/**
 * ui_talk_text_new_markdown:
 * @conversations: (element-type MailConversation): oldest first
 * @depth: how each line is explained
 *
 * Returns: (transfer full): a page for a report: a heading for each stage, and under it the lines
 *   with their times and what they mean
 */
char *ui_talk_text_new_markdown (GPtrArray *conversations, UiDepth depth);

/**
 * ui_talk_text_mask:
 *
 * Returns: (transfer full): @text with "…" for what stands before the @ of addresses
 */
char *ui_talk_text_mask (const char *text);

/**
 * ui_talk_text_count_us:
 *
 * Returns: microseconds, without those we let pass
 */
gint64 ui_talk_text_count_us (GPtrArray *conversations);

G_END_DECLS

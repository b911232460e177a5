/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The content of a letter as it comes in: up to CRLF.CRLF, transparency undone (RFC 5321 section
 * 4.5.2). */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct PracticeContent PracticeContent;

/**
 * practice_content_new:
 * @limit: octets that are kept; what is beyond is counted only
 */
PracticeContent *practice_content_new (gsize limit);
void practice_content_free (PracticeContent *content);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PracticeContent, practice_content_free)

/**
 * practice_content_feed:
 * @octets: (array length=length): what was read, in pieces of any size
 * @ended: (out): whether the end was found
 *
 * Returns: octets that were taken; fewer than @length at the end, or when the last few could be
 *   the beginning of it
 */
gsize practice_content_feed (PracticeContent *content, const guint8 *octets, gsize length,
                             gboolean *ended);

/**
 * practice_content_get_size:
 *
 * Returns: octets that came, with transparency undone
 */
guint64 practice_content_get_size (const PracticeContent *content);

/**
 * practice_content_is_clean:
 *
 * Returns: whether every CR and LF was half of a CRLF
 */
gboolean practice_content_is_clean (const PracticeContent *content);

/**
 * practice_content_get_octets:
 *
 * Returns: (transfer none): what was kept
 */
const GByteArray *practice_content_get_octets (const PracticeContent *content);

G_END_DECLS

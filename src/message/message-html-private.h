/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * message_html_dup_text:
 * @html: valid UTF-8
 *
 * Returns: (transfer full): its words, a line for each paragraph; in time that grows as @html does
 */
char *message_html_dup_text (const char *html);

G_END_DECLS

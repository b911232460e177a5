/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mail_text_is_unsafe:
 *
 * Returns: whether @character may not stand in text that others wrote: a control, a line or
 *   paragraph separator, a character that reorders what is shown around it
 */
gboolean mail_text_is_unsafe (gunichar character);

/**
 * mail_text_cut:
 * @text: valid UTF-8
 * @limit: octets at most
 *
 * Returns: (transfer full): @text, or as many whole characters of it as fit
 */
char *mail_text_cut (const char *text, gsize limit);

G_END_DECLS

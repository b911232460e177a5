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

G_END_DECLS

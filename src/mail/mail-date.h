/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The date-time of RFC 5322 section 3.3. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mail_date_to_text:
 *
 * Returns: (transfer full): English whatever the locale, with the offset @date has
 */
char *mail_date_to_text (GDateTime *date);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Octets that must not be found in memory later, nor in any line that is shown. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Stands for every secret, whatever its length. */
#define SMTP_HIDDEN "●●●●●●●●"

void smtp_secret_wipe (gpointer octets, gsize length);

/**
 * smtp_secret_free:
 * @text: (nullable): wiped to its NUL, then freed
 */
void smtp_secret_free (char *text);

/**
 * smtp_secret_encode:
 * @octets: (nullable): NULL counts as none
 *
 * Returns: (transfer full): base64, for smtp_secret_free(); only one copy is ever made
 */
char *smtp_secret_encode (GBytes *octets);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the program finds what belongs to it. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * app_paths_dup_settings:
 * @beside: (nullable): where the schema is, for a program that nobody has installed yet
 *
 * Returns: (transfer full) (nullable): the program's settings; NULL when their schema is nowhere
 */
GSettings *app_paths_dup_settings (const char *beside);

/**
 * app_paths_get_accounts:
 *
 * Returns: (transfer full): accounts.ini
 */
GFile *app_paths_get_accounts (void);

/**
 * app_paths_get_data:
 *
 * Returns: (transfer full): the directory of letters and drafts
 */
GFile *app_paths_get_data (void);

G_END_DECLS

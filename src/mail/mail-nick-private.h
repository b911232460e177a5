/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Enumerators and their names on disk, in JSON and on the terminal. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * mail_nick_find:
 * @nicks: (array length=n_nicks): names, in the order of the enumerators
 * @nick: (nullable): the name looked for
 *
 * Returns: the place of @nick, or -1
 */
int mail_nick_find (const char *const *nicks, gsize n_nicks, const char *nick);

G_END_DECLS

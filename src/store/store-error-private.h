/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <sqlite3.h>

#include "store-database.h"

G_BEGIN_DECLS

/**
 * store_set_errno_error:
 * @number: an errno
 * @what: what was tried, for a developer or with a file's name in it
 */
void store_set_errno_error (GError **error, int number, const char *what, ...) G_GNUC_PRINTF (3, 4);

/**
 * store_set_sqlite_error: what the last call on @sqlite came to
 */
void store_set_sqlite_error (GError **error, sqlite3 *sqlite);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mail-content.h"
#include "store-database.h"

G_BEGIN_DECLS

/**
 * StoreFile: the file of a hole while it is read, piece by piece
 */
typedef struct StoreFile StoreFile;

/**
 * store_file_check: whether it is there and has its size; its octets are not looked at
 */
gboolean store_file_check (const char *directory, const MailHole *hole, GError **error);

/**
 * store_file_open:
 * @hole: outlives it
 */
StoreFile *store_file_open (const char *directory, const MailHole *hole, GError **error);
void store_file_free (StoreFile *file);

/**
 * store_file_peek:
 * @length: (out): octets there are; whole lines of @hole's encoding, unless they are the last
 *
 * Returns: (transfer none): the next ones, read when there are none; NULL with @error set. The last
 *   ones are given only if the digest is right
 */
const guint8 *store_file_peek (StoreFile *file, gsize *length, GError **error);

/**
 * store_file_take: of those there are
 */
void store_file_take (StoreFile *file, gsize n);

/**
 * store_file_is_over: whether all was taken
 */
gboolean store_file_is_over (StoreFile *file);

/**
 * store_file_get_line:
 *
 * Returns: octets of the file that a line of the encoding holds
 */
gsize store_file_get_line (const MailHole *hole);

G_END_DECLS

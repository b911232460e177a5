/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mail-content.h"

G_BEGIN_DECLS

/**
 * StoreDigest: SHA-256 of a file while it is read, in a thread of its own where the file is large:
 *   hashing takes longer than all else that is done with what was read
 */
typedef struct StoreDigest StoreDigest;

/**
 * store_digest_new:
 * @size: octets that will come
 *
 * Returns: (transfer full) (nullable): NULL when there is no SHA-256
 */
StoreDigest *store_digest_new (guint64 size);
void store_digest_free (StoreDigest *digest);

/**
 * store_digest_update:
 * @octets: not copied; to be left as they are until the next call has returned
 *
 * Waits for the octets before.
 */
void store_digest_update (StoreDigest *digest, const guint8 *octets, gsize length);

/**
 * store_digest_finish:
 * @hex: (out caller-allocates): the digest in hexadecimal digits
 */
void store_digest_finish (StoreDigest *digest, char hex[MAIL_DIGEST_LENGTH + 1]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StoreDigest, store_digest_free)

G_END_DECLS

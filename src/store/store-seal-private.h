/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "mail-content.h"
#include "mail-envelope.h"
#include "store-connection-private.h"

G_BEGIN_DECLS

/**
 * store_seal_dup_people:
 *
 * Returns: (transfer full): from whom and to whom, as the seal has them
 */
char *store_seal_dup_people (const MailEnvelope *envelope);

/**
 * store_seal_make:
 * @people: from store_seal_dup_people()
 * @seal: (out caller-allocates): hex digits; empty when there is no SHA-256
 */
void store_seal_make (GBytes *octets, GBytes *holes, const char *people,
                      char seal[MAIL_DIGEST_LENGTH + 1]);

/**
 * store_seal_renew: store_seal_make() for a letter that gets other octets, with its people as they
 *   stand in the database
 */
gboolean store_seal_renew (StoreConnection *connection, gint64 id, GBytes *octets, GBytes *holes,
                           char seal[MAIL_DIGEST_LENGTH + 1], GError **error);

/**
 * store_seal_check: a letter's octets, and its people as they stand in the database
 * @seal: (nullable): NULL: it is older than seals
 *
 * Returns: FALSE with STORE_ERROR_CORRUPT when they are not what was written
 */
gboolean store_seal_check (StoreConnection *connection, gint64 id, GBytes *octets, GBytes *holes,
                           const char *seal, GError **error);

G_END_DECLS

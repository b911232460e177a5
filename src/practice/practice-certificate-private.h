/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * practice_certificate_new:
 *
 * Returns: (transfer full): a new key with a certificate it signed itself, for the loopback
 *   addresses, good for thirty days; or NULL with @error set
 */
GTlsCertificate *practice_certificate_new (GError **error);

/**
 * practice_certificate_dup_digest:
 *
 * Returns: (transfer full): SHA-256 of the certificate (DER), in lower-case hex
 */
char *practice_certificate_dup_digest (GTlsCertificate *certificate);

G_END_DECLS

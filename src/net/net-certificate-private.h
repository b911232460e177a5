/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What GIO lets through and we do not, and what its words for a broken handshake mean. */

#pragma once

#include <gio/gio.h>

#include "mail-failure.h"

G_BEGIN_DECLS

/**
 * net_certificate_dup_sha256:
 *
 * Returns: (transfer full): the digest that an exception names, in lower-case hex
 */
char *net_certificate_dup_sha256 (GTlsCertificate *certificate);

/**
 * net_certificate_examine:
 *
 * Returns: what is wrong with @certificate besides what a verified chain already excludes
 */
MailCertificateFlags net_certificate_examine (GTlsCertificate *certificate);

/**
 * NetHandshakeError: why there was no handshake
 * @NET_HANDSHAKE_FAILED: no agreement, or a fault inside TLS
 * @NET_HANDSHAKE_CLOSED: the other side went away
 * @NET_HANDSHAKE_NOT_TLS: the other side speaks something else
 */
typedef enum
{
  NET_HANDSHAKE_FAILED,
  NET_HANDSHAKE_CLOSED,
  NET_HANDSHAKE_NOT_TLS,
} NetHandshakeError;

NetHandshakeError net_certificate_classify (const GError *error);

G_END_DECLS

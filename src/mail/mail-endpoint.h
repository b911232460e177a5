/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a letter is handed in, and how: all that a session needs to know but the secret. */

#pragma once

#include "mail-failure.h"

G_BEGIN_DECLS

/**
 * MailSecurity:
 * @MAIL_SECURITY_TLS: TLS from the first octet (RFC 8314 section 3.3)
 * @MAIL_SECURITY_STARTTLS: STARTTLS (RFC 3207), never without
 * @MAIL_SECURITY_NONE: a clear line, by explicit choice only
 */
typedef enum
{
  MAIL_SECURITY_TLS,
  MAIL_SECURITY_STARTTLS,
  MAIL_SECURITY_NONE,
} MailSecurity;

#define MAIL_N_SECURITIES (MAIL_SECURITY_NONE + 1)

const char *mail_security_to_nick (MailSecurity security);
gboolean mail_security_from_nick (const char *nick, MailSecurity *security);

/**
 * MailEndpoint:
 * @host: host name or address
 * @port: 1 to 65535
 * @user: (nullable): authentication identity; NULL: no login is owed
 * @mechanism: (nullable): the only SASL mechanism to use, in upper case; NULL: the strongest
 * offered
 * @ehlo_name: (nullable): NULL: "[127.0.0.1]"
 * @ca_file: (nullable): PEM file of trust anchors beside the system's
 * @certificate_sha256: (nullable): hex digest of a certificate accepted for this host and port
 *   although it does not verify
 * @certificate_flags: what was wrong with that certificate when it was accepted; what else is found
 *   later is not covered. 0: anything but that it has expired, is not yet valid or was revoked
 * @timeout_s: seconds each phase may last; 0: the limits of RFC 5321 section 4.5.3.2
 * @ask_partial: when some recipients are refused, send nothing
 */
typedef struct
{
  char *host;
  guint16 port;
  MailSecurity security;
  char *user;
  char *mechanism;
  char *ehlo_name;
  char *ca_file;
  char *certificate_sha256;
  MailCertificateFlags certificate_flags;
  guint timeout_s;
  gboolean ask_partial;
} MailEndpoint;

MailEndpoint *mail_endpoint_new (const char *host, guint16 port, MailSecurity security);
MailEndpoint *mail_endpoint_copy (const MailEndpoint *endpoint);
void mail_endpoint_free (MailEndpoint *endpoint);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailEndpoint, mail_endpoint_free)

G_END_DECLS

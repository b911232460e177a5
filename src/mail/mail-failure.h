/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Why a session ended before its work was done. A value, not a GError: it is stored with the
 * letter, explained to a person and decides what happens next. */

#pragma once

#include "mail-reply.h"
#include "mail-stage.h"

G_BEGIN_DECLS

/**
 * MailFailureKind:
 * @MAIL_FAILURE_CANCELLED: a person stopped it before the final dot
 * @MAIL_FAILURE_RESOLVE: the server's name is not known
 * @MAIL_FAILURE_CONNECT: no connection: refused, unreachable, no network
 * @MAIL_FAILURE_PROXY_UNREACHABLE: no connection to the proxy that is to lead to the server
 * @MAIL_FAILURE_PROXY_LOGIN: the proxy wants another login, or one at all
 * @MAIL_FAILURE_PROXY_REFUSED: the proxy does not lead to the server, or is none
 * @MAIL_FAILURE_TIMEOUT: the phase took longer than allowed
 * @MAIL_FAILURE_CLOSED: the server or the network ended the connection
 * @MAIL_FAILURE_PROTOCOL: what came is not SMTP, or not in its turn
 * @MAIL_FAILURE_TLS: the handshake failed
 * @MAIL_FAILURE_CERTIFICATE: the server could not prove who it is; see @certificate_flags
 * @MAIL_FAILURE_NO_TLS: TLS is owed and the server does not offer it, or broke it
 * @MAIL_FAILURE_WRONG_SECURITY: TLS spoken to a plain port, or plain SMTP to a TLS port
 * @MAIL_FAILURE_NO_MECHANISM: no SASL mechanism in common
 * @MAIL_FAILURE_LOGIN: the server refused the login; @reply says how
 * @MAIL_FAILURE_NO_SECRET: there is no authorization code to log in with; nothing was connected
 * @MAIL_FAILURE_REPLY: a 4xx or 5xx reply that ends the session or the transaction
 * @MAIL_FAILURE_TOO_LARGE: larger than the SIZE the server announced (RFC 1870)
 * @MAIL_FAILURE_NEEDS_SMTPUTF8: an address needs an extension the server lacks (RFC 6531)
 * @MAIL_FAILURE_NEEDS_REQUIRETLS: the letter must go over TLS all the way, and the server cannot
 *   promise that (RFC 8689)
 * @MAIL_FAILURE_CONTENT: the letter's own octets could not be read
 * @MAIL_FAILURE_STORAGE: a durable mark could not be made, so the final dot was not sent
 * @MAIL_FAILURE_RESTORED: what is known of the letter comes from a damaged store or from a copy, so
 *   it may have gone meanwhile
 * @MAIL_FAILURE_OFFLINE: no connection, and the system says that there is no network
 * @MAIL_FAILURE_PATIENCE: it was tried for days; @stage and @reply are those of the last time
 */
typedef enum
{
  MAIL_FAILURE_CANCELLED,
  MAIL_FAILURE_RESOLVE,
  MAIL_FAILURE_CONNECT,
  MAIL_FAILURE_PROXY_UNREACHABLE,
  MAIL_FAILURE_PROXY_LOGIN,
  MAIL_FAILURE_PROXY_REFUSED,
  MAIL_FAILURE_TIMEOUT,
  MAIL_FAILURE_CLOSED,
  MAIL_FAILURE_PROTOCOL,
  MAIL_FAILURE_TLS,
  MAIL_FAILURE_CERTIFICATE,
  MAIL_FAILURE_NO_TLS,
  MAIL_FAILURE_WRONG_SECURITY,
  MAIL_FAILURE_NO_MECHANISM,
  MAIL_FAILURE_LOGIN,
  MAIL_FAILURE_NO_SECRET,
  MAIL_FAILURE_REPLY,
  MAIL_FAILURE_TOO_LARGE,
  MAIL_FAILURE_NEEDS_SMTPUTF8,
  MAIL_FAILURE_NEEDS_REQUIRETLS,
  MAIL_FAILURE_CONTENT,
  MAIL_FAILURE_STORAGE,
  MAIL_FAILURE_RESTORED,
  MAIL_FAILURE_OFFLINE,
  MAIL_FAILURE_PATIENCE,
} MailFailureKind;

#define MAIL_N_FAILURE_KINDS (MAIL_FAILURE_PATIENCE + 1)

/**
 * MailCertificateFlags: what is wrong with a certificate; numbers as in GTlsCertificateFlags as
 * far as it goes
 * @MAIL_CERTIFICATE_WRONG_PURPOSE: not made for servers (RFC 5280 section 4.2.1.12)
 */
typedef enum
{
  MAIL_CERTIFICATE_UNKNOWN_ISSUER = 1 << 0,
  MAIL_CERTIFICATE_WRONG_HOST = 1 << 1,
  MAIL_CERTIFICATE_NOT_YET_VALID = 1 << 2,
  MAIL_CERTIFICATE_EXPIRED = 1 << 3,
  MAIL_CERTIFICATE_REVOKED = 1 << 4,
  MAIL_CERTIFICATE_INSECURE = 1 << 5,
  MAIL_CERTIFICATE_OTHER = 1 << 6,
  MAIL_CERTIFICATE_WRONG_PURPOSE = 1 << 7,
  MAIL_CERTIFICATE_WEAK_KEY = 1 << 8,
} MailCertificateFlags;

#define MAIL_CERTIFICATE_ALL_FLAGS (2 * MAIL_CERTIFICATE_WEAK_KEY - 1)

/**
 * MailFailure:
 * @kind: what happened
 * @stage: in which part of the session
 * @reply: (nullable): the server's words, where it had any
 * @certificate_flags: for MAIL_FAILURE_CERTIFICATE
 * @certificate_sha256: (nullable): hex digest of the certificate shown, for an exception
 * @detail: (nullable): words for a developer, not translated
 */
typedef struct
{
  MailFailureKind kind;
  MailStage stage;
  MailReply *reply;
  MailCertificateFlags certificate_flags;
  char *certificate_sha256;
  char *detail;
} MailFailure;

/**
 * mail_failure_new:
 * @reply: (nullable) (transfer none): the server's words
 * @detail: (nullable): words for a developer
 *
 * Returns: (transfer full): a failure
 */
MailFailure *
mail_failure_new (MailFailureKind kind, MailStage stage, MailReply *reply, const char *detail);
MailFailure *mail_failure_copy (const MailFailure *failure);
void mail_failure_free (MailFailure *failure);

const char *mail_failure_kind_to_nick (MailFailureKind kind);
gboolean mail_failure_kind_from_nick (const char *nick, MailFailureKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MailFailure, mail_failure_free)

G_END_DECLS

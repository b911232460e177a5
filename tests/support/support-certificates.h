/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Certificates for tests, made when first asked for: nothing in the tree can expire. They are for
 * "localhost" and 127.0.0.1 unless the name says otherwise. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SupportCertificate:
 * @SUPPORT_CERTIFICATE_GOOD: signed by the tests' authority
 * @SUPPORT_CERTIFICATE_WRONG_HOST: the same for another host
 * @SUPPORT_CERTIFICATE_PROVIDER: the same for smtp.qq.com
 * @SUPPORT_CERTIFICATE_EXPIRED: until yesterday
 * @SUPPORT_CERTIFICATE_NOT_YET_VALID: from tomorrow
 * @SUPPORT_CERTIFICATE_SELF_SIGNED: signed by itself
 * @SUPPORT_CERTIFICATE_UNKNOWN_CA: signed by an authority nobody was told of
 * @SUPPORT_CERTIFICATE_WEAK: with an RSA key of 1024 bits
 * @SUPPORT_CERTIFICATE_CLIENT_ONLY: for clients, not for servers (RFC 5280 section 4.2.1.12)
 * @SUPPORT_CERTIFICATE_SHA_1: signed over SHA-1
 * @SUPPORT_CERTIFICATE_EVERY_NAME: for "*"
 * @SUPPORT_CERTIFICATE_WILDCARD: for "*.example.test"
 * @SUPPORT_CERTIFICATE_IDN: for the A-labels of "邮件.test"
 * @SUPPORT_CERTIFICATE_MANY_NAMES: for ten thousand names, "localhost" last
 * @SUPPORT_CERTIFICATE_DEPUTY: signed by an authority that the tests' authority signed, and sent
 *   along with it
 * @SUPPORT_CERTIFICATE_NO_DEPUTY: the same without what should be sent along
 * @SUPPORT_CERTIFICATE_OUT_OF_BOUNDS: signed by a deputy for other names (RFC 5280
 * section 4.2.1.10)
 */
typedef enum
{
  SUPPORT_CERTIFICATE_GOOD,
  SUPPORT_CERTIFICATE_WRONG_HOST,
  SUPPORT_CERTIFICATE_PROVIDER,
  SUPPORT_CERTIFICATE_EXPIRED,
  SUPPORT_CERTIFICATE_NOT_YET_VALID,
  SUPPORT_CERTIFICATE_SELF_SIGNED,
  SUPPORT_CERTIFICATE_UNKNOWN_CA,
  SUPPORT_CERTIFICATE_WEAK,
  SUPPORT_CERTIFICATE_CLIENT_ONLY,
  SUPPORT_CERTIFICATE_SHA_1,
  SUPPORT_CERTIFICATE_EVERY_NAME,
  SUPPORT_CERTIFICATE_WILDCARD,
  SUPPORT_CERTIFICATE_IDN,
  SUPPORT_CERTIFICATE_MANY_NAMES,
  SUPPORT_CERTIFICATE_DEPUTY,
  SUPPORT_CERTIFICATE_NO_DEPUTY,
  SUPPORT_CERTIFICATE_OUT_OF_BOUNDS,
} SupportCertificate;

#define SUPPORT_N_CERTIFICATES (SUPPORT_CERTIFICATE_OUT_OF_BOUNDS + 1)

/**
 * support_certificate_from_nick:
 * @nick: "good", "wrong-host", "expired", ...
 */
SupportCertificate support_certificate_from_nick (const char *nick);
const char *support_certificate_to_nick (SupportCertificate which);

typedef struct SupportCertificates SupportCertificates;

SupportCertificates *support_certificates_new (void);
void support_certificates_free (SupportCertificates *certificates);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportCertificates, support_certificates_free)

/**
 * support_certificates_get:
 *
 * Returns: (transfer none): a certificate with its private key
 */
GTlsCertificate *
support_certificates_get (SupportCertificates *certificates, SupportCertificate which);

/**
 * support_certificates_dup_sha256:
 *
 * Returns: (transfer full): hex digest, as an exception names it
 */
char *support_certificates_dup_sha256 (SupportCertificates *certificates, SupportCertificate which);

/**
 * support_certificates_get_ca_file:
 *
 * Returns: (transfer none): a PEM file with the tests' authority; removed by the free function
 */
const char *support_certificates_get_ca_file (SupportCertificates *certificates);

/**
 * support_certificates_trust: makes the tests' authority the only one the system trusts
 */
void support_certificates_trust (SupportCertificates *certificates);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GIO accepts a server that shows a 1024-bit RSA key, or a certificate made for clients, as long as
 * the chain verifies, and offers no property to see either; GnuTLS, which is below it, does. */

#include "net-certificate-private.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#define ANY_PURPOSE "2.5.29.37.0"

/* Longer than any object identifier in use. */
#define MAX_OID 128

static GByteArray *
dup_der (GTlsCertificate *certificate)
{
  GByteArray *der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return der;
}

char *
net_certificate_dup_sha256 (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = dup_der (certificate);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

/* 112 bits of strength: RSA from 2048 (RFC 9325 section 4.2). */
static gboolean
has_weak_key (gnutls_x509_crt_t certificate)
{
  unsigned int bits = 0;
  int algorithm = gnutls_x509_crt_get_pk_algorithm (certificate, &bits);

  return algorithm < 0 || gnutls_pk_bits_to_sec_param ((gnutls_pk_algorithm_t) algorithm, bits) <
                              GNUTLS_SEC_PARAM_MEDIUM;
}

/* RFC 5280 section 4.2.1.12: where purposes are given, serving must be among them. */
static gboolean
may_serve (gnutls_x509_crt_t certificate)
{
  char oid[MAX_OID];
  size_t size = sizeof oid;
  unsigned int n = 0;

  while (gnutls_x509_crt_get_key_purpose_oid (certificate, n, oid, &size, NULL) >= 0)
    {
      if (strcmp (oid, GNUTLS_KP_TLS_WWW_SERVER) == 0 || strcmp (oid, ANY_PURPOSE) == 0)
        return TRUE;
      n++;
      size = sizeof oid;
    }
  return n == 0;
}

MailCertificateFlags
net_certificate_examine (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = dup_der (certificate);
  gnutls_datum_t datum = { der->data, der->len };
  gnutls_x509_crt_t parsed;
  guint flags = 0;

  if (gnutls_x509_crt_init (&parsed) < 0)
    return MAIL_CERTIFICATE_OTHER;
  if (gnutls_x509_crt_import (parsed, &datum, GNUTLS_X509_FMT_DER) < 0)
    flags |= MAIL_CERTIFICATE_OTHER;
  else
    {
      if (has_weak_key (parsed))
        flags |= MAIL_CERTIFICATE_WEAK_KEY;
      if (!may_serve (parsed))
        flags |= MAIL_CERTIFICATE_WRONG_PURPOSE;
    }
  gnutls_x509_crt_deinit (parsed);
  return (MailCertificateFlags) flags;
}

static gboolean
tells (const GError *error, int code)
{
  return strstr (error->message, gnutls_strerror (code)) != NULL;
}

/* GIO's codes mix the cases up: words in the clear are a fault within TLS, a closed connection is
 * "not TLS". The text of GnuTLS inside the message tells them apart in every language. */
NetHandshakeError
net_certificate_classify (const GError *error)
{
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED) ||
      tells (error, GNUTLS_E_PREMATURE_TERMINATION))
    return NET_HANDSHAKE_CLOSED;
  if (g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_NOT_TLS) ||
      tells (error, GNUTLS_E_UNEXPECTED_PACKET))
    return NET_HANDSHAKE_NOT_TLS;
  return NET_HANDSHAKE_FAILED;
}

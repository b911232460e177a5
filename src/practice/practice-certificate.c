/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A throw-away certificate by GnuTLS. A P-256 key takes about a millisecond to make, an RSA key
 * would hold up the window; neither key nor certificate is ever written down. */

#include "practice-certificate-private.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "practice-people-private.h"

#define DAY (24 * 60 * 60)

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
} Pair;

static void
pair_clear (Pair *pair)
{
  if (pair->certificate != NULL)
    gnutls_x509_crt_deinit (pair->certificate);
  if (pair->key != NULL)
    gnutls_x509_privkey_deinit (pair->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

static int
make_key (Pair *pair)
{
  int rc = gnutls_x509_privkey_init (&pair->key);

  if (rc < 0)
    return rc;
  return gnutls_x509_privkey_generate (pair->key, GNUTLS_PK_ECDSA,
                                       GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
}

/* Who it is for. Each call returns below 0 on failure; the first failure is what counts. */
static int
describe (gnutls_x509_crt_t certificate)
{
  static const guint8 loopback[] = { 127, 0, 0, 1 };
  static const guint8 serial[] = { 1 };
  time_t now = g_get_real_time () / G_USEC_PER_SEC;
  const int steps[] = {
    gnutls_x509_crt_set_version (certificate, 3),
    gnutls_x509_crt_set_serial (certificate, serial, sizeof serial),
    gnutls_x509_crt_set_activation_time (certificate, now - DAY),
    gnutls_x509_crt_set_expiration_time (certificate, now + 30 * DAY),
    gnutls_x509_crt_set_dn_by_oid (certificate, GNUTLS_OID_X520_COMMON_NAME, 0, PRACTICE_DOMAIN,
                                   strlen (PRACTICE_DOMAIN)),
    gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, PRACTICE_DOMAIN,
                                          strlen (PRACTICE_DOMAIN), GNUTLS_FSAN_SET),
    gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_DNSNAME, "localhost",
                                          strlen ("localhost"), GNUTLS_FSAN_APPEND),
    gnutls_x509_crt_set_subject_alt_name (certificate, GNUTLS_SAN_IPADDRESS, loopback,
                                          sizeof loopback, GNUTLS_FSAN_APPEND),
    gnutls_x509_crt_set_key_purpose_oid (certificate, GNUTLS_KP_TLS_WWW_SERVER, 0),
    gnutls_x509_crt_set_key_usage (certificate, GNUTLS_KEY_DIGITAL_SIGNATURE),
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      if (steps[i] < 0)
        return steps[i];
    }
  return 0;
}

static int
make_pair (Pair *pair)
{
  int rc = make_key (pair);

  if (rc >= 0)
    rc = gnutls_x509_crt_init (&pair->certificate);
  if (rc >= 0)
    rc = describe (pair->certificate);
  if (rc >= 0)
    rc = gnutls_x509_crt_set_key (pair->certificate, pair->key);
  if (rc >= 0)
    rc = gnutls_x509_crt_sign2 (pair->certificate, pair->certificate, pair->key, GNUTLS_DIG_SHA256,
                                0);
  return rc;
}

GTlsCertificate *
practice_certificate_new (GError **error)
{
  g_auto (Pair) pair = { NULL, NULL };
  gnutls_datum_t certificate = { NULL, 0 };
  gnutls_datum_t key = { NULL, 0 };
  GTlsCertificate *made = NULL;

  int rc = make_pair (&pair);
  if (rc >= 0)
    rc = gnutls_x509_crt_export2 (pair.certificate, GNUTLS_X509_FMT_PEM, &certificate);
  if (rc >= 0)
    rc = gnutls_x509_privkey_export2_pkcs8 (pair.key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN,
                                            &key);
  if (rc >= 0)
    {
      g_autofree char *pem = g_strdup_printf ("%.*s%.*s", (int) certificate.size, certificate.data,
                                              (int) key.size, key.data);
      made = g_tls_certificate_new_from_pem (pem, -1, error);
      explicit_bzero (pem, strlen (pem));
    }
  else
    g_set_error_literal (error, G_TLS_ERROR, G_TLS_ERROR_MISC, gnutls_strerror (rc));

  gnutls_free (certificate.data);
  gnutls_free (key.data);
  return made;
}

char *
practice_certificate_dup_digest (GTlsCertificate *certificate)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

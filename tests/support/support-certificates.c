/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Throw-away certificates by GnuTLS. P-256 keys, since making an RSA key takes longer than the
 * test that uses it; only the weak one is RSA. */

#include "support-certificates.h"

#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#define DAY (24 * 60 * 60)

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
} Pair;

struct SupportCertificates
{
  Pair authority;
  Pair stranger;
  GTlsCertificate *made[SUPPORT_N_CERTIFICATES];
  char *ca_file;
};

/* How a kind differs from a good one. */
typedef struct
{
  const char *nick;
  const char *host;
  const char *purpose;
  int from_days;
  int to_days;
  guint rsa_bits;
} Kind;

static const Kind kinds[] = {
  [SUPPORT_CERTIFICATE_GOOD] = { "good", "localhost", GNUTLS_KP_TLS_WWW_SERVER, -1, 2, 0 },
  [SUPPORT_CERTIFICATE_WRONG_HOST] = { "wrong-host", "mail.example", GNUTLS_KP_TLS_WWW_SERVER, -1,
                                       2, 0 },
  [SUPPORT_CERTIFICATE_EXPIRED] = { "expired", "localhost", GNUTLS_KP_TLS_WWW_SERVER, -3, -1, 0 },
  [SUPPORT_CERTIFICATE_NOT_YET_VALID] = { "not-yet-valid", "localhost", GNUTLS_KP_TLS_WWW_SERVER, 1,
                                          3, 0 },
  [SUPPORT_CERTIFICATE_SELF_SIGNED] = { "self-signed", "localhost", GNUTLS_KP_TLS_WWW_SERVER, -1, 2,
                                        0 },
  [SUPPORT_CERTIFICATE_UNKNOWN_CA] = { "unknown-ca", "localhost", GNUTLS_KP_TLS_WWW_SERVER, -1, 2,
                                       0 },
  [SUPPORT_CERTIFICATE_WEAK] = { "weak", "localhost", GNUTLS_KP_TLS_WWW_SERVER, -1, 2, 1024 },
  [SUPPORT_CERTIFICATE_CLIENT_ONLY] = { "client-only", "localhost", GNUTLS_KP_TLS_WWW_CLIENT, -1, 2,
                                        0 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (kinds) == SUPPORT_N_CERTIFICATES);

static void
must (int rc)
{
  if (rc < 0)
    g_error ("GnuTLS: %s", gnutls_strerror (rc));
}

static void
pair_clear (Pair *pair)
{
  g_clear_pointer (&pair->key, gnutls_x509_privkey_deinit);
  g_clear_pointer (&pair->certificate, gnutls_x509_crt_deinit);
}

/* A key and a certificate that is complete but for its signature. */
static void
pair_init (Pair *pair, const char *name, guint rsa_bits, int from_days, int to_days)
{
  static const guint8 serial_high = 0x11;
  guint8 serial[8];
  time_t now = time (NULL);

  must (gnutls_x509_privkey_init (&pair->key));
  if (rsa_bits > 0)
    must (gnutls_x509_privkey_generate (pair->key, GNUTLS_PK_RSA, rsa_bits, 0));
  else
    must (gnutls_x509_privkey_generate (pair->key, GNUTLS_PK_EC,
                                        GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0));
  for (gsize i = 0; i < sizeof serial; i++)
    serial[i] = i == 0 ? serial_high : (guint8) g_random_int ();
  must (gnutls_x509_crt_init (&pair->certificate));
  must (gnutls_x509_crt_set_version (pair->certificate, 3));
  must (gnutls_x509_crt_set_serial (pair->certificate, serial, sizeof serial));
  must (gnutls_x509_crt_set_activation_time (pair->certificate, now + from_days * DAY));
  must (gnutls_x509_crt_set_expiration_time (pair->certificate, now + to_days * DAY));
  must (gnutls_x509_crt_set_dn_by_oid (pair->certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                       strlen (name)));
  must (gnutls_x509_crt_set_key (pair->certificate, pair->key));
}

static void
pair_sign (Pair *pair, const Pair *issuer)
{
  must (gnutls_x509_crt_sign2 (pair->certificate, issuer->certificate, issuer->key,
                               GNUTLS_DIG_SHA256, 0));
}

static void
authority_init (Pair *pair, const char *name)
{
  pair_init (pair, name, 0, -5, 5);
  must (gnutls_x509_crt_set_basic_constraints (pair->certificate, 1, -1));
  must (gnutls_x509_crt_set_key_usage (pair->certificate, GNUTLS_KEY_KEY_CERT_SIGN));
  pair_sign (pair, pair);
}

static char *
export_certificate (gnutls_x509_crt_t certificate)
{
  gnutls_datum_t out = { NULL, 0 };

  must (gnutls_x509_crt_export2 (certificate, GNUTLS_X509_FMT_PEM, &out));
  char *pem = g_strndup ((const char *) out.data, out.size);
  gnutls_free (out.data);
  return pem;
}

static char *
export_key (gnutls_x509_privkey_t key)
{
  gnutls_datum_t out = { NULL, 0 };

  must (
      gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &out));
  char *pem = g_strndup ((const char *) out.data, out.size);
  gnutls_free (out.data);
  return pem;
}

static GTlsCertificate *
make (SupportCertificates *self, SupportCertificate which)
{
  static const guint8 loopback[] = { 127, 0, 0, 1 };
  const Kind *kind = &kinds[which];
  Pair pair = { NULL, NULL };

  pair_init (&pair, kind->host, kind->rsa_bits, kind->from_days, kind->to_days);
  must (gnutls_x509_crt_set_subject_alt_name (pair.certificate, GNUTLS_SAN_DNSNAME, kind->host,
                                              strlen (kind->host), GNUTLS_FSAN_SET));
  if (which != SUPPORT_CERTIFICATE_WRONG_HOST)
    must (gnutls_x509_crt_set_subject_alt_name (pair.certificate, GNUTLS_SAN_IPADDRESS, loopback,
                                                sizeof loopback, GNUTLS_FSAN_APPEND));
  must (gnutls_x509_crt_set_key_purpose_oid (pair.certificate, kind->purpose, 0));
  if (which == SUPPORT_CERTIFICATE_SELF_SIGNED)
    pair_sign (&pair, &pair);
  else
    pair_sign (&pair, which == SUPPORT_CERTIFICATE_UNKNOWN_CA ? &self->stranger : &self->authority);

  g_autofree char *certificate = export_certificate (pair.certificate);
  g_autofree char *key = export_key (pair.key);
  g_autofree char *pem = g_strconcat (certificate, key, NULL);
  g_autoptr (GError) error = NULL;
  GTlsCertificate *made = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_assert_no_error (error);
  pair_clear (&pair);
  return made;
}

SupportCertificate
support_certificate_from_nick (const char *nick)
{
  for (guint i = 0; i < SUPPORT_N_CERTIFICATES; i++)
    if (g_str_equal (nick, kinds[i].nick))
      return i;
  g_error ("no certificate is called %s", nick);
}

SupportCertificates *
support_certificates_new (void)
{
  SupportCertificates *self = g_new0 (SupportCertificates, 1);
  g_autoptr (GError) error = NULL;

  authority_init (&self->authority, "Envoi tests");
  authority_init (&self->stranger, "A stranger");
  int fd = g_file_open_tmp ("envoi-ca-XXXXXX.pem", &self->ca_file, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
  g_autofree char *pem = export_certificate (self->authority.certificate);
  g_file_set_contents (self->ca_file, pem, -1, &error);
  g_assert_no_error (error);
  return self;
}

void
support_certificates_free (SupportCertificates *self)
{
  if (self == NULL)
    return;
  pair_clear (&self->authority);
  pair_clear (&self->stranger);
  for (guint i = 0; i < SUPPORT_N_CERTIFICATES; i++)
    g_clear_object (&self->made[i]);
  g_unlink (self->ca_file);
  g_free (self->ca_file);
  g_free (self);
}

GTlsCertificate *
support_certificates_get (SupportCertificates *self, SupportCertificate which)
{
  if (self->made[which] == NULL)
    self->made[which] = make (self, which);
  return self->made[which];
}

char *
support_certificates_dup_sha256 (SupportCertificates *self, SupportCertificate which)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (support_certificates_get (self, which), "certificate", &der, NULL);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, der->data, der->len);
}

const char *
support_certificates_get_ca_file (SupportCertificates *self)
{
  return self->ca_file;
}

void
support_certificates_trust (SupportCertificates *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsDatabase) anchors = g_tls_file_database_new (self->ca_file, &error);

  g_assert_no_error (error);
  g_tls_backend_set_default_database (g_tls_backend_get_default (), anchors);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Throw-away certificates by GnuTLS. P-256 keys, since making an RSA key takes longer than the
 * test that uses it; only the weak one is RSA. */

#include "support-certificates.h"

#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

#define DAY (24 * 60 * 60)

/* With every allocation watched, GnuTLS needs seconds for as many as make a point otherwise. */
#ifdef __SANITIZE_ADDRESS__
#define MANY_NAMES 1000
#else
#define MANY_NAMES 10000
#endif

typedef struct
{
  gnutls_x509_privkey_t key;
  gnutls_x509_crt_t certificate;
} Pair;

struct SupportCertificates
{
  Pair authority;
  Pair stranger;
  Pair deputy;
  Pair bound_deputy;
  GTlsCertificate *made[SUPPORT_N_CERTIFICATES];
  char *ca_file;
};

typedef enum
{
  ISSUER_AUTHORITY,
  ISSUER_STRANGER,
  ISSUER_ITSELF,
  ISSUER_DEPUTY,
  ISSUER_BOUND_DEPUTY,
} Issuer;

/* How a kind differs from a good one: zeros are as in that. */
typedef struct
{
  const char *nick;
  const char *host;
  const char *purpose;
  int from_days;
  int to_days;
  guint rsa_bits;
  Issuer issuer;
  gboolean sha_1;
  guint n_other_names;
  gboolean alone; /* without the deputy's certificate */
} Kind;

static const Kind kinds[] = {
  [SUPPORT_CERTIFICATE_GOOD] = { "good" },
  [SUPPORT_CERTIFICATE_WRONG_HOST] = { "wrong-host", .host = "mail.example" },
  [SUPPORT_CERTIFICATE_PROVIDER] = { "provider", .host = "smtp.qq.com" },
  [SUPPORT_CERTIFICATE_EXPIRED] = { "expired", .from_days = -3, .to_days = -1 },
  [SUPPORT_CERTIFICATE_NOT_YET_VALID] = { "not-yet-valid", .from_days = 1, .to_days = 3 },
  [SUPPORT_CERTIFICATE_SELF_SIGNED] = { "self-signed", .issuer = ISSUER_ITSELF },
  [SUPPORT_CERTIFICATE_UNKNOWN_CA] = { "unknown-ca", .issuer = ISSUER_STRANGER },
  [SUPPORT_CERTIFICATE_WEAK] = { "weak", .rsa_bits = 1024 },
  [SUPPORT_CERTIFICATE_CLIENT_ONLY] = { "client-only", .purpose = GNUTLS_KP_TLS_WWW_CLIENT },
  [SUPPORT_CERTIFICATE_SHA_1] = { "sha-1", .sha_1 = TRUE },
  [SUPPORT_CERTIFICATE_EVERY_NAME] = { "every-name", .host = "*" },
  [SUPPORT_CERTIFICATE_WILDCARD] = { "wildcard", .host = "*.example.test" },
  [SUPPORT_CERTIFICATE_IDN] = { "idn", .host = "xn--5nq051n.test" },
  [SUPPORT_CERTIFICATE_MANY_NAMES] = { "many-names", .n_other_names = MANY_NAMES },
  [SUPPORT_CERTIFICATE_DEPUTY] = { "deputy", .issuer = ISSUER_DEPUTY },
  [SUPPORT_CERTIFICATE_NO_DEPUTY] = { "no-deputy", .issuer = ISSUER_DEPUTY, .alone = TRUE },
  [SUPPORT_CERTIFICATE_OUT_OF_BOUNDS] = { "out-of-bounds", .issuer = ISSUER_BOUND_DEPUTY },
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
pair_sign (Pair *pair, const Pair *issuer, gnutls_digest_algorithm_t digest)
{
  must (gnutls_x509_crt_sign2 (pair->certificate, issuer->certificate, issuer->key, digest, 0));
}

/* @only: (nullable): the domain it may sign for */
static void
authority_init (Pair *pair, const char *name, const Pair *issuer, const char *only)
{
  pair_init (pair, name, 0, -5, 5);
  must (gnutls_x509_crt_set_basic_constraints (pair->certificate, 1, -1));
  must (gnutls_x509_crt_set_key_usage (pair->certificate, GNUTLS_KEY_KEY_CERT_SIGN));
  if (only != NULL)
    {
      gnutls_x509_name_constraints_t constraints;
      gnutls_datum_t domain = { (guint8 *) only, strlen (only) };
      must (gnutls_x509_name_constraints_init (&constraints));
      must (gnutls_x509_name_constraints_add_permitted (constraints, GNUTLS_SAN_DNSNAME, &domain));
      must (gnutls_x509_crt_set_name_constraints (pair->certificate, constraints, 1));
      gnutls_x509_name_constraints_deinit (constraints);
    }
  pair_sign (pair, issuer != NULL ? issuer : pair, GNUTLS_DIG_SHA256);
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

#define OID_SUBJECT_ALT_NAME "2.5.29.17"
#define TAG_SEQUENCE 0x30
#define TAG_DNS_NAME 0x82
#define TAG_IP_ADDRESS 0x87

/* One element of DER with up to 16 MiB of content. */
static void
add_element (GByteArray *der, guint8 tag, gconstpointer content, gsize length)
{
  const guint8 octets[] = { (guint8) (length >> 16), (guint8) (length >> 8), (guint8) length };
  guint n = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
  const guint8 long_form = (guint8) (0x80 | n);

  g_byte_array_append (der, &tag, 1);
  if (length >= 0x80)
    g_byte_array_append (der, &long_form, 1);
  g_byte_array_append (der, octets + sizeof octets - n, n);
  g_byte_array_append (der, content, (guint) length);
}

/* By hand: GnuTLS takes minutes to add ten thousand names one by one. */
static void
add_names (Pair *pair, const Kind *kind, const char *host)
{
  static const guint8 loopback[] = { 127, 0, 0, 1 };
  g_autoptr (GByteArray) names = g_byte_array_new ();
  g_autoptr (GByteArray) extension = g_byte_array_new ();

  for (guint i = 0; i < kind->n_other_names; i++)
    {
      g_autofree char *name = g_strdup_printf ("n%u.x", i);
      add_element (names, TAG_DNS_NAME, name, strlen (name));
    }
  add_element (names, TAG_DNS_NAME, host, strlen (host));
  if (kind != &kinds[SUPPORT_CERTIFICATE_WRONG_HOST])
    add_element (names, TAG_IP_ADDRESS, loopback, sizeof loopback);
  add_element (extension, TAG_SEQUENCE, names->data, names->len);
  must (gnutls_x509_crt_set_extension_by_oid (pair->certificate, OID_SUBJECT_ALT_NAME,
                                              extension->data, extension->len, 0));
}

static const Pair *
get_issuer (SupportCertificates *self, Issuer issuer, const Pair *pair)
{
  switch (issuer)
    {
    case ISSUER_AUTHORITY:
      return &self->authority;
    case ISSUER_STRANGER:
      return &self->stranger;
    case ISSUER_ITSELF:
      return pair;
    case ISSUER_DEPUTY:
      return &self->deputy;
    case ISSUER_BOUND_DEPUTY:
      return &self->bound_deputy;
    }
  g_assert_not_reached ();
}

/* The key, the certificate, and the deputy's where there is one and it is sent. */
static char *
export_pem (const Pair *pair, const Kind *kind, const Pair *issuer)
{
  gboolean deputy = kind->issuer == ISSUER_DEPUTY || kind->issuer == ISSUER_BOUND_DEPUTY;
  g_autofree char *key = export_key (pair->key);
  g_autofree char *certificate = export_certificate (pair->certificate);
  g_autofree char *above =
      deputy && !kind->alone ? export_certificate (issuer->certificate) : g_strdup ("");

  return g_strconcat (key, certificate, above, NULL);
}

static GTlsCertificate *
make (SupportCertificates *self, SupportCertificate which)
{
  const Kind *kind = &kinds[which];
  const char *host = kind->host != NULL ? kind->host : "localhost";
  Pair pair = { NULL, NULL };
  const Pair *issuer = get_issuer (self, kind->issuer, &pair);

  pair_init (&pair, host, kind->rsa_bits, kind->from_days != 0 ? kind->from_days : -1,
             kind->to_days != 0 ? kind->to_days : 2);
  add_names (&pair, kind, host);
  must (gnutls_x509_crt_set_key_purpose_oid (
      pair.certificate, kind->purpose != NULL ? kind->purpose : GNUTLS_KP_TLS_WWW_SERVER, 0));
  pair_sign (&pair, issuer, kind->sha_1 ? GNUTLS_DIG_SHA1 : GNUTLS_DIG_SHA256);

  g_autofree char *pem = export_pem (&pair, kind, issuer);
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

const char *
support_certificate_to_nick (SupportCertificate which)
{
  return kinds[which].nick;
}

SupportCertificates *
support_certificates_new (void)
{
  SupportCertificates *self = g_new0 (SupportCertificates, 1);
  g_autoptr (GError) error = NULL;

  authority_init (&self->authority, "Envoi tests", NULL, NULL);
  authority_init (&self->stranger, "A stranger", NULL, NULL);
  authority_init (&self->deputy, "A deputy", &self->authority, NULL);
  authority_init (&self->bound_deputy, "A bound deputy", &self->authority, "other.test");
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
  pair_clear (&self->deputy);
  pair_clear (&self->bound_deputy);
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

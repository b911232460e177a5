/* SPDX-License-Identifier: GPL-3.0-or-later */

/* SCRAM over GnuTLS's PBKDF2 and HMAC. It is our own because libgsasl 2.2 cannot say "y" (it fails
 * as soon as it is told of a channel binding outside a -PLUS mechanism), and without "y" a server
 * never learns that somebody on the way took its -PLUS offers out; and because it frees its copies
 * of a password unwiped. Messages are as in RFC 5802 section 7; extensions we do not know are
 * passed over, but a mandatory one ("m=") ends the exchange. */

#include "net-scram-private.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gsasl.h>
#include <string.h>

#include "net-sasl-private.h"
#include "net-secret-private.h"

/* RFC 7677 section 4 asks for 4096 at least; more than half a second of work is no login. */
#define MIN_ITERATIONS 4096
#define MAX_ITERATIONS 600000

#define NONCE_SIZE 24
#define MAX_HASH 32
#define STACK_BELOW 16384

typedef struct
{
  gnutls_mac_algorithm_t mac;
  gnutls_digest_algorithm_t digest;
  gsize size;
} Hash;

static const Hash hashes[] = {
  [NET_SCRAM_SHA_1] = { GNUTLS_MAC_SHA1, GNUTLS_DIG_SHA1, 20 },
  [NET_SCRAM_SHA_256] = { GNUTLS_MAC_SHA256, GNUTLS_DIG_SHA256, 32 },
};

struct NetScram
{
  const Hash *hash;
  char *secret;  /* prepared; NULL when it has done its work */
  char *nonce;   /* ours */
  char *first;   /* client-first-message-bare */
  char *header;  /* gs2-header */
  GBytes *input; /* cbind-input: the header, then the binding */
  char *refusal;
  guint8 expected[MAX_HASH]; /* the server's signature */
  gboolean signature_due;
  gboolean verified;
};

static gboolean
fail (GError **error, NetSaslError code, const char *message)
{
  g_set_error_literal (error, NET_SASL_ERROR, code, message);
  return FALSE;
}

char *
net_scram_dup_name (const char *name)
{
  GString *escaped = g_string_new (NULL);

  for (; *name != '\0'; name++)
    if (*name == ',')
      g_string_append (escaped, "=2C");
    else if (*name == '=')
      g_string_append (escaped, "=3D");
    else
      g_string_append_c (escaped, *name);
  return g_string_free (escaped, FALSE);
}

static gboolean
is_plain_ascii (const char *text)
{
  for (; *text != '\0'; text++)
    if (!g_ascii_isprint (*text))
      return FALSE;
  return TRUE;
}

/* SASLprep changes no ASCII, and the library leaves copies behind, so it sees only what needs it.
 *
 * Returns: (transfer full) (nullable): @text prepared, to be wiped */
static char *
prepare (const char *text, GError **error)
{
  char *prepared = NULL;

  if (is_plain_ascii (text))
    return g_strdup (text);
  int rc = gsasl_saslprep (text, GSASL_ALLOW_UNASSIGNED, &prepared, NULL);

  if (rc == GSASL_OK)
    {
      char *copy = g_strdup (prepared);
      net_secret_wipe_string (prepared);
      gsasl_free (prepared);
      return copy;
    }
  fail (error, NET_SASL_ERROR_MECHANISM, gsasl_strerror (rc));
  return NULL;
}

static char *
dup_nonce (GError **error)
{
  guint8 octets[NONCE_SIZE];

  if (gnutls_rnd (GNUTLS_RND_NONCE, octets, sizeof octets) == 0)
    return g_base64_encode (octets, sizeof octets);
  fail (error, NET_SASL_ERROR_MECHANISM, "there are no random octets");
  return NULL;
}

static GBytes *
dup_input (const char *header, const NetBinding *binding)
{
  GByteArray *input = g_byte_array_new ();

  g_byte_array_append (input, (const guint8 *) header, strlen (header));
  if (binding->flag == 'p')
    g_byte_array_append (input, g_bytes_get_data (binding->data, NULL),
                         g_bytes_get_size (binding->data));
  return g_byte_array_free_to_bytes (input);
}

NetScram *
net_scram_new (NetScramHash hash, const char *user, const char *secret, const NetBinding *binding,
               const char *nonce, GError **error)
{
  g_autoptr (NetScram) self = g_new0 (NetScram, 1);
  g_autofree char *prepared_user = prepare (user, error);

  self->secret = prepared_user != NULL ? prepare (secret, error) : NULL;
  if (self->secret == NULL)
    return NULL;
  self->nonce = nonce != NULL ? g_strdup (nonce) : dup_nonce (error);
  if (self->nonce == NULL)
    return NULL;
  g_autofree char *name = net_scram_dup_name (prepared_user);
  self->hash = &hashes[hash];
  self->first = g_strdup_printf ("n=%s,r=%s", name, self->nonce);
  self->header = binding->flag == 'p' ? g_strdup_printf ("p=%s,,", binding->type)
                                      : g_strdup_printf ("%c,,", binding->flag);
  self->input = dup_input (self->header, binding);
  return g_steal_pointer (&self);
}

void
net_scram_free (NetScram *self)
{
  if (self == NULL)
    return;
  net_secret_free (self->secret);
  g_free (self->nonce);
  g_free (self->first);
  g_free (self->header);
  g_clear_pointer (&self->input, g_bytes_unref);
  g_free (self->refusal);
  explicit_bzero (self->expected, sizeof self->expected);
  g_free (self);
}

GBytes *
net_scram_begin (NetScram *self)
{
  char *message = g_strconcat (self->header, self->first, NULL);

  return g_bytes_new_take (message, strlen (message));
}

typedef struct
{
  char **attributes;
  const char *nonce;
  guchar *salt;
  gsize salt_length;
  guint iterations;
} ServerFirst;

static void
server_first_clear (ServerFirst *message)
{
  g_strfreev (message->attributes);
  g_free (message->salt);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServerFirst, server_first_clear)

/* "r=...,s=...,i=4096", in this order (RFC 5802 section 7) */
static gboolean
server_first_split (ServerFirst *message, const char *text)
{
  static const char *const names[] = { "r=", "s=", "i=" };

  message->attributes = g_strsplit (text, ",", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (message->attributes[i] == NULL || !g_str_has_prefix (message->attributes[i], names[i]))
      return FALSE;
  message->nonce = message->attributes[0] + 2;
  message->salt = g_base64_decode (message->attributes[1] + 2, &message->salt_length);
  return message->salt_length > 0;
}

static gboolean
server_first_parse (const NetScram *self, ServerFirst *message, const char *text, GError **error)
{
  guint64 iterations;

  if (!server_first_split (message, text))
    return fail (error, NET_SASL_ERROR_SERVER, "not a server-first-message");
  if (!g_str_has_prefix (message->nonce, self->nonce) ||
      strlen (message->nonce) == strlen (self->nonce))
    return fail (error, NET_SASL_ERROR_SERVER, "the server added nothing to the nonce");
  if (!g_ascii_string_to_unsigned (message->attributes[2] + 2, 10, MIN_ITERATIONS, MAX_ITERATIONS,
                                   &iterations, NULL))
    {
      g_set_error (error, NET_SASL_ERROR, NET_SASL_ERROR_ITERATIONS,
                   "iteration count %.20s is not within %d and %d", message->attributes[2] + 2,
                   MIN_ITERATIONS, MAX_ITERATIONS);
      return FALSE;
    }
  message->iterations = (guint) iterations;
  return TRUE;
}

static gboolean
hmac (const Hash *hash, const guint8 *key, const char *text, guint8 *out)
{
  return gnutls_hmac_fast (hash->mac, key, hash->size, text, strlen (text), out) == 0;
}

/* RFC 5802 section 3. @auth_message is what both sides have said. */
static gboolean
sign (NetScram *self, const guint8 *salted, const char *auth_message, guint8 *proof)
{
  const Hash *hash = self->hash;
  guint8 client_key[MAX_HASH], server_key[MAX_HASH], stored_key[MAX_HASH], signature[MAX_HASH];
  gboolean ok = hmac (hash, salted, "Client Key", client_key) &&
                gnutls_hash_fast (hash->digest, client_key, hash->size, stored_key) == 0 &&
                hmac (hash, stored_key, auth_message, signature) &&
                hmac (hash, salted, "Server Key", server_key) &&
                hmac (hash, server_key, auth_message, self->expected);

  for (gsize i = 0; ok && i < hash->size; i++)
    proof[i] = client_key[i] ^ signature[i];
  explicit_bzero (client_key, sizeof client_key);
  explicit_bzero (server_key, sizeof server_key);
  explicit_bzero (stored_key, sizeof stored_key);
  explicit_bzero (signature, sizeof signature);
  return ok;
}

/* Returns: (transfer full) (nullable): the proof in base64 */
static char *
prove (NetScram *self, const ServerFirst *message, const char *auth_message)
{
  gnutls_datum_t secret = { (guint8 *) self->secret, strlen (self->secret) };
  gnutls_datum_t salt = { message->salt, (unsigned int) message->salt_length };
  guint8 salted[MAX_HASH];
  guint8 proof[MAX_HASH];
  gboolean ok = gnutls_pbkdf2 (self->hash->mac, &secret, &salt, message->iterations, salted,
                               self->hash->size) == 0 &&
                sign (self, salted, auth_message, proof);

  explicit_bzero (salted, sizeof salted);
  return ok ? g_base64_encode (proof, self->hash->size) : NULL;
}

/* A proof lets others guess at the secret as long as they like, so it is kept like one. */
static GBytes *
client_final (const char *without_proof, char *proof)
{
  char *text = g_strconcat (without_proof, ",p=", proof, NULL);
  GBytes *message = net_secret_bytes_new (text, strlen (text));

  net_secret_free (text);
  net_secret_free (proof);
  return message;
}

/* GnuTLS wipes its contexts, but not what it computed with them on the stack below ours. */
static void G_GNUC_NO_INLINE
wipe_stack (void)
{
  guint8 dead[STACK_BELOW];

  explicit_bzero (dead, sizeof dead);
}

static GBytes *
answer_first (NetScram *self, const char *text, GError **error)
{
  g_auto (ServerFirst) message = { 0 };

  if (!server_first_parse (self, &message, text, error))
    return NULL;
  g_autofree char *input =
      g_base64_encode (g_bytes_get_data (self->input, NULL), g_bytes_get_size (self->input));
  g_autofree char *final = g_strdup_printf ("c=%s,r=%s", input, message.nonce);
  g_autofree char *auth_message = g_strconcat (self->first, ",", text, ",", final, NULL);
  char *proof = prove (self, &message, auth_message);

  wipe_stack ();
  g_clear_pointer (&self->secret, net_secret_free);
  if (proof == NULL)
    {
      fail (error, NET_SASL_ERROR_MECHANISM, "the proof could not be computed");
      return NULL;
    }
  self->signature_due = TRUE;
  return client_final (final, proof);
}

static GBytes *
answer_final (NetScram *self, const char *text, GError **error)
{
  g_auto (GStrv) attributes = g_strsplit (text, ",", 2);
  const char *word = attributes[0] != NULL ? attributes[0] : "";
  g_autofree guchar *signature = NULL;
  gsize length = 0;

  if (g_str_has_prefix (word, "v="))
    signature = g_base64_decode (word + 2, &length);
  self->verified = length == self->hash->size &&
                   gnutls_memcmp (signature, self->expected, self->hash->size) == 0;
  if (self->verified)
    return g_bytes_new (NULL, 0);
  fail (error, NET_SASL_ERROR_SERVER, "the server does not know the secret");
  return NULL;
}

GBytes *
net_scram_step (NetScram *self, GBytes *message, GError **error)
{
  gsize length;
  const char *octets = g_bytes_get_data (message, &length);
  g_autofree char *text = g_strndup (octets != NULL ? octets : "", length);

  if (g_str_has_prefix (text, "e="))
    {
      /* the empty answer asks for the reply that says how the login ended */
      g_free (self->refusal);
      self->refusal = g_strndup (text + 2, strcspn (text + 2, ","));
      return g_bytes_new (NULL, 0);
    }
  if (self->secret != NULL)
    return answer_first (self, text, error);
  if (self->signature_due)
    {
      self->signature_due = FALSE;
      return answer_final (self, text, error);
    }
  fail (error, NET_SASL_ERROR_MECHANISM, "SCRAM has two challenges");
  return NULL;
}

gboolean
net_scram_is_verified (const NetScram *self)
{
  return self->verified;
}

const char *
net_scram_get_refusal (const NetScram *self)
{
  return self->refusal;
}

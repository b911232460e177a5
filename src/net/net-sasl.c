/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which mechanism, and how far it has come; what the simple ones say is in net-answer.c, and SCRAM
 * in net-scram.c. LOGIN's challenges mean nothing and must not be compared
 * (draft-murchison-sasl-login section 2).
 *
 * Inside TLS the -PLUS forms of SCRAM go first, whatever their digest: they alone notice somebody
 * who opens the connection on the way. CRAM-MD5 goes last there: it hides nothing any more and
 * obliges the server to keep the secret itself; on a clear line it goes before PLAIN.
 *
 * XOAUTH2 and OAUTHBEARER are used by name only: an access token is no password, and a password
 * must not be shown to whoever happens to offer a mechanism for tokens. */

#include "net-sasl-private.h"

#include <string.h>

#include "net-answer-private.h"
#include "net-scram-private.h"
#include "net-secret-private.h"

/* Real exchanges end after three; a server that never ends one is stopped. */
#define MAX_STEPS 8

/* Of what a server says about a refusal. */
#define MAX_REFUSAL 1024

#define PLUS "-PLUS"

typedef enum
{
  FAMILY_PLAIN,
  FAMILY_LOGIN,
  FAMILY_CRAM,
  FAMILY_SCRAM,
  FAMILY_TOKEN,
} Family;

/* One row a mechanism; places give the order in TLS and in the clear, 0 means by name only. */
typedef struct
{
  const char *name;
  Family family;
  guint place_encrypted;
  guint place_clear;
  NetScramHash hash;
  gboolean plus;
} Mechanism;

static const Mechanism mechanisms[] = {
  { "SCRAM-SHA-256-PLUS", FAMILY_SCRAM, 1, 1, NET_SCRAM_SHA_256, TRUE },
  { "SCRAM-SHA-1-PLUS", FAMILY_SCRAM, 2, 2, NET_SCRAM_SHA_1, TRUE },
  { "SCRAM-SHA-256", FAMILY_SCRAM, 3, 3, NET_SCRAM_SHA_256, FALSE },
  { "SCRAM-SHA-1", FAMILY_SCRAM, 4, 4, NET_SCRAM_SHA_1, FALSE },
  { "PLAIN", FAMILY_PLAIN, 5, 6 },
  { "LOGIN", FAMILY_LOGIN, 6, 7 },
  { "CRAM-MD5", FAMILY_CRAM, 7, 5 },
  { "XOAUTH2", FAMILY_TOKEN, 0, 0 },
  { "OAUTHBEARER", FAMILY_TOKEN, 0, 0 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (mechanisms) <= 32);

struct NetSasl
{
  char *secret;
  char *binding_type;
  GBytes *binding;
  NetScram *scram;
  char *refusal;
  const Mechanism *mechanism;
  guint tried; /* a bit a mechanism */
  guint steps;

  /* borrowed */
  const MailEndpoint *endpoint;
};

G_DEFINE_QUARK (net - sasl - error - quark, net_sasl_error)

gboolean
net_sasl_is_owed (const MailEndpoint *endpoint)
{
  return endpoint->user != NULL &&
         (endpoint->mechanism == NULL || g_ascii_strcasecmp (endpoint->mechanism, "NONE") != 0);
}

static gboolean
is_line (const char *text)
{
  return text != NULL && *text != '\0' && strpbrk (text, "\r\n") == NULL &&
         g_utf8_validate (text, -1, NULL);
}

/* "SCRAM-SHA-1" names "SCRAM-SHA-1-PLUS" too. */
static gboolean
is_named (const Mechanism *mechanism, const char *name)
{
  gsize length = strlen (mechanism->name) - (mechanism->plus ? strlen (PLUS) : 0);

  return g_ascii_strcasecmp (mechanism->name, name) == 0 ||
         (strlen (name) == length && g_ascii_strncasecmp (mechanism->name, name, length) == 0);
}

static gboolean
wants_token (const MailEndpoint *endpoint)
{
  for (guint i = 0; endpoint->mechanism != NULL && i < G_N_ELEMENTS (mechanisms); i++)
    if (mechanisms[i].family == FAMILY_TOKEN && is_named (&mechanisms[i], endpoint->mechanism))
      return TRUE;
  return FALSE;
}

gboolean
net_sasl_is_usable (const MailEndpoint *endpoint, const char *secret)
{
  return is_line (endpoint->user) && is_line (secret) &&
         (!wants_token (endpoint) ||
          (net_answer_is_token (secret) && strchr (endpoint->user, '\001') == NULL));
}

NetSasl *
net_sasl_new (const MailEndpoint *endpoint, const char *secret)
{
  NetSasl *self = g_new0 (NetSasl, 1);

  self->endpoint = endpoint;
  self->secret = g_strdup (secret);
  return self;
}

void
net_sasl_free (NetSasl *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->scram, net_scram_free);
  g_clear_pointer (&self->binding, g_bytes_unref);
  g_free (self->binding_type);
  g_free (self->refusal);
  net_secret_free (self->secret);
  g_free (self);
}

void
net_sasl_set_binding (NetSasl *self, const char *type, GBytes *data)
{
  g_clear_pointer (&self->binding, g_bytes_unref);
  g_free (self->binding_type);
  self->binding = g_bytes_ref (data);
  self->binding_type = g_strdup (type);
}

static gboolean
may_try (NetSasl *self, guint index, const char *const *offered)
{
  const Mechanism *mechanism = &mechanisms[index];
  const char *only = self->endpoint->mechanism;

  if (self->tried & (1u << index) || !g_strv_contains (offered, mechanism->name) ||
      (mechanism->plus && self->binding == NULL))
    return FALSE;
  return only != NULL ? is_named (mechanism, only) : mechanism->place_encrypted > 0;
}

const char *
net_sasl_choose (NetSasl *self, const char *const *offered, gboolean encrypted)
{
  gint best = -1;
  guint best_place = G_MAXUINT;

  for (guint i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      guint place = encrypted ? mechanisms[i].place_encrypted : mechanisms[i].place_clear;
      if (place < best_place && may_try (self, i, offered))
        {
          best = (gint) i;
          best_place = place;
        }
    }
  if (best < 0)
    return NULL;
  self->tried |= 1u << best;
  return mechanisms[best].name;
}

/* SCRAM without -PLUS is chosen when the server offers no -PLUS, or does not take what it offered:
 * in both cases it says that a comparison was possible here. */
static gboolean
begin_scram (NetSasl *self, GError **error)
{
  NetBinding binding = { .flag = 'n' };

  if (self->mechanism->plus)
    binding = (NetBinding){ 'p', self->binding_type, self->binding };
  else if (self->binding != NULL)
    binding.flag = 'y';
  self->scram = net_scram_new (self->mechanism->hash, self->endpoint->user, self->secret, &binding,
                               NULL, error);
  return self->scram != NULL;
}

static const Mechanism *
lookup (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    if (g_str_equal (mechanisms[i].name, name))
      return &mechanisms[i];
  g_return_val_if_reached (NULL);
}

gboolean
net_sasl_begin (NetSasl *self, const char *mechanism, GBytes **initial, GError **error)
{
  g_clear_pointer (&self->scram, net_scram_free);
  g_clear_pointer (&self->refusal, g_free);
  self->mechanism = lookup (mechanism);
  self->steps = 0;
  *initial = NULL;
  switch (self->mechanism->family)
    {
    case FAMILY_LOGIN:
    case FAMILY_CRAM:
      break;
    case FAMILY_PLAIN:
      *initial = net_answer_plain (self->endpoint->user, self->secret);
      break;
    case FAMILY_TOKEN:
      *initial = g_str_equal (mechanism, "XOAUTH2")
                     ? net_answer_xoauth2 (self->endpoint->user, self->secret)
                     : net_answer_oauthbearer (self->endpoint, self->secret);
      break;
    case FAMILY_SCRAM:
      if (!begin_scram (self, error))
        return FALSE;
      *initial = net_scram_begin (self->scram);
      break;
    }
  return TRUE;
}

/* Keeps the server's own words on a refusal, if they are words, and not ours come back. */
static void
keep_refusal (NetSasl *self, const char *octets, gsize length)
{
  g_clear_pointer (&self->refusal, g_free);
  if (length == 0 || length > MAX_REFUSAL || !g_utf8_validate (octets, (gssize) length, NULL))
    return;
  self->refusal = g_strndup (octets, length);
  if (strstr (self->refusal, self->secret) != NULL)
    g_clear_pointer (&self->refusal, net_secret_free);
}

/* Returns: (transfer full) (nullable): for the step that no mechanism has */
static GBytes *
refuse_step (const char *message, GError **error)
{
  g_set_error_literal (error, NET_SASL_ERROR, NET_SASL_ERROR_MECHANISM, message);
  return NULL;
}

static GBytes *
login_answer (NetSasl *self, GError **error)
{
  switch (self->steps)
    {
    case 1:
      return g_bytes_new (self->endpoint->user, strlen (self->endpoint->user));
    case 2:
      return net_secret_bytes_new (self->secret, strlen (self->secret));
    default:
      return refuse_step ("LOGIN has two challenges", error);
    }
}

static GBytes *
cram_answer (NetSasl *self, GBytes *challenge, GError **error)
{
  if (self->steps > 1)
    return refuse_step ("CRAM-MD5 has one challenge", error);
  return net_answer_cram_md5 (self->endpoint->user, self->secret, challenge);
}

/* An error arrives as a challenge (RFC 7628 section 3.2.3); the answer asks for the 535. */
static GBytes *
token_answer (NetSasl *self, const char *octets, gsize length)
{
  gboolean bearer = g_str_equal (self->mechanism->name, "OAUTHBEARER");

  keep_refusal (self, octets, length);
  return g_bytes_new_static ("\001", bearer ? 1 : 0);
}

static GBytes *
scram_answer (NetSasl *self, GBytes *challenge, GError **error)
{
  GBytes *response = net_scram_step (self->scram, challenge, error);
  const char *refusal = net_scram_get_refusal (self->scram);

  if (refusal != NULL)
    keep_refusal (self, refusal, strlen (refusal));
  return response;
}

static GBytes *
answer (NetSasl *self, GBytes *challenge, GError **error)
{
  gsize length;
  const char *octets = g_bytes_get_data (challenge, &length);

  if (++self->steps > MAX_STEPS)
    return refuse_step ("too many challenges", error);
  switch (self->mechanism->family)
    {
    case FAMILY_PLAIN:
      return refuse_step ("PLAIN has no challenge", error);
    case FAMILY_LOGIN:
      return login_answer (self, error);
    case FAMILY_CRAM:
      return cram_answer (self, challenge, error);
    case FAMILY_TOKEN:
      return token_answer (self, octets, length);
    case FAMILY_SCRAM:
      return scram_answer (self, challenge, error);
    }
  g_return_val_if_reached (NULL);
}

static void
step_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  NetSasl *self = g_object_get_data (G_OBJECT (task), "sasl");
  GError *error = NULL;
  GBytes *response = answer (self, task_data, &error);

  if (response != NULL)
    g_task_return_pointer (task, response, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

void
net_sasl_step_async (NetSasl *self, GBytes *challenge, GCancellable *cancellable,
                     GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, net_sasl_step_async);
  g_task_set_task_data (task, g_bytes_ref (challenge), (GDestroyNotify) g_bytes_unref);
  g_object_set_data (G_OBJECT (task), "sasl", self);
  if (self->mechanism->family == FAMILY_SCRAM)
    g_task_run_in_thread (task, step_in_thread);
  else
    step_in_thread (task, NULL, challenge, cancellable);
}

GBytes *
net_sasl_step_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
net_sasl_verify (NetSasl *self, GError **error)
{
  if (self->scram == NULL || net_scram_is_verified (self->scram))
    return TRUE;
  g_set_error_literal (error, NET_SASL_ERROR, NET_SASL_ERROR_SERVER,
                       "the server did not sign (RFC 5802 section 5.1)");
  return FALSE;
}

const char *
net_sasl_get_refusal (NetSasl *self)
{
  return self->refusal;
}

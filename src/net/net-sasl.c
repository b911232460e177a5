/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Mechanisms by libgsasl, driven by properties only. LOGIN is our own, because its challenges mean
 * nothing and must not be compared (draft-murchison-sasl-login section 2), and so are the two for
 * access tokens, which libgsasl 2.2 does not know. They are used when asked for by name only.
 *
 * On a clear line CRAM-MD5 goes before PLAIN; inside TLS it goes last: there it hides nothing and
 * obliges the server to keep the secret itself. */

#include "net-sasl-private.h"

#include <gsasl.h>
#include <string.h>

#include "net-secret-private.h"

/* RFC 7677 section 4 asks for 4096 at least; more than half a second of work is no login. */
#define MIN_ITERATIONS 4096
#define MAX_ITERATIONS 600000

/* Real exchanges end after three; a server that never ends one is stopped. */
#define MAX_STEPS 8

typedef enum
{
  FAMILY_GSASL,
  FAMILY_SCRAM,
  FAMILY_LOGIN,
  FAMILY_TOKEN,
} Family;

/* One row a mechanism, strongest first; places give the order in TLS and in the clear, 0 means
 * by name only. */
typedef struct
{
  const char *name;
  Family family;
  guint place_encrypted;
  guint place_clear;
} Mechanism;

static const Mechanism mechanisms[] = {
  { "SCRAM-SHA-256", FAMILY_SCRAM, 1, 1 }, { "SCRAM-SHA-1", FAMILY_SCRAM, 2, 2 },
  { "PLAIN", FAMILY_GSASL, 3, 4 },         { "LOGIN", FAMILY_LOGIN, 4, 5 },
  { "CRAM-MD5", FAMILY_GSASL, 5, 3 },      { "XOAUTH2", FAMILY_TOKEN, 0, 0 },
  { "OAUTHBEARER", FAMILY_TOKEN, 0, 0 },
};

struct NetSasl
{
  char *secret;
  Gsasl *context;
  Gsasl_session *session;
  const Mechanism *mechanism;
  guint tried; /* a bit a mechanism */
  guint steps;
  gboolean complete;

  /* borrowed */
  const MailEndpoint *endpoint;
};

G_STATIC_ASSERT (G_N_ELEMENTS (mechanisms) <= 32);

G_DEFINE_QUARK (net - sasl - error - quark, net_sasl_error)

gboolean
net_sasl_is_owed (const MailEndpoint *endpoint)
{
  return endpoint->user != NULL &&
         (endpoint->mechanism == NULL || g_ascii_strcasecmp (endpoint->mechanism, "NONE") != 0);
}

NetSasl *
net_sasl_new (const MailEndpoint *endpoint, const char *secret)
{
  NetSasl *self = g_new0 (NetSasl, 1);

  self->endpoint = endpoint;
  self->secret = g_strdup (secret);
  return self;
}

static void
end_session (NetSasl *self)
{
  if (self->session == NULL)
    return;
  /* libgsasl frees its copy of the secret without wiping it; this is that very copy */
  net_secret_wipe_string ((char *) gsasl_property_fast (self->session, GSASL_PASSWORD));
  g_clear_pointer (&self->session, gsasl_finish);
}

void
net_sasl_free (NetSasl *self)
{
  if (self == NULL)
    return;
  end_session (self);
  g_clear_pointer (&self->context, gsasl_done);
  net_secret_free (self->secret);
  g_free (self);
}

static gboolean
may_try (NetSasl *self, guint index, const char *const *offered)
{
  const char *name = mechanisms[index].name;
  const char *only = self->endpoint->mechanism;

  if (self->tried & (1u << index) || !g_strv_contains (offered, name))
    return FALSE;
  return only != NULL ? g_ascii_strcasecmp (only, name) == 0
                      : mechanisms[index].place_encrypted > 0;
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

static gboolean
set_error (GError **error, int rc)
{
  gboolean server = rc == GSASL_AUTHENTICATION_ERROR || rc == GSASL_MECHANISM_PARSE_ERROR;

  g_set_error_literal (error, NET_SASL_ERROR,
                       server ? NET_SASL_ERROR_SERVER : NET_SASL_ERROR_MECHANISM,
                       gsasl_strerror (rc));
  return FALSE;
}

/* Returns: (transfer full) (nullable): what libgsasl answers */
static GBytes *
gsasl_answer (NetSasl *self, const char *input, gsize length, GError **error)
{
  char *out = NULL;
  size_t out_length = 0;
  int rc = gsasl_step (self->session, input, length, &out, &out_length);

  if (rc != GSASL_OK && rc != GSASL_NEEDS_MORE)
    {
      set_error (error, rc);
      return NULL;
    }
  self->complete = rc == GSASL_OK;
  GBytes *answer = net_secret_bytes_new (out != NULL ? out : "", out_length);
  if (out != NULL)
    explicit_bzero (out, out_length);
  gsasl_free (out);
  return answer;
}

static GBytes *
secret_text (char *text)
{
  GBytes *bytes = net_secret_bytes_new (text, strlen (text));

  net_secret_free (text);
  return bytes;
}

/* XOAUTH2 as its inventor wrote it down, OAUTHBEARER as RFC 7628 section 3.1. */
static GBytes *
token_text (NetSasl *self)
{
  const MailEndpoint *endpoint = self->endpoint;

  if (g_str_equal (self->mechanism->name, "XOAUTH2"))
    return secret_text (
        g_strdup_printf ("user=%s\001auth=Bearer %s\001\001", endpoint->user, self->secret));
  return secret_text (g_strdup_printf ("n,a=%s,\001host=%s\001port=%u\001auth=Bearer %s\001\001",
                                       endpoint->user, endpoint->host, endpoint->port,
                                       self->secret));
}

static gboolean
begin_gsasl (NetSasl *self, GError **error)
{
  int rc = self->context == NULL ? gsasl_init (&self->context) : GSASL_OK;

  if (rc == GSASL_OK)
    rc = gsasl_client_start (self->context, self->mechanism->name, &self->session);
  if (rc == GSASL_OK)
    rc = gsasl_property_set (self->session, GSASL_AUTHID, self->endpoint->user);
  if (rc == GSASL_OK)
    rc = gsasl_property_set (self->session, GSASL_PASSWORD, self->secret);
  return rc == GSASL_OK || set_error (error, rc);
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
  end_session (self);
  self->mechanism = lookup (mechanism);
  self->steps = 0;
  self->complete = self->mechanism->family == FAMILY_TOKEN;
  *initial = NULL;
  switch (self->mechanism->family)
    {
    case FAMILY_LOGIN:
      return TRUE;
    case FAMILY_TOKEN:
      *initial = token_text (self);
      return TRUE;
    case FAMILY_GSASL:
    case FAMILY_SCRAM:
      break;
    }
  if (!begin_gsasl (self, error))
    return FALSE;
  /* in CRAM-MD5 (RFC 2195) the server begins */
  if (g_str_has_prefix (mechanism, "CRAM-"))
    return TRUE;
  *initial = gsasl_answer (self, NULL, 0, error);
  return *initial != NULL;
}

static GBytes *
login_answer (NetSasl *self, GError **error)
{
  switch (self->steps)
    {
    case 1:
      return g_bytes_new (self->endpoint->user, strlen (self->endpoint->user));
    case 2:
      self->complete = TRUE;
      return net_secret_bytes_new (self->secret, strlen (self->secret));
    default:
      g_set_error_literal (error, NET_SASL_ERROR, NET_SASL_ERROR_MECHANISM,
                           "LOGIN has two challenges");
      return NULL;
    }
}

/* The count in "r=...,s=...,i=4096" (RFC 5802 section 5.1). A later message has none; what is
 * malformed otherwise is for libgsasl to refuse. */
static gboolean
iterations_ok (GBytes *challenge, GError **error)
{
  gsize length;
  const char *octets = g_bytes_get_data (challenge, &length);
  g_autofree char *text = g_strndup (octets != NULL ? octets : "", length);
  g_auto (GStrv) attributes = g_strsplit (text, ",", 8);

  for (char **attribute = attributes; *attribute != NULL; attribute++)
    {
      if (!g_str_has_prefix (*attribute, "i="))
        continue;
      if (g_ascii_string_to_unsigned (*attribute + 2, 10, MIN_ITERATIONS, MAX_ITERATIONS, NULL,
                                      NULL))
        continue;
      g_set_error (error, NET_SASL_ERROR, NET_SASL_ERROR_ITERATIONS,
                   "iteration count %.20s is not within %d and %d", *attribute + 2, MIN_ITERATIONS,
                   MAX_ITERATIONS);
      return FALSE;
    }
  return TRUE;
}

/* An error arrives as a challenge (RFC 7628 section 3.2.3); the answer asks for the 535. */
static GBytes *
token_answer (NetSasl *self)
{
  gboolean bearer = g_str_equal (self->mechanism->name, "OAUTHBEARER");

  return g_bytes_new_static ("\001", bearer ? 1 : 0);
}

static GBytes *
answer (NetSasl *self, GBytes *challenge, GError **error)
{
  gsize length;
  const char *octets = g_bytes_get_data (challenge, &length);

  if (++self->steps > MAX_STEPS)
    {
      g_set_error_literal (error, NET_SASL_ERROR, NET_SASL_ERROR_MECHANISM, "too many challenges");
      return NULL;
    }
  switch (self->mechanism->family)
    {
    case FAMILY_LOGIN:
      return login_answer (self, error);
    case FAMILY_TOKEN:
      return token_answer (self);
    case FAMILY_SCRAM:
      if (!iterations_ok (challenge, error))
        return NULL;
      break;
    case FAMILY_GSASL:
      break;
    }
  return gsasl_answer (self, octets, length, error);
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
  if (self->complete || self->mechanism->family != FAMILY_SCRAM)
    return TRUE;
  g_set_error_literal (error, NET_SASL_ERROR, NET_SASL_ERROR_SERVER,
                       "the server did not sign (RFC 5802 section 5.1)");
  return FALSE;
}

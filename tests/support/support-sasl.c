/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The server's half of AUTH (RFC 4954) for scripts, by libgsasl, so that the client is not judged
 * by its own arithmetic. */

#include "support-server-private.h"

#include <gsasl.h>

#define REFUSED "535 5.7.8 Error: authentication failed\r\n"

struct SupportSasl
{
  char *user;
  char *password;
  char *iterations;
  char *bindings[2]; /* in base64: tls-unique, tls-exporter; NULL: not known */
  Gsasl *context;
  Gsasl_session *session;
};

/* Libgsasl 2.2 asks for both; what there is none of stays unanswered. */
static int
set_binding (SupportSasl *self, Gsasl_property property)
{
  const char *binding = self->bindings[property == GSASL_CB_TLS_EXPORTER];

  return binding != NULL ? gsasl_property_set (self->session, property, binding)
                         : GSASL_NO_CALLBACK;
}

static int
on_property (Gsasl *context, Gsasl_session *session, Gsasl_property property)
{
  SupportSasl *self = gsasl_session_hook_get (session);
  const char *user = gsasl_property_fast (session, GSASL_AUTHID);

  switch (property)
    {
    case GSASL_VALIDATE_SIMPLE:
      return g_strcmp0 (user, self->user) == 0 &&
                     g_strcmp0 (gsasl_property_fast (session, GSASL_PASSWORD), self->password) == 0
                 ? GSASL_OK
                 : GSASL_AUTHENTICATION_ERROR;
    case GSASL_PASSWORD:
      if (g_strcmp0 (user, self->user) != 0)
        return GSASL_AUTHENTICATION_ERROR;
      return gsasl_property_set (session, GSASL_PASSWORD, self->password);
    case GSASL_SCRAM_ITER:
      return gsasl_property_set (session, GSASL_SCRAM_ITER, self->iterations);
    case GSASL_SCRAM_SALT:
      return gsasl_property_set (session, GSASL_SCRAM_SALT, "c2FsdHNhbHRzYWx0");
    case GSASL_CB_TLS_UNIQUE:
    case GSASL_CB_TLS_EXPORTER:
      return set_binding (self, property);
    default:
      return GSASL_NO_CALLBACK;
    }
}

SupportSasl *
support_sasl_new (const char *argument)
{
  SupportSasl *self = g_new0 (SupportSasl, 1);
  g_auto (GStrv) words = g_strsplit (argument, " ", 3);

  g_assert_cmpuint (g_strv_length (words), >=, 2);
  self->user = g_strdup (words[0]);
  self->password = g_strdup (words[1]);
  self->iterations = g_strdup (words[2] != NULL ? words[2] : "4096");
  g_assert_cmpint (gsasl_init (&self->context), ==, GSASL_OK);
  gsasl_callback_set (self->context, on_property);
  return self;
}

static char *
dup_binding (GTlsConnection *tls, GTlsChannelBindingType type)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  if (!g_tls_connection_get_channel_binding_data (tls, type, octets, NULL))
    return NULL;
  return g_base64_encode (octets->data, octets->len);
}

void
support_sasl_bind (SupportSasl *self, GTlsConnection *tls)
{
  self->bindings[0] = dup_binding (tls, G_TLS_CHANNEL_BINDING_TLS_UNIQUE);
  self->bindings[1] = dup_binding (tls, G_TLS_CHANNEL_BINDING_TLS_EXPORTER);
  g_assert_true (self->bindings[0] != NULL || self->bindings[1] != NULL);
}

void
support_sasl_free (SupportSasl *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->session, gsasl_finish);
  g_clear_pointer (&self->context, gsasl_done);
  g_free (self->user);
  g_free (self->password);
  g_free (self->iterations);
  g_free (self->bindings[0]);
  g_free (self->bindings[1]);
  g_free (self);
}

static char *
step (SupportSasl *self, const char *base64, gboolean *done)
{
  char *out = NULL;
  int rc = gsasl_step64 (self->session, base64, &out);
  char *reply;

  *done = rc != GSASL_NEEDS_MORE && (rc != GSASL_OK || out == NULL || *out == '\0');
  if (rc != GSASL_OK && rc != GSASL_NEEDS_MORE)
    reply = g_strdup (REFUSED);
  else if (*done)
    reply = g_strdup ("235 2.7.0 Authentication successful\r\n");
  else
    reply = g_strdup_printf ("334 %s\r\n", out);
  gsasl_free (out);
  return reply;
}

static char *
begin (SupportSasl *self, const char *line, gboolean *done)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);

  if (!g_str_equal (words[0], "AUTH") || words[1] == NULL ||
      gsasl_server_start (self->context, words[1], &self->session) != GSASL_OK)
    {
      *done = TRUE;
      return g_strdup ("504 5.5.4 Unrecognized authentication type\r\n");
    }
  gsasl_session_hook_set (self->session, self);
  if (words[2] != NULL)
    return step (self, words[2], done);
  /* the client speaks first in all but these two, then an empty challenge asks it to */
  if (g_str_equal (words[1], "LOGIN") || g_str_has_prefix (words[1], "CRAM-"))
    return step (self, "", done);
  *done = FALSE;
  return g_strdup ("334 \r\n");
}

char *
support_sasl_take (SupportSasl *self, const char *line, gboolean *done)
{
  if (self->session == NULL)
    return begin (self, line, done);
  if (g_str_equal (line, "*"))
    {
      *done = TRUE;
      return g_strdup ("501 5.7.0 Authentication aborted\r\n");
    }
  /* SCRAM has ended for libgsasl when the server's last message went out as a challenge */
  if (*line == '\0')
    {
      *done = TRUE;
      return g_strdup ("235 2.7.0 Authentication successful\r\n");
    }
  return step (self, line, done);
}

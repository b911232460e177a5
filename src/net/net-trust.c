/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the certificate that was shown may be trusted: the endpoint's own anchors, then the
 * system's (RFC 5280 section 6), what GIO does not look at, and last what a person has accepted for
 * this very host and port.
 *
 * GIO asks about a certificate only where a full handshake found fault with it. A session that is
 * resumed shows the certificate of the first one and is not asked about, whoever's trust that was:
 * so whatever was not judged inside the handshake is verified after it, before anything of ours is
 * said. */

#include "net-certificate-private.h"
#include "net-session-private.h"

G_STATIC_ASSERT ((int) MAIL_CERTIFICATE_UNKNOWN_ISSUER == (int) G_TLS_CERTIFICATE_UNKNOWN_CA);
G_STATIC_ASSERT ((int) MAIL_CERTIFICATE_WRONG_HOST == (int) G_TLS_CERTIFICATE_BAD_IDENTITY);
G_STATIC_ASSERT ((int) MAIL_CERTIFICATE_NOT_YET_VALID == (int) G_TLS_CERTIFICATE_NOT_ACTIVATED);
G_STATIC_ASSERT ((int) MAIL_CERTIFICATE_EXPIRED == (int) G_TLS_CERTIFICATE_EXPIRED);
G_STATIC_ASSERT ((int) MAIL_CERTIFICATE_REVOKED == (int) G_TLS_CERTIFICATE_REVOKED);
G_STATIC_ASSERT ((int) MAIL_CERTIFICATE_INSECURE == (int) G_TLS_CERTIFICATE_INSECURE);
G_STATIC_ASSERT ((int) MAIL_CERTIFICATE_OTHER == (int) G_TLS_CERTIFICATE_GENERIC_ERROR);

/* What time brings to a certificate that was accepted. */
#define FAULTS_OF_TIME                                                                             \
  (MAIL_CERTIFICATE_NOT_YET_VALID | MAIL_CERTIFICATE_EXPIRED | MAIL_CERTIFICATE_REVOKED)

/* Whether the chain ends at one of the system's anchors; those of the endpoint's own file have
 * already said no. */
static GTlsCertificateFlags
verify_with_system (NetSession *self, GTlsConnection *tls, GTlsCertificate *certificate)
{
  g_autoptr (GTlsDatabase) system =
      g_tls_backend_get_default_database (g_tls_backend_get_default ());
  GSocketConnectable *identity =
      g_tls_client_connection_get_server_identity (G_TLS_CLIENT_CONNECTION (tls));

  return g_tls_database_verify_chain (system, certificate,
                                      G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER, identity, NULL,
                                      G_TLS_DATABASE_VERIFY_NONE, self->cancellable, NULL);
}

/* Whether a person has accepted this very certificate for this host and port before, with all that
 * is wrong with it now. */
static gboolean
is_exception (NetSession *self)
{
  const MailEndpoint *endpoint = self->endpoint;
  guint known = endpoint->certificate_flags;

  if (known == 0)
    known = ~(guint) FAULTS_OF_TIME;
  return endpoint->certificate_sha256 != NULL &&
         g_ascii_strcasecmp (endpoint->certificate_sha256, self->certificate_sha256) == 0 &&
         (self->certificate_flags & ~known) == 0;
}

/* The verdict. @flags is what the anchors of the connection say: the endpoint's own, if it has any,
 * else the system's. */
static gboolean
judge (NetSession *self, GTlsConnection *tls, GTlsCertificate *certificate,
       GTlsCertificateFlags flags)
{
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA && self->anchors != NULL)
    flags = verify_with_system (self, tls, certificate);
  g_free (self->certificate_sha256);
  self->certificate_sha256 = net_certificate_dup_sha256 (certificate);
  self->certificate_flags =
      (MailCertificateFlags) ((guint) flags | (guint) net_certificate_examine (certificate));
  self->judged = TRUE;
  self->exempt = self->certificate_flags != 0 && is_exception (self);
  return self->exempt || self->certificate_flags == 0;
}

/* Inside the handshake: decides at once. A person is asked afterwards, on another connection. */
static gboolean
on_accept_certificate (GTlsConnection *tls, GTlsCertificate *certificate,
                       GTlsCertificateFlags flags, gpointer user_data)
{
  return judge (user_data, tls, certificate, flags);
}

void
net_trust_watch (NetSession *self, GTlsConnection *tls)
{
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (on_accept_certificate), self);
}

gboolean
net_trust_is_refused (const NetSession *self)
{
  return self->judged && !self->exempt && self->certificate_flags != 0;
}

void
net_trust_fail (NetSession *self)
{
  MailFailure *cause =
      mail_failure_new (MAIL_FAILURE_CERTIFICATE, MAIL_STAGE_ENCRYPT, NULL, "not trusted");

  cause->certificate_flags = self->certificate_flags;
  cause->certificate_sha256 = g_strdup (self->certificate_sha256);
  net_note (self, MAIL_STAGE_ENCRYPT, "Certificate not trusted: SHA-256 %s",
            self->certificate_sha256);
  net_pump_fail_with (self, cause);
}

static void
on_verified (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  NetSession *self = g_task_get_source_object (task);
  GTlsConnection *tls = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  GTlsCertificateFlags flags =
      g_tls_database_verify_chain_finish (G_TLS_DATABASE (source), result, &error);

  /* nothing is known: not good */
  if (error != NULL)
    flags |= G_TLS_CERTIFICATE_GENERIC_ERROR;
  g_task_return_boolean (task,
                         judge (self, tls, g_tls_connection_get_peer_certificate (tls), flags));
  g_object_unref (task);
}

void
net_trust_check_async (NetSession *self, GTlsConnection *tls, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, net_trust_check_async);
  g_task_set_task_data (task, g_object_ref (tls), g_object_unref);
  if (self->judged)
    {
      g_task_return_boolean (task, !net_trust_is_refused (self));
      g_object_unref (task);
      return;
    }
  g_tls_database_verify_chain_async (
      g_tls_connection_get_database (tls), g_tls_connection_get_peer_certificate (tls),
      G_TLS_DATABASE_PURPOSE_AUTHENTICATE_SERVER,
      g_tls_client_connection_get_server_identity (G_TLS_CLIENT_CONNECTION (tls)), NULL,
      G_TLS_DATABASE_VERIFY_NONE, self->cancellable, on_verified, task);
}

gboolean
net_trust_check_finish (NetSession *self, GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

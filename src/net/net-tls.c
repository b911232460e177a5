/* SPDX-License-Identifier: GPL-3.0-or-later */

/* TLS on the raw connection, from the first octet (RFC 8314) or after STARTTLS (RFC 3207). The
 * name a certificate must carry is the configured host (RFC 9525 section 6.1), never one the DNS
 * came up with. What is below TLS 1.2 is refused (RFC 8997), after the handshake since GIO has no
 * say before, and before anything of ours was said. */

#include "net-certificate-private.h"
#include "net-session-private.h"

/* What takes time and blocks: loading the module that does TLS, and reading the anchors. */
typedef struct
{
  /* in */
  char *ca_file;

  /* out */
  GTlsDatabase *anchors;
  GError *anchors_error;
} Preparation;

static void
preparation_free (gpointer data)
{
  Preparation *preparation = data;

  g_free (preparation->ca_file);
  g_clear_object (&preparation->anchors);
  g_clear_error (&preparation->anchors_error);
  g_free (preparation);
}

/* What a TLS connection is made of. */
typedef struct
{
  GIOStream *raw;
  GSocketConnectable *identity;
  GTlsDatabase *anchors;
} Connecting;

static void
connecting_free (gpointer data)
{
  Connecting *connecting = data;

  g_object_unref (connecting->raw);
  g_object_unref (connecting->identity);
  g_clear_object (&connecting->anchors);
  g_free (connecting);
}

/* The system's anchors are some hundred and are read only if those of the endpoint's own file did
 * not do, which is asked first. */
static void
prepare_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Preparation *preparation = task_data;
  GTlsBackend *backend = g_tls_backend_get_default ();

  if (preparation->ca_file != NULL)
    preparation->anchors =
        g_tls_file_database_new (preparation->ca_file, &preparation->anchors_error);
  if (preparation->anchors == NULL)
    g_object_unref (g_tls_backend_get_default_database (backend));
  g_task_return_boolean (task, TRUE);
}

/* Words where a handshake was due: plain SMTP on this port, or a server that broke its 220. */
static MailFailureKind
kind_of_words (NetSession *self)
{
  return self->endpoint->security == MAIL_SECURITY_STARTTLS ? MAIL_FAILURE_NO_TLS
                                                            : MAIL_FAILURE_WRONG_SECURITY;
}

static void
fail_handshake (NetSession *self, const GError *error)
{
  if (net_trust_is_refused (self))
    {
      net_trust_fail (self);
      return;
    }
  switch (net_certificate_classify (error))
    {
    case NET_HANDSHAKE_FAILED:
      net_pump_fail (self, MAIL_FAILURE_TLS, error->message);
      break;
    case NET_HANDSHAKE_CLOSED:
      net_pump_fail (self, MAIL_FAILURE_CLOSED, error->message);
      break;
    case NET_HANDSHAKE_NOT_TLS:
      net_pump_fail (self, kind_of_words (self), error->message);
      break;
    }
}

static const char *
version_name (GTlsProtocolVersion version)
{
  switch (version)
    {
    case G_TLS_PROTOCOL_VERSION_SSL_3_0:
      return "SSL 3.0";
    case G_TLS_PROTOCOL_VERSION_TLS_1_0:
      return "TLS 1.0";
    case G_TLS_PROTOCOL_VERSION_TLS_1_1:
      return "TLS 1.1";
    case G_TLS_PROTOCOL_VERSION_TLS_1_2:
      return "TLS 1.2";
    case G_TLS_PROTOCOL_VERSION_TLS_1_3:
      return "TLS 1.3";
    case G_TLS_PROTOCOL_VERSION_UNKNOWN:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_0:
    case G_TLS_PROTOCOL_VERSION_DTLS_1_2:
      break;
    }
  return "an unknown protocol";
}

static gboolean
is_version_good (GTlsProtocolVersion version)
{
  return version == G_TLS_PROTOCOL_VERSION_TLS_1_2 || version == G_TLS_PROTOCOL_VERSION_TLS_1_3;
}

static void
note_encrypted (NetSession *self, GTlsConnection *tls)
{
  GTlsCertificate *certificate = g_tls_connection_get_peer_certificate (tls);
  g_autofree char *subject = g_tls_certificate_get_subject_name (certificate);
  g_autofree char *issuer = g_tls_certificate_get_issuer_name (certificate);
  g_autofree char *cipher = g_tls_connection_get_ciphersuite_name (tls);

  net_note (self, MAIL_STAGE_ENCRYPT, "%s, %s",
            version_name (g_tls_connection_get_protocol_version (tls)), cipher);
  net_note (self, MAIL_STAGE_ENCRYPT, "Certificate of %s, issued by %s", subject, issuer);
}

/* Returns: whether what was agreed is good enough to show a secret to, but for the certificate */
static gboolean
is_good (NetSession *self, GTlsConnection *tls)
{
  GTlsProtocolVersion version = g_tls_connection_get_protocol_version (tls);

  if (g_tls_connection_get_peer_certificate (tls) == NULL)
    net_pump_fail (self, MAIL_FAILURE_TLS, "the server showed no certificate");
  else if (!is_version_good (version))
    net_pump_fail (self, MAIL_FAILURE_TLS, version_name (version));
  return self->cause == NULL;
}

/* What both ends, and nobody between them, know: for TLS 1.3 RFC 9266 section 3, for TLS 1.2 what
 * RFC 5802 section 6.1 asks of everybody. */
static void
take_binding (NetSession *self, GTlsConnection *tls)
{
  gboolean exporter = g_tls_connection_get_protocol_version (tls) == G_TLS_PROTOCOL_VERSION_TLS_1_3;
  GTlsChannelBindingType type =
      exporter ? G_TLS_CHANNEL_BINDING_TLS_EXPORTER : G_TLS_CHANNEL_BINDING_TLS_UNIQUE;
  GByteArray *octets = g_byte_array_new ();
  gboolean known = g_tls_connection_get_channel_binding_data (tls, type, octets, NULL);
  g_autoptr (GBytes) data = g_byte_array_free_to_bytes (octets);

  if (known && self->sasl != NULL)
    net_sasl_set_binding (self->sasl, exporter ? "tls-exporter" : "tls-unique", data);
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTlsConnection) tls = user_data;
  NetSession *self = NET_SESSION (source);
  gboolean trusted = net_trust_check_finish (self, result);

  self->busy &= ~NET_BUSY_HANDSHAKE;
  if (self->cause == NULL && !trusted)
    net_trust_fail (self);
  else if (self->cause == NULL)
    {
      if (self->exempt)
        net_note (self, MAIL_STAGE_ENCRYPT, "Certificate accepted before");
      note_encrypted (self, tls);
      take_binding (self, tls);
      g_set_object (&self->stream, G_IO_STREAM (tls));
      self->encrypted = TRUE;
      smtp_client_tls_started (self->client);
    }
  net_pump (self);
}

static void
on_handshake (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetSession) self = user_data;
  g_autoptr (GError) error = NULL;
  GTlsConnection *tls = G_TLS_CONNECTION (source);
  gboolean ok = g_tls_connection_handshake_finish (tls, result, &error);

  g_signal_handlers_disconnect_by_data (source, self);
  if (ok && is_good (self, tls))
    {
      net_trust_check_async (self, tls, on_checked, g_object_ref (tls));
      return;
    }
  self->busy &= ~NET_BUSY_HANDSHAKE;
  if (!ok)
    fail_handshake (self, error);
  net_pump (self);
}

static void
begin_handshake (NetSession *self, GTlsConnection *tls)
{
  if (self->anchors_error != NULL)
    net_note (self, MAIL_STAGE_ENCRYPT, "Certificate file %s: %s", self->endpoint->ca_file,
              self->anchors_error->message);
  /* servers hang up after QUIT without a word, and a lost reply is lost either way */
  g_tls_connection_set_require_close_notify (tls, FALSE);
  net_trust_watch (self, tls);
  g_tls_connection_handshake_async (tls, G_PRIORITY_DEFAULT, self->cancellable, on_handshake,
                                    g_object_ref (self));
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsConnection) tls = g_task_propagate_pointer (G_TASK (result), &error);

  if (tls != NULL)
    {
      begin_handshake (self, tls);
      return;
    }
  self->busy &= ~NET_BUSY_HANDSHAKE;
  net_pump_fail (self, MAIL_FAILURE_TLS, error->message);
  net_pump (self);
}

/* In a thread, since a new connection reads the system's anchors once more, unless it is told of
 * others before it is initialised. */
static void
create_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Connecting *connecting = task_data;
  GType type = g_tls_backend_get_client_connection_type (g_tls_backend_get_default ());
  GError *error = NULL;
  gpointer tls;

  if (connecting->anchors != NULL)
    tls = g_initable_new (type, NULL, &error, "base-io-stream", connecting->raw, "server-identity",
                          connecting->identity, "database", connecting->anchors, NULL);
  else
    tls = g_initable_new (type, NULL, &error, "base-io-stream", connecting->raw, "server-identity",
                          connecting->identity, NULL);
  if (tls != NULL)
    g_task_return_pointer (task, tls, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
create_connection (NetSession *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, on_created, g_object_ref (self));
  Connecting *connecting = g_new0 (Connecting, 1);

  connecting->raw = g_object_ref (G_IO_STREAM (self->tcp));
  connecting->identity = g_network_address_new (self->endpoint->host, self->endpoint->port);
  g_set_object (&connecting->anchors, self->anchors);
  g_task_set_source_tag (task, create_connection);
  g_task_set_task_data (task, connecting, connecting_free);
  g_task_run_in_thread (task, create_in_thread);
}

static void
on_prepared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetSession) self = user_data;
  Preparation *preparation = g_task_get_task_data (G_TASK (result));

  self->preparing = FALSE;
  g_set_object (&self->anchors, preparation->anchors);
  self->anchors_error = g_steal_pointer (&preparation->anchors_error);
  if (self->busy & NET_BUSY_HANDSHAKE)
    create_connection (self);
}

void
net_tls_prepare (NetSession *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, on_prepared, g_object_ref (self));
  Preparation *preparation = g_new0 (Preparation, 1);

  preparation->ca_file = g_strdup (self->endpoint->ca_file);
  g_task_set_source_tag (task, net_tls_prepare);
  g_task_set_task_data (task, preparation, preparation_free);
  self->preparing = TRUE;
  g_task_run_in_thread (task, prepare_in_thread);
}

void
net_tls_start (NetSession *self)
{
  self->busy |= NET_BUSY_HANDSHAKE;
  if (!self->preparing)
    create_connection (self);
}

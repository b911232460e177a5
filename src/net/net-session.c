/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The face of a session: construction, the three asynchronous pairs, and what may be asked. */

#include "net-session-private.h"

/* RFC 5321 section 4.1.4 lets a client without a name say its address; this one tells nothing. */
#define EHLO_NAME "[127.0.0.1]"

G_DEFINE_FINAL_TYPE (NetSession, net_session, G_TYPE_OBJECT)

typedef enum
{
  NET_SIGNAL_LINE,
  NET_SIGNAL_PROGRESS,
  NET_SIGNAL_CONFIRM,
  NET_SIGNAL_CLOSED,
} NetSignal;

#define NET_N_SIGNALS (NET_SIGNAL_CLOSED + 1)

static guint signals[NET_N_SIGNALS];

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* Tasks and running operations hold a reference, so only an idle session gets here. */
static void
net_session_dispose (GObject *object)
{
  NetSession *self = NET_SESSION (object);

  clear_source (&self->read_source);
  clear_source (&self->write_source);
  clear_source (&self->deadline);
  clear_source (&self->cancel_source);
  if (self->tcp != NULL)
    g_socket_close (g_socket_connection_get_socket (self->tcp), NULL);
  G_OBJECT_CLASS (net_session_parent_class)->dispose (object);
}

static void
net_session_finalize (GObject *object)
{
  NetSession *self = NET_SESSION (object);

  g_clear_object (&self->stream);
  g_clear_object (&self->tcp);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->anchors);
  g_clear_error (&self->anchors_error);
  g_clear_pointer (&self->sasl, net_sasl_free);
  g_clear_pointer (&self->letter, net_letter_free);
  g_clear_pointer (&self->refusal, mail_reply_unref);
  g_clear_pointer (&self->cause, mail_failure_free);
  g_clear_pointer (&self->failure, mail_failure_free);
  g_clear_pointer (&self->outcome, mail_outcome_free);
  g_clear_pointer (&self->conversation, mail_conversation_unref);
  g_clear_pointer (&self->client, smtp_client_free);
  g_clear_pointer (&self->endpoint, mail_endpoint_free);
  g_free (self->certificate_sha256);
  G_OBJECT_CLASS (net_session_parent_class)->finalize (object);
}

static void
net_session_class_init (NetSessionClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GType type = G_TYPE_FROM_CLASS (class);

  object_class->dispose = net_session_dispose;
  object_class->finalize = net_session_finalize;
  signals[NET_SIGNAL_LINE] = g_signal_new ("line", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[NET_SIGNAL_PROGRESS] = g_signal_new ("progress", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                               NULL, G_TYPE_NONE, 2, G_TYPE_UINT64, G_TYPE_UINT64);
  signals[NET_SIGNAL_CONFIRM] = g_signal_new ("confirm", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                              NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[NET_SIGNAL_CLOSED] =
      g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
net_session_init (NetSession *self)
{
  self->cancellable = g_cancellable_new ();
  net_note_begin (self);
}

/* What the DNS and certificates know a host by is its A-labels (RFC 5890 section 2.3.2.1). */
static MailEndpoint *
endpoint_copy_ascii (const MailEndpoint *endpoint)
{
  MailEndpoint *copy = mail_endpoint_copy (endpoint);
  char *ascii = g_hostname_to_ascii (copy->host);

  if (ascii != NULL)
    {
      g_free (copy->host);
      copy->host = ascii;
    }
  return copy;
}

NetSession *
net_session_new (const MailEndpoint *endpoint)
{
  NetSession *self = g_object_new (NET_TYPE_SESSION, NULL);
  SmtpConfig config = {
    .ehlo_name = endpoint->ehlo_name != NULL ? endpoint->ehlo_name : EHLO_NAME,
    .security = endpoint->security,
    .login = net_sasl_is_owed (endpoint),
  };

  self->endpoint = endpoint_copy_ascii (endpoint);
  self->client = smtp_client_new (&config);
  return self;
}

void
net_session_emit_line (NetSession *self, guint index)
{
  g_signal_emit (self, signals[NET_SIGNAL_LINE], 0, index);
}

void
net_session_emit_progress (NetSession *self, guint64 sent, guint64 total)
{
  g_signal_emit (self, signals[NET_SIGNAL_PROGRESS], 0, sent, total);
}

gboolean
net_session_emit_confirm (NetSession *self, const MailOutcome *outcome)
{
  if (!g_signal_has_handler_pending (self, signals[NET_SIGNAL_CONFIRM], 0, FALSE))
    return FALSE;
  g_signal_emit (self, signals[NET_SIGNAL_CONFIRM], 0, outcome);
  return TRUE;
}

void
net_session_emit_closed (NetSession *self)
{
  g_signal_emit (self, signals[NET_SIGNAL_CLOSED], 0);
}

void
net_session_set_time_limit (NetSession *self, guint ms)
{
  self->time_limit_ms = ms;
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  NetSession *self = user_data;

  /* the dot may have left: only the server can say now */
  if (self->letter != NULL && net_letter_is_marked (self->letter))
    return G_SOURCE_REMOVE;
  net_pump_fail (self, MAIL_FAILURE_CANCELLED, NULL);
  net_pump (self);
  return G_SOURCE_REMOVE;
}

/* By a source, because a cancellable may be fired in any thread and inside any call. */
static void
watch_cancellable (NetSession *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancel_source, g_main_context_get_thread_default ());
}

/* Returns: whether a login is owed that cannot be done, so that nothing is connected for it */
static gboolean
lacks_secret (NetSession *self, const char *secret)
{
  return net_sasl_is_owed (self->endpoint) && !net_sasl_is_usable (self->endpoint, secret);
}

/* The task gets no cancellable: it would hide a result that came in the same moment. */
void
net_session_connect_async (NetSession *self, const char *secret, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (NET_IS_SESSION (self));
  g_return_if_fail (self->connect_task == NULL && self->tcp == NULL && !self->closed);

  self->connect_task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->connect_task, net_session_connect_async);
  net_note_begin (self);
  watch_cancellable (self, cancellable);
  if (lacks_secret (self, secret))
    net_pump_fail (self, MAIL_FAILURE_NO_SECRET, NULL);
  else
    {
      if (net_sasl_is_owed (self->endpoint))
        {
          self->sasl = net_sasl_new (self->endpoint, secret);
          smtp_client_hide (self->client, secret);
        }
      if (self->endpoint->security != MAIL_SECURITY_NONE)
        net_tls_prepare (self);
      net_connect_start (self);
    }
  net_pump (self);
}

MailFailure *
net_session_connect_finish (NetSession *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static MailOutcome *
outcome_without_session (NetSession *self, const MailEnvelope *envelope)
{
  MailOutcome *outcome = mail_outcome_new (envelope);

  outcome->failure = self->failure != NULL
                         ? mail_failure_copy (self->failure)
                         : mail_failure_new (MAIL_FAILURE_CLOSED, MAIL_STAGE_ENVELOPE, NULL, NULL);
  return outcome;
}

void
net_session_submit_async (NetSession *self, const MailEnvelope *envelope, GInputStream *content,
                          guint64 size, GCancellable *cancellable, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (NET_IS_SESSION (self));
  g_return_if_fail (envelope != NULL && envelope->forward_paths->len > 0);
  g_return_if_fail (G_IS_INPUT_STREAM (content));
  g_return_if_fail (self->submit_task == NULL);

  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, net_session_submit_async);
  if (!net_session_is_ready (self))
    {
      g_task_return_pointer (task, outcome_without_session (self, envelope),
                             (GDestroyNotify) mail_outcome_free);
      return;
    }
  self->submit_task = g_steal_pointer (&task);
  self->letter = net_letter_new (envelope, content, size);
  /* the server may have gone meanwhile */
  self->readable = TRUE;
  watch_cancellable (self, cancellable);
  net_pump (self);
}

MailOutcome *
net_session_submit_finish (NetSession *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
net_session_confirm (NetSession *self, gboolean marked)
{
  g_return_if_fail (NET_IS_SESSION (self));

  /* the transaction may have ended while the mark was made */
  if (self->letter == NULL || !net_letter_is_asking (self->letter))
    return;
  /* what came while the mark was made may forbid the dot */
  self->readable = TRUE;
  if (marked)
    net_letter_mark (self->letter);
  else
    net_pump_fail (self, MAIL_FAILURE_STORAGE, NULL);
  net_pump (self);
}

void
net_session_quit_async (NetSession *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (NET_IS_SESSION (self));
  g_return_if_fail (self->quit_task == NULL);

  GTask *task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, net_session_quit_async);
  if (self->closed || (self->tcp == NULL && self->connect_task == NULL))
    {
      g_task_return_pointer (task, NULL, NULL);
      g_object_unref (task);
      return;
    }
  self->quit_task = task;
  /* what can still be stopped is; what is being confirmed is waited for */
  if (self->connect_task != NULL ||
      (self->submit_task != NULL && !net_letter_is_marked (self->letter)))
    net_pump_fail (self, MAIL_FAILURE_CANCELLED, NULL);
  net_pump (self);
}

void
net_session_quit_finish (NetSession *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));
  g_task_propagate_pointer (G_TASK (result), NULL);
}

gboolean
net_session_is_ready (NetSession *self)
{
  g_return_val_if_fail (NET_IS_SESSION (self), FALSE);
  return self->stream != NULL && !self->closed && !self->ending && self->cause == NULL &&
         self->failure == NULL && self->connect_task == NULL && self->submit_task == NULL &&
         self->quit_task == NULL;
}

MailConversation *
net_session_get_conversation (NetSession *self)
{
  g_return_val_if_fail (NET_IS_SESSION (self), NULL);
  return self->conversation;
}

MailConversation *
net_session_take_conversation (NetSession *self)
{
  g_return_val_if_fail (NET_IS_SESSION (self), NULL);

  MailConversation *taken = g_steal_pointer (&self->conversation);
  net_note_begin (self);
  return taken;
}

NetOffer
net_session_get_offer (NetSession *self)
{
  const SmtpCapabilities *offered;

  g_return_val_if_fail (NET_IS_SESSION (self), (NetOffer){ 0 });

  offered = smtp_client_get_capabilities (self->client);
  return (NetOffer){
    .size = offered->size,
    .mail_max = offered->mail_max,
    .rcpt_max = offered->rcpt_max,
    .rcpt_domain_max = offered->rcpt_domain_max,
    .chunks = offered->extensions & SMTP_EXTENSION_CHUNKING,
  };
}

void
net_session_set_flight (NetSession *self, NetFlight flight)
{
  g_return_if_fail (NET_IS_SESSION (self));
  self->flight = flight;
}

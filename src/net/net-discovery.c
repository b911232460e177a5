/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three steps, each with an end: the records, the servers they name, the usual names. Within a
 * step everything goes on at once, and the tries stand in the order in which they are wanted: TLS
 * from the first octet before STARTTLS (RFC 8314 section 3), then as RFC 2782 sorts them. A server
 * outside the domain is found like any other, and marked: only a person can say that it is right.
 */

#include "net-discovery-state-private.h"

/* The DNS answers in a tenth of a second, or its servers are down. */
#define RECORD_MS 5000

/* A connection through a firewall that drops what it does not like never ends by itself. */
#define SERVER_MS 10000
#define GRACE_MS 2000

#define PORT_TLS 465
#define PORT_STARTTLS 587

static const MailSecurity securities[] = {
  [NET_SERVICE_SUBMISSIONS] = MAIL_SECURITY_TLS,
  [NET_SERVICE_SUBMISSION] = MAIL_SECURITY_STARTTLS,
};
G_STATIC_ASSERT (G_N_ELEMENTS (securities) == NET_N_SERVICES);

static const char *const usual_names[] = { "smtp.", "mail.", "" };

enum
{
  TRIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (NetDiscovery, net_discovery, G_TYPE_OBJECT)

static void begin_guesses (NetDiscovery *self);

NetKnock *
net_knock_new (NetDiscovery *self, guint index)
{
  NetKnock *knock = g_new0 (NetKnock, 1);

  knock->self = g_object_ref (self);
  knock->index = index;
  knock->start_us = g_get_monotonic_time ();
  self->running++;
  return knock;
}

void
net_knock_free (NetKnock *knock)
{
  g_object_unref (knock->self);
  g_free (knock);
}

static MailTry *
get_try (NetDiscovery *self, guint index)
{
  return g_ptr_array_index (self->tries, index);
}

void
net_discovery_end_try (NetKnock *knock, MailTryState state, MailFailure *failure)
{
  MailTry *try = get_try (knock->self, knock->index);

  try->state = state;
  try->failure = failure;
  try->ms = (guint) ((g_get_monotonic_time () - knock->start_us) / 1000);
  knock->self->running--;
  g_signal_emit (knock->self, signals[TRIED], 0, knock->index);
}

guint
net_discovery_add_try (NetDiscovery *self, MailTry *try)
{
  g_ptr_array_add (self->tries, try);
  g_signal_emit (self, signals[TRIED], 0, self->tries->len - 1);
  return self->tries->len - 1;
}

static void
stop_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

/* --- steps --- */

void
net_discovery_begin_step (NetDiscovery *self)
{
  g_clear_object (&self->step);
  self->step = g_cancellable_new ();
  self->step_begin = self->tries->len;
  self->late = FALSE;
  stop_source (&self->timer);
}

static gboolean
on_timer (gpointer user_data)
{
  NetDiscovery *self = user_data;

  self->late = TRUE;
  g_cancellable_cancel (self->step);
  return G_SOURCE_REMOVE;
}

void
net_discovery_start_timer (NetDiscovery *self, guint ms)
{
  if (self->timer != NULL)
    return;
  self->timer = g_timeout_source_new (ms);
  g_source_set_callback (self->timer, on_timer, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
}

void
net_discovery_end (NetDiscovery *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  stop_source (&self->timer);
  stop_source (&self->cancel_source);
  g_task_return_boolean (task, !self->cancelled);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  NetDiscovery *self = user_data;

  self->cancelled = TRUE;
  g_cancellable_cancel (self->step);
  return G_SOURCE_REMOVE;
}

/* --- servers --- */

static void
go_on (NetDiscovery *self)
{
  if (self->running == 0)
    {
      if (self->guessing || self->cancelled || net_tries_have_answer (self->tries))
        net_discovery_end (self);
      else
        begin_guesses (self);
    }
  else if (net_tries_are_settled (self->tries, self->step_begin))
    g_cancellable_cancel (self->step);
}

static MailTryState
state_of (const MailFailure *failure)
{
  if (failure == NULL)
    return MAIL_TRY_FOUND;
  if (failure->kind == MAIL_FAILURE_CANCELLED)
    return MAIL_TRY_SKIPPED;
  return failure->kind == MAIL_FAILURE_RESOLVE ? MAIL_TRY_MISSING : MAIL_TRY_FAILED;
}

static void
on_probed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetKnock) knock = user_data;
  MailFailure *failure = net_probe_finish (result);

  net_discovery_end_try (knock, state_of (failure), failure);
  if (failure == NULL)
    net_discovery_start_timer (knock->self, knock->self->settings.grace_ms);
  go_on (knock->self);
}

static void
add_server (NetDiscovery *self, const char *host, guint16 port, MailSecurity security)
{
  g_autoptr (MailTry) try = mail_try_new_server (host, port, security);

  if (net_tries_have_server (self->tries, try->endpoint))
    return;
  try->is_foreign = !net_tries_is_within (host, self->domain);
  net_discovery_add_try (self, g_steal_pointer (&try));
}

static void
probe_step (NetDiscovery *self)
{
  for (guint i = self->step_begin; i < self->tries->len; i++)
    net_probe_async (get_try (self, i)->endpoint, self->settings.server_ms, self->step, on_probed,
                     net_knock_new (self, i));
  if (self->running == 0)
    go_on (self);
}

void
net_discovery_begin_targets (NetDiscovery *self)
{
  net_discovery_begin_step (self);
  for (guint i = 0; i < NET_N_SERVICES; i++)
    for (GList *l = self->targets[i]; l != NULL; l = l->next)
      add_server (self, g_srv_target_get_hostname (l->data), g_srv_target_get_port (l->data),
                  securities[i]);
  probe_step (self);
}

static void
begin_guesses (NetDiscovery *self)
{
  const guint16 ports[] = { self->settings.tls_port, self->settings.starttls_port };

  G_STATIC_ASSERT (G_N_ELEMENTS (ports) == NET_N_SERVICES);
  self->guessing = TRUE;
  net_discovery_begin_step (self);
  for (guint name = 0; name < G_N_ELEMENTS (usual_names); name++)
    {
      g_autofree char *host = g_strconcat (usual_names[name], self->domain, NULL);

      for (guint i = 0; i < NET_N_SERVICES; i++)
        if (!self->declined[i])
          add_server (self, host, ports[i], securities[i]);
    }
  probe_step (self);
}

/* --- the object --- */

NetDiscovery *
net_discovery_new (const char *domain)
{
  NetDiscovery *self = g_object_new (NET_TYPE_DISCOVERY, NULL);

  self->domain = g_hostname_to_ascii (domain);
  return self;
}

NetDiscoverySettings *
net_discovery_get_settings (NetDiscovery *self)
{
  return &self->settings;
}

static gboolean
is_domain (const char *domain)
{
  return domain != NULL && *domain != '\0' && *domain != '[' && *domain != '.' &&
         !g_hostname_is_ip_address (domain);
}

static void
watch_cancellable (NetDiscovery *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  self->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancel_source, G_SOURCE_FUNC (on_cancelled), self, NULL);
  g_source_attach (self->cancel_source, g_main_context_get_thread_default ());
}

void
net_discovery_run_async (NetDiscovery *self, GCancellable *cancellable,
                         GAsyncReadyCallback callback, gpointer user_data)
{
  g_return_if_fail (NET_IS_DISCOVERY (self));
  g_return_if_fail (self->step == NULL);

  self->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (self->task, net_discovery_run_async);
  net_discovery_begin_step (self);
  if (!is_domain (self->domain))
    {
      net_discovery_end (self);
      return;
    }
  watch_cancellable (self, cancellable);
  net_discovery_ask (self);
}

gboolean
net_discovery_run_finish (NetDiscovery *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), NULL);
}

GPtrArray *
net_discovery_get_tries (NetDiscovery *self)
{
  return self->tries;
}

static void
net_discovery_finalize (GObject *object)
{
  NetDiscovery *self = NET_DISCOVERY (object);

  for (guint i = 0; i < NET_N_SERVICES; i++)
    g_resolver_free_targets (self->targets[i]);
  g_clear_object (&self->step);
  g_ptr_array_unref (self->tries);
  g_free (self->domain);
  G_OBJECT_CLASS (net_discovery_parent_class)->finalize (object);
}

static void
net_discovery_init (NetDiscovery *self)
{
  self->tries = g_ptr_array_new_with_free_func ((GDestroyNotify) mail_try_free);
  self->settings = (NetDiscoverySettings){
    .tls_port = PORT_TLS,
    .starttls_port = PORT_STARTTLS,
    .record_ms = RECORD_MS,
    .server_ms = SERVER_MS,
    .grace_ms = GRACE_MS,
  };
}

static void
net_discovery_class_init (NetDiscoveryClass *class)
{
  G_OBJECT_CLASS (class)->finalize = net_discovery_finalize;
  signals[TRIED] = g_signal_new ("tried", NET_TYPE_DISCOVERY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

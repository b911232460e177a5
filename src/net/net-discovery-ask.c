/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first step: what the DNS says of the domain (RFC 6186 section 3, RFC 8314 section 5.1).
 *
 * Where a proxy leads out, the DNS is not asked: it would be told, past the proxy, where letters
 * go; and it often has no answer there. The proxy finds the usual names. */

#include "net-discovery-state-private.h"

static const char *const records[] = {
  [NET_SERVICE_SUBMISSIONS] = "_submissions._tcp.",
  [NET_SERVICE_SUBMISSION] = "_submission._tcp.",
};
G_STATIC_ASSERT (G_N_ELEMENTS (records) == NET_N_SERVICES);

static void
end_record (NetKnock *knock, const GError *error)
{
  NetDiscovery *self = knock->self;
  gboolean missing = g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);
  MailFailure *failure = NULL;

  if (error == NULL)
    net_discovery_end_try (
        knock, self->declined[knock->service] ? MAIL_TRY_DECLINED : MAIL_TRY_FOUND, NULL);
  else if (self->cancelled)
    net_discovery_end_try (knock, MAIL_TRY_SKIPPED, NULL);
  else
    {
      failure = mail_failure_new (self->late ? MAIL_FAILURE_TIMEOUT : MAIL_FAILURE_RESOLVE,
                                  MAIL_STAGE_CONNECT, NULL, error->message);
      net_discovery_end_try (knock, missing ? MAIL_TRY_MISSING : MAIL_TRY_FAILED, failure);
    }
}

static void
on_record (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetKnock) knock = user_data;
  g_autoptr (GError) error = NULL;
  NetDiscovery *self = knock->self;
  guint service = knock->service;

  self->targets[service] = net_record_ask_finish (result, &self->declined[service], &error);
  end_record (knock, error);
  if (self->running > 0)
    return;
  if (self->cancelled)
    net_discovery_end (self);
  else
    net_discovery_begin_targets (self);
}

static void
ask_records (NetDiscovery *self)
{
  net_discovery_start_timer (self, self->settings.record_ms);
  for (guint i = 0; i < NET_N_SERVICES; i++)
    {
      g_autofree char *name = g_strconcat (records[i], self->domain, NULL);
      guint index = net_discovery_add_try (self, mail_try_new_record (name));
      NetKnock *knock = net_knock_new (self, index);

      knock->service = i;
      net_record_ask_async (name, self->step, on_record, knock);
    }
}

static void
skip_records (NetDiscovery *self)
{
  for (guint i = 0; i < NET_N_SERVICES; i++)
    {
      g_autofree char *name = g_strconcat (records[i], self->domain, NULL);
      g_autoptr (MailTry) try = mail_try_new_record (name);

      try->state = MAIL_TRY_SKIPPED;
      net_discovery_add_try (self, g_steal_pointer (&try));
    }
  net_discovery_begin_targets (self);
}

static gboolean
is_direct (char **proxies)
{
  return proxies != NULL && proxies[0] != NULL && g_str_has_prefix (proxies[0], "direct:");
}

static void
on_proxies (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (NetDiscovery) self = user_data;
  g_auto (GStrv) proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, NULL);

  if (self->cancelled)
    {
      net_discovery_end (self);
      return;
    }
  net_discovery_begin_step (self);
  if (is_direct (proxies))
    ask_records (self);
  else
    skip_records (self);
}

void
net_discovery_ask (NetDiscovery *self)
{
  net_discovery_start_timer (self, self->settings.record_ms);
  g_autofree char *uri = g_strdup_printf ("none://%s:%u", self->domain, self->settings.tls_port);
  g_proxy_resolver_lookup_async (g_proxy_resolver_get_default (), uri, self->step, on_proxies,
                                 g_object_ref (self));
}

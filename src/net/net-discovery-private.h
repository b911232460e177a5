/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The questions a discovery is made of, and what tests may change. */

#pragma once

#include "net-discovery.h"

G_BEGIN_DECLS

/**
 * NetDiscoverySettings:
 * @tls_port: of the usual names
 * @starttls_port: of the usual names
 * @record_ms: how long the DNS may take
 * @server_ms: how long one server may take
 * @grace_ms: how long better ones are waited for once a server was found
 */
typedef struct
{
  guint16 tls_port;
  guint16 starttls_port;
  guint record_ms;
  guint server_ms;
  guint grace_ms;
} NetDiscoverySettings;

/**
 * net_discovery_get_settings:
 *
 * Returns: (transfer none): may be changed before it runs
 */
NetDiscoverySettings *net_discovery_get_settings (NetDiscovery *discovery);

/* net-discovery-tries.c */

/**
 * net_tries_have_answer:
 *
 * Returns: whether a server was found that may be used without asking anybody
 */
gboolean net_tries_have_answer (GPtrArray *tries);

/**
 * net_tries_are_settled:
 * @begin: the first try that counts
 *
 * Returns: whether nothing that still runs could be wanted more than what was found
 */
gboolean net_tries_are_settled (GPtrArray *tries, guint begin);

gboolean net_tries_have_server (GPtrArray *tries, const MailEndpoint *endpoint);

/**
 * net_tries_is_within:
 *
 * Returns: whether @host is @domain or below it
 */
gboolean net_tries_is_within (const char *host, const char *domain);

/* net-discovery-record.c */

/**
 * net_record_ask_async:
 * @name: "_submissions._tcp.example.test"
 */
void net_record_ask_async (const char *name, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);

/**
 * net_record_ask_finish:
 * @declined: (out): whether the service is said not to be there
 *
 * Returns: (transfer full) (element-type GSrvTarget) (nullable): targets in the order of RFC 2782,
 *   four at most; NULL when @declined or on error
 */
GList *net_record_ask_finish (GAsyncResult *result, gboolean *declined, GError **error);

/* net-discovery-probe.c */

/**
 * net_probe_async:
 * @endpoint: (transfer none): without a user
 */
void net_probe_async (const MailEndpoint *endpoint, guint limit_ms, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data);

/**
 * net_probe_finish:
 *
 * Returns: (transfer full) (nullable): NULL when somebody could log in there, or why not
 */
MailFailure *net_probe_finish (GAsyncResult *result);

G_END_DECLS

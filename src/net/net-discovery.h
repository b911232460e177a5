/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Finds the server that takes the letters of a domain: asks the DNS (RFC 6186, RFC 8314 section
 * 5.1), then tries the usual names. Every server is knocked at, as far as the reply to EHLO on an
 * encrypted line, and nobody logs in; one that does not encrypt is no answer. */

#pragma once

#include <gio/gio.h>

#include "mail-try.h"

G_BEGIN_DECLS

#define NET_TYPE_DISCOVERY (net_discovery_get_type ())
G_DECLARE_FINAL_TYPE (NetDiscovery, net_discovery, NET, DISCOVERY, GObject)

/**
 * NetDiscovery::tried:
 * @index: place of the try that began or ended
 */

/**
 * net_discovery_new:
 * @domain: what follows the last @ of an address
 */
NetDiscovery *net_discovery_new (const char *domain);

/**
 * net_discovery_run_async: takes half a minute at most; only once in a discovery's life
 */
void net_discovery_run_async (NetDiscovery *discovery, GCancellable *cancellable,
                              GAsyncReadyCallback callback, gpointer user_data);

/**
 * net_discovery_run_finish:
 *
 * Returns: whether it came to its end; FALSE when it was cancelled
 */
gboolean net_discovery_run_finish (NetDiscovery *discovery, GAsyncResult *result);

/**
 * net_discovery_get_tries:
 *
 * Returns: (transfer none) (element-type MailTry): what was tried so far, the better first
 */
GPtrArray *net_discovery_get_tries (NetDiscovery *discovery);

G_END_DECLS

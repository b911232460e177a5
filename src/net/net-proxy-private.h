/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The system's proxies, as far as a letter may use them. */

#pragma once

#include <gio/gio.h>

#include "mail-failure.h"

G_BEGIN_DECLS

#define NET_TYPE_PROXIES (net_proxies_get_type ())
G_DECLARE_FINAL_TYPE (NetProxies, net_proxies, NET, PROXIES, GObject)

/**
 * net_proxies_new: a GProxyResolver that asks the system's
 */
NetProxies *net_proxies_new (void);

/**
 * net_proxies_is_only_way:
 *
 * Returns: whether the last answer named proxies and no direct way
 */
gboolean net_proxies_is_only_way (NetProxies *proxies);

/**
 * net_proxy_is_due:
 * @host: a name or an address
 *
 * Returns: whether a proxy may lead to @host: none leads to this computer
 */
gboolean net_proxy_is_due (const char *host);

/**
 * net_proxy_judge:
 * @asked: whether the proxy was there and was asked for the server
 *
 * Returns: what it means that the connection through a proxy failed with @error
 */
MailFailureKind net_proxy_judge (const GError *error, gboolean asked);

G_END_DECLS

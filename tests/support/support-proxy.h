/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A proxy on 127.0.0.1 in the test's own main context: SOCKS 5 (RFC 1928, with RFC 1929) and
 * CONNECT of HTTP, whichever a client speaks. It knows one destination. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct SupportProxy SupportProxy;

/**
 * support_proxy_new:
 * @port: of 127.0.0.1, where every connection is led
 */
SupportProxy *support_proxy_new (guint16 port);
void support_proxy_free (SupportProxy *proxy);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SupportProxy, support_proxy_free)

/**
 * support_proxy_want_login: lets only those in who say so
 */
void support_proxy_want_login (SupportProxy *proxy, const char *user, const char *password);

/**
 * support_proxy_refuse: answers every request with
 * @code: a reply of SOCKS (RFC 1928 section 6) or a status of HTTP
 */
void support_proxy_refuse (SupportProxy *proxy, guint code);

/**
 * support_proxy_set_silent: takes connections and says nothing
 */
void support_proxy_set_silent (SupportProxy *proxy);

/**
 * support_proxy_dup_uri:
 * @prefix: "socks5://", "http://user:password@"
 */
char *support_proxy_dup_uri (SupportProxy *proxy, const char *prefix);

guint support_proxy_get_n_connections (SupportProxy *proxy);

/**
 * support_proxy_get_requests:
 *
 * Returns: (transfer none) (array zero-terminated=1): what was asked for: "socks5 name HOST:PORT",
 *   "socks5 address" for anything but a name, "http HOST:PORT"
 */
const char *const *support_proxy_get_requests (SupportProxy *proxy);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GIO goes through a proxy by itself: SOCKS (RFC 1928, RFC 1929) and HTTP's CONNECT (RFC 9110
 * section 9.3.6). What is here keeps two promises it does not make. A proxy is told the server's
 * name and looks it up itself, so that the DNS on this side does not hear of it: GIO takes a
 * "socks://" of the settings for three versions of the protocol and, where the newest one fails,
 * would go on to SOCKS 4, which knows addresses only. And what the newest one said is what a
 * person is told, not what an older one said afterwards. */

#include "net-proxy-private.h"

#include <string.h>

struct _NetProxies
{
  GObject parent_instance;

  gboolean only_way;
};

static const char *
after_scheme (const char *uri)
{
  const char *separator = strstr (uri, "://");

  return separator != NULL ? separator + strlen ("://") : uri;
}

static gboolean
has_socks5 (char **uris, const char *place)
{
  for (guint i = 0; uris[i] != NULL; i++)
    if (g_str_has_prefix (uris[i], "socks5://") && g_str_equal (after_scheme (uris[i]), place))
      return TRUE;
  return FALSE;
}

/* "socks5h" is what others call a SOCKS 5 that is told names; GIO tells it nothing else. */
static char *
put_right (char *uri)
{
  if (!g_str_has_prefix (uri, "socks5h://"))
    return uri;
  char *right = g_strconcat ("socks5://", after_scheme (uri), NULL);
  g_free (uri);
  return right;
}

/* Returns: (transfer full): @uris without what an older protocol would do at the same place */
static char **
take_best (char **uris)
{
  guint kept = 0;

  if (uris == NULL)
    return NULL;
  for (guint i = 0; uris[i] != NULL; i++)
    uris[i] = put_right (uris[i]);
  for (guint i = 0; uris[i] != NULL; i++)
    {
      char *uri = uris[i];

      if (g_str_has_prefix (uri, "socks4") && has_socks5 (uris, after_scheme (uri)))
        g_free (uri);
      else
        uris[kept++] = uri;
    }
  uris[kept] = NULL;
  return uris;
}

static char **
note (NetProxies *self, char **uris)
{
  self->only_way = uris != NULL && uris[0] != NULL;
  for (guint i = 0; self->only_way && uris[i] != NULL; i++)
    if (g_str_has_prefix (uris[i], "direct://"))
      self->only_way = FALSE;
  return uris;
}

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
lookup (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  return note (NET_PROXIES (resolver),
               take_best (g_proxy_resolver_lookup (g_proxy_resolver_get_default (), uri,
                                                   cancellable, error)));
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char **uris =
      take_best (g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error));

  if (uris != NULL)
    g_task_return_pointer (task, uris, (GDestroyNotify) g_strfreev);
  else
    g_task_return_error (task, error);
}

static void
lookup_async (GProxyResolver *resolver, const char *uri, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_set_source_tag (task, lookup_async);
  g_proxy_resolver_lookup_async (g_proxy_resolver_get_default (), uri, cancellable, on_looked_up,
                                 task);
}

static char **
lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return note (NET_PROXIES (resolver), g_task_propagate_pointer (G_TASK (result), error));
}

static void
net_proxies_interface_init (GProxyResolverInterface *interface)
{
  interface->is_supported = is_supported;
  interface->lookup = lookup;
  interface->lookup_async = lookup_async;
  interface->lookup_finish = lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (NetProxies, net_proxies, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      net_proxies_interface_init))

static void
net_proxies_init (NetProxies *self)
{
}

static void
net_proxies_class_init (NetProxiesClass *class)
{
}

NetProxies *
net_proxies_new (void)
{
  return g_object_new (NET_TYPE_PROXIES, NULL);
}

gboolean
net_proxies_is_only_way (NetProxies *self)
{
  return self->only_way;
}

/* Asking for one also takes longer than a letter to the practice server. RFC 6761 section 6.3
 * keeps all names below "localhost" on this computer. */
gboolean
net_proxy_is_due (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return !g_inet_address_get_is_loopback (address);
  g_autofree char *name = g_ascii_strdown (host, -1);
  return !g_str_equal (name, "localhost") && !g_str_has_suffix (name, ".localhost");
}

/* Once it was asked, these are its words about the server; before, they are about itself. */
static gboolean
is_about_server (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED);
}

MailFailureKind
net_proxy_judge (const GError *error, gboolean asked)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED))
    return MAIL_FAILURE_PROXY_LOGIN;
  if (asked && is_about_server (error))
    return MAIL_FAILURE_CONNECT;
  /* a kind of proxy that GIO does not know */
  asked = asked || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  return asked ? MAIL_FAILURE_PROXY_REFUSED : MAIL_FAILURE_PROXY_UNREACHABLE;
}

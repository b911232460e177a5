/* SPDX-License-Identifier: GPL-3.0-or-later */

/* GIO takes the implementation with the highest priority as the system's. */

#include "support-proxies.h"

#define SUPPORT_TYPE_PROXIES (support_proxies_get_type ())
G_DECLARE_FINAL_TYPE (SupportProxies, support_proxies, SUPPORT, PROXIES, GObject)

struct _SupportProxies
{
  GObject parent_instance;

  char **uris;
  guint n_questions;
};

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
lookup (GProxyResolver *resolver, const char *uri, GCancellable *cancellable, GError **error)
{
  SupportProxies *self = SUPPORT_PROXIES (resolver);

  self->n_questions++;
  return g_strdupv (self->uris);
}

static void
lookup_async (GProxyResolver *resolver, const char *uri, GCancellable *cancellable,
              GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, lookup (resolver, uri, cancellable, NULL),
                         (GDestroyNotify) g_strfreev);
}

static char **
lookup_finish (GProxyResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
interface_init (GProxyResolverInterface *interface)
{
  interface->is_supported = is_supported;
  interface->lookup = lookup;
  interface->lookup_async = lookup_async;
  interface->lookup_finish = lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (SupportProxies, support_proxies, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, interface_init))

static void
support_proxies_init (SupportProxies *self)
{
}

static void
support_proxies_class_init (SupportProxiesClass *class)
{
}

void
support_proxies_install (void)
{
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, SUPPORT_TYPE_PROXIES,
                                  "support", G_MAXINT);
  support_proxies_set (NULL);
}

void
support_proxies_set (const char *const *uris)
{
  static const char *const direct[] = { "direct://", NULL };
  SupportProxies *self = SUPPORT_PROXIES (g_proxy_resolver_get_default ());

  g_strfreev (self->uris);
  self->uris = g_strdupv ((char **) (uris != NULL ? uris : direct));
  self->n_questions = 0;
}

guint
support_proxies_get_n_questions (void)
{
  return SUPPORT_PROXIES (g_proxy_resolver_get_default ())->n_questions;
}

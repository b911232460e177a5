/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One question for SRV records (RFC 2782). The records themselves are asked for and not GIO's list
 * of targets, because that one makes no difference between "there is no such record" and the
 * target "." that says the service is decidedly not there. */

#include "net-discovery-private.h"

/* More servers than that have other means to be found. */
#define MAX_TARGETS 4

/* RFC 1035 section 3.1 */
#define MAX_NAME 253

static void
free_records (gpointer records)
{
  g_list_free_full (records, (GDestroyNotify) g_variant_unref);
}

static void
on_records (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  GList *records = g_resolver_lookup_records_finish (G_RESOLVER (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, records, free_records);
}

void
net_record_ask_async (const char *name, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, net_record_ask_async);
  g_resolver_lookup_records_async (resolver, name, G_RESOLVER_RECORD_SRV, cancellable, on_records,
                                   task);
}

/* The root is written "." or as nothing. */
static gboolean
is_root (const char *host)
{
  return *host == '\0' || g_str_equal (host, ".");
}

/* A host name (RFC 1123 section 2.1), no address: whoever answers for a domain cannot send us
 * anywhere we could not have been sent by a name. */
static gboolean
is_host (const char *host)
{
  static const char letters[] = G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "-_.";

  return strlen (host) <= MAX_NAME && strspn (host, letters) == strlen (host) &&
         !g_hostname_is_ip_address (host);
}

static char *
dup_without_last_dot (const char *host)
{
  gsize length = strlen (host);

  return g_strndup (host, length - (g_str_has_suffix (host, ".") ? 1 : 0));
}

static GList *
add_target (GList *targets, GVariant *record, gboolean *declined)
{
  guint16 priority, weight, port;
  const char *target = NULL;

  g_variant_get (record, "(qqq&s)", &priority, &weight, &port, &target);
  if (is_root (target))
    *declined = TRUE;
  else if (is_host (target) && port != 0)
    {
      g_autofree char *host = dup_without_last_dot (target);
      return g_list_prepend (targets, g_srv_target_new (host, port, priority, weight));
    }
  return targets;
}

/* Forwards only: sorting leaves the links back as they were. */
static GList *
cut (GList *targets)
{
  GList *last = g_list_nth (targets, MAX_TARGETS - 1);

  if (last != NULL)
    {
      g_resolver_free_targets (last->next);
      last->next = NULL;
    }
  return targets;
}

GList *
net_record_ask_finish (GAsyncResult *result, gboolean *declined, GError **error)
{
  GList *targets = NULL;
  GError *inner = NULL;
  GList *records = g_task_propagate_pointer (G_TASK (result), &inner);
  gboolean is_declined = FALSE;

  if (inner != NULL)
    {
      g_propagate_error (error, inner);
      return NULL;
    }
  for (GList *l = records; l != NULL; l = l->next)
    if (g_variant_is_of_type (l->data, G_VARIANT_TYPE ("(qqqs)")))
      targets = add_target (targets, l->data, &is_declined);
  free_records (records);
  if (targets == NULL && !is_declined)
    {
      g_set_error_literal (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND,
                           "no record that names a server");
      return NULL;
    }
  *declined = targets == NULL;
  return cut (g_srv_target_list_sort (targets));
}

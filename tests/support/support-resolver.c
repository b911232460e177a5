/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "support-resolver.h"

struct _SupportResolver
{
  GResolver parent_instance;

  GHashTable *hosts;
  GHashTable *records; /* name → GPtrArray of GVariant */
  GHashTable *silent;
  GPtrArray *questions;
};

G_DEFINE_FINAL_TYPE (SupportResolver, support_resolver, G_TYPE_RESOLVER)

static gboolean
on_cancelled (GCancellable *cancellable, gpointer task)
{
  g_task_return_error_if_cancelled (task);
  return G_SOURCE_REMOVE;
}

/* Returns: whether the question gets an answer now */
static gboolean
ask (SupportResolver *self, GTask *task, const char *name)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_ptr_array_insert (self->questions, (int) self->questions->len - 1, g_strdup (name));
  if (!g_hash_table_contains (self->silent, name))
    return TRUE;
  g_assert_nonnull (cancellable);
  g_autoptr (GSource) source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (on_cancelled), g_object_ref (task), g_object_unref);
  g_source_attach (source, g_task_get_context (task));
  return FALSE;
}

static void
return_unknown (GTask *task, const char *name)
{
  g_task_return_new_error (task, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "no %s", name);
}

static void
lookup_by_name_with_flags_async (GResolver *resolver, const char *host,
                                 GResolverNameLookupFlags flags, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  SupportResolver *self = SUPPORT_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  if (!ask (self, task, host))
    return;
  if (g_hash_table_contains (self->hosts, host) && flags != G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY)
    g_task_return_pointer (task,
                           g_list_append (NULL, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4)),
                           (GDestroyNotify) g_resolver_free_addresses);
  else
    return_unknown (task, host);
}

static void
lookup_by_name_async (GResolver *resolver, const char *host, GCancellable *cancellable,
                      GAsyncReadyCallback callback, gpointer user_data)
{
  lookup_by_name_with_flags_async (resolver, host, G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT,
                                   cancellable, callback, user_data);
}

static GList *
lookup_finish (GResolver *resolver, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
lookup_records_async (GResolver *resolver, const char *name, GResolverRecordType type,
                      GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  SupportResolver *self = SUPPORT_RESOLVER (resolver);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GPtrArray *records = g_hash_table_lookup (self->records, name);
  GList *list = NULL;

  g_assert_cmpint (type, ==, G_RESOLVER_RECORD_SRV);
  if (!ask (self, task, name))
    return;
  for (guint i = 0; records != NULL && i < records->len; i++)
    list = g_list_append (list, g_variant_ref (g_ptr_array_index (records, i)));
  if (list != NULL)
    g_task_return_pointer (task, list, NULL);
  else
    return_unknown (task, name);
}

SupportResolver *
support_resolver_new (void)
{
  return g_object_new (SUPPORT_TYPE_RESOLVER, NULL);
}

void
support_resolver_add_host (SupportResolver *self, const char *host)
{
  g_hash_table_add (self->hosts, g_strdup (host));
}

void
support_resolver_add_record (SupportResolver *self, const char *name, guint16 priority,
                             guint16 weight, guint16 port, const char *target)
{
  GPtrArray *records = g_hash_table_lookup (self->records, name);

  if (records == NULL)
    {
      records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
      g_hash_table_insert (self->records, g_strdup (name), records);
    }
  g_ptr_array_add (records,
                   g_variant_ref_sink (g_variant_new ("(qqqs)", priority, weight, port, target)));
}

void
support_resolver_hang (SupportResolver *self, const char *name)
{
  g_hash_table_add (self->silent, g_strdup (name));
}

const char *const *
support_resolver_get_questions (SupportResolver *self)
{
  return (const char *const *) self->questions->pdata;
}

static void
support_resolver_finalize (GObject *object)
{
  SupportResolver *self = SUPPORT_RESOLVER (object);

  g_hash_table_unref (self->hosts);
  g_hash_table_unref (self->records);
  g_hash_table_unref (self->silent);
  g_ptr_array_unref (self->questions);
  G_OBJECT_CLASS (support_resolver_parent_class)->finalize (object);
}

static void
support_resolver_init (SupportResolver *self)
{
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->records =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  self->silent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->questions = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->questions, NULL);
}

static void
support_resolver_class_init (SupportResolverClass *class)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = support_resolver_finalize;
  resolver_class->lookup_by_name_async = lookup_by_name_async;
  resolver_class->lookup_by_name_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags_async = lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
  resolver_class->lookup_records_async = lookup_records_async;
  resolver_class->lookup_records_finish = lookup_finish;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The profiles in memory. All reading and writing of the file happens on the shelf, which says why.
 */

#include "account-registry.h"

#include "account-shelf-private.h"

/* An editor may write a file in several steps. */
#define SETTLE_MS 50
#define RATE_LIMIT_MS 100

struct _AccountRegistry
{
  GObject parent_instance;

  AccountShelf *shelf;
  AccountKeyring *keyring;
  GFileMonitor *monitor;
  AccountFile *file;
  GCancellable *closing;
  guint settle_source;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (AccountRegistry, account_registry, G_TYPE_OBJECT)

static void
account_registry_dispose (GObject *object)
{
  AccountRegistry *registry = ACCOUNT_REGISTRY (object);

  g_cancellable_cancel (registry->closing);
  g_clear_handle_id (&registry->settle_source, g_source_remove);
  if (registry->monitor != NULL)
    g_signal_handlers_disconnect_by_data (registry->monitor, registry);
  g_clear_object (&registry->monitor);
  G_OBJECT_CLASS (account_registry_parent_class)->dispose (object);
}

static void
account_registry_finalize (GObject *object)
{
  AccountRegistry *registry = ACCOUNT_REGISTRY (object);

  g_clear_pointer (&registry->shelf, account_shelf_unref);
  g_clear_object (&registry->closing);
  g_clear_object (&registry->keyring);
  g_clear_pointer (&registry->file, account_file_free);
  G_OBJECT_CLASS (account_registry_parent_class)->finalize (object);
}

static void
account_registry_class_init (AccountRegistryClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->dispose = account_registry_dispose;
  object_class->finalize = account_registry_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
account_registry_init (AccountRegistry *registry)
{
  registry->closing = g_cancellable_new ();
  registry->keyring = account_keyring_new ();
}

AccountRegistry *
account_registry_new (GFile *file)
{
  AccountRegistry *registry = g_object_new (ACCOUNT_TYPE_REGISTRY, NULL);

  registry->shelf = account_shelf_new (file);
  return registry;
}

AccountKeyring *
account_registry_get_keyring (AccountRegistry *registry)
{
  return registry->keyring;
}

/* Takes what the file held last. */
static void
adopt (AccountRegistry *registry)
{
  AccountFile *latest = account_shelf_take (registry->shelf);
  gboolean differs = FALSE;

  if (latest == NULL)
    return;
  differs = registry->file == NULL || !g_str_equal (registry->file->text, latest->text);
  g_clear_pointer (&registry->file, account_file_free);
  registry->file = latest;
  if (differs)
    g_signal_emit (registry, signals[CHANGED], 0);
}

/* What was written is in memory before the caller hears of it. */
static void
on_worked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  adopt (g_task_get_source_object (task));
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
run_job (GTask *task, AccountWork work, gpointer data, GDestroyNotify free_data)
{
  AccountRegistry *registry = g_task_get_source_object (task);
  g_autoptr (GTask) inner =
      g_task_new (NULL, g_task_get_cancellable (task), on_worked, g_object_ref (task));

  g_task_set_source_tag (inner, run_job);
  g_task_set_check_cancellable (inner, FALSE);
  account_shelf_run (registry->shelf, inner, work, data, free_data);
}

static AccountFile *
work_read (GFile *location, gconstpointer data, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return account_file_read (location, error);
}

static void
on_reread (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  /* half written or not readable at the moment: what is known stays */
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_debug ("accounts were not read again: %s", error->message);
}

static gboolean
on_settled (gpointer data)
{
  AccountRegistry *registry = data;
  g_autoptr (GTask) task = g_task_new (registry, registry->closing, on_reread, NULL);

  registry->settle_source = 0;
  g_task_set_source_tag (task, on_settled);
  run_job (task, work_read, NULL, NULL);
  return G_SOURCE_REMOVE;
}

static void
settle (AccountRegistry *registry)
{
  if (registry->settle_source == 0)
    registry->settle_source = g_timeout_add (SETTLE_MS, on_settled, registry);
}

static void
on_file_changed (GFileMonitor *monitor, GFile *file, GFile *other, GFileMonitorEvent event,
                 AccountRegistry *registry)
{
  settle (registry);
}

static void
watch (AccountRegistry *registry)
{
  g_autoptr (GError) error = NULL;

  if (registry->monitor != NULL || g_cancellable_is_cancelled (registry->closing))
    return;
  registry->monitor = g_file_monitor_file (account_shelf_get_location (registry->shelf),
                                           G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (registry->monitor == NULL)
    {
      g_debug ("accounts are not watched: %s", error->message);
      return;
    }
  g_file_monitor_set_rate_limit (registry->monitor, RATE_LIMIT_MS);
  g_signal_connect (registry->monitor, "changed", G_CALLBACK (on_file_changed), registry);
  /* it may have changed after it was read and before it was watched */
  settle (registry);
}

/* The directory was made by the first reading, so it can be watched now. */
static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  watch (ACCOUNT_REGISTRY (source));
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
account_registry_load_async (AccountRegistry *registry, GCancellable *cancellable,
                             GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (registry, cancellable, callback, user_data);
  g_autoptr (GTask) reading = g_task_new (registry, cancellable, on_loaded, g_object_ref (task));

  g_task_set_source_tag (task, account_registry_load_async);
  g_task_set_source_tag (reading, account_registry_load_async);
  run_job (reading, work_read, NULL, NULL);
}

gboolean
account_registry_load_finish (AccountRegistry *registry, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static AccountFile *
work_save (GFile *location, gconstpointer data, GCancellable *cancellable, GError **error)
{
  return account_file_save (location, data, cancellable, error);
}

void
account_registry_save_async (AccountRegistry *registry, const AccountProfile *profile,
                             GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (registry, cancellable, callback, user_data);

  g_task_set_source_tag (task, account_registry_save_async);
  run_job (task, work_save, account_profile_copy (profile), (GDestroyNotify) account_profile_free);
}

gboolean
account_registry_save_finish (AccountRegistry *registry, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static AccountFile *
work_remove (GFile *location, gconstpointer data, GCancellable *cancellable, GError **error)
{
  return account_file_remove (location, data, cancellable, error);
}

void
account_registry_remove_async (AccountRegistry *registry, const char *id, GCancellable *cancellable,
                               GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (registry, cancellable, callback, user_data);

  g_task_set_source_tag (task, account_registry_remove_async);
  run_job (task, work_remove, g_strdup (id), g_free);
}

gboolean
account_registry_remove_finish (AccountRegistry *registry, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The application that runs the practice server knows where it listens; until it says so the
 * endpoint names a host that exists nowhere (RFC 6761 section 6.2). */
static AccountProfile *
make_practice_profile (void)
{
  g_autoptr (MailEndpoint) endpoint = mail_endpoint_new ("practice.test", 587, MAIL_SECURITY_NONE);
  AccountProfile *profile = NULL;

  endpoint->user = g_strdup ("practice");
  profile = account_profile_new (ACCOUNT_PRACTICE_ADDRESS, endpoint);
  g_free (profile->id);
  profile->id = g_strdup (ACCOUNT_PRACTICE_ID);
  profile->colour = 0;
  return profile;
}

GPtrArray *
account_registry_list (AccountRegistry *registry)
{
  GPtrArray *copies = g_ptr_array_new_with_free_func ((GDestroyNotify) account_profile_free);

  if (registry->file == NULL)
    return copies;
  for (guint i = 0; i < registry->file->profiles->len; i++)
    g_ptr_array_add (copies,
                     account_profile_copy (g_ptr_array_index (registry->file->profiles, i)));
  return copies;
}

typedef gboolean (*Matches) (const AccountProfile *profile, const char *text);

static AccountProfile *
find_copy (AccountRegistry *registry, Matches matches, const char *text)
{
  GPtrArray *profiles = registry->file != NULL ? registry->file->profiles : NULL;

  for (guint i = 0; profiles != NULL && i < profiles->len; i++)
    if (matches (g_ptr_array_index (profiles, i), text))
      return account_profile_copy (g_ptr_array_index (profiles, i));
  return NULL;
}

static gboolean
has_id (const AccountProfile *profile, const char *text)
{
  return g_str_equal (profile->id, text);
}

static gboolean
has_address (const AccountProfile *profile, const char *text)
{
  return g_ascii_strcasecmp (profile->address, text) == 0;
}

static gboolean
is_default (const AccountProfile *profile, const char *text)
{
  return profile->is_default;
}

AccountProfile *
account_registry_lookup (AccountRegistry *registry, const char *id)
{
  if (g_str_equal (id, ACCOUNT_PRACTICE_ID))
    return make_practice_profile ();
  return find_copy (registry, has_id, id);
}

AccountProfile *
account_registry_lookup_address (AccountRegistry *registry, const char *address)
{
  if (g_str_equal (address, ACCOUNT_PRACTICE_ID) ||
      g_ascii_strcasecmp (address, ACCOUNT_PRACTICE_ADDRESS) == 0)
    return make_practice_profile ();
  return find_copy (registry, has_address, address);
}

AccountProfile *
account_registry_get_default (AccountRegistry *registry)
{
  return find_copy (registry, is_default, NULL);
}

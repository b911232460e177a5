/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts and store are opened one after the other; both take a few milliseconds, and no window
 * is shown before they are there, so none has to say "loading". An accounts file that cannot be
 * read is a failure like a store that cannot be opened: letters would wait without a reason. The
 * practice server binds a loopback port only; when it cannot, its letters wait and the rest works.
 */

#include "app-parts.h"

#include "app-costs.h"
#include "app-paths.h"
#include "practice-server.h"

/* for all but the answer of a server that has a letter */
#define CLOSE_S 10

typedef struct
{
  GSettings *settings;
  AccountRegistry *registry;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  g_clear_object (&load->settings);
  g_clear_object (&load->registry);
  g_free (load);
}

static PracticeServer *
start_practice (void)
{
  g_autoptr (GFile) data = app_paths_get_data ();
  g_autoptr (GFile) spool = g_file_get_child (data, "practice");
  g_autoptr (GError) error = NULL;
  PracticeServer *practice = practice_server_new (PRACTICE_FULL, spool);

  if (!practice_server_start (practice, 0, &error))
    g_message ("The practice server does not run: %s", error->message);
  return practice;
}

static SubmissionQueue *
start_queue (StoreDatabase *database, const Load *load, PracticeServer *practice)
{
  SubmissionQueue *queue = submission_queue_new (database, load->registry);
  g_autoptr (MailEndpoint) endpoint =
      practice_server_get_port (practice) != 0 ? practice_server_dup_endpoint (practice) : NULL;

  submission_queue_set_practice (queue, endpoint);
  app_costs_watch (queue, load->settings);
  /* sending needs marks that are on disk */
  if (!store_database_is_read_only (database))
    submission_queue_start (queue);
  return queue;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Load *load = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StoreDatabase) database = store_database_open_finish (result, &error);

  if (database == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  g_autoptr (PracticeServer) practice = start_practice ();
  g_autoptr (SubmissionQueue) queue = start_queue (database, load, practice);
  g_task_return_pointer (task,
                         ui_context_new (database, load->registry, queue, practice, load->settings),
                         (GDestroyNotify) ui_context_unref);
}

static void
on_accounts (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GFile) data = app_paths_get_data ();
  GError *error = NULL;

  if (!account_registry_load_finish (ACCOUNT_REGISTRY (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  store_database_open_async (data, g_task_get_cancellable (task), on_opened, g_object_ref (task));
}

void
app_parts_load_async (GSettings *settings, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GFile) accounts = app_paths_get_accounts ();
  Load *load = g_new0 (Load, 1);

  g_task_set_source_tag (task, app_parts_load_async);
  load->settings = g_object_ref (settings);
  load->registry = account_registry_new (accounts);
  g_task_set_task_data (task, load, load_free);
  account_registry_load_async (load->registry, cancellable, on_accounts, task);
}

UiContext *
app_parts_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Outlives a callback that comes after the time is up. */
typedef struct
{
  UiContext *context;
  guint left_s;
  gboolean done;
} Close;

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Close *close = user_data;

  store_database_close_finish (STORE_DATABASE (source), result);
  close->done = TRUE;
}

/* The practice server answers for what it has, like any other, until nobody waits for it. */
static void
on_stopped (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Close *close = user_data;

  submission_queue_stop_finish (SUBMISSION_QUEUE (source), result);
  practice_server_stop (close->context->practice);
  store_database_close_async (close->context->database, on_closed, close);
}

/* The time a server has for its answer is no concern of ours: it has a limit of its own. */
static gboolean
on_second (gpointer user_data)
{
  Close *close = user_data;

  if (close->left_s > 0 && !submission_queue_is_confirming (close->context->queue))
    close->left_s--;
  return G_SOURCE_CONTINUE;
}

void
app_parts_close (UiContext *context)
{
  Close *close = g_new0 (Close, 1);
  guint timer = g_timeout_add_seconds (1, on_second, close);

  close->context = ui_context_ref (context);
  close->left_s = CLOSE_S;
  submission_queue_stop_async (context->queue, on_stopped, close);
  while (!close->done && close->left_s > 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  if (!close->done)
    return;
  ui_context_unref (close->context);
  g_free (close);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ui-test.h"

#include "support-await.h"
#include "support-directory.h"
#include "ui-resources.h"

#define PATIENCE_S 10

static StoreDatabase *
open_database (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "envoi", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StoreDatabase *database;

  store_database_open_async (file, NULL, support_await_done, &result);
  database = store_database_open_finish (support_await (&result), &error);
  g_assert_no_error (error);
  return database;
}

static char *
save_account (AccountRegistry *registry, const char *address, const char *name,
              const char *signature)
{
  g_autoptr (MailEndpoint) endpoint =
      mail_endpoint_new ("smtp.example.org", 465, MAIL_SECURITY_TLS);
  g_autoptr (AccountProfile) profile = account_profile_new (address, endpoint);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  profile->name = g_strdup (name);
  profile->signature = g_strdup (signature);
  account_registry_save_async (registry, profile, NULL, support_await_done, &result);
  account_registry_save_finish (registry, support_await (&result), &error);
  g_assert_no_error (error);
  return g_strdup (profile->id);
}

void
ui_test_set_up (UiTest *test, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StoreDatabase) database = NULL;
  g_autoptr (AccountRegistry) registry = NULL;
  g_autoptr (SubmissionQueue) queue = NULL;
  g_autoptr (PracticeServer) practice = practice_server_new (PRACTICE_FULL, NULL);
  g_autoptr (GSettings) settings = g_settings_new ("io.github.envoi_mail.Envoi");
  g_autoptr (GFile) accounts = NULL;
  g_autofree char *path = NULL;

  test->directory = support_directory_new ();
  path = g_build_filename (test->directory, "accounts.ini", NULL);
  accounts = g_file_new_for_path (path);
  registry = account_registry_new (accounts);
  test->account_id = save_account (registry, "li@example.org", "Li Lei", "Li Lei");
  test->work_id = save_account (registry, "work@example.org", NULL, "Work");
  database = open_database (test->directory);
  queue = submission_queue_new (database, registry);
  test->context = ui_context_new (database, registry, queue, practice, settings);
}

void
ui_test_tear_down (UiTest *test, gconstpointer data)
{
  g_autoptr (StoreDatabase) database = g_object_ref (test->context->database);
  g_autoptr (GAsyncResult) result = NULL;

  ui_test_settle ();
  ui_context_unref (test->context);
  store_database_close_async (database, support_await_done, &result);
  store_database_close_finish (database, support_await (&result));
  g_free (test->account_id);
  g_free (test->work_id);
  support_directory_free (test->directory);
}

/* as AdwApplication does it: what a widget measures, it measures as people see it */
static void
load_styles (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, "/io/github/envoi_mail/Envoi/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

void
ui_test_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  adw_init ();
  ui_register_resource ();
  load_styles ();
  g_log_set_always_fatal (G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
}

static gboolean
on_late (gpointer data)
{
  g_error ("nothing happened within %d s", PATIENCE_S);
  return G_SOURCE_REMOVE;
}

void
ui_test_until (gboolean (*done) (gpointer data), gpointer data)
{
  guint late = g_timeout_add_seconds (PATIENCE_S, on_late, NULL);

  while (!done (data))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

void
ui_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

GtkWidget *
ui_test_find (GtkWidget *widget, GType type)
{
  GtkWidget *found = g_type_is_a (G_OBJECT_TYPE (widget), type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = ui_test_find (child, type);
  return found;
}

static gboolean
is_on_monitor (gpointer window)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));

  return surface != NULL && gtk_widget_get_height (window) > 0 &&
         gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface) != NULL;
}

void
ui_test_present (GtkWindow *window)
{
  gtk_window_present (window);
  ui_test_until (is_on_monitor, window);
}

gboolean
ui_test_press (GtkWidget *widget, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &taken);
    }
  return taken;
}

void
ui_test_type (GtkEditable *editable, const char *text)
{
  int position = gtk_editable_get_position (editable);

  gtk_editable_insert_text (editable, text, -1, &position);
  gtk_editable_set_position (editable, position);
}

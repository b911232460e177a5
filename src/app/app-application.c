/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is asked for before the parts are there waits in a queue of names and parameters, so that
 * starting and being started look the same to everything else. The parts are loaded once, under a
 * hold: a process without a window would end. Closing is the other way round: in shutdown there is
 * no loop any more, so the store's own is turned by hand until everything is on disk. */

#include "app-application-private.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app-damage.h"
#include "app-parts.h"
#include "app-trouble.h"

G_DEFINE_FINAL_TYPE (AppApplication, app_application, ADW_TYPE_APPLICATION)

static void load (AppApplication *self);

static void
on_try_again (AppApplication *self)
{
  load (self);
}

static void
show_trouble (AppApplication *self, const GError *error)
{
  GtkWindow *window = app_trouble_new (GTK_APPLICATION (self), error);

  g_signal_connect_object (window, "try-again", G_CALLBACK (on_try_again), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AppApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  self->loading = FALSE;
  self->context = app_parts_load_finish (result, &error);
  if (self->context != NULL)
    {
      GtkApplication *application = GTK_APPLICATION (self);

      self->keeper = app_keeper_new (application, self->context);
      self->notifier = app_notifier_new (application, self->context);
      self->retention = app_retention_new (self->context);
      app_actions_run_waiting (self);
      app_damage_watch (self, self->context);
      app_open_after_crash (self);
    }
  else
    show_trouble (self, error);
  g_application_release (G_APPLICATION (self));
}

static void
load (AppApplication *self)
{
  if (self->loading || self->context != NULL)
    return;
  self->loading = TRUE;
  g_application_hold (G_APPLICATION (self));
  app_parts_load_async (self->settings, NULL, on_loaded, g_object_ref (self));
}

/* The session ends: windows keep their drafts, then everything is closed. A letter whose answer is
 * still to come is waited for, as long as whoever ends us lets us. */
static gboolean
on_terminate (gpointer user_data)
{
  AppApplication *self = user_data;

  if (self->keeper != NULL)
    app_keeper_let_go (self->keeper);
  app_actions_run (self, "quit", NULL);
  g_application_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
app_application_startup (GApplication *application)
{
  AppApplication *self = APP_APPLICATION (application);

  /* before the style sheet is looked for */
  ui_init ();
  G_APPLICATION_CLASS (app_application_parent_class)->startup (application);
  g_set_application_name (_ ("Envoi"));
  gtk_window_set_default_icon_name (APP_ID);
  app_actions_add (self);
  g_unix_signal_add (SIGTERM, on_terminate, self);
  g_unix_signal_add (SIGINT, on_terminate, self);
  g_unix_signal_add (SIGHUP, on_terminate, self);
  load (self);
}

static void
app_application_activate (GApplication *application)
{
  AppApplication *self = APP_APPLICATION (application);

  app_actions_run (self, self->compose ? "compose" : "show", NULL);
  self->compose = FALSE;
}

static void
app_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  AppApplication *self = APP_APPLICATION (application);
  g_autoptr (GStrvBuilder) others = g_strv_builder_new ();
  guint n_others = 0;

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      if (g_ascii_strncasecmp (uri, "mailto:", strlen ("mailto:")) == 0)
        app_actions_run (self, "compose-to", g_variant_new_string (uri));
      else
        {
          g_strv_builder_add (others, uri);
          n_others++;
        }
    }
  g_auto (GStrv) uris = g_strv_builder_end (others);
  if (n_others > 0)
    app_actions_run (self, "attach", g_variant_new_strv ((const char *const *) uris, -1));
}

/* --compose to a process that runs already is an action of that one. */
static int
app_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  g_autoptr (GError) error = NULL;

  if (!g_variant_dict_contains (options, "compose"))
    return -1;
  if (!g_application_register (application, NULL, &error))
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  if (!g_application_get_is_remote (application))
    {
      APP_APPLICATION (application)->compose = TRUE;
      return -1;
    }
  g_action_group_activate_action (G_ACTION_GROUP (application), "compose", NULL);
  return 0;
}

/* not while a window is going away */
static void
quit (gpointer application)
{
  g_application_quit (application);
}

/* The window's own hold goes with it: whether letters need the process is asked before. */
static void
app_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  AppApplication *self = APP_APPLICATION (application);

  if (self->keeper != NULL)
    app_keeper_look (self->keeper);
  GTK_APPLICATION_CLASS (app_application_parent_class)->window_removed (application, window);
  /* letters on their way are the next process's */
  if (self->again && gtk_application_get_windows (application) == NULL)
    g_idle_add_once (quit, self);
}

void
app_application_start_again (AppApplication *self)
{
  self->again = TRUE;
  app_actions_run (self, "quit", NULL);
}

gboolean
app_application_is_to_start_again (AppApplication *self)
{
  return self->again;
}

static void
app_application_shutdown (GApplication *application)
{
  AppApplication *self = APP_APPLICATION (application);

  if (self->notifier != NULL)
    app_notifier_close (self->notifier);
  g_clear_pointer (&self->notifier, app_notifier_unref);
  g_clear_pointer (&self->retention, app_retention_free);
  if (self->keeper != NULL)
    app_keeper_let_go (self->keeper);
  if (self->context != NULL)
    app_parts_close (self->context);
  g_clear_pointer (&self->keeper, app_keeper_free);
  G_APPLICATION_CLASS (app_application_parent_class)->shutdown (application);
  g_clear_pointer (&self->context, ui_context_unref);
}

static void
app_application_finalize (GObject *object)
{
  AppApplication *self = APP_APPLICATION (object);

  g_clear_object (&self->settings);
  G_OBJECT_CLASS (app_application_parent_class)->finalize (object);
}

static void
app_application_class_init (AppApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = app_application_finalize;
  application_class->startup = app_application_startup;
  application_class->activate = app_application_activate;
  application_class->open = app_application_open;
  application_class->handle_local_options = app_application_handle_local_options;
  application_class->shutdown = app_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_removed = app_application_window_removed;
}

static void
app_application_init (AppApplication *self)
{
  static const GOptionEntry options[] = {
    { "compose", 'c', G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, NULL, N_ ("Write a new letter"),
      NULL },
    { NULL },
  };

  g_queue_init (&self->requests);
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self),
                                                     _ ("[mailto:… | FILE…]"));
}

AppApplication *
app_application_new (GSettings *settings)
{
  AppApplication *self = g_object_new (APP_TYPE_APPLICATION, "application-id", APP_ID, "flags",
                                       G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                                       "/io/github/envoi_mail/Envoi", NULL);

  self->settings = g_object_ref (settings);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One row an action. Those without a mark are exported on the session bus, where a notification, a
 * launcher or another process of the program calls them; what such a call may do, a click could. */

#include "app-application-private.h"

#include <glib/gi18n.h>

#include "ui-account-dialog.h"
#include "ui-import.h"
#include "ui-preferences.h"
#include "ui-shortcuts.h"

typedef struct
{
  char *name;
  GVariant *parameter;
} AppRequest;

typedef struct
{
  const char *name;
  const char *type;
  void (*run) (AppApplication *self, GVariant *parameter);
  gboolean internal;
  gboolean without_parts;
} Action;

static GtkWindow *
active (AppApplication *self)
{
  return gtk_application_get_active_window (GTK_APPLICATION (self));
}

static void
run_show (AppApplication *self, GVariant *parameter)
{
  app_open_main_window (self);
}

static void
run_attach (AppApplication *self, GVariant *parameter)
{
  g_autofree const char **uris = g_variant_get_strv (parameter, NULL);

  app_open_files (self, uris);
}

static void
run_compose (AppApplication *self, GVariant *parameter)
{
  app_open_composer (self, NULL, NULL);
}

static void
run_compose_practice (AppApplication *self, GVariant *parameter)
{
  app_open_practice_letter (self);
}

static void
run_compose_to (AppApplication *self, GVariant *parameter)
{
  app_open_address (self, g_variant_get_string (parameter, NULL));
}

static void
run_open_draft (AppApplication *self, GVariant *parameter)
{
  app_open_draft (self, g_variant_get_string (parameter, NULL), EXPLAIN_ACTION_NONE);
}

static void
run_mend_draft (AppApplication *self, GVariant *parameter)
{
  const char *id;
  const char *nick;

  g_variant_get (parameter, "(&s&s)", &id, &nick);
  app_open_draft (self, id, explain_action_from_nick (nick));
}

static void
run_correct_draft (AppApplication *self, GVariant *parameter)
{
  const char *id;
  g_autoptr (GVariant) refusals = NULL;

  g_variant_get (parameter, "(&s@a{ss})", &id, &refusals);
  app_open_draft_to_correct (self, id, refusals);
}

static void
run_open_letter (AppApplication *self, GVariant *parameter)
{
  gint64 letter = g_variant_get_int64 (parameter);

  ui_window_show_letter (app_open_main_window (self), letter);
}

static void
run_see_letter (AppApplication *self, GVariant *parameter)
{
  app_notifier_see (self->notifier, g_variant_get_int64 (parameter));
}

static void
run_edit_as_new (AppApplication *self, GVariant *parameter)
{
  app_open_again (self, g_variant_get_int64 (parameter), FALSE);
}

static void
run_resend (AppApplication *self, GVariant *parameter)
{
  app_open_again (self, g_variant_get_int64 (parameter), TRUE);
}

static void
run_choose_message (AppApplication *self, GVariant *parameter)
{
  ui_import_choose (active (self));
}

static void
run_open_message (AppApplication *self, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_uri (g_variant_get_string (parameter, NULL));

  app_open_message (self, file);
}

static void
run_show_place (AppApplication *self, GVariant *parameter)
{
  ui_window_show_place (app_open_main_window (self), g_variant_get_string (parameter, NULL));
}

static void
run_add_account (AppApplication *self, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (ui_account_dialog_new (active (self), self->context, NULL)));
}

static void
run_edit_account (AppApplication *self, GVariant *parameter)
{
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (self->context->registry, g_variant_get_string (parameter, NULL));

  if (profile != NULL && !account_profile_is_practice (profile))
    gtk_window_present (GTK_WINDOW (ui_account_dialog_new (active (self), self->context, profile)));
}

/* What the explain room advises for an account, where it is done. */
static void
run_mend_account (AppApplication *self, GVariant *parameter)
{
  const char *id;
  const char *nick;
  g_autoptr (AccountProfile) profile = NULL;
  UiAccountDialog *dialog;

  g_variant_get (parameter, "(&s&s)", &id, &nick);
  profile = account_registry_lookup (self->context->registry, id);
  if (profile == NULL || account_profile_is_practice (profile))
    return;
  dialog = ui_account_dialog_new (active (self), self->context, profile);
  gtk_window_present (GTK_WINDOW (dialog));
  ui_account_dialog_mend (dialog, explain_action_from_nick (nick));
}

static void
run_preferences (AppApplication *self, GVariant *parameter)
{
  gtk_window_present (GTK_WINDOW (ui_preferences_new (active (self), self->context)));
}

static void
run_shortcuts (AppApplication *self, GVariant *parameter)
{
  GtkWindow *window = ui_shortcuts_new ();

  gtk_window_set_transient_for (window, active (self));
  gtk_window_present (window);
}

static void
run_about (AppApplication *self, GVariant *parameter)
{
  adw_show_about_window (
      active (self), "application-name", _ ("Envoi"), "application-icon", APP_ID, "version",
      APP_VERSION, "developer-name", _ ("The Envoi authors"), "comments",
      _ ("Write a letter, send it, and always know what became of it."), "license-type",
      GTK_LICENSE_GPL_3_0, "translator-credits", _ ("translator-credits"), NULL);
}

static gpointer
copy_reference (gconstpointer window, gpointer unused)
{
  return g_object_ref ((gpointer) window);
}

/* Windows keep what was typed; letters on their way keep the process. A dialog goes with the window
 * it belongs to, while the list still has it. */
static void
run_quit (AppApplication *self, GVariant *parameter)
{
  GList *windows =
      g_list_copy_deep (gtk_application_get_windows (GTK_APPLICATION (self)), copy_reference, NULL);

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
  g_list_free_full (windows, g_object_unref);
}

/* Letters to be sent later do not keep the process either; they go after the next start. */
static void
run_let_go (AppApplication *self, GVariant *parameter)
{
  app_keeper_let_go (self->keeper);
  run_quit (self, NULL);
}

static const Action actions[] = {
  { "show", NULL, run_show, .internal = TRUE },
  { "attach", "as", run_attach, .internal = TRUE },
  { "compose", NULL, run_compose },
  { "compose-practice", NULL, run_compose_practice },
  { "compose-to", "s", run_compose_to },
  { "open-draft", "s", run_open_draft },
  { "mend-draft", "(ss)", run_mend_draft },
  { "correct-draft", "(sa{ss})", run_correct_draft },
  { "open-letter", "x", run_open_letter },
  { "see-letter", "x", run_see_letter },
  { "edit-as-new", "x", run_edit_as_new },
  { "resend", "x", run_resend },
  { "choose-message", NULL, run_choose_message },
  { "open-message", "s", run_open_message },
  { "show-place", "s", run_show_place },
  { "add-account", NULL, run_add_account },
  { "edit-account", "s", run_edit_account },
  { "mend-account", "(ss)", run_mend_account },
  { "preferences", NULL, run_preferences },
  { "shortcuts", NULL, run_shortcuts, .without_parts = TRUE },
  { "about", NULL, run_about, .without_parts = TRUE },
  { "quit", NULL, run_quit, .without_parts = TRUE },
  { "let-go", NULL, run_let_go },
};

static const struct
{
  const char *action;
  const char *const keys[3];
} keys[] = {
  { "app.compose", { "<Control>n" } },
  { "app.choose-message", { "<Control>o" } },
  { "app.preferences", { "<Control>comma" } },
  { "app.shortcuts", { "<Control>question", "F1" } },
  { "app.quit", { "<Control>q" } },
  { "window.close", { "<Control>w" } },
};

static const Action *
find_action (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, name))
      return &actions[i];
  g_return_val_if_reached (NULL);
}

static void
request_free (AppRequest *request)
{
  g_free (request->name);
  g_clear_pointer (&request->parameter, g_variant_unref);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppRequest, request_free)

void
app_actions_run (AppApplication *self, const char *name, GVariant *parameter)
{
  g_autoptr (GVariant) taken = parameter != NULL ? g_variant_ref_sink (parameter) : NULL;
  const Action *action = find_action (name);

  if (action == NULL)
    return;
  if (self->context != NULL || action->without_parts)
    {
      action->run (self, taken);
      return;
    }
  AppRequest *request = g_new0 (AppRequest, 1);
  request->name = g_strdup (name);
  request->parameter = g_steal_pointer (&taken);
  g_queue_push_tail (&self->requests, request);
}

void
app_actions_run_waiting (AppApplication *self)
{
  AppRequest *next;

  while ((next = g_queue_pop_head (&self->requests)) != NULL)
    {
      g_autoptr (AppRequest) request = next;

      app_actions_run (self, request->name, request->parameter);
    }
}

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  app_actions_run (user_data, g_action_get_name (G_ACTION (action)), parameter);
}

void
app_actions_add (AppApplication *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      if (actions[i].internal)
        continue;
      g_autoptr (GVariantType) type =
          actions[i].type != NULL ? g_variant_type_new (actions[i].type) : NULL;
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, type);

      g_signal_connect (action, "activate", G_CALLBACK (on_activate), self);
      g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i].action, keys[i].keys);
}

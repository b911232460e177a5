/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts in the order of their file, and the time to take a letter back. Removing asks only
 * where letters still wait for the account; else a toast takes it back. The code stays in the
 * keyring until that toast is gone, so that Undo gives the account back whole. */

#include "ui-preferences.h"

#include <glib/gi18n.h>

#include "account-provider.h"
#include "account-secret.h"
#include "store-outbox.h"
#include "ui-account-dialog.h"
#include "ui-colour.h"
#include "ui-keep-row-private.h"

struct _UiPreferences
{
  AdwPreferencesWindow parent_instance;

  /* owned */
  UiContext *context;

  /* template */
  GtkListBox *accounts;
  GtkSpinButton *undo_seconds;
  GtkSwitch *avoid_metered;
  GtkSwitch *avoid_power;
  GtkSwitch *notify_accepted;
  GtkSwitch *notify_details;
  UiKeepRow *keep;
};

G_DEFINE_FINAL_TYPE (UiPreferences, ui_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* Answers come when they come; the window may be gone by then. */
static void
say (UiPreferences *self, const char *words)
{
  if (self->context == NULL)
    return;
  adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (self), adw_toast_new (words));
}

/* what a removal needs until it is past taking back */
typedef struct
{
  UiPreferences *window;
  AccountProfile *profile;
  gboolean undone;
} Removal;

static Removal *
removal_new (UiPreferences *window, const AccountProfile *profile)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->window = g_object_ref (window);
  removal->profile = account_profile_copy (profile);
  return removal;
}

static void
removal_free (Removal *removal)
{
  g_object_unref (removal->window);
  account_profile_free (removal->profile);
  g_free (removal);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Removal, removal_free)

static void
on_put_back (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiPreferences) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!account_registry_save_finish (ACCOUNT_REGISTRY (source), result, &error))
    {
      g_debug ("%s", error->message);
      say (self, _ ("The account could not be put back"));
    }
}

static void
on_undo (AdwToast *toast, Removal *removal)
{
  UiContext *context = removal->window->context;

  removal->undone = TRUE;
  account_registry_save_async (context->registry, removal->profile, NULL, on_put_back,
                               g_object_ref (removal->window));
}

/* The toast is gone, or its window: there is no way back any more. */
static void
removal_end (gpointer data, GClosure *closure)
{
  g_autoptr (Removal) removal = data;

  if (!removal->undone)
    account_keyring_clear_async (account_registry_get_keyring (removal->window->context->registry),
                                 removal->profile->id, NULL, NULL, NULL);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Removal) removal = user_data;
  g_autoptr (GError) error = NULL;
  AdwPreferencesWindow *window = ADW_PREFERENCES_WINDOW (removal->window);

  if (!account_registry_remove_finish (ACCOUNT_REGISTRY (source), result, &error))
    {
      g_debug ("%s", error->message);
      say (removal->window, _ ("The account could not be removed"));
      return;
    }
  if (removal->window->context == NULL)
    {
      removal_end (g_steal_pointer (&removal), NULL);
      return;
    }
  g_autofree char *words = g_strdup_printf (_ ("%s removed"), removal->profile->address);
  AdwToast *toast = adw_toast_new (words);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo), g_steal_pointer (&removal),
                         removal_end, 0);
  adw_preferences_window_add_toast (window, toast);
}

static void
remove_now (UiPreferences *self, const AccountProfile *profile)
{
  account_registry_remove_async (self->context->registry, profile->id, NULL, on_removed,
                                 removal_new (self, profile));
}

static void
on_answer (AdwMessageDialog *dialog, const char *response, Removal *removal)
{
  if (g_str_equal (response, "remove"))
    remove_now (removal->window, removal->profile);
}

static void
removal_closure_free (gpointer data, GClosure *closure)
{
  removal_free (data);
}

static void
ask (Removal *removal, guint n_letters)
{
  g_autofree char *heading = g_strdup_printf (_ ("Remove %s?"), removal->profile->address);
  g_autofree char *body = g_strdup_printf (
      ngettext ("%u letter has not been accepted yet. It stays in the Outbox and waits until an "
                "account with this address is added again.",
                "%u letters have not been accepted yet. They stay in the Outbox and wait until an "
                "account with this address is added again.",
                n_letters),
      n_letters);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (removal->window), heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("Cancel"), "remove",
                                    _ ("Remove"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "remove",
                                              ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_answer), removal, removal_closure_free,
                         0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_unfinished (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Removal) removal = user_data;
  g_autoptr (GPtrArray) letters = store_outbox_list_finish (STORE_DATABASE (source), result, NULL);

  if (letters != NULL && letters->len > 0)
    ask (g_steal_pointer (&removal), letters->len);
  else
    remove_now (removal->window, removal->profile);
}

static void
on_remove (GtkWidget *widget, const char *name, GVariant *id)
{
  UiPreferences *self = UI_PREFERENCES (widget);
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (self->context->registry, g_variant_get_string (id, NULL));

  if (profile != NULL)
    store_outbox_list_async (self->context->database, STORE_UNFINISHED, profile->id, NULL, 0, 0,
                             NULL, on_unfinished, removal_new (self, profile));
}

static void
on_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiPreferences *self = UI_PREFERENCES (widget);

  gtk_window_present (GTK_WINDOW (ui_account_dialog_new (GTK_WINDOW (self), self->context, NULL)));
}

static void
on_edit (GtkWidget *widget, const char *name, GVariant *id)
{
  UiPreferences *self = UI_PREFERENCES (widget);
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (self->context->registry, g_variant_get_string (id, NULL));

  if (profile != NULL)
    gtk_window_present (
        GTK_WINDOW (ui_account_dialog_new (GTK_WINDOW (self), self->context, profile)));
}

static void
on_defaulted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiPreferences) self = user_data;

  if (!account_registry_save_finish (ACCOUNT_REGISTRY (source), result, NULL))
    say (self, _ ("The account could not be changed"));
}

static void
on_default (GtkWidget *widget, const char *name, GVariant *id)
{
  UiPreferences *self = UI_PREFERENCES (widget);
  g_autoptr (AccountProfile) profile =
      account_registry_lookup (self->context->registry, g_variant_get_string (id, NULL));

  if (profile == NULL)
    return;
  profile->is_default = TRUE;
  account_registry_save_async (self->context->registry, profile, NULL, on_defaulted,
                               g_object_ref (self));
}

static GtkWidget *
menu_button (const AccountProfile *profile)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *name = g_strdup_printf (_ ("More about %s"), profile->address);
  GtkWidget *button = gtk_menu_button_new ();

  if (!profile->is_default)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ ("Make _Default"), NULL);

      g_menu_item_set_action_and_target (item, "preferences.default", "s", profile->id);
      g_menu_append_item (menu, item);
    }
  g_autoptr (GMenuItem) item = g_menu_item_new (_ ("_Remove"), NULL);
  g_menu_item_set_action_and_target (item, "preferences.remove", "s", profile->id);
  g_menu_append_item (menu, item);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("More"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static GtkWidget *
dot_new (guint colour)
{
  GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (dot, "dot");
  gtk_widget_add_css_class (dot, ui_colour_class (colour));
  gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
  return dot;
}

static GtkWidget *
row_new (const AccountProfile *profile)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), profile->address);
  g_autofree char *host = g_markup_escape_text (profile->endpoint->host, -1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), host);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), dot_new (profile->colour));
  if (profile->is_default)
    {
      GtkWidget *mark = gtk_label_new (_ ("Default"));

      gtk_widget_add_css_class (mark, "caption");
      gtk_widget_add_css_class (mark, "soft");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), menu_button (profile));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "preferences.edit");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", profile->id);
  return row;
}

static GtkWidget *
practice_row_new (void)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Practice"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               _ ("Always there; its letters never leave this computer"));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), dot_new (5));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
fill (UiPreferences *self)
{
  g_autoptr (GPtrArray) profiles = account_registry_list (self->context->registry);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->accounts))) != NULL)
    gtk_list_box_remove (self->accounts, row);
  for (guint i = 0; i < profiles->len; i++)
    gtk_list_box_append (self->accounts, row_new (profiles->pdata[i]));
  gtk_list_box_append (self->accounts, practice_row_new ());
}

static void
ui_preferences_dispose (GObject *object)
{
  UiPreferences *self = UI_PREFERENCES (object);

  g_clear_pointer (&self->context, ui_context_unref);
  G_OBJECT_CLASS (ui_preferences_parent_class)->dispose (object);
}

static void
ui_preferences_class_init (UiPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_preferences_dispose;
  g_type_ensure (UI_TYPE_KEEP_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, accounts);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, undo_seconds);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, avoid_metered);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, avoid_power);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, notify_accepted);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, notify_details);
  gtk_widget_class_bind_template_child (widget_class, UiPreferences, keep);
  gtk_widget_class_install_action (widget_class, "preferences.add", NULL, on_add);
  gtk_widget_class_install_action (widget_class, "preferences.edit", "s", on_edit);
  gtk_widget_class_install_action (widget_class, "preferences.default", "s", on_default);
  gtk_widget_class_install_action (widget_class, "preferences.remove", "s", on_remove);
}

static void
ui_preferences_init (UiPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

UiPreferences *
ui_preferences_new (GtkWindow *parent, UiContext *context)
{
  UiPreferences *self =
      g_object_new (UI_TYPE_PREFERENCES, "transient-for", parent, "modal", parent != NULL, NULL);

  self->context = ui_context_ref (context);
  g_settings_bind (context->settings, "undo-seconds",
                   gtk_spin_button_get_adjustment (self->undo_seconds), "value",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (context->settings, "avoid-metered", self->avoid_metered, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (context->settings, "avoid-power", self->avoid_power, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (context->settings, "notify-accepted", self->notify_accepted, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (context->settings, "notify-details", self->notify_details, "active",
                   G_SETTINGS_BIND_DEFAULT);
  ui_keep_row_set_context (self->keep, context);
  g_signal_connect_object (context->registry, "changed", G_CALLBACK (fill), self,
                           G_CONNECT_SWAPPED);
  fill (self);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Adds or changes an account. Nothing is asked that can be known: an address whose provider is in
 * the catalogue brings its server along. What a test found holds for the fields as they were, so
 * any change to them forgets it, and Save waits for the next one; "Save Anyway" is in the menu of
 * the explanation. When the window is narrow the coach moves from its pane into a row below the
 * code. */

#include "ui-account-dialog-private.h"

#include <glib/gi18n.h>

#include "message-mailbox.h"

/* after this long without a key, an address or a code is taken as complete */
#define PAUSE_MS 700

G_DEFINE_FINAL_TYPE (UiAccountDialog, ui_account_dialog, ADW_TYPE_WINDOW)

/* --- what may be pressed --- */

static void
show_server_line (UiAccountDialog *self)
{
  g_autoptr (MailEndpoint) endpoint = ui_account_form_dup_endpoint (self);
  g_autofree char *line = NULL;

  if (endpoint != NULL)
    {
      g_autofree char *host = g_markup_escape_text (endpoint->host, -1);

      line = g_strdup_printf (_ ("%s, port %u"), host, endpoint->port);
    }
  adw_expander_row_set_subtitle (self->server, line != NULL ? line : "");
}

void
ui_account_dialog_refresh (UiAccountDialog *self)
{
  g_autoptr (AccountProfile) profile = ui_account_form_dup_profile (self);
  gboolean complete = profile != NULL && !self->saving;
  gboolean proved =
      ui_account_test_has_passed (self->test) || (self->original != NULL && !self->login_changed);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.test", complete);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.save", complete && proved);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "account.save-anyway", complete);
  show_server_line (self);
  ui_account_notice_show (self);
}

void
ui_account_dialog_login_changed (UiAccountDialog *self)
{
  self->login_changed = TRUE;
  self->notice = UI_ACCOUNT_NOTICE_NONE;
  ui_account_test_reset (self->test, (MailSecurity) adw_combo_row_get_selected (self->security));
  ui_account_dialog_refresh (self);
}

static gboolean
on_pause (gpointer user_data)
{
  UiAccountDialog *self = user_data;

  self->pause_id = 0;
  self->paused = TRUE;
  ui_account_form_recognise (self);
  ui_account_dialog_refresh (self);
  return G_SOURCE_REMOVE;
}

static void
typing (UiAccountDialog *self)
{
  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->paused = FALSE;
  self->pause_id = g_timeout_add (PAUSE_MS, on_pause, self);
}

/* --- what the fields say --- */

static void
on_address_changed (UiAccountDialog *self)
{
  if (self->filling)
    return;
  typing (self);
  ui_account_form_recognise (self);
  ui_account_lookup_check (self);
  ui_account_dialog_login_changed (self);
}

static void
on_address_activated (UiAccountDialog *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

/* Somebody who goes on to another field is done with the address. */
static void
on_focus_moved (UiAccountDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->address)))
    ui_account_lookup_begin (self);
}

static void
on_code_changed (UiAccountDialog *self)
{
  if (self->filling)
    return;
  typing (self);
  ui_account_dialog_login_changed (self);
}

static void
on_code_activated (UiAccountDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "account.test", NULL);
}

static void
on_server_changed (UiAccountDialog *self)
{
  if (self->filling)
    return;
  self->server_touched = TRUE;
  ui_account_lookup_check (self);
  g_clear_pointer (&self->certificate_sha256, g_free);
  ui_account_dialog_login_changed (self);
}

/* A port somebody chose by hand stays; the usual ones go with the encryption. */
static void
on_security_changed (UiAccountDialog *self)
{
  static const char *const ports[] = { "465", "587", "25" };
  guint selected = adw_combo_row_get_selected (self->security);
  gboolean usual = FALSE;

  if (self->filling || selected >= G_N_ELEMENTS (ports))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    usual = usual || g_str_equal (gtk_editable_get_text (self->port), ports[i]);
  if (usual)
    gtk_editable_set_text (self->port, ports[selected]);
  on_server_changed (self);
}

/* --- the window --- */

static void
on_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ui_account_save (UI_ACCOUNT_DIALOG (widget));
}

static void
move_coach (UiAccountDialog *self, AdwBin *slot)
{
  AdwBin *from = slot == self->coach_row_slot ? self->coach_pane_slot : self->coach_row_slot;
  g_autoptr (GtkWidget) coach = g_object_ref (GTK_WIDGET (self->coach));

  if (adw_bin_get_child (slot) == coach)
    return;
  adw_bin_set_child (from, NULL);
  adw_bin_set_child (slot, coach);
}

static void
on_folded (UiAccountDialog *self)
{
  gboolean folded = adw_leaflet_get_folded (self->leaflet);

  move_coach (self, folded ? self->coach_row_slot : self->coach_pane_slot);
  ui_account_coach_set_titled (self->coach, !folded);
  gtk_widget_set_visible (GTK_WIDGET (self->coach_row), folded);
  gtk_widget_set_visible (self->form_save, folded);
  adw_leaflet_set_visible_child (self->leaflet, self->form_page);
}

static void
ui_account_dialog_dispose (GObject *object)
{
  UiAccountDialog *self = UI_ACCOUNT_DIALOG (object);

  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  G_OBJECT_CLASS (ui_account_dialog_parent_class)->dispose (object);
}

static void
ui_account_dialog_finalize (GObject *object)
{
  UiAccountDialog *self = UI_ACCOUNT_DIALOG (object);

  g_clear_pointer (&self->context, ui_context_unref);
  g_clear_pointer (&self->original, account_profile_free);
  g_clear_pointer (&self->profile, account_profile_free);
  g_clear_object (&self->cancellable);
  g_free (self->certificate_sha256);
  G_OBJECT_CLASS (ui_account_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, leaflet);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, form_page);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, form_save);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, address);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, provider_box);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, provider_name);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, code);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, coach_row);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, coach_row_slot);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, coach_pane_slot);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, coach);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, server);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, host);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, port);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, security);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, user);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, search);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, authority);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, send_again);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, strip);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, test);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, name);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, colours);
  gtk_widget_class_bind_template_child (widget_class, UiAccountDialog, signature);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_address_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_address_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_code_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_code_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_server_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_security_changed);
  gtk_widget_class_bind_template_callback (widget_class, ui_account_dialog_login_changed);
  gtk_widget_class_bind_template_callback (widget_class, ui_account_on_strip_activated);
  gtk_widget_class_bind_template_callback (widget_class, ui_account_on_strip_dismissed);
  gtk_widget_class_bind_template_callback (widget_class, ui_account_on_test_help);
  gtk_widget_class_bind_template_callback (widget_class, ui_account_on_test_trust);
  gtk_widget_class_bind_template_callback (widget_class, on_folded);
  gtk_widget_class_bind_template_callback (widget_class, ui_account_lookup_take);
  gtk_widget_class_bind_template_callback (widget_class, ui_account_dialog_refresh);
}

static void
ui_account_dialog_class_init (UiAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ui_account_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = ui_account_dialog_finalize;
  g_type_ensure (UI_TYPE_STRIP);
  g_type_ensure (UI_TYPE_ACCOUNT_COACH);
  g_type_ensure (UI_TYPE_ACCOUNT_SEARCH);
  g_type_ensure (UI_TYPE_ACCOUNT_TEST);
  g_type_ensure (UI_TYPE_AUTHORITY_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/envoi_mail/Envoi/ui-account-dialog.ui");
  bind_children (widget_class);
  bind_callbacks (widget_class);
  gtk_widget_class_install_action (widget_class, "account.test", NULL, ui_account_prove);
  gtk_widget_class_install_action (widget_class, "account.save", NULL, on_save);
  gtk_widget_class_install_action (widget_class, "account.save-anyway", NULL, on_save);
}

/* The toolkit leaves the button in a password row without a name. */
static void
name_buttons (GtkWidget *widget, const char *name)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                      -1);
    else
      name_buttons (child, name);
}

static void
ui_account_dialog_init (UiAccountDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->colour = ACCOUNT_COLOUR_ANY;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_moved), NULL);
  name_buttons (GTK_WIDGET (self->code), _ ("Show or Hide the Code"));
}

/* The desktop's name of the person, where it has one that is a name. */
static const char *
guess_name (void)
{
  const char *name = g_get_real_name ();

  return g_str_equal (name, "Unknown") || g_str_equal (name, g_get_user_name ()) ? "" : name;
}

UiAccountDialog *
ui_account_dialog_new (GtkWindow *parent, UiContext *context, const AccountProfile *profile)
{
  UiAccountDialog *self =
      g_object_new (UI_TYPE_ACCOUNT_DIALOG, "transient-for", parent, "modal", parent != NULL, NULL);

  self->context = ui_context_ref (context);
  ui_account_test_set_database (self->test, context->database);
  if (profile != NULL)
    {
      self->original = account_profile_copy (profile);
      self->colour = profile->colour;
      gtk_window_set_title (GTK_WINDOW (self), _ ("Change Account"));
      ui_account_form_show_profile (self, profile);
    }
  else
    {
      gtk_editable_set_text (self->name, guess_name ());
      ui_account_form_show_provider (self);
    }
  ui_account_form_add_colours (self);
  ui_account_dialog_refresh (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
  return self;
}

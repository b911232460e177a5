/* SPDX-License-Identifier: GPL-3.0-or-later */

/* From fields to values and back. What a person wrote by hand is never overwritten: an address
 * fills the server's fields only until somebody has typed into them. */

#include "ui-account-dialog-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "message-mailbox.h"
#include "ui-colour.h"

#define PORT_TLS 465
#define PORT_STARTTLS 587
#define PORT_NONE 25

char *
ui_account_form_dup_address (UiAccountDialog *self)
{
  g_autoptr (GPtrArray) mailboxes =
      message_mailbox_parse_list (gtk_editable_get_text (self->address));

  if (mailboxes->len != 1)
    return NULL;
  MessageMailbox *mailbox = mailboxes->pdata[0];
  return mailbox->path != NULL ? g_strdup (mail_path_get_text (mailbox->path)) : NULL;
}

static char *
dup_stripped (GtkEditable *editable)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (editable)));
}

static MailSecurity
get_security (UiAccountDialog *self)
{
  return (MailSecurity) adw_combo_row_get_selected (self->security);
}

MailEndpoint *
ui_account_form_dup_endpoint (UiAccountDialog *self)
{
  g_autofree char *host = dup_stripped (self->host);
  g_autofree char *port_text = dup_stripped (self->port);
  g_autofree char *user = dup_stripped (self->user);
  guint64 port = 0;

  if (*host == '\0' || strpbrk (host, " \t@/") != NULL ||
      !g_ascii_string_to_unsigned (port_text, 10, 1, G_MAXUINT16, &port, NULL))
    return NULL;
  MailEndpoint *endpoint =
      self->original != NULL ? mail_endpoint_copy (self->original->endpoint) : NULL;
  if (endpoint == NULL)
    endpoint = mail_endpoint_new (host, (guint16) port, get_security (self));
  g_free (endpoint->host);
  endpoint->host = g_steal_pointer (&host);
  endpoint->port = (guint16) port;
  endpoint->security = get_security (self);
  g_free (endpoint->user);
  endpoint->user = *user != '\0' ? g_steal_pointer (&user) : NULL;
  g_free (endpoint->ca_file);
  endpoint->ca_file = g_strdup (ui_authority_row_get_file (self->authority));
  g_free (endpoint->certificate_sha256);
  endpoint->certificate_sha256 = g_strdup (self->certificate_sha256);
  endpoint->certificate_flags = self->certificate_sha256 != NULL ? self->certificate_flags : 0;
  return endpoint;
}

char *
ui_account_form_dup_code (UiAccountDialog *self)
{
  char *code = account_secret_dup_clean (gtk_editable_get_text (self->code));

  if (code == NULL || *code != '\0')
    return code;
  account_secret_wipe (code);
  return NULL;
}

static char *
dup_signature (UiAccountDialog *self)
{
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (self->signature, &start, &end);
  return g_strchomp (gtk_text_buffer_get_text (self->signature, &start, &end, FALSE));
}

static char *
null_if_empty (char *text)
{
  if (*text != '\0')
    return text;
  g_free (text);
  return NULL;
}

AccountProfile *
ui_account_form_dup_profile (UiAccountDialog *self)
{
  g_autofree char *address = ui_account_form_dup_address (self);
  g_autoptr (MailEndpoint) endpoint = ui_account_form_dup_endpoint (self);
  AccountProfile *profile;

  if (address == NULL || endpoint == NULL)
    return NULL;
  if (self->profile != NULL)
    profile = account_profile_copy (self->profile);
  else if (self->original != NULL)
    profile = account_profile_copy (self->original);
  else
    profile = account_profile_new (address, endpoint);
  g_free (profile->address);
  profile->address = g_steal_pointer (&address);
  mail_endpoint_free (profile->endpoint);
  profile->endpoint = g_steal_pointer (&endpoint);
  g_free (profile->name);
  profile->name = null_if_empty (dup_stripped (self->name));
  g_free (profile->signature);
  profile->signature = null_if_empty (dup_signature (self));
  g_free (profile->provider);
  profile->provider = self->provider != NULL ? g_strdup (self->provider->id) : NULL;
  profile->colour = self->colour;
  profile->send_again_unknown = gtk_switch_get_active (self->send_again);
  return profile;
}

static void
show_endpoint (UiAccountDialog *self, const MailEndpoint *endpoint)
{
  g_autofree char *port = g_strdup_printf ("%u", endpoint->port);

  gtk_editable_set_text (self->host, endpoint->host != NULL ? endpoint->host : "");
  gtk_editable_set_text (self->port, endpoint->port != 0 ? port : "");
  gtk_editable_set_text (self->user, endpoint->user != NULL ? endpoint->user : "");
  adw_combo_row_set_selected (self->security, endpoint->security);
}

/* A guess that is right for many, and shown so that it can be put right by the others. */
static MailEndpoint *
guess_endpoint (const char *address)
{
  const char *domain = strrchr (address, '@') + 1;
  g_autofree char *host = g_strdup_printf ("smtp.%s", domain);
  MailEndpoint *endpoint = mail_endpoint_new (host, PORT_TLS, MAIL_SECURITY_TLS);

  endpoint->user = g_strdup (address);
  return endpoint;
}

/* A domain with a dot, and something behind it that may be a top-level domain. */
static gboolean
domain_is_complete (const char *address)
{
  const char *dot = strrchr (address, '.');

  return dot != NULL && strlen (dot + 1) >= 2;
}

char *
ui_account_form_dup_unknown_address (UiAccountDialog *self)
{
  g_autofree char *address = ui_account_form_dup_address (self);

  if (address == NULL || self->provider != NULL || self->original != NULL || self->server_touched ||
      !domain_is_complete (address))
    return NULL;
  return g_steal_pointer (&address);
}

void
ui_account_form_show_provider (UiAccountDialog *self)
{
  gboolean known = self->provider != NULL;

  gtk_widget_set_visible (self->provider_box, known);
  if (known)
    {
      g_autofree char *name = ui_account_coach_dup_provider_name (self->provider);

      gtk_label_set_text (self->provider_name, name);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->code),
                                 ui_account_coach_code_name (self->provider));
  ui_account_coach_set_provider (self->coach, self->provider);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->coach_row),
                                 ui_account_coach_get_title (self->coach));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->coach_row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ui_account_coach_get_title (self->coach), -1);
}

static void
fill_server (UiAccountDialog *self, const char *address)
{
  g_autoptr (MailEndpoint) endpoint = NULL;

  if (self->provider != NULL)
    endpoint = account_provider_dup_endpoint (self->provider, address);
  else
    endpoint = ui_account_lookup_dup_endpoint (self, address);
  if (endpoint == NULL && domain_is_complete (address))
    {
      endpoint = guess_endpoint (address);
      /* while somebody types, "163.co" is on the way to "163.com" */
      if (self->paused)
        adw_expander_row_set_expanded (self->server, TRUE);
    }
  if (endpoint == NULL)
    return;
  self->filling = TRUE;
  show_endpoint (self, endpoint);
  self->filling = FALSE;
}

/* A domain of one's own may be served by a provider that is known. */
static const AccountProvider *
find_provider (UiAccountDialog *self, const char *address)
{
  const AccountProvider *provider = account_provider_for_address (address);
  g_autoptr (MailEndpoint) found = NULL;

  if (provider == NULL)
    found = ui_account_lookup_dup_endpoint (self, address);
  return found != NULL ? account_provider_for_host (found->host) : provider;
}

void
ui_account_form_recognise (UiAccountDialog *self)
{
  g_autofree char *address = ui_account_form_dup_address (self);
  const AccountProvider *provider = address != NULL ? find_provider (self, address) : NULL;

  if (provider != self->provider)
    {
      self->provider = provider;
      self->code_dismissed = FALSE;
      ui_account_form_show_provider (self);
    }
  if (address != NULL && !self->server_touched)
    fill_server (self, address);
}

void
ui_account_form_show_profile (UiAccountDialog *self, const AccountProfile *profile)
{
  self->filling = TRUE;
  gtk_editable_set_text (self->address, profile->address);
  gtk_editable_set_text (self->name, profile->name != NULL ? profile->name : "");
  gtk_text_buffer_set_text (self->signature, profile->signature != NULL ? profile->signature : "",
                            -1);
  g_free (self->certificate_sha256);
  self->certificate_sha256 = g_strdup (profile->endpoint->certificate_sha256);
  self->certificate_flags = profile->endpoint->certificate_flags;
  ui_authority_row_set_file (self->authority, profile->endpoint->ca_file);
  gtk_switch_set_active (self->send_again, profile->send_again_unknown);
  self->server_touched = TRUE;
  self->provider = account_provider_for_host (profile->endpoint->host);
  ui_account_form_show_provider (self);
  show_endpoint (self, profile->endpoint);
  self->filling = FALSE;
}

gboolean
ui_account_form_check_code (const AccountProvider *provider, const char *text, gboolean complete)
{
  glong length;

  if (provider == NULL || !provider->wants_code || text == NULL || *text == '\0')
    return TRUE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_ascii_isalnum (*p) && *p != '-')
      return FALSE;
  length = g_utf8_strlen (text, -1);
  if (provider->code_length == 0)
    return TRUE;
  return length == provider->code_length || (length < provider->code_length && !complete);
}

static void
on_colour_toggled (GtkToggleButton *button, UiAccountDialog *self)
{
  if (gtk_toggle_button_get_active (button))
    self->colour = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "colour"));
}

void
ui_account_form_add_colours (UiAccountDialog *self)
{
  GtkToggleButton *first = NULL;

  for (guint i = 0; i < ACCOUNT_N_COLOURS; i++)
    {
      GtkWidget *button = gtk_toggle_button_new ();
      GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_add_css_class (dot, "dot");
      gtk_widget_add_css_class (dot, ui_colour_class (i));
      gtk_button_set_child (GTK_BUTTON (button), dot);
      gtk_widget_add_css_class (button, "colour-choice");
      gtk_widget_set_tooltip_text (button, ui_colour_name (i));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      ui_colour_name (i), -1);
      g_object_set_data (G_OBJECT (button), "colour", GUINT_TO_POINTER (i));
      gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), first);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == self->colour);
      g_signal_connect (button, "toggled", G_CALLBACK (on_colour_toggled), self);
      gtk_box_append (self->colours, button);
      first = first != NULL ? first : GTK_TOGGLE_BUTTON (button);
    }
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When the account dialog looks for a server, and what it does with the one that was found. It
 * looks when a person is done with the address, not while it is typed: each half of a domain is
 * somebody's domain too. A server outside the domain fills the fields only when a person agrees. */

#include "ui-account-dialog-private.h"

static gboolean
is_same (const MailEndpoint *a, const MailEndpoint *b)
{
  return a != NULL && b != NULL && g_ascii_strcasecmp (a->host, b->host) == 0 &&
         a->port == b->port && a->security == b->security && g_strcmp0 (a->user, b->user) == 0;
}

void
ui_account_lookup_begin (UiAccountDialog *self)
{
  g_autofree char *address = ui_account_form_dup_unknown_address (self);

  if (address == NULL || ui_account_search_is_for (self->search, address))
    return;
  self->foreign_agreed = self->foreign_dismissed = FALSE;
  ui_account_search_start (self->search, address);
}

void
ui_account_lookup_check (UiAccountDialog *self)
{
  g_autofree char *address = ui_account_form_dup_unknown_address (self);

  if (address == NULL || !ui_account_search_is_for (self->search, address))
    ui_account_search_stop (self->search);
}

/* What the test found stays where the server was guessed right. */
void
ui_account_lookup_take (UiAccountDialog *self)
{
  g_autoptr (MailEndpoint) before = ui_account_form_dup_endpoint (self);
  g_autoptr (MailEndpoint) after = NULL;

  ui_account_form_recognise (self);
  after = ui_account_form_dup_endpoint (self);
  if (is_same (before, after))
    ui_account_dialog_refresh (self);
  else
    ui_account_dialog_login_changed (self);
}

void
ui_account_lookup_agree (UiAccountDialog *self)
{
  self->foreign_agreed = TRUE;
  ui_account_lookup_take (self);
}

MailEndpoint *
ui_account_lookup_dup_endpoint (UiAccountDialog *self, const char *address)
{
  if (!ui_account_search_is_for (self->search, address))
    return NULL;
  return ui_account_search_dup_endpoint (self->search, self->foreign_agreed);
}

MailEndpoint *
ui_account_lookup_dup_foreign (UiAccountDialog *self)
{
  g_autoptr (MailEndpoint) own = ui_account_search_dup_endpoint (self->search, FALSE);

  if (own != NULL || self->foreign_agreed || self->foreign_dismissed || self->server_touched)
    return NULL;
  return ui_account_search_dup_endpoint (self->search, TRUE);
}

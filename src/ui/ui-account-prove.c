/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tries the account as the fields have it, with the code that was typed or else the one that is
 * kept; and the certificate a person trusts for it, with which it is tried again. */

#include "ui-account-dialog-private.h"

static void
run_test (UiAccountDialog *self, const char *secret)
{
  g_autoptr (AccountProfile) profile = ui_account_form_dup_profile (self);

  if (profile == NULL)
    return;
  g_autofree char *family = account_profile_dup_family (profile);
  ui_account_test_run (self->test, profile->endpoint, family, secret);
}

static void
on_secret (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiAccountDialog) self = user_data;
  g_autoptr (AccountSecret) secret =
      account_keyring_lookup_finish (ACCOUNT_KEYRING (source), result);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (secret->status == ACCOUNT_SECRET_FOUND)
    run_test (self, secret->text);
  else
    {
      self->keyring = secret->status;
      self->notice = UI_ACCOUNT_NOTICE_NO_CODE;
      ui_account_dialog_refresh (self);
    }
}

void
ui_account_prove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  UiAccountDialog *self = UI_ACCOUNT_DIALOG (widget);
  char *code = ui_account_form_dup_code (self);
  g_autoptr (MailEndpoint) endpoint = ui_account_form_dup_endpoint (self);

  self->notice = UI_ACCOUNT_NOTICE_NONE;
  if (code == NULL && self->original != NULL && endpoint != NULL && endpoint->user != NULL)
    account_keyring_lookup_async (account_registry_get_keyring (self->context->registry),
                                  self->original->id, TRUE, self->cancellable, on_secret,
                                  g_object_ref (self));
  else
    run_test (self, code);
  account_secret_wipe (code);
  ui_account_dialog_refresh (self);
}

void
ui_account_prove_certificate (UiAccountDialog *self, const char *digest, MailCertificateFlags flags)
{
  g_free (self->certificate_sha256);
  self->certificate_sha256 = g_strdup (digest);
  self->certificate_flags = flags;
  ui_account_dialog_login_changed (self);
}

void
ui_account_on_test_trust (UiAccountTest *test, const char *digest, guint flags,
                          UiAccountDialog *self)
{
  ui_account_prove_certificate (self, digest, (MailCertificateFlags) flags);
  gtk_widget_activate_action (GTK_WIDGET (self), "account.test", NULL);
}

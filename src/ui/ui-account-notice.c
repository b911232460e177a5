/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the strip of the account dialog says: one thing, the most serious. Nothing it says stops
 * anybody; a keyring that refused and a file that could not be written stay until the next try. */

#include "ui-account-dialog-private.h"

#include <glib/gi18n.h>

static const char *
keyring_words (AccountSecretStatus status)
{
  switch (status)
    {
    case ACCOUNT_SECRET_FOUND:
      return "";
    case ACCOUNT_SECRET_NO_KEYRING:
      return _ ("The account is saved, but its code is not: this computer has no keyring to keep "
                "it in, such as GNOME Keyring or KeePassXC. Without one, Envoi can keep the code "
                "until it is closed; after that it asks again.");
    case ACCOUNT_SECRET_LOCKED:
      return _ ("The account is saved, but its code is not: the keyring stayed locked. Unlock it "
                "and save again, or let Envoi keep the code until it is closed.");
    case ACCOUNT_SECRET_DISMISSED:
      return _ ("The account is saved, but its code is not: the question for the keyring’s "
                "password was closed. Save again and answer it, or let Envoi keep the code until "
                "it is closed.");
    case ACCOUNT_SECRET_MISSING:
      return "";
    }
  return "";
}

static void
show_code_hint (UiAccountDialog *self)
{
  g_autofree char *words = NULL;
  g_autofree char *name = ui_account_coach_dup_provider_name (self->provider);

  if (self->provider->code_length > 0)
    words = g_strdup_printf (
        ngettext ("This looks like a login password. A code of %s usually has %u letter or digit "
                  "and is made in its web mail; see the steps.",
                  "This looks like a login password. A code of %s usually has %u letters or digits "
                  "and is made in its web mail; see the steps.",
                  self->provider->code_length),
        name, self->provider->code_length);
  else
    words = g_strdup_printf (_ ("This looks like a login password. A code of %s has letters and "
                                "digits only and is made in its web mail; see the steps."),
                             name);
  ui_strip_show (self->strip, UI_STRIP_WARNING, NULL, words, NULL);
}

/* Why the keyring did not give the code, or did not take it, in the explain room's words. */
static char *
dup_keyring_title (UiAccountDialog *self)
{
  g_autoptr (MailFailure) failure =
      mail_failure_new (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_LOGIN, NULL,
                        account_secret_status_to_nick (self->keyring));
  ExplainQuery query = { .language = ui_context_get_language () };
  g_autoptr (Explanation) explanation = explain_failure (&query, failure);

  return g_strdup (explanation->title);
}

static void
show_no_code (UiAccountDialog *self)
{
  g_autofree char *title = dup_keyring_title (self);
  /* Translators: the sentence before says that the keyring did not give the code, and why */
  g_autofree char *words =
      g_strdup_printf (_ ("%s. Type the code above, or run the test again."), title);

  ui_strip_show (self->strip, UI_STRIP_ERROR, NULL, words, NULL);
}

static void
show_still_kept (UiAccountDialog *self)
{
  g_autofree char *title = dup_keyring_title (self);
  /* Translators: the sentence before says that the keyring did not take the code, and why */
  g_autofree char *words =
      g_strdup_printf (_ ("%s. The code is still kept until Envoi is closed."), title);

  ui_strip_show (self->strip, UI_STRIP_ERROR, NULL, words, _ ("Put It into the Keyring"));
}

static void
show_no_password (UiAccountDialog *self)
{
  g_autofree char *name = ui_account_coach_dup_provider_name (self->provider);
  g_autofree char *words =
      g_strdup_printf (_ ("%s accepts no passwords from mail programs any more, so it cannot be "
                          "used here."),
                       name);

  ui_strip_show (self->strip, UI_STRIP_ERROR, NULL, words, NULL);
}

static void
show_foreign (UiAccountDialog *self)
{
  g_autoptr (MailEndpoint) endpoint = ui_account_lookup_dup_foreign (self);
  g_autofree char *words = g_strdup_printf (
      _ ("The server that was found, %s, is outside the domain of the address. Use "
         "it if whoever runs the mailbox has named it: the password goes there."),
      endpoint->host);

  ui_strip_show (self->strip, UI_STRIP_WARNING, NULL, words, _ ("Use This Server"));
}

static gboolean
has_foreign (UiAccountDialog *self)
{
  g_autoptr (MailEndpoint) endpoint = ui_account_lookup_dup_foreign (self);

  return endpoint != NULL;
}

static void
show_notice (UiAccountDialog *self, UiAccountNotice notice)
{
  self->notice = notice;
  switch (notice)
    {
    case UI_ACCOUNT_NOTICE_NONE:
      ui_strip_hide (self->strip);
      return;
    case UI_ACCOUNT_NOTICE_CODE:
      show_code_hint (self);
      return;
    case UI_ACCOUNT_NOTICE_PINNED:
      ui_strip_show (self->strip, UI_STRIP_INFO, NULL,
                     _ ("A certificate accepted by hand is trusted for this server."),
                     _ ("Trust It No More"));
      return;
    case UI_ACCOUNT_NOTICE_KEPT:
      ui_strip_show (self->strip, UI_STRIP_INFO, NULL,
                     _ ("The code of this account is not in the keyring: it is kept until Envoi is "
                        "closed."),
                     _ ("Put It into the Keyring"));
      return;
    case UI_ACCOUNT_NOTICE_FOREIGN:
      show_foreign (self);
      return;
    case UI_ACCOUNT_NOTICE_NO_PASSWORD:
      show_no_password (self);
      return;
    case UI_ACCOUNT_NOTICE_NO_ENCRYPTION:
      ui_strip_show (self->strip, UI_STRIP_WARNING, NULL,
                     _ ("Without encryption, everyone on the way can read the code and every "
                        "letter."),
                     _ ("Use Encryption"));
      return;
    case UI_ACCOUNT_NOTICE_NO_CODE:
      show_no_code (self);
      return;
    case UI_ACCOUNT_NOTICE_STILL_KEPT:
      show_still_kept (self);
      return;
    case UI_ACCOUNT_NOTICE_KEYRING:
      ui_strip_show (self->strip, UI_STRIP_ERROR, NULL, keyring_words (self->keyring),
                     _ ("Keep It Until Closed"));
      return;
    case UI_ACCOUNT_NOTICE_NOT_SAVED:
      ui_strip_show (self->strip, UI_STRIP_ERROR, NULL,
                     _ ("The account could not be saved: the settings folder cannot be written."),
                     _ ("Try Again"));
      return;
    }
}

static gboolean
code_looks_wrong (UiAccountDialog *self)
{
  char *code = ui_account_form_dup_code (self);
  gboolean right = ui_account_form_check_code (self->provider, code, self->paused);

  account_secret_wipe (code);
  return !right && !self->code_dismissed;
}

/* Nothing was typed that would take its place. */
static gboolean
is_kept (UiAccountDialog *self)
{
  AccountKeyring *keyring = account_registry_get_keyring (self->context->registry);

  return self->original != NULL && !self->kept_dismissed &&
         *gtk_editable_get_text (self->code) == '\0' &&
         account_keyring_keeps (keyring, self->original->id);
}

static gboolean
takes_no_secret (const AccountProvider *provider)
{
  return provider != NULL && !provider->wants_code && !provider->password_works;
}

static UiAccountNotice
most_serious (UiAccountDialog *self)
{
  if (self->notice >= UI_ACCOUNT_NOTICE_NO_CODE)
    return self->notice;
  if (adw_combo_row_get_selected (self->security) == MAIL_SECURITY_NONE)
    return UI_ACCOUNT_NOTICE_NO_ENCRYPTION;
  if (takes_no_secret (self->provider) && !self->server_touched)
    return UI_ACCOUNT_NOTICE_NO_PASSWORD;
  if (has_foreign (self))
    return UI_ACCOUNT_NOTICE_FOREIGN;
  if (self->certificate_sha256 != NULL)
    return UI_ACCOUNT_NOTICE_PINNED;
  if (is_kept (self))
    return UI_ACCOUNT_NOTICE_KEPT;
  if (code_looks_wrong (self))
    return UI_ACCOUNT_NOTICE_CODE;
  return UI_ACCOUNT_NOTICE_NONE;
}

void
ui_account_notice_show (UiAccountDialog *self)
{
  show_notice (self, most_serious (self));
}

void
ui_account_on_strip_activated (UiAccountDialog *self)
{
  switch (self->notice)
    {
    case UI_ACCOUNT_NOTICE_NO_ENCRYPTION:
      adw_combo_row_set_selected (self->security, MAIL_SECURITY_TLS);
      return;
    case UI_ACCOUNT_NOTICE_PINNED:
      ui_account_prove_certificate (self, NULL, 0);
      return;
    case UI_ACCOUNT_NOTICE_FOREIGN:
      ui_account_lookup_agree (self);
      return;
    case UI_ACCOUNT_NOTICE_KEPT:
    case UI_ACCOUNT_NOTICE_STILL_KEPT:
      ui_account_save_kept (self);
      return;
    case UI_ACCOUNT_NOTICE_KEYRING:
      ui_account_save_keep (self);
      return;
    case UI_ACCOUNT_NOTICE_NOT_SAVED:
      ui_account_save (self);
      return;
    case UI_ACCOUNT_NOTICE_NONE:
    case UI_ACCOUNT_NOTICE_CODE:
    case UI_ACCOUNT_NOTICE_NO_CODE:
    case UI_ACCOUNT_NOTICE_NO_PASSWORD:
      return;
    }
}

void
ui_account_on_strip_dismissed (UiAccountDialog *self)
{
  if (self->notice == UI_ACCOUNT_NOTICE_CODE)
    self->code_dismissed = TRUE;
  if (self->notice == UI_ACCOUNT_NOTICE_FOREIGN)
    self->foreign_dismissed = TRUE;
  if (self->notice == UI_ACCOUNT_NOTICE_KEPT)
    self->kept_dismissed = TRUE;
  self->notice = UI_ACCOUNT_NOTICE_NONE;
}

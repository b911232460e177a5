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
      return _ (
          "The account is saved, but its code is not: this computer has no keyring to keep it "
          "in. Install one, for example GNOME Keyring or KeePassXC, and save again.");
    case ACCOUNT_SECRET_LOCKED:
      return _ ("The account is saved, but its code is not: the keyring stayed locked. Unlock it "
                "and save again.");
    case ACCOUNT_SECRET_DISMISSED:
      return _ ("The account is saved, but its code is not: the question for the keyring’s "
                "password was closed. Save again and answer it.");
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

/* The test looked for the code in vain; why is in the explain room's words. */
static void
show_no_code (UiAccountDialog *self)
{
  g_autoptr (MailFailure) failure =
      mail_failure_new (MAIL_FAILURE_NO_SECRET, MAIL_STAGE_LOGIN, NULL,
                        account_secret_status_to_nick (self->keyring));
  ExplainQuery query = { .language = ui_context_get_language () };
  g_autoptr (Explanation) explanation = explain_failure (&query, failure);
  /* Translators: the sentence before says that the keyring did not give the code, and why */
  g_autofree char *words =
      g_strdup_printf (_ ("%s. Type the code above, or run the test again."), explanation->title);

  ui_strip_show (self->strip, UI_STRIP_ERROR, NULL, words, NULL);
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
    case UI_ACCOUNT_NOTICE_KEYRING:
      ui_strip_show (self->strip, UI_STRIP_ERROR, NULL, keyring_words (self->keyring),
                     _ ("Save Again"));
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
  if (code_looks_wrong (self))
    return UI_ACCOUNT_NOTICE_CODE;
  return UI_ACCOUNT_NOTICE_NONE;
}

void
ui_account_notice_show (UiAccountDialog *self)
{
  show_notice (self, most_serious (self));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes an account last, one step after the other: profile, code, what the test found, letters
 * that waited for it. A keyring that does not take the code stops here with its own sentence: the
 * profile is kept, the dialog stays, and the code goes nowhere else unless a person lets this
 * process keep it. */

#include "ui-account-dialog-private.h"

#include <glib/gi18n.h>

#include "store-logins.h"
#include "store-outbox.h"

static void
end (UiAccountDialog *self, UiAccountNotice notice)
{
  self->saving = FALSE;
  self->notice = notice;
  if (notice == UI_ACCOUNT_NOTICE_NONE)
    gtk_window_close (GTK_WINDOW (self));
  else
    ui_account_dialog_refresh (self);
}

static void
on_resumed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiAccountDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  /* the letters stay paused and can still be sent one by one */
  if (!store_outbox_resume_account_finish (STORE_DATABASE (source), result, &error))
    g_debug ("%s", error->message);
  submission_queue_wake (self->context->queue, self->profile->id);
  end (self, UI_ACCOUNT_NOTICE_NONE);
}

static void
resume (UiAccountDialog *self)
{
  if (!self->login_changed)
    {
      submission_queue_wake (self->context->queue, self->profile->id);
      end (self, UI_ACCOUNT_NOTICE_NONE);
      return;
    }
  store_outbox_resume_account_async (self->context->database, self->profile->id, NULL, on_resumed,
                                     g_object_ref (self));
}

static void
on_login_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiAccountDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!store_logins_set_finish (STORE_DATABASE (source), result, &error))
    g_debug ("%s", error->message);
  resume (self);
}

/* A login that passed leaves no refusal behind, and the size the server announced. */
static void
keep_login (UiAccountDialog *self)
{
  StoreLogin login = { .size_limit = ui_account_test_get_size_limit (self->test) };

  if (!ui_account_test_has_passed (self->test))
    {
      resume (self);
      return;
    }
  store_logins_set_async (self->context->database, self->profile->id, &login, NULL, on_login_kept,
                          g_object_ref (self));
}

static void
on_code_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiAccountDialog) self = user_data;
  g_autoptr (AccountSecret) stored =
      account_keyring_store_finish (ACCOUNT_KEYRING (source), result);

  self->keyring = stored->status;
  if (stored->status == ACCOUNT_SECRET_FOUND)
    keep_login (self);
  else
    end (self, UI_ACCOUNT_NOTICE_KEYRING);
}

static void
store_code (UiAccountDialog *self)
{
  char *code = ui_account_form_dup_code (self);

  if (code == NULL)
    {
      keep_login (self);
      return;
    }
  account_keyring_store_async (account_registry_get_keyring (self->context->registry),
                               self->profile, code, NULL, on_code_stored, g_object_ref (self));
  account_secret_wipe (code);
}

void
ui_account_save_keep (UiAccountDialog *self)
{
  char *code = ui_account_form_dup_code (self);

  if (code == NULL)
    return;
  account_keyring_keep (account_registry_get_keyring (self->context->registry), self->profile->id,
                        code);
  account_secret_wipe (code);
  keep_login (self);
}

static void
on_kept_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiAccountDialog) self = user_data;
  g_autoptr (AccountSecret) stored =
      account_keyring_store_finish (ACCOUNT_KEYRING (source), result);

  self->keyring = stored->status;
  self->notice = stored->status == ACCOUNT_SECRET_FOUND ? UI_ACCOUNT_NOTICE_NONE
                                                        : UI_ACCOUNT_NOTICE_STILL_KEPT;
  ui_account_dialog_refresh (self);
}

static void
on_kept_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiAccountDialog) self = user_data;
  AccountKeyring *keyring = ACCOUNT_KEYRING (source);
  g_autoptr (AccountSecret) kept = account_keyring_lookup_finish (keyring, result);

  if (kept->status == ACCOUNT_SECRET_FOUND)
    account_keyring_store_async (keyring, self->original, kept->text, NULL, on_kept_stored,
                                 g_object_ref (self));
}

void
ui_account_save_kept (UiAccountDialog *self)
{
  account_keyring_lookup_async (account_registry_get_keyring (self->context->registry),
                                self->original->id, FALSE, self->cancellable, on_kept_found,
                                g_object_ref (self));
}

static void
on_profile_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (UiAccountDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  if (account_registry_save_finish (ACCOUNT_REGISTRY (source), result, &error))
    store_code (self);
  else
    {
      g_debug ("%s", error->message);
      end (self, UI_ACCOUNT_NOTICE_NOT_SAVED);
    }
}

/* An address that has an account already changes that one: two of them would share nothing but
 * the name. */
static void
take_over_existing (UiAccountDialog *self, AccountProfile *profile)
{
  g_autoptr (AccountProfile) existing =
      account_registry_lookup_address (self->context->registry, profile->address);

  if (self->original != NULL || self->profile != NULL || existing == NULL)
    return;
  g_free (profile->id);
  profile->id = g_strdup (existing->id);
  profile->is_default = existing->is_default;
}

void
ui_account_save (UiAccountDialog *self)
{
  g_autoptr (AccountProfile) profile = ui_account_form_dup_profile (self);

  if (profile == NULL || self->saving)
    return;
  take_over_existing (self, profile);
  self->saving = TRUE;
  self->notice = UI_ACCOUNT_NOTICE_NONE;
  ui_account_dialog_refresh (self);
  account_registry_save_async (self->context->registry, profile, NULL, on_profile_saved,
                               g_object_ref (self));
  g_clear_pointer (&self->profile, account_profile_free);
  self->profile = g_steal_pointer (&profile);
}

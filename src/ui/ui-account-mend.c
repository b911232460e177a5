/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the explain room advises for an account: from the dialog's own test, or from a letter's
 * receipt, which opens the dialog for it. */

#include "ui-account-dialog-private.h"

static void
open_code (UiAccountDialog *self)
{
  adw_expander_row_set_expanded (self->coach_row, TRUE);
  gtk_editable_select_region (self->code, 0, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->code));
}

static void
open_web_page (UiAccountDialog *self)
{
  if (self->provider != NULL && self->provider->web_url != NULL)
    gtk_show_uri (GTK_WINDOW (self), self->provider->web_url, GDK_CURRENT_TIME);
  open_code (self);
}

static void
open_server (UiAccountDialog *self)
{
  adw_expander_row_set_expanded (self->server, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->host));
}

void
ui_account_on_test_help (UiAccountTest *test, int action, UiAccountDialog *self)
{
  switch ((ExplainAction) action)
    {
    case EXPLAIN_ACTION_NEW_CODE:
      open_web_page (self);
      return;
    case EXPLAIN_ACTION_ENTER_CODE:
      open_code (self);
      return;
    case EXPLAIN_ACTION_CORRECT_ADDRESS:
    case EXPLAIN_ACTION_USE_LOGIN_ADDRESS:
      gtk_widget_grab_focus (GTK_WIDGET (self->address));
      return;
    case EXPLAIN_ACTION_CHECK_SERVER:
    case EXPLAIN_ACTION_EDIT:
      open_server (self);
      return;
    case EXPLAIN_ACTION_TRY_LATER:
    case EXPLAIN_ACTION_TRY_NOW:
    case EXPLAIN_ACTION_UNLOCK_KEYRING:
      gtk_widget_activate_action (GTK_WIDGET (self), "account.test", NULL);
      return;
    case EXPLAIN_ACTION_NONE:
    case EXPLAIN_ACTION_MAKE_SMALLER:
    case EXPLAIN_ACTION_SHOW_CERTIFICATE:
    case EXPLAIN_ACTION_CHECK_SENT:
    case EXPLAIN_ACTION_SHOW_CONVERSATION:
      return;
    }
}

void
ui_account_dialog_mend (UiAccountDialog *self, ExplainAction action)
{
  g_return_if_fail (UI_IS_ACCOUNT_DIALOG (self));

  switch (action)
    {
    case EXPLAIN_ACTION_NEW_CODE:
      open_web_page (self);
      return;
    case EXPLAIN_ACTION_ENTER_CODE:
      open_code (self);
      return;
    case EXPLAIN_ACTION_CHECK_SERVER:
      open_server (self);
      return;
    case EXPLAIN_ACTION_SHOW_CERTIFICATE:
      gtk_widget_activate_action (GTK_WIDGET (self), "account.test", NULL);
      return;
    case EXPLAIN_ACTION_NONE:
    case EXPLAIN_ACTION_CORRECT_ADDRESS:
    case EXPLAIN_ACTION_USE_LOGIN_ADDRESS:
    case EXPLAIN_ACTION_MAKE_SMALLER:
    case EXPLAIN_ACTION_TRY_LATER:
    case EXPLAIN_ACTION_TRY_NOW:
    case EXPLAIN_ACTION_EDIT:
    case EXPLAIN_ACTION_UNLOCK_KEYRING:
    case EXPLAIN_ACTION_CHECK_SENT:
    case EXPLAIN_ACTION_SHOW_CONVERSATION:
      return;
    }
}

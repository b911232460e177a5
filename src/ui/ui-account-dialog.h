/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Adds or changes an account: the address, the code and the way to it, a test
 * of five steps. */

#pragma once

#include <adwaita.h>

#include "account-profile.h"
#include "explain-reply.h"
#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_ACCOUNT_DIALOG (ui_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountDialog, ui_account_dialog, UI, ACCOUNT_DIALOG, AdwWindow)

/**
 * ui_account_dialog_new:
 * @parent: (nullable): window it belongs to
 * @profile: (nullable) (transfer none): account to change; NULL: a new one
 */
UiAccountDialog *
ui_account_dialog_new (GtkWindow *parent, UiContext *context, const AccountProfile *profile);

/**
 * ui_account_dialog_mend:
 * @action: what was advised for the account: the place where it is done is shown
 */
void ui_account_dialog_mend (UiAccountDialog *dialog, ExplainAction action);

G_END_DECLS

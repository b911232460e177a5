/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How to come by the code of a provider: numbered steps, the page they start on, a drawing of the
 * switch to look for, and the facts that save the next hour. */

#pragma once

#include <adwaita.h>

#include "account-provider.h"

G_BEGIN_DECLS

#define UI_TYPE_ACCOUNT_COACH (ui_account_coach_get_type ())
G_DECLARE_FINAL_TYPE (UiAccountCoach, ui_account_coach, UI, ACCOUNT_COACH, GtkWidget)

/**
 * ui_account_coach_set_provider:
 * @provider: (nullable): NULL: what holds for any
 */
void ui_account_coach_set_provider (UiAccountCoach *coach, const AccountProvider *provider);

/**
 * ui_account_coach_get_title:
 *
 * Returns: (transfer none): "How to get the authorization code"
 */
const char *ui_account_coach_get_title (UiAccountCoach *coach);

/**
 * ui_account_coach_set_titled: whether the title is shown; in a row it is the row's already
 */
void ui_account_coach_set_titled (UiAccountCoach *coach, gboolean titled);

/**
 * ui_account_coach_code_name:
 * @provider: (nullable): NULL: any
 *
 * Returns: (transfer none): what the provider calls what it wants: "Authorization code", "App
 *   password" or "Password"
 */
const char *ui_account_coach_code_name (const AccountProvider *provider);

/**
 * ui_account_coach_dup_provider_name:
 *
 * Returns: (transfer full): the provider's name in the language of the session, without the other
 *   names it goes by
 */
char *ui_account_coach_dup_provider_name (const AccountProvider *provider);

G_END_DECLS

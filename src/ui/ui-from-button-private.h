/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The account a letter goes from, as a coloured pill that opens a list of the others. */

#pragma once

#include <gtk/gtk.h>

#include "account-registry.h"

G_BEGIN_DECLS

#define UI_TYPE_FROM_BUTTON (ui_from_button_get_type ())
G_DECLARE_FINAL_TYPE (UiFromButton, ui_from_button, UI, FROM_BUTTON, GtkWidget)

/**
 * UiFromButton::changed: another account, or the same one with other data
 */

/**
 * ui_from_button_set_registry: shows @account_id, or the default account where there is no such
 * one, or the practice account where there is none at all
 * @account_id: (nullable): account to begin with
 */
void ui_from_button_set_registry (UiFromButton *button, AccountRegistry *registry,
                                  const char *account_id);

/**
 * ui_from_button_get_profile:
 *
 * Returns: (transfer none): the account shown
 */
const AccountProfile *ui_from_button_get_profile (UiFromButton *button);

void ui_from_button_set_account (UiFromButton *button, const char *account_id);

/**
 * ui_from_button_set_originator:
 * @account_id: (nullable): account for which it counts
 * @address: (nullable): where the letter goes from; NULL: the account's address
 */
void
ui_from_button_set_originator (UiFromButton *button, const char *account_id, const char *address);

G_END_DECLS

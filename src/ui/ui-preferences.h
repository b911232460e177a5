/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Accounts, and how long a letter can be taken back. */

#pragma once

#include <adwaita.h>

#include "ui-context.h"

G_BEGIN_DECLS

#define UI_TYPE_PREFERENCES (ui_preferences_get_type ())
G_DECLARE_FINAL_TYPE (UiPreferences, ui_preferences, UI, PREFERENCES, AdwPreferencesWindow)

/**
 * ui_preferences_new:
 * @parent: (nullable): window it belongs to
 */
UiPreferences *ui_preferences_new (GtkWindow *parent, UiContext *context);

G_END_DECLS

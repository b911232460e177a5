/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The window instead of all others when letters or accounts cannot be opened. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_TROUBLE (app_trouble_get_type ())
G_DECLARE_FINAL_TYPE (AppTrouble, app_trouble, APP, TROUBLE, AdwApplicationWindow)

/**
 * AppTrouble::try-again: the button was pressed; the window is closing
 */

/**
 * app_trouble_new:
 * @error: a STORE_ERROR or an ACCOUNT_ERROR
 */
GtkWindow *app_trouble_new (GtkApplication *application, const GError *error);

/**
 * app_trouble_words:
 * @title: (out) (transfer none): what happened
 *
 * Returns: (transfer none): what a person can do about it
 */
const char *app_trouble_words (const GError *error, const char **title);

G_END_DECLS

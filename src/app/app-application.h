/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The application: one process, whatever starts it. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define APP_TYPE_APPLICATION (app_application_get_type ())
G_DECLARE_FINAL_TYPE (AppApplication, app_application, APP, APPLICATION, AdwApplication)

AppApplication *app_application_new (GSettings *settings);

/**
 * app_application_is_to_start_again: whether the program ended in order to begin anew
 */
gboolean app_application_is_to_start_again (AppApplication *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeps the program while a letter is held, being sent, or to be sent later, whatever windows are
 * open; says so when there is none; and asks the session not to end under a letter on its way. */

#pragma once

#include <gtk/gtk.h>

#include "ui-context.h"

G_BEGIN_DECLS

typedef struct AppKeeper AppKeeper;

/**
 * app_keeper_new:
 *
 * Returns: (transfer full): follows the queue and the letters of @context from now on
 */
AppKeeper *app_keeper_new (GtkApplication *application, UiContext *context);
void app_keeper_free (AppKeeper *keeper);

/**
 * app_keeper_look: looks at the letters anew; to be called before the last window goes
 */
void app_keeper_look (AppKeeper *keeper);

/**
 * app_keeper_let_go: a person wants the program to end although letters are to be sent later; a
 *   letter on its way keeps it all the same
 */
void app_keeper_let_go (AppKeeper *keeper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppKeeper, app_keeper_free)

G_END_DECLS

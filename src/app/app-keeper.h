/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keeps the program while a letter is held or being sent, whatever windows are open. */

#pragma once

#include <gtk/gtk.h>

#include "submission-queue.h"

G_BEGIN_DECLS

typedef struct AppKeeper AppKeeper;

/**
 * app_keeper_new:
 *
 * Returns: (transfer full): follows @queue from now on
 */
AppKeeper *
app_keeper_new (GtkApplication *application, SubmissionQueue *queue, StoreDatabase *database);
void app_keeper_free (AppKeeper *keeper);

/**
 * app_keeper_look: asks the queue anew; to be called before the last window goes
 */
void app_keeper_look (AppKeeper *keeper);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppKeeper, app_keeper_free)

G_END_DECLS

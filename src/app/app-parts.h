/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of the program, built and joined: accounts, letters, practice server, queue. */

#pragma once

#include "ui-context.h"

G_BEGIN_DECLS

/**
 * app_parts_load_async:
 * @settings: window state and preferences
 *
 * Reads the accounts, opens the store, starts the practice server and the queue.
 */
void app_parts_load_async (GSettings *settings, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data);

/**
 * app_parts_load_finish:
 * @error: a STORE_ERROR or an ACCOUNT_ERROR
 *
 * Returns: (transfer full): what windows need; the queue is running
 */
UiContext *app_parts_load_finish (GAsyncResult *result, GError **error);

/**
 * app_parts_close:
 *
 * Stops the queue and closes the store, waiting for both in the main context, 10 seconds at most:
 * for the end of the program, where there is no loop any more.
 */
void app_parts_close (UiContext *context);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tells on the desktop what a person must know and would not see: a letter that was refused, that
 * waits for somebody, or of which nobody knows whether it arrived. */

#pragma once

#include <gtk/gtk.h>

#include "ui-context.h"

G_BEGIN_DECLS

typedef struct AppNotifier AppNotifier;

AppNotifier *app_notifier_new (GtkApplication *application, UiContext *context);
void app_notifier_unref (AppNotifier *notifier);

/**
 * app_notifier_close: tells nothing any more; answers on their way may still hold a reference
 */
void app_notifier_close (AppNotifier *notifier);

/**
 * app_notifier_see: somebody is looking at the letter, and so at what stops its account
 */
void app_notifier_see (AppNotifier *notifier, gint64 letter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AppNotifier, app_notifier_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a person may do with a letter, from wherever it is shown. */

#pragma once

#include <gtk/gtk.h>

#include "store-outbox.h"
#include "ui-context.h"

G_BEGIN_DECLS

/**
 * UiDraftReopened:
 *
 * Returns: whether somebody took the draft; else its window is opened
 */
typedef gboolean (*UiDraftReopened) (const char *draft_id, GtkWidget *widget);

/**
 * ui_letter_command:
 * @widget: says sorry when it is too late
 * @reopened: (nullable): for %STORE_COMMAND_CANCEL
 */
void ui_letter_command (GtkWidget *widget, UiContext *context, gint64 id, StoreCommand command,
                        UiDraftReopened reopened);

/**
 * ui_letter_say_sorry: a command came too late, or the store could not do it
 */
void ui_letter_say_sorry (GtkWidget *widget, const GError *error);

/**
 * ui_toast: a sentence at the foot of the window @widget is in
 */
void ui_toast (GtkWidget *widget, const char *text);

G_END_DECLS

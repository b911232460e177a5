/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "store-outbox.h"
#include "ui-context.h"

G_BEGIN_DECLS

/**
 * ui_later_change: asks for another time for a letter that has one, and gives it that
 * @widget: in the window the letter is shown in; says sorry when it is too late
 */
void ui_later_change (GtkWidget *widget, UiContext *context, const StoreLetter *letter);

G_END_DECLS

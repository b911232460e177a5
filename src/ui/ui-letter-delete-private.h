/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A finished letter is deleted at once, and comes back as it was while a toast says so. */

#pragma once

#include <gtk/gtk.h>

#include "store-outbox.h"
#include "ui-context.h"

G_BEGIN_DECLS

/**
 * ui_letter_can_be_deleted:
 *
 * Returns: whether nothing is to happen to the letter any more by itself
 */
gboolean ui_letter_can_be_deleted (const StoreLetter *letter);

/**
 * ui_letter_delete:
 * @widget: in the window that says so
 */
void ui_letter_delete (GtkWidget *widget, UiContext *context, gint64 id);

G_END_DECLS

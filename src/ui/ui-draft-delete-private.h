/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A draft is thrown away at once, and comes back as it was while a toast says so. */

#pragma once

#include <gtk/gtk.h>

#include "ui-context.h"

G_BEGIN_DECLS

/**
 * ui_draft_delete:
 * @widget: in the window that says so
 */
void ui_draft_delete (GtkWidget *widget, UiContext *context, const char *draft_id);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A letter as a message file, exactly as it was sent. */

#pragma once

#include <gtk/gtk.h>

#include "ui-context.h"

G_BEGIN_DECLS

/**
 * ui_export_dup_name:
 *
 * Returns: (transfer full): "Subject.eml", a name every file system takes
 */
char *ui_export_dup_name (const char *subject);

/**
 * ui_export: asks where to, and says how it went
 * @widget: in the window that asks
 */
void ui_export (GtkWidget *widget, UiContext *context, gint64 id, const char *subject);

G_END_DECLS

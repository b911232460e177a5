/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ui_scroll_into_sight:
 * @widget: new in a viewport
 *
 * Brings it into sight without taking the focus from where somebody types.
 */
void ui_scroll_into_sight (GtkWidget *widget);

G_END_DECLS

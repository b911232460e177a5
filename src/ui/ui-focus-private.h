/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How Tab goes through what GTK would walk differently. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ui_focus_children: to be a class's @focus, where it has a @grab_focus of its own
 *
 * Returns: whether the focus has moved inside @widget
 */
gboolean ui_focus_children (GtkWidget *widget, GtkDirectionType direction);

#define UI_TYPE_LIST_STOP (ui_list_stop_get_type ())
G_DECLARE_FINAL_TYPE (UiListStop, ui_list_stop, UI, LIST_STOP, GtkWidget)

/**
 * UiListStop:child: what is shown
 *
 * UiListStop:list: the list inside it; only the arrow keys walk over its rows
 */

G_END_DECLS

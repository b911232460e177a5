/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Shows all of its child up to a height, and lets it be scrolled from there on. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_LOW_SCROLLER (ui_low_scroller_get_type ())
G_DECLARE_FINAL_TYPE (UiLowScroller, ui_low_scroller, UI, LOW_SCROLLER, GtkWidget)

/**
 * UiLowScroller:child: the widget shown
 *
 * UiLowScroller:max-height: pixels it takes at most
 */

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Three children side by side, or under each other where there is little room. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UiLanesKind:
 * @UI_LANES_TALK: ours | gutter | the server's; narrow: ours, then the server's indented
 * @UI_LANES_HEAD: over the columns of the wire; the middle alone where the others are hidden, and
 *   where there is little room
 */
typedef enum
{
  UI_LANES_TALK,
  UI_LANES_HEAD,
} UiLanesKind;

/* narrower than this they stand under each other */
#define UI_LANES_NARROW 560

#define UI_TYPE_LANES (ui_lanes_get_type ())
G_DECLARE_FINAL_TYPE (UiLanes, ui_lanes, UI, LANES, GtkWidget)

GtkWidget *ui_lanes_new (UiLanesKind kind, GtkWidget *first, GtkWidget *second, GtkWidget *third);

G_END_DECLS

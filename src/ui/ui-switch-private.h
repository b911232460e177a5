/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A few words side by side of which one is chosen, as in a narrow view switcher without icons. */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define UI_TYPE_SWITCH (ui_switch_get_type ())
G_DECLARE_FINAL_TYPE (UiSwitch, ui_switch, UI, SWITCH, GtkWidget)

/**
 * UiSwitch:selected: name of the chosen word
 */

GtkWidget *ui_switch_new (void);

/**
 * ui_switch_add:
 * @name: stable name
 * @title: shown; the first one added is chosen
 */
void ui_switch_add (UiSwitch *self, const char *name, const char *title);

const char *ui_switch_get_selected (UiSwitch *self);
void ui_switch_set_selected (UiSwitch *self, const char *name);

/**
 * ui_switch_describe: what a screen reader says of the chosen word beside the word itself; where
 *   that has the focus, also when it becomes another
 */
void ui_switch_describe (UiSwitch *self, const char *description);

G_END_DECLS

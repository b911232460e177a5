/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A band with one sentence and one button, where other programs open a dialog.
 */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * UiStripWeight: most serious last
 */
typedef enum
{
  UI_STRIP_INFO,
  UI_STRIP_WARNING,
  UI_STRIP_ERROR,
} UiStripWeight;

#define UI_TYPE_STRIP (ui_strip_get_type ())
G_DECLARE_FINAL_TYPE (UiStrip, ui_strip, UI, STRIP, GtkWidget)

/**
 * UiStrip::activated: the button was pressed
 *
 * UiStrip::dismissed: it was closed by a person
 */

GtkWidget *ui_strip_new (void);

/**
 * ui_strip_show:
 * @icon_name: (nullable): NULL: by weight
 * @text: one sentence
 * @button: (nullable): label of the button
 *
 * Slides in, or changes its words where it stands.
 */
void ui_strip_show (UiStrip *strip, UiStripWeight weight, const char *icon_name, const char *text,
                    const char *button);

void ui_strip_hide (UiStrip *strip);

G_END_DECLS
